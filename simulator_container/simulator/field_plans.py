"""What every car may do in a simulated race, as arrays the kernel reads: one row per car, P alternatives each.

A race draws one number by which every car takes one of its alternatives, so that cars with like ones drive alike; the
focus car plays its candidates one after the other instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.race_state import RaceState
from pitwall.domain.tyre_strategy import PaceMode, Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidSimulationError

Integers = NDArray[np.int64]
_Stint = tuple[Compound, int, Sequence[Stop], Sequence[PaceMode]]
_INDEX = {compound: index for index, compound in enumerate(COMPOUNDS)}
_BALANCED = int(PaceMode.BALANCED)


@dataclass(frozen=True)
class FieldPlans:
    """Alternatives per car, each with its weight; build them with `of` or `driven`. `validate` before use."""

    start_compound: Integers
    """[cars, P] index in COMPOUNDS; used from the grid only."""
    start_tyre_life: Integers
    """[cars, P] laps; used from the grid only."""
    stop_lap: Integers
    """[cars, P, S] lap at whose end the car stops, in order; 0: no more stops. Laps already driven are passed over."""
    stop_compound: Integers
    """[cars, P, S] index in COMPOUNDS."""
    stop_tyre_life: Integers
    """[cars, P, S] laps already on the set."""
    stop_free: NDArray[np.bool_]
    """[cars, P, S] a change under a red flag: costs nothing and is no stop, whatever the lap's status."""
    mode: Integers
    """[cars, P, S + 1] PaceMode of each stint."""
    weight: NDArray[np.float64]
    """[cars, P] probability; sums to 1 per car."""
    reacts: NDArray[np.bool_]
    """[cars] may stop under a neutralisation and change tyres with the weather."""
    covers: NDArray[np.bool_]
    """[cars] may answer an undercut."""

    @classmethod
    def of(
        cls,
        strategies: Sequence[Sequence[tuple[Strategy, float]]],
        *,
        reacts: bool | Sequence[bool] = True,
        covers: bool | Sequence[bool] = True,
    ) -> "FieldPlans":
        """One list of (strategy, weight) per car, in the order of the race state. Weights are scaled to sum to 1.

        Raises InvalidSimulationError for a car without any, or with weights that are negative or all 0.
        """
        for car, alternatives in enumerate(strategies):
            weights = [float(weight) for _, weight in alternatives]
            if not weights or not isfinite(sum(weights)) or min(weights) < 0 or sum(weights) <= 0:
                raise InvalidSimulationError(f"car {car}: {weights}: give each car a strategy of some weight")
        stints = [
            [(plan.start, plan.start_tyre_life, plan.stops, plan.modes) for plan, _ in alternatives]
            for alternatives in strategies
        ]
        weights_of = [[weight for _, weight in alternatives] for alternatives in strategies]
        return _arrays(stints, weights_of, reacts, covers)

    @classmethod
    def driven(cls, stops: Sequence[tuple[Compound, Sequence[Stop]]]) -> "FieldPlans":
        """What was really driven, (start compound, stops) per car: no rule is checked, nobody reacts or covers."""
        return _arrays([[(start, 0, changes, ())] for start, changes in stops], [[1.0]] * len(stops), False, False)

    @property
    def cars(self) -> int:
        """How many cars there are plans for."""
        return int(self.weight.shape[0])

    def validate(self, state: RaceState) -> "FieldPlans":
        """Itself, if every array fits the others and the race. Raises InvalidSimulationError."""
        shape = self.stop_lap.shape
        if len(shape) != 3 or shape[0] != len(state.cars):
            raise InvalidSimulationError(f"plans for {self.cars} cars; the race has {len(state.cars)}")
        cars, alternatives, stops = shape
        expected = {
            "start_compound": (cars, alternatives),
            "start_tyre_life": (cars, alternatives),
            "stop_compound": shape,
            "stop_tyre_life": shape,
            "stop_free": shape,
            "mode": (cars, alternatives, stops + 1),
            "weight": (cars, alternatives),
            "reacts": (cars,),
            "covers": (cars,),
        }
        for name, wanted in expected.items():
            found = np.asarray(getattr(self, name)).shape
            if found != wanted:
                raise InvalidSimulationError(f"plans: {name} has shape {found} where {wanted} is needed")
        self._check_values(state)
        return self

    def _check_values(self, state: RaceState) -> None:
        used = self.stop_lap != 0
        for name, indices, count in (
            ("start_compound", self.start_compound, len(COMPOUNDS)),
            ("stop_compound", self.stop_compound[used], len(COMPOUNDS)),
            ("mode", self.mode, len(PaceMode)),
        ):
            if np.any((indices < 0) | (indices >= count)):
                raise InvalidSimulationError(f"plans: {name} holds an index outside 0 to {count - 1}")
        if np.any(self.stop_lap < 0):
            raise InvalidSimulationError("plans: a stop before lap 1")
        if np.any(self.stop_lap >= state.laps):
            raise InvalidSimulationError(
                f"plans: a stop on lap {int(self.stop_lap.max())}; the flag falls after lap {state.laps}"
            )
        laps = np.where(used, self.stop_lap, state.laps + 1)
        if np.any(np.diff(laps, axis=2) < 0):
            raise InvalidSimulationError("plans: stops must be in order, with no gap between them")
        if np.any(self.start_tyre_life < 0) or np.any(self.stop_tyre_life < 0):
            raise InvalidSimulationError("plans: a set of tyres has done 0 laps or more")
        sums = self.weight.sum(axis=1)
        if not np.all(np.isfinite(self.weight)) or np.any(self.weight < 0) or np.any(np.abs(sums - 1) > 1e-6):
            raise InvalidSimulationError("plans: the weights of each car must be 0 or more and sum to 1")


