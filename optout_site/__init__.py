"""The site as it is run: its settings, its addresses, its server. Whatever starts it imports this first."""

import gc

# Python looks for waste after every 700 new objects. A start makes many that stay: it took a tenth of the time.
gc.set_threshold(max(20_000, gc.get_threshold()[0]))
