"""Undercut and overcut between two cars in closed form: who is ahead once both have stopped, and until when to answer.

Needs no simulated race, so all pairs of a field cost a few milliseconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidRequestError, InvalidStateError
from pitwall.strategy.duel_timing import DuelCars, DuelLap, Kind
from pitwall.strategy.set_pace import SetPace, pit_loss_s

LAPS_AHEAD = 8
"""Laps looked ahead: beyond that, other things decide."""
LIKELY = 0.5
"""From this chance of success on, a rival must answer."""
_FEWEST_LAPS_LEFT = 3
"""An in lap, an out lap, and one to be ahead on."""
_KINDS: tuple[Kind, Kind] = ("undercut", "overcut")


@dataclass(frozen=True)
class Duel:
    """An undercut (the attacker stops first) or an overcut (the target does)."""

    kind: Kind
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
    compounds = (attacker_compound, target_compound)
    return _duel(_checked_cars(parameters, state, "undercut", (attacker_id, target_id), compounds), laps_ahead)


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
    compounds = (attacker_compound, target_compound)
    return _duel(_checked_cars(parameters, state, "overcut", (attacker_id, target_id), compounds), laps_ahead)


def threats(parameters: RaceParameters, state: RaceState, *, least_probability: float = 0.05) -> tuple[Duel, ...]:
    """Undercuts and overcuts between running cars within a pit loss of each other and at most two places apart.

    The likelier first. Empty on the last two laps and while the race is neutralised or stopped.
    """
    if state.laps - state.lap < _FEWEST_LAPS_LEFT or state.track_status is not TrackStatus.GREEN:
        return ()
    pace = SetPace(parameters)
    fitted = [quickest_to_flag(pace, state, car, state.lap + 1) for car in range(len(state.cars))]
    found = []
    for attacker, target in _pairs(parameters, state):
        for kind in _KINDS:
            cars = DuelCars(parameters, pace, state, kind, attacker, target, fitted[attacker], fitted[target])
            if cars.timing(state.lap + 1, 1).probability >= least_probability:
                found.append(_duel(cars, LAPS_AHEAD))
    return tuple(sorted(found, key=lambda duel: -duel.success))


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


def _pairs(parameters: RaceParameters, state: RaceState) -> Iterator[tuple[int, int]]:
    rows = sorted((row for row, car in enumerate(state.cars) if car.running), key=lambda row: state.cars[row].position)
    for place, attacker in enumerate(rows):
        reach_s = pit_loss_s(parameters, attacker, TrackStatus.GREEN)
        for target in rows[max(0, place - 2) : place]:
            behind, ahead = state.cars[attacker], state.cars[target]
            if behind.gap_s - ahead.gap_s <= reach_s and behind.constructor_id != ahead.constructor_id:
                yield attacker, target


def _checked_cars(
    parameters: RaceParameters,
    state: RaceState,
    kind: Kind,
    drivers: tuple[str, str],
    compounds: tuple[Compound | None, Compound | None],
) -> DuelCars:
    attacker, target = (state.car(driver_id) for driver_id in drivers)
    out = [state.cars[car].driver_id for car in (attacker, target) if not state.cars[car].running]
    if out:
        raise InvalidStateError([f"{driver_id} is out of the race" for driver_id in out])
    if state.cars[attacker].position <= state.cars[target].position:
        raise InvalidStateError([f"{drivers[0]} is not behind {drivers[1]}: there is nothing to undercut"])
    if state.lap == 0 or state.laps - state.lap < _FEWEST_LAPS_LEFT:
        raise InvalidRequestError(
            f"after lap {state.lap} of {state.laps}: a duel in the pits needs laps to be fought on"
        )
    pace = SetPace(parameters)
    fitted = [
        compound or quickest_to_flag(pace, state, car, state.lap + 1)
        for car, compound in zip((attacker, target), compounds, strict=True)
    ]
    return DuelCars(parameters, pace, state, kind, attacker, target, fitted[0], fitted[1])


def _duel(cars: DuelCars, laps_ahead: int) -> Duel:
    state, first = cars.state, cars.state.lap + 1
    behind, ahead = state.cars[cars.attacker], state.cars[cars.target]
    last = min(laps_ahead, state.laps - state.lap - 2)
    by_answer = tuple(cars.timing(first, later) for later in range(1, last + 1))
    winning = [lap.laps_later for lap in by_answer if lap.probability >= LIKELY] if cars.kind == "undercut" else []
    waits = winning[0] - 1 if winning else None
    early = cars.attacker_compound if cars.kind == "undercut" else cars.target_compound
    return Duel(
        kind=cars.kind,
        attacker_id=behind.driver_id,
        target_id=ahead.driver_id,
        gap_s=behind.gap_s - ahead.gap_s,
        pit_loss_s=pit_loss_s(cars.parameters, cars.attacker, TrackStatus.GREEN),
        attacker_compound=cars.attacker_compound,
        target_compound=cars.target_compound,
        gain_per_lap_s=cars.fresh_gain_s(),
        out_lap_loss_s=cars.pace.cold_s(early),
        by_lap=tuple(cars.timing(first + wait, 1) for wait in range(last)),
        by_answer=by_answer,
        laps_to_answer=waits,
        cover_lap=None if waits is None else first + waits,
    )