@dataclass(frozen=True)
class FocusPlans:
    """Candidates of one car, all played with the same random numbers."""

    car: int
    plans: tuple[Strategy, ...]
    reacts: bool = True
    covers: bool = False

    def validate(self, state: RaceState) -> "FocusPlans":
        """Itself, if the car exists, runs, and its candidates are of this race. Raises InvalidSimulationError."""
        if not 0 <= self.car < len(state.cars):
            raise InvalidSimulationError(f"car {self.car}: there are cars 0 to {len(state.cars) - 1}")
        if not state.cars[self.car].running:
            raise InvalidSimulationError(f"{state.cars[self.car].driver_id} is out of the race: nothing to plan")
        if not self.plans:
            raise InvalidSimulationError("no candidate plans")
        for plan in self.plans:
            if plan.rules.laps != state.laps:
                raise InvalidSimulationError(f"a plan over {plan.rules.laps} laps; the race has {state.laps}")
        return self

    def as_field_plans(self) -> FieldPlans:
        """The candidates as rows of one alternative each."""
        return FieldPlans.of([[(plan, 1.0)] for plan in self.plans], reacts=self.reacts, covers=self.covers)


def _arrays(
    plans: Sequence[Sequence[_Stint]],
    weights: Sequence[Sequence[float]],
    reacts: bool | Sequence[bool],
    covers: bool | Sequence[bool],
) -> FieldPlans:
    cars, most = len(plans), max((len(alternatives) for alternatives in plans), default=1)
    stops = max((len(plan[2]) for alternatives in plans for plan in alternatives), default=0)
    none = _words((COMPOUNDS[0], 0, (), ()), stops)
    flat: list[int] = []
    for given in plans:
        for plan in given:
            flat += _words(plan, stops)
        flat += none * (most - len(given))
    words = np.array(flat, np.int64).reshape(cars, most, len(none))
    stop_words = words[:, :, 2 : 2 + 4 * stops].reshape(cars, most, stops, 4)
    return FieldPlans(
        start_compound=words[:, :, 0],
        start_tyre_life=words[:, :, 1],
        stop_lap=stop_words[..., 0],
        stop_compound=stop_words[..., 1],
        stop_tyre_life=stop_words[..., 2],
        stop_free=stop_words[..., 3] != 0,
        mode=words[:, :, 2 + 4 * stops :],
        weight=np.array([_shares(given, most) for given in weights]).reshape(cars, most),
        reacts=np.broadcast_to(np.asarray(reacts, np.bool_), (cars,)).copy(),
        covers=np.broadcast_to(np.asarray(covers, np.bool_), (cars,)).copy(),
    )


def _words(plan: _Stint, most: int) -> list[int]:
    """Start compound and tyre life, `most` stops of four words, the modes: lists, for a NumPy call each costs more."""
    start, start_tyre_life, stops, modes = plan
    words = [_index(start), start_tyre_life]
    for stop in stops:
        words += (stop.lap, _index(stop.compound), stop.tyre_life, stop.under_red_flag)
    words += [0] * (4 * (most - len(stops)))
    words += modes
    return words + [_BALANCED] * (most + 1 - len(modes))


def _shares(weights: Sequence[float], most: int) -> list[float]:
    total = float(np.add.reduce(np.array(weights)))
    return [*(weight / total for weight in weights), *[0.0] * (most - len(weights))]


def _index(compound: Compound) -> int:
    try:
        return _INDEX[compound]
    except KeyError:
        raise InvalidSimulationError(f"{compound} is no compound a car is simulated on") from None
