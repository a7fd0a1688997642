"""A simulation as the container's doors get it: read from JSON, played in portions, joined again.

Portions keep a door within its time and give the same races as one call, since each run's draws hang on its number.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import RaceState
from pitwall.errors import InvalidSimulationError
from simulator import FieldPlans, FocusPlans, RaceRuns, Scenario, simulate
from simulator.wire import from_json

PORTION_RUNS = 4_096
"""A multiple of the races that the kernel plays side by side."""


@dataclass(frozen=True)
class Simulation:
    """What is simulated; how often and from which seed is said apart."""

    parameters: RaceParameters
    state: RaceState
    plans: FieldPlans
    scenario: Scenario = field(default_factory=Scenario)
    focus: FocusPlans | None = None


@dataclass(frozen=True)
class Portion:
    """Which of a simulation's runs to play."""

    runs: int
    seed: int
    first_run: int = 0
    trace: bool = False
    threads: int | None = None


def read_simulation(data: Any) -> Simulation:
    """The simulation that the JSON value describes. Raises InvalidSimulationError and what its parts raise."""
    found = from_json(Simulation, data, "simulation")
    found.parameters.validate()
    return found


def read_portion(event: Mapping[str, Any]) -> Portion:
    """The runs that `event` asks for. Raises InvalidSimulationError."""
    known = {field.name for field in fields(Portion)}
    portion = from_json(Portion, {name: value for name, value in event.items() if name in known}, "event")
    if portion.runs < 1 or portion.first_run < 0 or portion.seed < 0:
        raise InvalidSimulationError("runs must be 1 or more, seed and first_run 0 or more")
    return portion


def play(simulation: Simulation, portion: Portion, check: Callable[[int], None] = lambda _: None) -> RaceRuns:
    """The runs, in portions; `check` is told before each how many are played and may raise to end it.

    Raises InvalidSimulationError and BudgetExceededError.
    """
    parts = []
    for part in _portions(portion):
        check(part.first_run - portion.first_run)
        parts.append(_simulate(simulation, part))
    return joined(parts)


def joined(parts: Sequence[RaceRuns]) -> RaceRuns:
    """The runs of all parts one after the other."""
    first = parts[0]
    if len(parts) == 1:
        return first
    arrays: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts], axis=1)
        for field in fields(first)
        if isinstance(getattr(first, field.name), np.ndarray)
    }
    return replace(first, **arrays)


def _simulate(simulation: Simulation, portion: Portion) -> RaceRuns:
    return simulate(
        simulation.parameters,
        simulation.state,
        simulation.plans,
        runs=portion.runs,
        seed=portion.seed,
        scenario=simulation.scenario,
        focus=simulation.focus,
        trace=portion.trace,
        first_run=portion.first_run,
        threads=portion.threads,
    )


def _portions(portion: Portion) -> Iterator[Portion]:
    for done in range(0, portion.runs, PORTION_RUNS):
        runs = min(PORTION_RUNS, portion.runs - done)
        yield replace(portion, runs=runs, first_run=portion.first_run + done)
