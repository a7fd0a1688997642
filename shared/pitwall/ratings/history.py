"""Folds all races into ratings: those every driver had before each race, after its qualifying, and after it.

The same records in any order give the same ratings to the bit; one more race takes milliseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import InvalidRequestError
from pitwall.ratings import elo, state_space
from pitwall.ratings.belief import Array, Aspect, Belief, Part, car_paces
from pitwall.ratings.parameters import ELO, STATE_SPACE, EloParameters, StateSpaceParameters
from pitwall.ratings.race_record import RaceEntry, RaceRecord, cars, in_order_of_time


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
    elo_driver: float
    elo_constructor: float
    starts: int
    """Races the driver has started so far."""


@dataclass(frozen=True)
class RaceRatings:
    """The ratings of one race's field, by official order and then by name."""

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

    paces: state_space.RatingState = field(default_factory=state_space.RatingState)
    elo: elo.EloState = field(default_factory=elo.EloState)


@dataclass(frozen=True)
class RatingHistory:
    """Ratings of every race, in order of time, and the state after the last race run."""

    races: tuple[RaceRatings, ...]
    state: RatingsState


def initial_state(paces: StateSpaceParameters = STATE_SPACE, elos: EloParameters = ELO) -> RatingsState:
    """Nothing learned yet."""
    return RatingsState(state_space.RatingState(parameters=paces), elo.EloState(parameters=elos))


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
    return _rated(state, record)[1]


def ratings_before(state: RatingsState, record: RaceRecord) -> tuple[EntryRating, ...]:
    """What is known of a race's field before its weekend. Raises InvalidRequestError as `rate`."""
    field_cars = cars(record)
    return _entry_ratings(_prepared(state, record, field_cars), state.elo, field_cars)


def _prepared(state: RatingsState, record: RaceRecord, field_cars: tuple[RaceEntry, ...]) -> state_space.RatingState:
    last = state.paces.race
    if last is not None and record.race <= last:
        raise InvalidRequestError(f"{record.race} lies before {last}, which is rated already")
    return state_space.prepared(state.paces, record.race, field_cars)


def _rated(state: RatingsState, record: RaceRecord) -> tuple[RaceRatings, RatingsState]:
    field_cars = cars(record)
    paces = _prepared(state, record, field_cars)
    before = _entry_ratings(paces, state.elo, field_cars)
    paces = state_space.after_qualifying(paces, field_cars)
    on_the_grid = _entry_ratings(paces, state.elo, field_cars)
    if not record.run:
        return RaceRatings(record.race, before, on_the_grid, ()), state
    after = RatingsState(
        state_space.after_race(paces, field_cars), elo.after_race(state.elo, record.race.season, field_cars)
    )
    return RaceRatings(record.race, before, on_the_grid, _entry_ratings(after.paces, after.elo, field_cars)), after


def _entry_ratings(
    state: state_space.RatingState, elos: elo.EloState, field_cars: tuple[RaceEntry, ...]
) -> tuple[EntryRating, ...]:
    if state.race is None:
        return ()
    season = state.race.season
    drivers = state_space.drivers_of(field_cars)
    teams = [state_space.teams_of(field_cars, season)[car.driver_id] for car in field_cars]
    race, qualifying = (_paces(state.belief, drivers, teams, aspect) for aspect in (Aspect.RACE, Aspect.QUALIFYING))
    return tuple(
        EntryRating(
            driver_id=car.driver_id,
            constructor_id=car.constructor_id,
            race=Pace(*race[place]),
            qualifying=Pace(*qualifying[place]),
            elo_driver=elos.driver(car.driver_id),
            elo_constructor=elos.team(car.constructor_id, season),
            starts=state.starts.get(drivers[place], 0),
        )
        for place, car in enumerate(field_cars)
    )


def _paces(belief: Belief, drivers: list[Part], teams: list[Part], aspect: Aspect) -> list[list[float]]:
    """Rows of `Pace`, one per car."""
    total, covariance = car_paces(belief, drivers, teams, aspect)
    columns: list[Array] = []
    for rows in (belief.rows(drivers, aspect), belief.rows(teams, aspect)):
        columns += [belief.mean[rows], np.sqrt(belief.covariance[rows, rows])]
    table: list[list[float]] = np.column_stack([*columns, total, np.sqrt(np.diag(covariance))]).tolist()
    return table
