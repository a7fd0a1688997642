"""Hyper-parameters of the ratings, chosen on seasons before 2018 only: later seasons are what ratings are judged on.

Paces are in sigma units: one is the spread of a field that finished a race.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pitwall.ratings.belief import Kind


class Winter(NamedTuple):
    """What a season's change does to a pace: `keep` of its distance from the field stays, and it wanders."""

    keep: float
    added_var: float


@dataclass(frozen=True)
class StateSpaceParameters:
    """Of the Kalman ratings: how far paces spread, how they wander, and how far a weekend strays from them.

    Fitted on 1994-2017 by coordinate search on log loss: of the winner, and with weight 0.35 of second and third among
    the rest, from ratings before the weekend; with weight 0.7 of the winner from ratings after qualifying. Lap times
    of 1996-99 and 2011-15 stood in for race pace. Not fitted: `team_rule_change_*`,
    for there were five changes only (a pace forgotten is not known better than one kept), and the conventions
    `circuit_year_keep`, `newcomer_memory`, `newcomer_races`, `sprint_factor` and `races_held`.
    """

    driver_prior_var: float = 0.15
    """Of a driver never seen, and what a long absence leads back to."""
    team_prior_var: float = 0.16
    driver_correlation: float = 0.85
    """Between qualifying and race pace, of a driver's prior and of everything that moves it; so the next."""
    team_correlation: float = 0.9
    team_circuit_var: float = 0.013
    """How differently circuits suit a team."""
    circuit_year_keep: float = 0.8
    driver_weekend_var: float = 0.045
    """How a weekend strays from the driver's pace there, qualifying and race alike."""
    team_weekend_var: float = 0.025
    weekend_correlation: float = 0.92
    """Of what strays, between qualifying and race."""
    driver_race_var: float = 0.00035
    """Added from race to race, so for absent drivers too."""
    team_race_var: float = 0.0033
    driver_winter_var: float = 0.012
    """Added from season to season."""
    team_winter_var: float = 0.06
    team_rule_change_var: float = 0.15
    driver_winter_keep: float = 0.98
    """Share of a driver's distance from the field kept over a winter; so the next two."""
    team_winter_keep: float = 0.66
    team_rule_change_keep: float = 0.15
    rookie_mean: float = -0.18
    """Against the drivers of the race before, as `newcomer_weight` earlier rookies would have told it."""
    new_team_mean: float = -0.6
    newcomer_weight: float = 50.0
    newcomer_memory: float = 0.97
    """What an earlier newcomer still counts when the next is known."""
    newcomer_races: int = 8
    """After so many races a newcomer tells what newcomers are."""
    qualifying_sd: float = 0.2
    """How a single car's result strays from its pace; `*_team_sd`: both cars of a team together."""
    qualifying_team_sd: float = 0.15
    pace_scale: float = 1.0
    """Of the field's spread."""
    pace_sd: float = 0.83
    pace_team_sd: float = 0.25
    order_scale: float = 1.5
    """Of a normal field's ranks: gaps and ranks do not spread alike."""
    order_sd: float = 0.7
    order_team_sd: float = 0.11
    order_beside_pace: float = 1.5
    """Factor on `order_sd` where race pace was measured too."""
    sprint_factor: float = 0.9
    """Factor on `order_sd` for a sprint."""
    residual_limit: float = 1.5
    """Huber: beyond so many of its own sds a result counts only as if it had strayed that far."""
    spread_share: float = 0.13
    """Of the field's spread, what is this race's own; the rest is that of the races before."""
    spread_memory: float = 0.9
    races_held: int = 40
    """Of absence; longer, and what binds a driver or team to the others is forgotten."""
    overall_qualifying_share: float = 0.2
    """Of qualifying pace in the pace that wins; the rest is race pace."""
    race_sd: float = 0.5
    """How far a race strays from it, for `win_probabilities`."""

    @cached_property
    def prior_var(self) -> Mapping[Kind, float]:
        """Of parts never seen."""
        return {
            Kind.DRIVER: self.driver_prior_var,
            Kind.TEAM: self.team_prior_var,
            Kind.DRIVER_WEEKEND: 0.0,
            Kind.TEAM_AT_CIRCUIT: self.team_circuit_var,
        }

    @cached_property
    def correlation(self) -> Mapping[Kind, float]:
        """Of the two aspects of pace."""
        return {
            Kind.DRIVER: self.driver_correlation,
            Kind.TEAM: self.team_correlation,
            Kind.DRIVER_WEEKEND: self.weekend_correlation,
            Kind.TEAM_AT_CIRCUIT: self.team_correlation,
        }

    @cached_property
    def race_var(self) -> Mapping[Kind, float]:
        """Added from race to race."""
        return {**dict.fromkeys(Kind, 0.0), Kind.DRIVER: self.driver_race_var, Kind.TEAM: self.team_race_var}

    @cached_property
    def weekend_var(self) -> Mapping[Kind, float]:
        """Of what is of this weekend alone, by the kinds that have it."""
        return {Kind.DRIVER_WEEKEND: self.driver_weekend_var, Kind.TEAM_AT_CIRCUIT: self.team_weekend_var}

    def winter(self, kind: Kind, change: float) -> Winter:
        """Into a season whose rules change by `change`, 0 to 1 (`rule_changes.rule_change`)."""
        if kind is Kind.DRIVER:
            return Winter(self.driver_winter_keep, self.driver_winter_var)
        if kind is not Kind.TEAM:
            return Winter(self.circuit_year_keep, (1 - self.circuit_year_keep**2) * self.prior_var[kind])
        return Winter(
            (1 - change) * self.team_winter_keep + change * self.team_rule_change_keep,
            (1 - change) * self.team_winter_var + change * self.team_rule_change_var,
        )


@dataclass(frozen=True)
class EloParameters:
    """Of the Elo ratings: gains by log loss of the winners of 1994-2017 on a coarse grid, weights by a logit."""

    start: float = 1500.0
    driver_gain: float = 64.0
    """The most a driver can win or lose in a race, roughly."""
    team_gain: float = 64.0
    scale: float = 400.0
    """Ten to one in favour of who is ahead by so much."""
    driver_win_weight: float = 3.0
    """Log-odds of winning per `scale` points of the driver; so the next."""
    team_win_weight: float = 2.32


STATE_SPACE = StateSpaceParameters()
ELO = EloParameters()
