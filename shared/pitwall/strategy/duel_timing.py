"""One timing of two cars' stops: what the laps between them give, how sure that is, and who comes out ahead.

The arithmetic under the undercut calculator: calibrated means for the margin, calibrated spreads for its chance.
"""

from dataclasses import dataclass
from functools import cached_property
from math import erf, exp, log, sqrt
from typing import Literal

import numpy as np

from pitwall.domain.race_parameters import COMPOUNDS, RaceParameters
from pitwall.domain.race_state import RaceState
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.set_pace import SetPace

Kind = Literal["undercut", "overcut"]


@dataclass(frozen=True)
class DuelLap:
    """One timing of the duel: the first car stops at the end of `first_stop_lap`, the other `laps_later` laps later."""

    first_stop_lap: int
    laps_later: int
    gap_s: float
    """Between the two when the first one stops."""
    tyre_gain_s: float
    """What the attacker's tyres give over the laps between the stops, the out lap's cold tyres included."""
    margin_s: float
    """By which the attacker is ahead when both have stopped; negative: behind."""
    sd_s: float
    """Of the margin: noise, form, wear and stops; slow stops come on top."""
    probability: float
    """That the attacker is ahead when both have stopped."""


@dataclass(frozen=True)
class DuelCars:
    """The two cars of an undercut (the attacker stops first) or an overcut, and what each would fit."""

    parameters: RaceParameters
    pace: SetPace
    state: RaceState
    kind: Kind
    attacker: int
    target: int
    attacker_compound: Compound
    target_compound: Compound

    def timing(self, first_stop_lap: int, laps_later: int) -> DuelLap:
        """The duel with these stops. Margin and spread add up what the cars' laps differ in between the two stops."""
        gap = self._gap_at(first_stop_lap)
        early, late = (self.attacker, self.target) if self.kind == "undercut" else (self.target, self.attacker)
        sign = 1.0 if self.kind == "undercut" else -1.0
        fresh = self.attacker_compound if self.kind == "undercut" else self.target_compound
        worn, worn_life = (
            self.state.cars[late].compound,
            self.state.cars[late].tyre_life + first_stop_lap - self.state.lap,
        )
        fresh_s = self.pace.laps_s(early, fresh, 0, laps_later, self.state.wetness)
        worn_s = self.pace.laps_s(late, worn, worn_life, laps_later, self.state.wetness)
        base = self.parameters.cars.base_pace_s
        gained = sign * (worn_s - fresh_s - self.pace.cold_s(fresh))
        paced = laps_later * (base[self.target] - base[self.attacker])
        margin = float(gained + paced - gap - self._stop_difference_s())
        sd = self._spread_s(early, late, (fresh, worn), worn_life, laps_later)
        return DuelLap(first_stop_lap, laps_later, gap, float(gained), margin, sd, self._ahead(margin, sd))

    def fresh_gain_s(self) -> float:
        """The early car's second lap on its new set against the late car's lap on the old one, base pace apart."""
        early, late = (self.attacker, self.target) if self.kind == "undercut" else (self.target, self.attacker)
        fresh = self.attacker_compound if self.kind == "undercut" else self.target_compound
        old = self.state.cars[late]
        worn_s = self.pace.laps_s(late, old.compound, old.tyre_life + 2, 1, self.state.wetness)
        return worn_s - self.pace.laps_s(early, fresh, 1, 1, self.state.wetness)

    def _gap_at(self, lap: int) -> float:
        """The gap at the end of `lap` if neither stops before; a follower does not come closer than it can follow."""
        laps = lap - self.state.lap
        base = self.parameters.cars.base_pace_s
        ahead, behind = self.state.cars[self.target], self.state.cars[self.attacker]
        ahead_s = self.pace.laps_s(self.target, ahead.compound, ahead.tyre_life, laps, self.state.wetness)
        behind_s = self.pace.laps_s(self.attacker, behind.compound, behind.tyre_life, laps, self.state.wetness)
        drift = laps * (base[self.attacker] - base[self.target]) + behind_s - ahead_s
        now = behind.gap_s - ahead.gap_s
        return float(max(min(now, self.parameters.traffic.follow_gap_s), now + drift))

    def _stop_difference_s(self) -> float:
        """By how much the attacker's stop takes longer than the target's: crew and penalty to serve."""
        crew = self.parameters.cars.stationary_median_s
        penalty = self.state.cars[self.attacker].penalty_s - self.state.cars[self.target].penalty_s
        return float(crew[self.attacker] - crew[self.target] + penalty)

    def _spread_s(
        self, early: int, late: int, compounds: tuple[Compound, Compound], worn_life: int, laps: int
    ) -> float:
        lap = self.parameters.lap
        per_lap, form, stops = self._own_variances
        variance = laps * per_lap + laps**2 * form + stops
        # A race's offset and wear of a compound are the same for both cars: only what they differ in counts.
        fresh, worn = (COMPOUNDS.index(compound) for compound in compounds)
        wear = {fresh: -self.pace.wear_s(early, compounds[0], 0, laps)}
        wear[worn] = wear.get(worn, 0.0) + self.pace.wear_s(late, compounds[1], worn_life, laps)
        variance += sum((wear[row] * float(lap.wear_spread[row])) ** 2 for row in wear)
        if fresh != worn:
            variance += laps**2 * sum(float(lap.compound_offset_sd_s[row]) ** 2 for row in (fresh, worn))
        return sqrt(variance)

    @cached_property
    def _own_variances(self) -> tuple[float, float, float]:
        """Of the difference between the two cars: per lap, of form (grows with laps squared), of the two stops."""
        cars, both = self.parameters.cars, np.array([self.attacker, self.target])
        chance = cars.mistake_probability[both]
        per_lap = cars.noise_sd_s[both] ** 2 + chance * (2.0 - chance) * cars.mistake_mean_s[both] ** 2
        form = cars.day_form_sd_s[both] ** 2
        if cars.team[self.attacker] != cars.team[self.target]:
            form = form + cars.team_form_sd_s[both] ** 2
        stationary = cars.stationary_median_s[both] ** 2 * np.expm1(cars.stationary_log_sd[both] ** 2)
        lane = 2.0 * self.parameters.pit.lane_loss_sd_s**2
        return float(per_lap.sum()), float(form.sum()), float(stationary.sum()) + lane

    def _ahead(self, margin_s: float, sd_s: float) -> float:
        """Chance that a normal margin, less the attacker's slow stop, plus the target's, is above nothing."""
        cars = self.parameters.cars
        slow = [float(cars.slow_stop_probability[car]) for car in (self.attacker, self.target)]
        extra = [max(float(cars.slow_stop_extra_s[car]), 1e-9) for car in (self.attacker, self.target)]
        quick = _above(margin_s, sd_s)
        mine = _above_exponential(margin_s, sd_s, extra[0])
        theirs = 1.0 - _above_exponential(-margin_s, sd_s, extra[1])
        # The difference of two exponentials is one of them, with odds in proportion to their means.
        both = (extra[1] * theirs + extra[0] * mine) / (extra[0] + extra[1])
        alone = (1.0 - slow[0]) * (1.0 - slow[1])
        return (
            alone * quick + slow[0] * (1 - slow[1]) * mine + slow[1] * (1 - slow[0]) * theirs + slow[0] * slow[1] * both
        )


def _above(mean: float, sd: float) -> float:
    """P(X > 0) of a normal."""
    if sd <= 0.0:
        return 1.0 if mean > 0.0 else 0.5 if mean == 0.0 else 0.0
    return 0.5 * (1.0 + erf(mean / sd / sqrt(2.0)))


def _above_exponential(mean: float, sd: float, exponential_mean: float) -> float:
    """P(X > E) of a normal and an exponential."""
    if sd <= 0.0:
        return 1.0 - exp(-mean / exponential_mean) if mean > 0.0 else 0.0
    tail = _above(mean - sd**2 / exponential_mean, sd)
    if tail <= 0.0:
        return _above(mean, sd)
    weight = log(tail) - mean / exponential_mean + 0.5 * (sd / exponential_mean) ** 2
    return min(1.0, max(0.0, _above(mean, sd) - exp(min(0.0, weight))))
