"""Undercut and overcut between two cars in closed form: who is ahead once both have stopped, and until when to answer.

Needs no simulated race, so every pair of a field costs a few milliseconds; `confirm` asks the simulator as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erf, exp, log, sqrt
from typing import Literal

import numpy as np

from pitwall.domain.race_parameters import COMPOUNDS, RaceParameters
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidRequestError, InvalidStateError
from pitwall.strategy.set_pace import SetPace, pit_loss_s

LAPS_AHEAD = 8
"""Laps looked ahead: beyond that, other things decide."""
LIKELY = 0.5
"""From this chance of success on, a rival must answer."""


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
class Duel:
    """An undercut (the attacker stops first) or an overcut (the target does)."""

    kind: Literal["undercut", "overcut"]
    attacker_id: str
    target_id: str
    gap_s: float
    """Now, from the target back to the attacker."""
    pit_loss_s: float
    """Of the attacker, stationary time included; the target's differs by its crew only."""
    attacker_compound: Compound
    """Fitted at its stop."""
    target_compound: Compound
    gain_per_lap_s: float
    """Of fresh warm tyres against the other car's worn ones, on the lap after the out lap."""
    out_lap_loss_s: float
    """To cold tyres, of the car that stops first."""
    by_lap: tuple[DuelLap, ...]
    """First stop on each of the next laps, the other car answering one lap later."""
    by_answer: tuple[DuelLap, ...]
    """First stop at the end of the next lap, the other car stopping 1, 2, ... laps later."""
    laps_to_answer: int | None
    """Undercut: laps the target can wait after the attacker's stop and still more likely than not stay ahead;
    0: too late even on the next lap. None: it can wait longer than we look."""
    cover_lap: int | None
    """Undercut: the last lap on which the target can stop and still more likely than not stay ahead."""

    @property
    def success(self) -> float:
        """Probability with the first stop at the end of the next lap, answered one lap later."""
        return self.by_answer[0].probability

    @property
    def best(self) -> DuelLap:
        """The timing with the best chance among the next laps, answered one lap later."""
        return max(self.by_lap, key=lambda lap: lap.probability)


def undercut(
    parameters: RaceParameters,
    state: RaceState,
    attacker_id: str,
    target_id: str,
    *,
    attacker_compound: Compound | None = None,
    target_compound: Compound | None = None,
    laps_ahead: int = LAPS_AHEAD,
) -> Duel:
    """The attacker, behind the target, stops first and gains on fresh tyres until the target stops too.

    Compounds default to the quickest to the flag. Raises InvalidStateError where a car is not running or the attacker
    is not behind the target, InvalidRequestError where no lap is left to stop on.
    """
    return _duel(
        "undercut", parameters, state, (attacker_id, target_id), (attacker_compound, target_compound), laps_ahead
    )


def overcut(
    parameters: RaceParameters,
    state: RaceState,
    attacker_id: str,
    target_id: str,
    *,
    attacker_compound: Compound | None = None,
    target_compound: Compound | None = None,
    laps_ahead: int = LAPS_AHEAD,
) -> Duel:
    """The target stops first; the attacker, behind it, stays out and gains while the target's tyres are cold.

    Raises as `undercut` does.
    """
    return _duel(
        "overcut", parameters, state, (attacker_id, target_id), (attacker_compound, target_compound), laps_ahead
    )


def threats(parameters: RaceParameters, state: RaceState, *, least_probability: float = 0.05) -> tuple[Duel, ...]:
    """Undercuts and overcuts between running cars within a pit loss of each other and at most two places apart.

    The likelier first. Empty on the last two laps and while the race is neutralised or stopped.
    """
    if state.laps - state.lap < 3 or state.track_status is not TrackStatus.GREEN:
        return ()
    duels = [
        duel
        for attacker, target in _pairs(parameters, state)
        for duel in (undercut(parameters, state, attacker, target), overcut(parameters, state, attacker, target))
        if duel.success >= least_probability
    ]
    return tuple(sorted(duels, key=lambda duel: -duel.success))


def quickest_to_flag(pace: SetPace, state: RaceState, car: int, stop_lap: int) -> Compound:
    """The dry compound on which the laps after `stop_lap` take least time without another stop.

    One the car has not used where its compound rule is still open; intermediates or wets on a track that wants them.
    """
    here = state.cars[car]
    laps = state.laps - stop_lap
    wanted = pace.family(state.wetness)
    used = here.used | {here.compound}
    if wanted == DRY_COMPOUNDS and used <= set(DRY_COMPOUNDS) and len(used) == 1:
        wanted = tuple(compound for compound in DRY_COMPOUNDS if compound not in used)
    return min(wanted, key=lambda compound: pace.stint_s(car, compound, 0, laps, state.wetness))


def _pairs(parameters: RaceParameters, state: RaceState) -> Iterator[tuple[str, str]]:
    running = sorted((car for car in state.cars if car.running), key=lambda car: car.position)
    for place, attacker in enumerate(running):
        reach = pit_loss_s(parameters, state.car(attacker.driver_id), TrackStatus.GREEN)
        for target in running[max(0, place - 2) : place]:
            if attacker.gap_s - target.gap_s <= reach and attacker.constructor_id != target.constructor_id:
                yield attacker.driver_id, target.driver_id


