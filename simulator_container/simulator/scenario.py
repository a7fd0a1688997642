"""What a simulated race is given instead of drawing it: neutralisations, retirements, rain, pace, pit loss.

A real race is replayed with all of them; "what if" changes one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.race_parameters import STATUSES
from pitwall.domain.race_state import RaceState
from pitwall.errors import InvalidSimulationError


@dataclass(frozen=True)
class Scenario:
    """None: drawn. `validate` before use."""

    status_by_lap: NDArray[np.int8] | None = None
    """[laps] TrackStatus of each lap; index 0 is lap 1. Laps already driven are passed over."""
    retirement_lap: NDArray[np.int64] | None = None
    """[cars] lap a car drops out on, which it does not complete; 0: it finishes."""
    wetness_by_lap: NDArray[np.float64] | None = None
    """[laps] 0 dry to 1 standing water."""
    pace_change_s: NDArray[np.float64] | None = None
    """[cars] added to base pace; positive is slower."""
    pit_loss_change_s: float = 0.0
    """Added to the pit-lane loss of every stop but those under a red flag."""

    def validate(self, state: RaceState) -> "Scenario":
        """Itself, if every array fits the race. Raises InvalidSimulationError."""
        _check_length("status_by_lap", self.status_by_lap, state.laps)
        _check_length("wetness_by_lap", self.wetness_by_lap, state.laps)
        _check_length("retirement_lap", self.retirement_lap, len(state.cars))
        _check_length("pace_change_s", self.pace_change_s, len(state.cars))
        if self.status_by_lap is not None and not np.all(np.isin(self.status_by_lap, [int(s) for s in STATUSES])):
            raise InvalidSimulationError("status_by_lap holds a number that is no track status")
        if self.wetness_by_lap is not None and not np.all((self.wetness_by_lap >= 0) & (self.wetness_by_lap <= 1)):
            raise InvalidSimulationError("wetness_by_lap must be 0 (dry) to 1 (standing water)")
        if self.retirement_lap is not None and np.any((self.retirement_lap < 0) | (self.retirement_lap > state.laps)):
            raise InvalidSimulationError(f"retirement_lap must be 0 (finishes) or a lap of 1 to {state.laps}")
        if self.pace_change_s is not None and not np.all(np.isfinite(self.pace_change_s)):
            raise InvalidSimulationError("pace_change_s must be finite")
        if not np.isfinite(self.pit_loss_change_s):
            raise InvalidSimulationError("pit_loss_change_s must be finite")
        return self


def _check_length(name: str, values: NDArray[np.generic] | None, length: int) -> None:
    if values is not None and np.asarray(values).shape != (length,):
        raise InvalidSimulationError(f"{name} has shape {np.asarray(values).shape}; this race needs ({length},)")
