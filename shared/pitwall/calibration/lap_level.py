"""What a race lap takes at a circuit, from its earlier races: what expected paces, which are shares, are shares of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pitwall.calibration.estimates import Estimate, shrink
from pitwall.calibration.race_pace import RacePaceMeasurement
from pitwall.calibration.weekend_measurement import WeekendMeasurement


@dataclass(frozen=True)
class LapLevel:
    """What a race lap takes at a circuit, and what it was driven on: means over its races."""

    lap_s: float
    """Of the newest race there."""
    to_pole: Estimate
    """Mean clean race lap over the best lap of qualifying."""
    seconds_per_km: float
    lap_share: float
    """Mean lap number of clean laps as a share of the distance."""
    compound_share: tuple[float, ...]
    tyre_life_mean: tuple[float, ...]
    tyre_life_square: tuple[float, ...]


_Races = Sequence[tuple[WeekendMeasurement, RacePaceMeasurement]]
_FALLBACK = LapLevel(
    90.0,
    Estimate(1.06, 0.02, 0),
    17.5,
    0.5,
    (0.2, 0.4, 0.4, 0.0, 0.0),
    (9.0, 12.0, 15.0, 0, 0),
    (110.0, 190.0, 300.0, 0, 0),
)
"""Before any race: round numbers of a usual dry race."""


def by_circuit(races: _Races) -> Mapping[str, _Races]:
    """The races with measured pace of each circuit."""
    found: dict[str, list[tuple[WeekendMeasurement, RacePaceMeasurement]]] = {}
    for weekend, pace in races:
        if pace.lap_s is not None:
            found.setdefault(weekend.circuit_id, []).append((weekend, pace))
    return dict(sorted(found.items()))


def level_of(races: _Races) -> LapLevel:
    """What the races among `races` with measured pace tell; round numbers where there is none."""
    measured = [(weekend, pace, pace.lap_s) for weekend, pace in races if pace.lap_s is not None]
    if not measured:
        return _FALLBACK
    ratios = [
        lap_s / weekend.pole_lap_s
        for weekend, _, lap_s in measured
        if weekend.pole_lap_s is not None and not weekend.wet_qualifying
    ]
    ratio = float(np.median(ratios)) if ratios else _FALLBACK.to_pole.mean
    prior = _FALLBACK.to_pole
    mean, variance = shrink(ratio, 0.012**2 / max(len(ratios), 1), prior.mean, prior.sd**2)
    lengths = [lap_s / weekend.course_length_km for weekend, _, lap_s in measured if weekend.course_length_km]
    seasons = tuple(sorted({weekend.race.season for weekend, _, _ in measured}))
    return LapLevel(
        lap_s=measured[-1][2],
        to_pole=Estimate(mean, float(np.sqrt(variance)), len(ratios), seasons),
        seconds_per_km=float(np.median(lengths)) if lengths else _FALLBACK.seconds_per_km,
        lap_share=float(np.mean([pace.mean_lap_number / max(weekend.laps, 1) for weekend, pace, _ in measured])),
        compound_share=_mean([pace.compound_share for _, pace, _ in measured]),
        tyre_life_mean=_mean([pace.tyre_life_mean for _, pace, _ in measured]),
        tyre_life_square=_mean([pace.tyre_life_square for _, pace, _ in measured]),
    )


def _mean(rows: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(np.mean(np.array(rows), axis=0).round(4).tolist())
