"""Ratings of drivers and constructors: folds over races since 1950 that know nothing but the races before.

`history.rate` folds them all, `history.update` one more; what comes out joins by season, round and driver.
"""
