"""Ratings as rows that join features by season, round and driver: what was known before each race, nothing later."""

from collections.abc import Iterator

from pitwall.ratings.history import EntryRating, RaceRatings, RatingHistory

Row = dict[str, str | int | float]


def as_columns(history: RatingHistory) -> list[Row]:
    """A row per race and driver of the ratings before the weekend.

    Paces in sigma units of the field, larger is faster; Elo in points. Columns ending in `_after_qualifying` hold
    what qualifying added and belong to forecasts made after it.
    """
    return [row for race in history.races for row in _rows(race)]


def _rows(race: RaceRatings) -> Iterator[Row]:
    later = {one.driver_id: one for one in race.after_qualifying}
    for one in race.before:
        yield {
            "season": race.race.season,
            "round": race.race.round,
            "driver_id": one.driver_id,
            "constructor_id": one.constructor_id,
            **_before(one),
            "rating_overall_after_qualifying": later[one.driver_id].overall.total,
            "rating_overall_sd_after_qualifying": later[one.driver_id].overall.total_sd,
        }


def _before(one: EntryRating) -> Row:
    return {
        "rating_driver": one.race.driver,
        "rating_driver_sd": one.race.driver_sd,
        "rating_constructor": one.race.constructor,
        "rating_constructor_sd": one.race.constructor_sd,
        "rating_total": one.race.total,
        "rating_sd": one.race.total_sd,
        "rating_quali_driver": one.qualifying.driver,
        "rating_quali_constructor": one.qualifying.constructor,
        "rating_quali_total": one.qualifying.total,
        "rating_quali_sd": one.qualifying.total_sd,
        "rating_overall": one.overall.total,
        "rating_overall_sd": one.overall.total_sd,
        "elo_driver": one.elo_driver,
        "elo_constructor": one.elo_constructor,
        "driver_starts": one.starts,
    }
