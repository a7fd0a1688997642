"""Expected pace as the simulator takes it: seconds on a fresh medium, empty tank, in clean air.

And the same looking back: pace updated by what the race itself showed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pitwall.calibration.lap_level import LapLevel
from pitwall.calibration.pace_pooling import PaceForecast
from pitwall.calibration.race_pace import RacePaceMeasurement
from pitwall.domain.race_parameters import LapParameters

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PaceSeconds:
    """[cars] each, as in `CarParameters`."""

    base_pace_s: Array
    day_form_sd_s: Array
    team_form_sd_s: Array


def pace_seconds(forecast: PaceForecast, lap: LapParameters, laps: int, wear_factor: Array) -> PaceSeconds:
    """A forecast for a race of `laps` laps driven on `lap`'s fuel and tyres; `wear_factor` [cars] as simulated."""
    burden_s = mean_burden_s(forecast.level, lap, laps, wear_factor)
    return PaceSeconds(
        base_pace_s=forecast.lap_s * (1.0 + forecast.gap) - burden_s,
        day_form_sd_s=forecast.lap_s * forecast.own_sd,
        team_form_sd_s=forecast.lap_s * forecast.team_sd,
    )


def mean_burden_s(level: LapLevel, lap: LapParameters, laps: int, wear_factor: Array) -> Array:
    """[cars] what fuel, the track and tyres added to the mean clean lap that `level` was measured on."""
    number = level.lap_share * laps
    fuel_kg = max(lap.fuel_start_kg - lap.fuel_per_lap_kg * number, 0.0)
    share = np.array(level.compound_share) / max(sum(level.compound_share), 1e-9)
    life, square = np.array(level.tyre_life_mean), np.array(level.tyre_life_square)
    worn_s = float(share @ (lap.wear_linear_s * life + lap.wear_quadratic_s * square))
    common_s = lap.fuel_effect_s_per_kg * fuel_kg + lap.track_evolution_s_per_lap * number
    return np.asarray(common_s + float(share @ lap.compound_offset_s) + worn_s * wear_factor)


def looking_back(
    forecast: PaceForecast, pace: RacePaceMeasurement, driver_ids: Sequence[str], laps: int
) -> PaceForecast:
    """The forecast with each driver's pace as the race itself showed it; only the measurement's error is left open.

    Who drove too few clean laps keeps what was expected, placed within the field that was measured.
    """
    measured = {driver.driver_id: driver for driver in pace.drivers}
    known = np.array([driver in measured for driver in driver_ids])
    if not known.any():
        return forecast
    gap = forecast.gap.copy()
    seen = np.array([measured[driver].gap for driver in driver_ids if driver in measured])
    gap[known] = seen + (forecast.gap[known].mean() - seen.mean())
    own_sd, team_sd = forecast.own_sd.copy(), forecast.team_sd.copy()
    own_sd[known] = [measured[driver].gap_sd for driver in driver_ids if driver in measured]
    team_sd[known] = 0.0
    if pace.lap_s is None:
        return replace(forecast, gap=gap, own_sd=own_sd, team_sd=team_sd)
    level = replace(
        forecast.level,
        lap_s=pace.lap_s,
        lap_share=pace.mean_lap_number / laps,
        compound_share=pace.compound_share,
        tyre_life_mean=pace.tyre_life_mean,
        tyre_life_square=pace.tyre_life_square,
    )
    return replace(forecast, gap=gap, own_sd=own_sd, team_sd=team_sd, lap_s=pace.lap_s, level=level)
