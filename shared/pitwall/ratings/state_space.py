"""Kalman ratings of drivers and teams in sigma units: what a race may know beforehand, and what it teaches.

A fold: `prepared` brings the state to a race, `after_qualifying` and `after_race` learn; no state ever changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from pitwall.domain.team_lineage import team_of
from pitwall.domain.vocabulary import RaceKey
from pitwall.ratings.belief import ASPECTS, Array, Aspect, Belief, Kind, Part, joined, learned, widened, without
from pitwall.ratings.newcomers import Newcomers, debuts_told
from pitwall.ratings.parameters import STATE_SPACE, StateSpaceParameters
from pitwall.ratings.race_record import RaceEntry
from pitwall.ratings.readings import (
    Gaps,
    gap_readings,
    order_readings,
    pace_gaps,
    qualifying_gaps,
    spread_pct,
    sprint_readings,
)
from pitwall.ratings.rule_changes import rule_change


class Rested(NamedTuple):
    """What is left of a part that has long been away."""

    mean: Array
    """[2] by aspect."""
    covariance: Array
    """[2, 2]"""
    season: int
    races: int
    """Races run when it was put away."""


@dataclass(frozen=True)
class RatingState:
    """Everything the races so far said. Start from `RatingState()`."""

    parameters: StateSpaceParameters = STATE_SPACE
    race: RaceKey | None = None
    """The last race learned or prepared for."""
    races: int = 0
    """Learned so far."""
    belief: Belief = field(default_factory=Belief)
    last_seen: Mapping[Part, int] = field(default_factory=dict)
    """Races learned when a part of the belief last took part."""
    starts: Mapping[Part, int] = field(default_factory=dict)
    """Races a part has taken part in."""
    rested: Mapping[Part, Rested] = field(default_factory=dict)
    spreads_pct: Mapping[str, float] = field(default_factory=dict)
    newcomers: Newcomers = field(default_factory=Newcomers)


def teams_of(cars: Sequence[RaceEntry], season: int) -> dict[str, Part]:
    """Each driver's team, under the name of its lineage."""
    return {car.driver_id: Part(Kind.TEAM, team_of(car.constructor_id, season)) for car in cars}


def drivers_of(cars: Sequence[RaceEntry]) -> list[Part]:
    """The drivers as parts of the belief."""
    return [Part(Kind.DRIVER, car.driver_id) for car in cars]


def prepared(state: RatingState, race: RaceKey, cars: Sequence[RaceEntry]) -> RatingState:
    """The state as it is before a race: time has passed, long absent parts left, those entered are held."""
    parts = list(dict.fromkeys([*drivers_of(cars), *teams_of(cars, race.season).values()]))
    return _with_entered(_put_away(_time_passed(state, race), frozenset(parts)), race, parts)


def _time_passed(state: RatingState, race: RaceKey) -> RatingState:
    parameters = state.parameters
    is_driver = np.array([part.kind is Kind.DRIVER for part in state.belief.parts], dtype=bool)
    belief = state.belief
    correlation = parameters.aspect_correlation
    if belief.parts:
        drift = np.where(is_driver, parameters.driver_race_var, parameters.team_race_var)
        belief = widened(belief, np.ones(len(drift)), drift, correlation)
        for season in range(state.race.season + 1 if state.race else race.season, race.season + 1):
            team_keep, team_var = _winter_of_teams(parameters, season)
            keep = np.where(is_driver, parameters.driver_winter_keep, team_keep)
            belief = widened(belief, keep, np.where(is_driver, parameters.driver_winter_var, team_var), correlation)
    return replace(state, belief=belief, race=race)


def _winter_of_teams(parameters: StateSpaceParameters, season: int) -> tuple[float, float]:
    """What a team keeps of its pace into `season`, and how far it may have moved."""
    change = rule_change(season)
    keep = (1 - change) * parameters.team_winter_keep + change * parameters.team_rule_change_keep
    var = (1 - change) * parameters.team_winter_var + change * parameters.team_rule_change_var
    return keep, var


def _put_away(state: RatingState, entered: frozenset[Part]) -> RatingState:
    """Parts absent for long are kept apart: what they shared with others is forgotten."""
    oldest = state.races - state.parameters.races_held
    leaving = [part for part in state.belief.parts if state.last_seen[part] < oldest and part not in entered]
    if not leaving or state.race is None:
        return state
    rested = dict(state.rested)
    for part in leaving:
        rows = state.belief.rows([part] * ASPECTS, Aspect.QUALIFYING) + np.arange(ASPECTS)
        rested[part] = Rested(
            state.belief.mean[rows], state.belief.covariance[np.ix_(rows, rows)], state.race.season, state.races
        )
    return replace(state, belief=without(state.belief, frozenset(leaving)), rested=rested)


def _with_entered(state: RatingState, race: RaceKey, parts: Sequence[Part]) -> RatingState:
    held = set(state.belief.parts)
    coming = [part for part in parts if part not in held]
    if not coming:
        return state
    told = [_returned(state, part, race) if part in state.rested else _new(state, part) for part in coming]
    belief = joined(state.belief, coming, [mean for mean, _ in told], [block for _, block in told])
    return replace(
        state,
        belief=belief,
        rested={part: rest for part, rest in state.rested.items() if part not in set(coming)},
        last_seen={**state.last_seen, **dict.fromkeys(coming, state.races)},
    )


