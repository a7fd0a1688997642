"""What a compound is expected to do at one race, with its spread: for the wear curves on screen and in the report."""

from dataclasses import dataclass

from pitwall.calibration.estimates import Estimate


@dataclass(frozen=True)
class WearEstimate:
    """Time lost against a fresh medium: offset + linear * life + quadratic * life^2, and `cliff_s` per lap beyond."""

    offset_s: Estimate
    linear_s: Estimate
    quadratic_s: Estimate
    cliff_lap: float
    cliff_s: float
    laps: int
    """Laps it rests on."""
    seasons: tuple[int, ...]
