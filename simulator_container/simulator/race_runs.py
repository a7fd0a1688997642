"""The simulated races themselves: what became of every car in every run, as plain arrays.

`results.summarise` turns them into probabilities.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HAPPENED = (
    "passes",
    "stops",
    "safety_cars",
    "virtual_safety_cars",
    "red_flags",
    "retirements",
    "rain_laps",
    "penalties",
)


@dataclass(frozen=True)
class RaceRuns:
    """V candidates of the focus car (1 without one), K runs each."""

    position: NDArray[np.uint8]
    """[V, K, cars] classification, 1 first; cars out of the race last, those with more laps ahead."""
    race_time_s: NDArray[np.float32]
    """[V, K, cars] from the state on (the leader's crossing of the line then is 0) to the car's flag, penalties
    included; of a car out of the race, to the end of its last lap."""
    laps_done: NDArray[np.uint8]
    """[V, K, cars] laps completed when the flag fell for the car."""
    retired: NDArray[np.bool_]
    """[V, K, cars]"""
    stops: NDArray[np.uint8]
    """[V, K, cars] pit stops, those before the state included, changes under a red flag not."""
    happened: NDArray[np.uint16]
    """[V, K, len(HAPPENED)]"""
    seed: int
    first_run: int
    first_lap: int
    """The first simulated lap: the state's lap + 1."""
    trace_position: NDArray[np.uint8] | None = None
    """[V, K, laps - state.lap, cars] in the order of equal laps."""
    trace_gap_s: NDArray[np.float32] | None = None
    """[V, K, laps - state.lap, cars] to the leader; NaN for a car out of the race."""

    @property
    def candidates(self) -> int:
        """V."""
        return int(self.position.shape[0])

    @property
    def runs(self) -> int:
        """K."""
        return int(self.position.shape[1])

    @property
    def cars(self) -> int:
        """Cars per race."""
        return int(self.position.shape[2])
