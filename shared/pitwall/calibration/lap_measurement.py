"""What the lap times of one race say about fuel, tyres, noise and wet tracks: sufficient statistics for pooling.

Measured once per race by `lap_measuring`; `lap_pooling` makes parameters of any set of them.
"""

from dataclasses import dataclass, field

from pitwall.domain.race_parameters import COMPOUNDS

TYRE_KINDS = ("SLICK", "INTERMEDIATE", "WET")


@dataclass(frozen=True)
class DriverLaps:
    """One driver's free laps (nobody ahead, no yellow flag) of one dry race."""

    driver_id: str
    laps: int
    noise_squares_s2: float
    """Sum of squared residuals of laps without mistakes."""
    noise_laps: int
    mistakes: int
    mistakes_s: float
    """Sum of what they cost."""
    wear_s: float
    """Wear per lap of tyre life above the field's on the same tyres; negative for a gentle driver."""
    wear_sd_s: float


@dataclass(frozen=True)
class Sample:
    """Middle and spread of a handful of values."""

    n: int = 0
    median: float = 0.0
    variance: float = 0.0
    """Of one value."""


@dataclass(frozen=True)
class WetKind:
    """Sums for a parabola of the loss over wetness; one point per lap: the median car on this kind of tyre."""

    points: int = 0
    powers: tuple[float, ...] = (0.0,) * 5
    """Sum of weight x wetness to the power 0 to 4; a point weighs the square root of its cars."""
    moments: tuple[float, ...] = (0.0,) * 3
    """Sum of weight x loss x wetness to the power 0 to 2."""


@dataclass(frozen=True)
class WetWear:
    """Wear of intermediates or wets, told by cars of different tyre life on the same lap."""

    laps: int = 0
    slope_s: float = 0.0
    """Per lap of tyre life."""
    sd_s: float = 0.0


@dataclass(frozen=True)
class WetMeasurement:
    """A race with laps on intermediates or wets; all empty for a dry one."""

    kinds: tuple[WetKind, WetKind, WetKind] = (WetKind(), WetKind(), WetKind())
    """By TYRE_KINDS."""
    wear: tuple[WetWear, WetWear] = (WetWear(), WetWear())
    """Intermediate, wet."""


@dataclass(frozen=True)
class DryMeasurement:
    """The lap-time model of a dry race (see `lap_fit`)."""

    precision: tuple[tuple[float, ...], ...]
    """[12, 12] inverse covariance of DRY_TERMS."""
    score: tuple[float, ...]
    """[12] precision times estimate."""
    noise_sd_s: float
    lap_s: float
    """Mean clean lap."""
    laps: tuple[int, int, int]
    """Clean laps on soft, medium, hard."""
    stints: tuple[int, int, int]
    cliff_laps: tuple[float | None, float | None, float | None]
    """Tyre life beyond which the cliff terms count; None where too few stints."""


@dataclass(frozen=True)
class LapMeasurement:
    """One race's laps; what a race has no laps of, it says nothing about."""

    nominations: tuple[str, str, str] | None = None
    """Names of soft, medium and hard: C1..C6, in 2018 HYPERSOFT..HARD."""
    scheduled_laps: int | None = None
    course_length_km: float | None = None
    dry: DryMeasurement | None = None
    drivers: tuple[DriverLaps, ...] = ()
    cold_tyre: tuple[Sample, ...] = (Sample(),) * len(COMPOUNDS)
    """[5] by COMPOUNDS: seconds lost on out laps."""
    wet: WetMeasurement = field(default_factory=WetMeasurement)
