"""What all races so far said about drivers and teams, and what of it still holds when the next one comes.

Time widens what is known, long absence forgets what bound a driver or a team to others, newcomers join.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from pitwall.domain.team_lineage import team_of
from pitwall.domain.vocabulary import RaceKey
from pitwall.ratings.belief import ASPECTS, Array, Belief, Car, Kind, Part, block_of, joined, widened, without
from pitwall.ratings.newcomers import Newcomers
from pitwall.ratings.parameters import STATE_SPACE, StateSpaceParameters
from pitwall.ratings.race_record import RaceEntry, RaceRecord
from pitwall.ratings.rule_changes import rule_change

_OF_A_WEEKEND = (Kind.DRIVER_WEEKEND, Kind.TEAM_AT_CIRCUIT)
"""Kinds that are held for their race weekend only."""


class Rested(NamedTuple):
    """What is left of a part that is away."""

    mean: Array
    """[2] by aspect."""
    covariance: Array
    """[2, 2]"""
    season: int
    races: int
    """Races learned when it was put away."""


@dataclass(frozen=True)
class RatingState:
    """Everything the races so far said. Start from `RatingState()`; nothing in it ever changes."""

    parameters: StateSpaceParameters = STATE_SPACE
    race: RaceKey | None = None
    """The last race learned or prepared for."""
    races: int = 0
    """Learned so far."""
    belief: Belief = field(default_factory=Belief)
    cars: Mapping[str, Car] = field(default_factory=dict)
    """Of `race`, by driver."""
    last_seen: Mapping[Part, int] = field(default_factory=dict)
    """How many races were learned when a part of the belief had last taken part."""
    starts: Mapping[Part, int] = field(default_factory=dict)
    """Races a part has taken part in."""
    rested: Mapping[Part, Rested] = field(default_factory=dict)
    lasting: Mapping[Part, Rested] = field(default_factory=dict)
    """How `race`'s circuit suits each team, as known before: without what strays on this weekend alone."""
    spreads_pct: Mapping[str, float] = field(default_factory=dict)
    """The field's usual spread by kind of session."""
    newcomers: Newcomers = field(default_factory=Newcomers)


def prepared(state: RatingState, record: RaceRecord, entries: Sequence[RaceEntry]) -> RatingState:
    """The state as it is before a race: time has passed, long absent parts left, those entered are held."""
    cars = {entry.driver_id: _car(entry, record) for entry in entries}
    entered = list(dict.fromkeys(part for car in cars.values() for part in car))
    passed = replace(_time_passed(_circuit_left(state), record.race), cars=cars)
    return _with_entered(_put_away(passed, record.race, frozenset(entered)), record.race, entered)


def field_mean(state: RatingState, kind: Kind) -> float:
    """Mean pace of the drivers or teams of the last race learned."""
    of_the_race = [
        place
        for place, part in enumerate(state.belief.parts)
        if part.kind is kind and state.last_seen[part] == state.races
    ]
    if not of_the_race:
        return 0.0
    return float(state.belief.mean.reshape(-1, ASPECTS)[of_the_race].mean())


def _car(entry: RaceEntry, record: RaceRecord) -> Car:
    team = team_of(entry.constructor_id, record.race.season)
    return Car(
        Part(Kind.DRIVER, entry.driver_id),
        Part(Kind.DRIVER_WEEKEND, entry.driver_id),
        Part(Kind.TEAM, team),
        Part(Kind.TEAM_AT_CIRCUIT, f"{team} at {record.circuit_id}"),
    )


def _time_passed(state: RatingState, race: RaceKey) -> RatingState:
    parameters, belief = state.parameters, state.belief
    if not belief.parts:
        return replace(state, race=race)
    kinds = [part.kind for part in belief.parts]
    correlation = _each(kinds, parameters.correlation)
    belief = widened(belief, np.ones(len(kinds)), _each(kinds, parameters.race_var), correlation)
    for season in range(state.race.season + 1 if state.race else race.season, race.season + 1):
        winters = {kind: parameters.winter(kind, rule_change(season)) for kind in Kind}
        keep = _each(kinds, {kind: winter.keep for kind, winter in winters.items()})
        added = _each(kinds, {kind: winter.added_var for kind, winter in winters.items()})
        belief = widened(belief, keep, added, correlation)
    return replace(state, belief=belief, race=race)


def _each(kinds: Sequence[Kind], value: Mapping[Kind, float]) -> Array:
    return np.array([value[kind] for kind in kinds])


