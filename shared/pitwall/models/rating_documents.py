"""Ratings as a published table: after each race, of drivers and constructors."""

from pitwall.domain.model_records import RatingPoint, RatingTable
from pitwall.ratings.history import RatingHistory

_RATED_FROM = 2010
"""Kalman paces are published from here on; Elo goes back to 1950."""


def rating_table(ratings: RatingHistory, as_of: str) -> RatingTable:
    """Elo since 1950 and the paces that win since 2010, of drivers and constructors, after each race."""
    points: list[RatingPoint] = []
    for one in ratings.races:
        race, teams = str(one.race), {}
        for entry in one.after:
            points.append(RatingPoint("elo", "driver", entry.driver_id, race, round(entry.elo_driver, 1)))
            teams[entry.constructor_id] = entry
            if one.race.season >= _RATED_FROM:
                pace = entry.overall
                points.append(
                    RatingPoint(
                        "pace", "driver", entry.driver_id, race, round(pace.driver, 4), round(pace.driver_sd, 4)
                    )
                )
        for team, entry in teams.items():
            points.append(RatingPoint("elo", "constructor", team, race, round(entry.elo_constructor, 1)))
            if one.race.season >= _RATED_FROM:
                told = (round(entry.overall.constructor, 4), round(entry.overall.constructor_sd, 4))
                points.append(RatingPoint("pace", "constructor", team, race, *told))
    return RatingTable(as_of, tuple(points))
