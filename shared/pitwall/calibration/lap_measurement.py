"""What the lap times of one race say about fuel, tyres, noise and wet tracks: sufficient statistics for pooling.

Measured once per race; `lap_pooling` makes parameters of any set of them.
"""

from dataclasses import dataclass

DRY_TERMS = (
    "lap",
    "offset_soft",
    "offset_hard",
    "wear_soft",
    "wear_medium",
    "wear_hard",
    "curve_soft",
    "curve_medium",
    "curve_hard",
)
"""Terms of the lap-time model of a dry race, in the order of `DryLaps.precision`."""


@dataclass(frozen=True)
class LapMeasurement:
    """One race's laps; a race without laps of a kind says nothing about it."""

    nominations: tuple[str, str, str] | None = None
    """C1..C6 of soft, medium and hard."""
