DATE_FORMAT = "j F Y"  # Django writes 03 novembre
