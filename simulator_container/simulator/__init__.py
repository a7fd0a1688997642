"""The race simulator: plays the rest of a race many times, seeded by meaning, in Numba.

`simulate` is the door for code; `lambda_handler` and `batch_worker` are the container's.
"""

from simulator.field_plans import FieldPlans, FocusPlans
from simulator.race_runs import HAPPENED, RaceRuns
from simulator.results import SimulationResult, summarise
from simulator.scenario import Scenario
from simulator.simulation import MOST_RUNS, simulate

__all__ = [
    "HAPPENED",
    "MOST_RUNS",
    "FieldPlans",
    "FocusPlans",
    "RaceRuns",
    "Scenario",
    "SimulationResult",
    "simulate",
    "summarise",
]