def _duel(
    kind: Literal["undercut", "overcut"],
    parameters: RaceParameters,
    state: RaceState,
    drivers: tuple[str, str],
    compounds: tuple[Compound | None, Compound | None],
    laps_ahead: int,
) -> Duel:
    attacker, target = _checked(state, drivers)
    pace = SetPace(parameters)
    first = state.lap + 1
    fitted = tuple(
        compound or quickest_to_flag(pace, state, car, first)
        for car, compound in zip((attacker, target), compounds, strict=True)
    )
    cars = _Cars(parameters, pace, state, kind, attacker, target, fitted[0], fitted[1])
    last = min(laps_ahead, state.laps - state.lap - 2)
    by_answer = tuple(cars.timing(first, later) for later in range(1, last + 1))
    by_lap = tuple(cars.timing(first + wait, 1) for wait in range(last))
    winning = [lap.laps_later for lap in by_answer if lap.probability >= LIKELY] if kind == "undercut" else []
    waits = winning[0] - 1 if winning else None
    early = attacker if kind == "undercut" else target
    return Duel(
        kind=kind,
        attacker_id=drivers[0],
        target_id=drivers[1],
        gap_s=state.cars[attacker].gap_s - state.cars[target].gap_s,
        pit_loss_s=pit_loss_s(parameters, attacker, TrackStatus.GREEN),
        attacker_compound=fitted[0],
        target_compound=fitted[1],
        gain_per_lap_s=cars.fresh_gain_s(),
        out_lap_loss_s=float(
            parameters.lap.cold_tyre_s[COMPOUNDS.index(fitted[0] if early == attacker else fitted[1])]
        ),
        by_lap=by_lap,
        by_answer=by_answer,
        laps_to_answer=waits,
        cover_lap=None if waits is None else first + waits,
    )


def _checked(state: RaceState, drivers: Sequence[str]) -> tuple[int, int]:
    attacker, target = (state.car(driver_id) for driver_id in drivers)
    out = [state.cars[car].driver_id for car in (attacker, target) if not state.cars[car].running]
    if out:
        raise InvalidStateError([f"{driver_id} is out of the race" for driver_id in out])
    if state.cars[attacker].position <= state.cars[target].position:
        raise InvalidStateError([f"{drivers[0]} is not behind {drivers[1]}: there is nothing to undercut"])
    if state.lap == 0 or state.laps - state.lap < 3:
        raise InvalidRequestError(
            f"after lap {state.lap} of {state.laps}: a duel in the pits needs laps before and after"
        )
    return attacker, target


@dataclass(frozen=True)
class _Cars:
    """The two cars and what they would fit."""

    parameters: RaceParameters
    pace: SetPace
    state: RaceState
    kind: Literal["undercut", "overcut"]
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
        gained = sign * (worn_s.sum() - fresh_s.sum() - self.pace.cold_s(fresh))
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
        return float((worn_s - self.pace.laps_s(early, fresh, 1, 1, self.state.wetness)).sum())

    def _gap_at(self, lap: int) -> float:
        """The gap at the end of `lap` if neither stops before; a follower does not come closer than it can follow."""
        laps = lap - self.state.lap
        base = self.parameters.cars.base_pace_s
        ahead, behind = self.state.cars[self.target], self.state.cars[self.attacker]
        ahead_s = self.pace.laps_s(self.target, ahead.compound, ahead.tyre_life, laps, self.state.wetness).sum()
        behind_s = self.pace.laps_s(self.attacker, behind.compound, behind.tyre_life, laps, self.state.wetness).sum()
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
        cars, lap = self.parameters.cars, self.parameters.lap
        both = np.array([self.attacker, self.target])
        mistakes = (
            cars.mistake_probability[both] * (2.0 - cars.mistake_probability[both]) * cars.mistake_mean_s[both] ** 2
        )
        variance = laps * float((cars.noise_sd_s[both] ** 2 + mistakes).sum())
        variance += laps**2 * float((cars.day_form_sd_s[both] ** 2).sum())
        if cars.team[self.attacker] != cars.team[self.target]:
            variance += laps**2 * float((cars.team_form_sd_s[both] ** 2).sum())
        # A race's offset and wear of a compound are the same for both cars: only what they differ in counts.
        offset, wear = np.zeros(len(COMPOUNDS)), np.zeros(len(COMPOUNDS))
        for sign, car, compound, life in ((1, late, compounds[1], worn_life), (-1, early, compounds[0], 0)):
            row = COMPOUNDS.index(compound)
            offset[row] += sign * laps
            wear[row] += sign * self.pace.wear_s(car, compound, life, laps).sum()
        variance += float(((offset * lap.compound_offset_sd_s) ** 2 + (wear * lap.wear_spread) ** 2).sum())
        stationary = cars.stationary_median_s[both] ** 2 * np.expm1(cars.stationary_log_sd[both] ** 2)
        variance += float(stationary.sum()) + 2.0 * self.parameters.pit.lane_loss_sd_s**2
        return sqrt(variance)

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
