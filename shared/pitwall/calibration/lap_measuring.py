"""Measures the laps of one race: every part of `LapMeasurement` from the tables of the weekend."""

from pitwall.calibration.clean_laps import dry_laps
from pitwall.calibration.cold_tyres import measure_cold_tyres
from pitwall.calibration.driver_laps import measure_drivers
from pitwall.calibration.fuel import TYPICAL_LAPS, TYPICAL_LENGTH_KM, fuel_slope_s
from pitwall.calibration.lap_fit import fit_dry_laps
from pitwall.calibration.lap_measurement import DryMeasurement, LapMeasurement
from pitwall.calibration.race_facts import RaceFacts
from pitwall.calibration.wet_laps import measure_wet


def measure_laps(facts: RaceFacts) -> LapMeasurement:
    """The race's laps measured."""
    laps = dry_laps(facts)
    length = facts.course_length_km if facts.course_length_km > 0.0 else None
    slope_s = fuel_slope_s(facts.key.season, length or TYPICAL_LENGTH_KM, facts.scheduled_laps or TYPICAL_LAPS)
    fit = fit_dry_laps(laps, slope_s) if laps else None
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
    return LapMeasurement(
        nominations=facts.nominations,
        scheduled_laps=facts.scheduled_laps,
        course_length_km=length,
        dry=dry,
        drivers=measure_drivers(laps, fit) if laps and fit else (),
        cold_tyre=measure_cold_tyres(facts),
        wet=measure_wet(facts, laps, fit),
    )
