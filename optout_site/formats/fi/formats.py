MONTH_DAY_FORMAT = "j. E"  # Django leaves the month in the nominative
