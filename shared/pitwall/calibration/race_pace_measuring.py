"""Measures every driver's race pace: a regression of a session's clean laps on driver, fuel, tyres and traffic."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pitwall.calibration.easing import EASING_GAP_S
from pitwall.calibration.race_facts import RaceFacts
from pitwall.calibration.race_pace import DriverPace, RacePaceMeasurement
from pitwall.calibration.robust_fit import RobustFit, robust_ridge
from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS

Array = NDArray[np.float64]

_SLOWEST = 1.04
"""Of the driver's median: beyond it a lap was not driven at race pace."""
_FEWEST_OF_DRIVER, _FEWEST_OF_RACE, _FEWEST_OF_COMPOUND = 8, 100, 20
_TRAFFIC_REACH_S = 2.0
_UNPENALISED, _TYRE_PENALTY, _CURVE_PENALTY = 1e-6, 3.0, 10.0
_NOTHING = RacePaceMeasurement()


def measure_race_pace(facts: RaceFacts) -> RacePaceMeasurement:
    """Race pace of the drivers of a race; empty where too few laps were dry and clean."""
    return pace_of_laps(facts.laps)


def pace_of_laps(all_laps: pd.DataFrame) -> RacePaceMeasurement:
    """The same for the laps of a race or sprint."""
    laps = _clean(all_laps)
    if len(laps) < _FEWEST_OF_RACE:
        return _NOTHING
    drivers, row = np.unique(laps["driver_id"].to_numpy(dtype=str), return_inverse=True)
    if len(drivers) < 2:
        return _NOTHING
    lap_time_s = laps["lap_time_s"].to_numpy(dtype=float)
    middle_s = float(np.median(lap_time_s))
    columns, penalty = _conditions(laps)
    design = np.column_stack([np.eye(len(drivers))[row], *columns])
    penalty = np.concatenate([np.full(len(drivers), 1e-9), penalty])
    # Race time is made of mean laps, slow ones included: only what is far off loses weight.
    fit = robust_ridge(design, lap_time_s / middle_s, penalty, limit_sds=2.5)
    teams = laps.groupby("driver_id")["constructor_id"].last()
    counts = np.bincount(row, minlength=len(drivers))
    return RacePaceMeasurement(
        drivers=_driver_paces(fit, drivers.tolist(), [str(teams[driver]) for driver in drivers], counts.tolist()),
        lap_s=_mean_driver_lap_s(fit, design, lap_time_s, len(drivers)),
        mean_lap_number=float(laps["lap_number"].mean()),
        compound_share=_by_compound(laps, np.ones(len(laps)), len(laps)),
        tyre_life_mean=_by_compound(laps, laps["tyre_life"].to_numpy(dtype=float), None),
        tyre_life_square=_by_compound(laps, laps["tyre_life"].to_numpy(dtype=float) ** 2, None),
    )


def gap_at_start_s(laps: pd.DataFrame) -> Array:
    """Time behind whichever car crossed the line last, at the start of each lap; infinite where nobody had."""
    ends = np.sort(laps["lap_end_time_s"].dropna().to_numpy(dtype=float))
    starts = laps["lap_start_time_s"].to_numpy(dtype=float)
    before = np.searchsorted(ends, starts - 1e-3) - 1
    known = (before >= 0) & np.isfinite(starts)
    gaps = np.full(len(starts), np.inf)
    gaps[known] = starts[known] - ends[before[known]]
    return gaps


def times_lapped(laps: pd.DataFrame) -> NDArray[np.int64]:
    """How many cars lapped this one during each lap; 0 where it is not known when the lap began or ended."""
    number = laps["lap_number"].to_numpy(dtype=np.int64)
    start, end = (laps[f"lap_{name}_time_s"].to_numpy(dtype=float) for name in ("start", "end"))
    known = np.isfinite(start) & np.isfinite(end)
    times = np.zeros(len(laps), dtype=np.int64)
    for _, other in laps.groupby("driver_id")["lap_end_time_s"]:
        ends = np.sort(other.dropna().to_numpy(dtype=float))
        lead_before = np.searchsorted(ends, start, side="right") - (number - 1)
        lead_after = np.searchsorted(ends, end, side="right") - number
        times += known & (lead_after > np.maximum(lead_before, 0))
    return times


