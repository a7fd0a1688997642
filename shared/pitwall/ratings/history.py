"""Folds all races into ratings: those every driver had before each race, after its qualifying, and after it.

The same records in any order give the same ratings to the bit; one more race takes milliseconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import InvalidRequestError
from pitwall.ratings import elo as elo_ratings
from pitwall.ratings import state_space
from pitwall.ratings.belief import ASPECTS, Car, paces_of
from pitwall.ratings.race_record import RaceEntry, RaceRecord, cars, in_order_of_time
from pitwall.ratings.rating_state import RatingState, prepared


@dataclass(frozen=True)
class Pace:
    """A pace in sigma units of the field, larger is faster, and how well it is known."""

    driver: float
    driver_sd: float
    constructor: float
    constructor_sd: float
    total: float
    """Driver and constructor together: the car on track."""
    total_sd: float


@dataclass(frozen=True)
class EntryRating:
    """A driver's ratings at one moment, in one car."""

    driver_id: str
    constructor_id: str
    race: Pace
    qualifying: Pace
    overall: Pace
    """The pace that wins: of both, as far as each has told about winners."""
    elo_driver: float
    elo_constructor: float
    starts: int
    """Races the driver has started so far."""


@dataclass(frozen=True)
class RaceRatings:
    """The ratings of one race's field, by driver."""

    race: RaceKey
    before: tuple[EntryRating, ...]
    """As known before the weekend."""
    after_qualifying: tuple[EntryRating, ...]
    """As known on the grid; as `before` where nobody qualified."""
    after: tuple[EntryRating, ...]
    """Empty for a race not run."""


@dataclass(frozen=True)
class RatingsState:
    """All that the races so far taught. Start from `RatingsState()`."""

    paces: RatingState = field(default_factory=RatingState)
    elo: elo_ratings.EloState = field(default_factory=elo_ratings.EloState)


@dataclass(frozen=True)
class RatingHistory:
    """Ratings of every race, in order of time, and the state after the last race run."""

    races: tuple[RaceRatings, ...]
    state: RatingsState


def rate(records: Iterable[RaceRecord], state: RatingsState | None = None) -> RatingHistory:
    """Ratings before and after each race, from `state` on (None: from the very first).

    Races still to come are rated as far as is known after the last one run. Raises InvalidRequestError where a race
    is told twice or lies before what `state` knows.
    """
    state = state or RatingsState()
    told = []
    for record in in_order_of_time(records):
        ratings, state = _rated(state, record)
        told.append(ratings)
    return RatingHistory(tuple(told), state)


def update(state: RatingsState, record: RaceRecord) -> RatingsState:
    """The state after one more race; itself for a race not run. Raises InvalidRequestError as `rate`."""
    field_cars = cars(record)
    paces = state_space.after_qualifying(_prepared(state, record, field_cars), field_cars)
    return _after_race(state, record, field_cars, paces)


def ratings_before(state: RatingsState, record: RaceRecord) -> tuple[EntryRating, ...]:
    """What is known of a race's field before its weekend. Raises InvalidRequestError as `rate`."""
    field_cars = cars(record)
    return _entry_ratings(_prepared(state, record, field_cars), state.elo, field_cars)


def _prepared(state: RatingsState, record: RaceRecord, field_cars: tuple[RaceEntry, ...]) -> RatingState:
    last = state.paces.race
    if last is not None and record.race <= last:
        raise InvalidRequestError(f"{record.race} lies before {last}, which is rated already")
    return prepared(state.paces, record, field_cars)


def _rated(state: RatingsState, record: RaceRecord) -> tuple[RaceRatings, RatingsState]:
    field_cars = cars(record)
    paces = _prepared(state, record, field_cars)
    before = _entry_ratings(paces, state.elo, field_cars)
    paces = state_space.after_qualifying(paces, field_cars)
    on_the_grid = _entry_ratings(paces, state.elo, field_cars)
    after = _after_race(state, record, field_cars, paces)
    told = _entry_ratings(after.paces, after.elo, field_cars) if record.run else ()
    return RaceRatings(record.race, before, on_the_grid, told), after


def _after_race(
    state: RatingsState, record: RaceRecord, field_cars: tuple[RaceEntry, ...], on_the_grid: RatingState
) -> RatingsState:
    if not record.run:
        return state
    return RatingsState(
        state_space.after_race(on_the_grid, field_cars),
        elo_ratings.after_race(state.elo, record.race.season, field_cars),
    )


def _entry_ratings(
    state: RatingState, elos: elo_ratings.EloState, field_cars: tuple[RaceEntry, ...]
) -> tuple[EntryRating, ...]:
    if state.race is None:
        return ()
    cars_by_part = [state.cars[entry.driver_id] for entry in field_cars]
    race, qualifying, overall = _paces(state, cars_by_part)
    return tuple(
        EntryRating(
            driver_id=entry.driver_id,
            constructor_id=entry.constructor_id,
            race=race[place],
            qualifying=qualifying[place],
            overall=overall[place],
            elo_driver=elos.driver(entry.driver_id),
            elo_constructor=elos.team(entry.constructor_id, state.race.season),
            starts=state.starts.get(cars_by_part[place].driver, 0),
        )
        for place, entry in enumerate(field_cars)
    )


_DRIVER = Car._fields.index("driver"), Car._fields.index("driver_weekend")
_TEAM = Car._fields.index("team"), Car._fields.index("team_at_circuit")


def _paces(state: RatingState, field_cars: Sequence[Car]) -> list[list[Pace]]:
    """Of the race, of qualifying and overall, by car."""
    shares = (0.0, 1.0, state.parameters.overall_qualifying_share)
    weights = np.zeros((len(shares), 3, ASPECTS, len(Car._fields)))
    for place, share in enumerate(shares):
        by_aspect = np.array([share, 1.0 - share])[:, None]
        for question, parts in enumerate((_DRIVER, _TEAM, _DRIVER + _TEAM)):
            weights[place, question][:, parts] = by_aspect
    means, sds = paces_of(state.belief, field_cars, weights.reshape(-1, ASPECTS, len(Car._fields)))
    # [shares, cars, (driver, its sd, constructor, its sd, total, its sd)]
    table = np.stack([means, sds], axis=1).reshape(len(shares), -1, len(field_cars)).transpose(0, 2, 1)
    return [[Pace(*row) for row in rows] for rows in table.tolist()]
