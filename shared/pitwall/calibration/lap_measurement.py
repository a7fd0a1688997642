"""What the lap times of one race say about fuel, tyres, noise and wet tracks: sufficient statistics for pooling.

Measured once per race; `lap_pooling` makes parameters of any set of them.
"""

from dataclasses import dataclass, field

from pitwall.calibration.clean_laps import dry_laps
from pitwall.calibration.cold_tyres import Sample, measure_cold_tyres
from pitwall.calibration.driver_laps import DriverLaps, measure_drivers
from pitwall.calibration.lap_fit import fit_dry_laps
from pitwall.calibration.race_facts import RaceFacts
from pitwall.calibration.wet_laps import WetMeasurement, measure_wet
from pitwall.domain.race_parameters import COMPOUNDS


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


def measure_laps(facts: RaceFacts) -> LapMeasurement:
    """The race's laps measured."""
    laps = dry_laps(facts)
    fit = fit_dry_laps(laps) if laps else None
    dry = None
    if laps and fit:
        soft, medium, hard = (int((laps.role == role).sum()) for role in range(3))
        dry = DryMeasurement(
            precision=tuple(tuple(row) for row in fit.precision.tolist()),
            score=tuple(fit.score.tolist()),
            noise_sd_s=fit.noise_sd_s,
            lap_s=float(laps.lap_time_s.mean()),
            laps=(soft, medium, hard),
            stints=fit.stints,
            cliff_laps=fit.cliff_laps,
        )
    length = facts.course_length_km
    return LapMeasurement(
        nominations=facts.nominations,
        scheduled_laps=facts.scheduled_laps,
        course_length_km=length if length > 0.0 else None,
        dry=dry,
        drivers=measure_drivers(laps, fit) if laps and fit else (),
        cold_tyre=measure_cold_tyres(facts),
        wet=measure_wet(facts, laps, fit),
    )