def led_alone(laps: pd.DataFrame) -> NDArray[np.bool_]:
    """Laps of the second half that a leader began with nobody near: he eases off on them."""
    ended = laps.dropna(subset=["lap_end_time_s"]).sort_values(["lap_number", "lap_end_time_s"])
    by_lap = ended.groupby("lap_number")
    first, second = by_lap.nth(0).set_index("lap_number"), by_lap.nth(1).set_index("lap_number")
    lead_s = (second["lap_end_time_s"] - first["lap_end_time_s"]).reindex(first.index)
    leader = first["driver_id"].where(lead_s > EASING_GAP_S)
    second_half = laps["lap_number"] > laps["lap_number"].max() // 2
    alone: NDArray[np.bool_] = (second_half & laps["driver_id"].eq((laps["lap_number"] - 1).map(leader))).to_numpy()
    return alone


def _clean(laps: pd.DataFrame) -> pd.DataFrame:
    """Dry green laps at race pace, the first lap and the one after a neutralisation left out.

    Laps on which a car was lapped too, and those on which a leader eased off: the simulator makes them lose that again.
    """
    just_neutralised = laps.groupby("driver_id")["neutralised"].shift(1, fill_value=False)
    slowed = pd.Series((times_lapped(laps) > 0) | led_alone(laps), index=laps.index)
    clean = laps.assign(gap_at_start_s=gap_at_start_s(laps)).loc[
        laps["valid"]
        & (laps["lap_number"] > 1)
        & ~(slowed | laps["in_lap"] | laps["out_lap"] | laps["neutralised"] | just_neutralised)
        & laps["compound"].isin(DRY_COMPOUNDS)
        & laps["tyre_life"].notna()
    ]
    clean = clean.loc[clean["lap_time_s"] < _SLOWEST * clean.groupby("driver_id")["lap_time_s"].transform("median")]
    return clean.loc[clean.groupby("driver_id")["lap_time_s"].transform("size") >= _FEWEST_OF_DRIVER]


def _conditions(laps: pd.DataFrame) -> tuple[list[Array], Array]:
    """Columns for fuel (lap number), compound, wear and traffic; with their ridge penalties."""
    lap_number = laps["lap_number"].to_numpy(dtype=float)
    tyre_life = laps["tyre_life"].to_numpy(dtype=float) / 30.0
    traffic = np.clip(1.0 - laps["gap_at_start_s"].to_numpy(dtype=float) / _TRAFFIC_REACH_S, 0.0, 1.0)
    columns, penalties = [(lap_number - lap_number.mean()) / 50.0, traffic], [_UNPENALISED, _UNPENALISED]
    counts = laps["compound"].value_counts()
    for compound in counts.index[counts >= _FEWEST_OF_COMPOUND]:
        on_it = laps["compound"].eq(compound).to_numpy(dtype=float)
        columns += [on_it * tyre_life, on_it * tyre_life**2]
        penalties += [_TYRE_PENALTY, _CURVE_PENALTY]
        if compound != counts.index[0]:
            columns.append(on_it)
            penalties.append(_TYRE_PENALTY)
    return columns, np.array(penalties)


def _driver_paces(
    fit: RobustFit, drivers: Sequence[str], teams: Sequence[str], laps: Sequence[int]
) -> tuple[DriverPace, ...]:
    gaps = fit.coefficients[: len(drivers)] - fit.coefficients[: len(drivers)].mean()
    return tuple(
        DriverPace(driver, team, round(float(gap), 6), round(float(sd), 6), count)
        for driver, team, gap, sd, count in zip(drivers, teams, gaps, fit.sds, laps, strict=False)
    )


def _mean_driver_lap_s(fit: RobustFit, design: Array, lap_time_s: Array, drivers: int) -> float:
    """The mean lap, had the mean driver driven all laps, and out of traffic (the column after drivers and fuel)."""
    own = design[:, :drivers] @ (fit.coefficients[:drivers] - fit.coefficients[:drivers].mean())
    traffic = design[:, drivers + 1] * fit.coefficients[drivers + 1]
    return round(float(np.mean(lap_time_s / (1.0 + own + traffic))), 3)


def _by_compound(laps: pd.DataFrame, values: Array, per: int | None) -> tuple[float, ...]:
    """Sum of `values` over the laps of each compound, `per` so many, or per lap of that compound."""
    sums = []
    for compound in COMPOUNDS:
        chosen = values[laps["compound"].eq(compound).to_numpy()]
        count = per if per is not None else len(chosen)
        sums.append(round(float(chosen.sum()) / count, 4) if count else 0.0)
    return tuple(sums)
