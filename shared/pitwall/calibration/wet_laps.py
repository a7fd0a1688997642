"""What a wet track costs on each kind of tyre, in one race.

How wet a track is nobody measures. Here it is what the teams think: the share of the cars running that are on
intermediates, wets counting double, halved. All on intermediates is 0.5, all on wets 1; a slick and an intermediate
are as fast as each other near 0.25, an intermediate and a wet near 0.75. Losses are shares of the car's own lap on a
fresh medium on the dry track, so only races with dry laps speak.
"""

import numpy as np
import pandas as pd

from pitwall.calibration.clean_laps import DryLaps, green_laps, wet_tyre_laps
from pitwall.calibration.lap_fit import DryFit
from pitwall.calibration.lap_measurement import TYRE_KINDS, WetKind, WetMeasurement, WetWear
from pitwall.calibration.lap_terms import Array
from pitwall.calibration.race_facts import RaceFacts
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound

_GRADE = {Compound.INTERMEDIATE.value: 0.5, Compound.WET.value: 1.0}
_SANE_SHARES = (-0.03, 0.6)
_FEWEST_LAPS = 30


def wetness_by_lap(laps: pd.DataFrame) -> pd.Series:
    """Wetness (0 to 1) of each lap number on which a compound is known."""
    known = laps[laps["compound"].notna()]
    return known["compound"].map(_GRADE).fillna(0.0).groupby(known["lap_number"]).mean()


def measure_wet(facts: RaceFacts, dry: DryLaps | None, fit: DryFit | None) -> WetMeasurement:
    """The wet laps of the race."""
    if facts.laps.empty or not facts.tyres_reliable or not facts.laps["compound"].isin(_GRADE).any():
        return WetMeasurement()
    green = facts.laps[green_laps(facts.laps) & facts.laps["compound"].notna()]
    wear = (_wear(green, Compound.INTERMEDIATE), _wear(green, Compound.WET))
    if dry is None or fit is None:
        return WetMeasurement(wear=wear)
    near = green[green["lap_number"].isin(wet_tyre_laps(facts.laps))]
    points = _points(near, wetness_by_lap(facts.laps), dry, fit)
    slick, intermediate, wet = (_kind(points[points["kind"] == kind]) for kind in TYRE_KINDS)
    return WetMeasurement((slick, intermediate, wet), wear)


def _points(laps: pd.DataFrame, wetness: pd.Series, dry: DryLaps, fit: DryFit) -> pd.DataFrame:
    """One row per lap and kind of tyre: wetness, median loss as a share, cars."""
    level = dict(zip(dry.drivers, fit.driver_s.tolist(), strict=True))
    expected = laps["driver_id"].map(level) + fit.slope_s * laps["lap_number"]
    kind = laps["compound"].where(~laps["compound"].isin(DRY_COMPOUNDS), TYRE_KINDS[0])
    rows = pd.DataFrame(
        {
            "kind": kind,
            "lap": laps["lap_number"],
            "wetness": laps["lap_number"].map(wetness),
            "loss": laps["lap_time_s"] / expected - 1.0,
        }
    ).dropna()
    rows = rows[rows["loss"].between(*_SANE_SHARES)]
    grouped = rows.groupby(["kind", "lap"])
    return grouped.agg(wetness=("wetness", "first"), loss=("loss", "median"), cars=("loss", "size")).reset_index()


def _kind(points: pd.DataFrame) -> WetKind:
    weight = np.sqrt(points["cars"].to_numpy(dtype=float))
    wetness, loss = points["wetness"].to_numpy(dtype=float), points["loss"].to_numpy(dtype=float)
    return WetKind(
        points=len(points),
        powers=tuple(float(np.sum(weight * wetness**power)) for power in range(5)),
        moments=tuple(float(np.sum(weight * loss * wetness**power)) for power in range(3)),
    )


def _wear(green: pd.DataFrame, compound: Compound) -> WetWear:
    laps = green[(green["compound"] == compound) & green["tyre_life"].notna()]
    if len(laps) < _FEWEST_LAPS:
        return WetWear()
    car = np.eye(laps["driver_id"].nunique())[pd.factorize(laps["driver_id"])[0]]
    lap = np.eye(laps["lap_number"].nunique())[pd.factorize(laps["lap_number"])[0]]
    nuisance = np.hstack([car, lap])
    weight = np.ones(len(laps))
    both = np.stack([laps["tyre_life"].to_numpy(dtype=float), laps["lap_time_s"].to_numpy(dtype=float)], axis=1)
    for _ in range(4):
        left = both - nuisance @ _projection(nuisance, weight, both)
        square = float(np.sum(weight * left[:, 0] ** 2))
        if square < 1.0:
            return WetWear()
        slope = float(np.sum(weight * left[:, 0] * left[:, 1])) / square
        residual = left[:, 1] - slope * left[:, 0]
        noise = max(1.4826 * float(np.median(np.abs(residual))), 0.05)
        weight = np.minimum(1.0, 2.0 * noise / np.maximum(np.abs(residual), 1e-9))
    return WetWear(len(laps), slope, noise / np.sqrt(square))


def _projection(nuisance: Array, weight: Array, values: Array) -> Array:
    weighted = nuisance * weight[:, None]
    normal = weighted.T @ nuisance + 1e-6 * np.eye(nuisance.shape[1])
    return np.asarray(np.linalg.solve(normal, weighted.T @ values))
