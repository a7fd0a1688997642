"""Elo ratings of drivers and constructors: every race is a duel of every car with every other.

Kept beside the state space because fans know them; the order alone counts, pace and luck alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pitwall.domain.team_lineage import team_of
from pitwall.ratings.belief import Array
from pitwall.ratings.parameters import ELO, EloParameters
from pitwall.ratings.race_record import RaceEntry


@dataclass(frozen=True)
class EloState:
    """Ratings so far; who never raced has `parameters.start`. Start from `EloState()`."""

    parameters: EloParameters = ELO
    drivers: Mapping[str, float] = field(default_factory=dict)
    teams: Mapping[str, float] = field(default_factory=dict)
    """By the team's newest name."""

    def driver(self, driver_id: str) -> float:
        """A driver's rating."""
        return self.drivers.get(driver_id, self.parameters.start)

    def team(self, constructor_id: str, season: int) -> float:
        """A constructor's rating, carried on under every name its team has had."""
        return self.teams.get(team_of(constructor_id, season), self.parameters.start)


def after_race(state: EloState, season: int, cars: Sequence[RaceEntry]) -> EloState:
    """The ratings after a race; what some win others lose. `cars` hold each driver once.

    Retirements count by the official order; who shared a car ties with whom he shared it. Cars of one team are no
    duel for the team.
    """
    ranked = [car for car in cars if car.order is not None]
    if len(ranked) < 2:
        return state
    order = np.array([car.order for car in ranked], dtype=np.float64)
    names = np.array([team_of(car.constructor_id, season) for car in ranked])
    apart = (names[:, None] != names[None, :]).astype(np.float64)
    others = np.ones_like(apart) - np.eye(len(ranked))
    parameters = state.parameters
    drivers = np.array([state.driver(car.driver_id) for car in ranked])
    teams = np.array([state.team(car.constructor_id, season) for car in ranked])
    won = _won(order)
    driver_gains = parameters.driver_gain * _gains(drivers, won, others, parameters.scale)
    team_gains = parameters.team_gain * _gains(teams, won, apart, parameters.scale)
    new_drivers = {car.driver_id: float(rating) for car, rating in zip(ranked, drivers + driver_gains, strict=True)}
    new_teams: dict[str, float] = {}
    for name, rating, gain in zip(names.tolist(), teams, team_gains, strict=True):
        new_teams[name] = new_teams.get(name, float(rating)) + float(gain)
    return EloState(parameters, {**state.drivers, **new_drivers}, {**state.teams, **new_teams})


def elo_win_probabilities(drivers: Sequence[float], teams: Sequence[float], parameters: EloParameters = ELO) -> Array:
    """Chance of each car to win from its driver's and team's ratings alone; they add up to 1."""
    strength = parameters.driver_win_weight * np.asarray(drivers) + parameters.team_win_weight * np.asarray(teams)
    odds: Array = np.exp((strength - strength.max()) / parameters.scale)
    return odds / float(odds.sum())


def _won(order: Array) -> Array:
    """Of each pair: 1 where the row is ahead of the column, a half where they tie."""
    won: Array = (order[:, None] < order[None, :]) + 0.5 * (order[:, None] == order[None, :])
    return won


def _gains(rating: Array, won: Array, duels: Array, scale: float) -> Array:
    """Mean over the field of won minus expected."""
    expected = 1.0 / (1.0 + 10.0 ** ((rating[None, :] - rating[:, None]) / scale))
    gains: Array = (duels * (won - expected)).sum(axis=1) / (len(rating) - 1)
    return gains
