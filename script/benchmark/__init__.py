"""The site's speed, as multiples of a yardstick that runs beside it."""
