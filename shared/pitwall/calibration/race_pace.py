"""Race pace of every driver as one race showed it: lap times freed of fuel, tyres and traffic.

Measured after the race; a forecast uses it for later races only.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DriverPace:
    """One driver's pace in one race, against the mean of the field."""

    driver_id: str
    constructor_id: str
    gap: float
    """Share of the lap time; negative is faster than the field."""
    gap_sd: float
    """Standard error, of today's pace; what varies from race to race is not in it."""
    laps: int
    """Laps it rests on."""


@dataclass(frozen=True)
class RacePaceMeasurement:
    """Race pace of the field, and what its laps were driven on."""

    drivers: tuple[DriverPace, ...] = ()
    lap_s: float | None = None
    """Mean dry green lap of a mean driver of this race, traffic apart; None where too few laps were dry."""
    mean_lap_number: float = 0.0
    """Of those laps; so the next three."""
    compound_share: tuple[float, ...] = ()
    """[5] by COMPOUNDS."""
    tyre_life_mean: tuple[float, ...] = ()
    """[5]"""
    tyre_life_square: tuple[float, ...] = ()
    """[5] mean of the square."""
