"""The site as it is run: its settings, its addresses, its server. Whatever starts it imports this first."""

import gc

# By default Python looks for waste much more often. Most of what a start makes stays: to look through that again and
# again took a tenth of the time.
gc.set_threshold(max(20_000, gc.get_threshold()[0]))