def _circuit_left(state: RatingState) -> RatingState:
    """The weekend is over: what its circuit showed of itself is kept apart until the next visit."""
    leaving = frozenset(part for part in state.belief.parts if part.kind in _OF_A_WEEKEND)
    if not leaving or state.race is None:
        return state
    kept = _without_weekend(state, state.race.season)
    return replace(state, belief=without(state.belief, leaving), rested={**state.rested, **kept}, lasting={})


def _without_weekend(state: RatingState, season: int) -> dict[Part, Rested]:
    """What a weekend says of its circuit for good: of all that showed, the share that lasts."""
    showed = [block_of(state.belief, part) for part in state.lasting]
    mean, covariance = (np.array(values) for values in zip(*showed, strict=True))
    before, lasting = (
        np.array([getattr(one, name) for one in state.lasting.values()]) for name in ("mean", "covariance")
    )
    together = lasting + _weekend_block(state.parameters, Kind.TEAM_AT_CIRCUIT)
    share = lasting @ np.linalg.inv(together)
    lost = share @ (together - covariance) @ share.transpose(0, 2, 1)
    after = before + (share @ (mean - before)[:, :, None])[:, :, 0]
    left = lasting - (lost + lost.transpose(0, 2, 1)) / 2
    return {part: Rested(after[row], left[row], season, state.races) for row, part in enumerate(state.lasting)}


def _put_away(state: RatingState, race: RaceKey, entered: frozenset[Part]) -> RatingState:
    """Parts absent for long are kept apart: what they shared with others is forgotten."""
    oldest = state.races - state.parameters.races_held
    leaving = [part for part in state.belief.parts if state.last_seen[part] < oldest and part not in entered]
    if not leaving:
        return state
    gone = {part: Rested(*block_of(state.belief, part), race.season, state.races) for part in leaving}
    return replace(state, belief=without(state.belief, frozenset(leaving)), rested={**state.rested, **gone})


def _with_entered(state: RatingState, race: RaceKey, parts: Sequence[Part]) -> RatingState:
    held = set(state.belief.parts)
    coming = [part for part in parts if part not in held]
    if not coming:
        return state
    told = {
        part: Rested(
            *(_returned(state, part, race) if part in state.rested else _new(state, part)), race.season, state.races
        )
        for part in coming
    }
    weekend = {kind: _weekend_block(state.parameters, kind) for kind in _OF_A_WEEKEND}
    blocks = [known.covariance + weekend.get(part.kind, 0.0) for part, known in told.items()]
    return replace(
        state,
        belief=joined(state.belief, coming, [known.mean for known in told.values()], blocks),
        lasting={part: known for part, known in told.items() if part.kind is Kind.TEAM_AT_CIRCUIT},
        last_seen={**state.last_seen, **dict.fromkeys(coming, state.races)},
    )


def _new(state: RatingState, part: Part) -> tuple[Array, Array]:
    """What is thought of a part never seen: what newcomers before it were, against today's field."""
    prior = _prior_block(state.parameters, part.kind)
    if part.kind in _OF_A_WEEKEND:
        return np.zeros(ASPECTS), prior
    mean = field_mean(state, part.kind) + state.newcomers.mean(part.kind, state.parameters)
    return np.full(ASPECTS, mean), prior


def _returned(state: RatingState, part: Part, race: RaceKey) -> tuple[Array, Array]:
    """What is left of what was known: with every race and winter away, less."""
    parameters, rest = state.parameters, state.rested[part]
    winter, years = parameters.winter(part.kind, 0.0), race.season - rest.season
    keep = winter.keep**years
    wandered = parameters.race_var[part.kind] * (state.races - rest.races)
    wandered += winter.added_var * sum(winter.keep ** (2 * year) for year in range(years))
    prior, faded = _prior_block(parameters, part.kind), keep**2 * rest.covariance
    # However long the absence, no less is known than of a newcomer.
    room = max(min(prior[0, 0] - faded[0, 0], prior[1, 1] - faded[1, 1]), 0.0)
    return rest.mean * keep, faded + min(wandered, room) / prior[0, 0] * prior


def _prior_block(parameters: StateSpaceParameters, kind: Kind) -> Array:
    return _block(parameters.prior_var[kind], parameters.correlation[kind])


def _weekend_block(parameters: StateSpaceParameters, kind: Kind) -> Array:
    return _block(parameters.weekend_var[kind], parameters.weekend_correlation)


def _block(var: float, correlation: float) -> Array:
    """[2, 2] of an uncertainty common to both aspects as far as `correlation` goes."""
    return var * np.array([[1.0, correlation], [correlation, 1.0]])