def _new(state: RatingState, part: Part) -> tuple[Array, Array]:
    """What is thought of a part never seen: what newcomers before it were, against today's field."""
    mean = field_mean(state, part.kind) + state.newcomers.mean(part.kind, state.parameters)
    return np.full(ASPECTS, mean), _prior_block(state.parameters, part.kind)


def _returned(state: RatingState, part: Part, race: RaceKey) -> tuple[Array, Array]:
    """What is left of what was known: season by season it fades to what is thought of anyone."""
    parameters, rest = state.parameters, state.rested[part]
    is_driver = part.kind is Kind.DRIVER
    keep = parameters.driver_winter_keep if is_driver else parameters.team_winter_keep
    left = keep ** (2 * (race.season - rest.season))
    drift = (parameters.driver_race_var if is_driver else parameters.team_race_var) * (state.races - rest.races)
    prior = _prior_block(parameters, part.kind)
    faded = left * rest.covariance + (1 - left) * prior
    # However long the absence, no less is known than of a newcomer.
    room = np.maximum(np.diag(prior) - np.diag(faded), 0.0).min()
    return rest.mean * np.sqrt(left), faded + min(drift, room) / prior[0, 0] * prior


def _prior_block(parameters: StateSpaceParameters, kind: Kind) -> Array:
    var = parameters.driver_prior_var if kind is Kind.DRIVER else parameters.team_prior_var
    correlation = parameters.aspect_correlation
    return var * np.array([[1.0, correlation], [correlation, 1.0]])


def field_mean(state: RatingState, kind: Kind) -> float:
    """Mean pace of the drivers or teams of the last race."""
    rows = [
        ASPECTS * place
        for place, part in enumerate(state.belief.parts)
        if part.kind is kind and state.last_seen[part] == state.races
    ]
    return float(np.mean([state.belief.mean[row : row + ASPECTS].mean() for row in rows])) if rows else 0.0


def after_qualifying(state: RatingState, cars: Sequence[RaceEntry]) -> RatingState:
    """What qualifying taught; the state itself where nobody set a time. `state` is prepared for the race."""
    parameters = state.parameters
    return _with_gaps(state, cars, qualifying_gaps(cars), (parameters.qualifying_sd, parameters.qualifying_team_sd))


def after_race(state: RatingState, cars: Sequence[RaceEntry]) -> RatingState:
    """What sprint, lap times and finishing order taught; `state` has learned the qualifying."""
    parameters, teams = state.parameters, _teams(state, cars)
    belief = state.belief
    sprint = sprint_readings(cars, teams, parameters)
    if sprint is not None:
        belief = learned(belief, sprint, parameters.residual_limit)
    gaps = pace_gaps(cars)
    state = _with_gaps(replace(state, belief=belief), cars, gaps, (parameters.pace_sd, parameters.pace_team_sd))
    order = order_readings(cars, teams, parameters, pace_known=bool(gaps.by_driver))
    if order is not None:
        state = replace(state, belief=learned(state.belief, order, parameters.residual_limit))
    return _race_counted(state, cars)


def _with_gaps(state: RatingState, cars: Sequence[RaceEntry], gaps: Gaps, sds: tuple[float, float]) -> RatingState:
    now = spread_pct(gaps)
    if now is None:
        return state
    parameters = state.parameters
    before = state.spreads_pct.get(gaps.session, now)
    share, memory = parameters.spread_share, parameters.spread_memory
    readings = gap_readings(cars, _teams(state, cars), gaps, now**share * before ** (1 - share), sds)
    if readings is None:
        return state
    return replace(
        state,
        belief=learned(state.belief, readings, parameters.residual_limit),
        spreads_pct={**state.spreads_pct, gaps.session: before**memory * now ** (1 - memory)},
    )


def _teams(state: RatingState, cars: Sequence[RaceEntry]) -> dict[str, Part]:
    return teams_of(cars, state.race.season) if state.race is not None else {}


def _race_counted(state: RatingState, cars: Sequence[RaceEntry]) -> RatingState:
    parts = list(dict.fromkeys([*drivers_of(cars), *_teams(state, cars).values()]))
    starts = {**state.starts, **{part: state.starts.get(part, 0) + 1 for part in parts}}
    races = state.races + 1
    counted = replace(state, races=races, starts=starts, last_seen={**state.last_seen, **dict.fromkeys(parts, races)})
    due = [part for part in parts if starts[part] == state.parameters.newcomer_races]
    told = [
        (part.kind, float(counted.belief.mean[rows].mean()) - field_mean(counted, part.kind))
        for part in due
        for rows in [counted.belief.rows([part] * ASPECTS, Aspect.QUALIFYING) + np.arange(ASPECTS)]
    ]
    return replace(counted, newcomers=debuts_told(counted.newcomers, told, state.parameters))
