"""Kalman ratings in sigma units: what qualifying, sprint, lap times and finishing order teach about paces.

A fold: `rating_state.prepared` brings the state to a race, `after_qualifying` and `after_race` learn.
"""

from collections.abc import Sequence
from dataclasses import replace

from pitwall.ratings.belief import Car, Kind, block_of, learned
from pitwall.ratings.newcomers import debuts_told
from pitwall.ratings.race_record import RaceEntry
from pitwall.ratings.rating_state import RatingState, field_mean
from pitwall.ratings.readings import (
    Gaps,
    gap_readings,
    order_readings,
    pace_gaps,
    qualifying_gaps,
    spread_pct,
    sprint_readings,
)


def after_qualifying(state: RatingState, entries: Sequence[RaceEntry]) -> RatingState:
    """What qualifying taught; the state itself where nobody set a time. `state` is prepared for the race."""
    parameters = state.parameters
    sds = (parameters.qualifying_sd, parameters.qualifying_team_sd)
    return _with_gaps(state, entries, qualifying_gaps(entries), 1.0, sds)


def after_race(state: RatingState, entries: Sequence[RaceEntry]) -> RatingState:
    """What sprint, lap times and finishing order taught; `state` has learned the qualifying."""
    parameters, belief = state.parameters, state.belief
    sprint = sprint_readings(entries, state.cars, parameters)
    if sprint is not None:
        belief = learned(belief, sprint, parameters.residual_limit)
    gaps = pace_gaps(entries)
    sds = (parameters.pace_sd, parameters.pace_team_sd)
    state = _with_gaps(replace(state, belief=belief), entries, gaps, parameters.pace_scale, sds)
    order = order_readings(entries, state.cars, parameters, pace_known=bool(gaps.by_driver))
    if order is not None:
        state = replace(state, belief=learned(state.belief, order, parameters.residual_limit))
    started = [state.cars[entry.driver_id] for entry in entries if entry.order is not None]
    return _newcomers_told(_race_counted(state, started), started)


def _with_gaps(
    state: RatingState, entries: Sequence[RaceEntry], gaps: Gaps, scale: float, sds: tuple[float, float]
) -> RatingState:
    now = spread_pct(gaps)
    if now is None:
        return state
    parameters = state.parameters
    before = state.spreads_pct.get(gaps.session, now)
    share, memory = parameters.spread_share, parameters.spread_memory
    unit_pct = now**share * before ** (1 - share) / scale
    readings = gap_readings(entries, state.cars, gaps, unit_pct, sds)
    if readings is None:
        return state
    return replace(
        state,
        belief=learned(state.belief, readings, parameters.residual_limit),
        spreads_pct={**state.spreads_pct, gaps.session: before**memory * now ** (1 - memory)},
    )


def _race_counted(state: RatingState, started: Sequence[Car]) -> RatingState:
    parts = dict.fromkeys(part for car in started for part in car)
    races = state.races + 1
    return replace(
        state,
        races=races,
        starts={**state.starts, **{part: state.starts.get(part, 0) + 1 for part in parts}},
        last_seen={**state.last_seen, **dict.fromkeys(parts, races)},
    )


def _newcomers_told(state: RatingState, started: Sequence[Car]) -> RatingState:
    parts = dict.fromkeys(part for car in started for part in (car.driver, car.team))
    due = [part for part in parts if state.starts[part] == state.parameters.newcomer_races]
    if not due:
        return state
    means = {kind: field_mean(state, kind) for kind in (Kind.DRIVER, Kind.TEAM)}
    told = [(part.kind, float(block_of(state.belief, part)[0].mean()) - means[part.kind]) for part in due]
    return replace(state, newcomers=debuts_told(state.newcomers, told, state.parameters))
