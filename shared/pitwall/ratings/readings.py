"""Turns a weekend's results into readings of pace in sigma units: gaps by the field's spread, orders by their rank.

Who did not set a time, retired, was disqualified or shared a car gives no reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from scipy.special import ndtri

from pitwall.ratings.belief import Array, Aspect, Car, Readings
from pitwall.ratings.parameters import StateSpaceParameters
from pitwall.ratings.race_record import RaceEntry

_FEWEST_GAPS = 4
_FEWEST_PLACES = 2
_LEAST_SPREAD_PCT = 0.05
_OFF_PCT = 8.0
"""Beyond it from the field's middle a lap was not driven for time."""
_MAD_TO_SD = 1.4826


@dataclass(frozen=True)
class Gaps:
    """A session's gaps by car, percent of a lap; positive is slower."""

    session: str
    aspect: Aspect
    by_driver: Mapping[str, float]


def qualifying_gaps(cars: Sequence[RaceEntry]) -> Gaps:
    """Of the qualifying session."""
    told = {car.driver_id: car.qualifying_gap_pct for car in cars}
    return _cleaned(Gaps("qualifying", Aspect.QUALIFYING, {name: gap for name, gap in told.items() if gap is not None}))


def pace_gaps(cars: Sequence[RaceEntry]) -> Gaps:
    """Of the race, where lap times were measured."""
    told = {car.driver_id: car.race_pace_gap_pct for car in cars}
    return _cleaned(Gaps("race pace", Aspect.RACE, {name: gap for name, gap in told.items() if gap is not None}))


def _cleaned(gaps: Gaps) -> Gaps:
    finite = {name: gap for name, gap in gaps.by_driver.items() if np.isfinite(gap)}
    middle = float(np.median(list(finite.values()))) if finite else 0.0
    near = {name: gap for name, gap in finite.items() if abs(gap - middle) < _OFF_PCT}
    return Gaps(gaps.session, gaps.aspect, near if len(near) >= _FEWEST_GAPS else {})


def spread_pct(gaps: Gaps) -> float | None:
    """The field's spread, robustly; None without gaps."""
    if not gaps.by_driver:
        return None
    values = np.array(list(gaps.by_driver.values()))
    return max(_MAD_TO_SD * float(np.median(np.abs(values - np.median(values)))), _LEAST_SPREAD_PCT)


def gap_readings(
    cars: Sequence[RaceEntry], parts: Mapping[str, Car], gaps: Gaps, unit_pct: float, sds: tuple[float, float]
) -> Readings | None:
    """Readings of pace from gaps, a sigma unit being `unit_pct`; `sds` of a car and of a team. None without gaps."""
    measured = [car for car in cars if car.driver_id in gaps.by_driver]
    if not measured:
        return None
    values = np.array([gaps.by_driver[car.driver_id] for car in measured])
    return _readings(measured, parts, (np.median(values) - values) / unit_pct, gaps.aspect, sds)


def order_readings(
    cars: Sequence[RaceEntry], parts: Mapping[str, Car], parameters: StateSpaceParameters, *, pace_known: bool
) -> Readings | None:
    """Readings of race pace from who finished in which order; None where fewer than two did."""
    finishers = [(car.order, car) for car in cars if car.classified and not car.shared_car and car.order is not None]
    car_sd = parameters.order_sd * (parameters.order_beside_pace if pace_known else 1.0)
    return _ranked(finishers, parts, parameters.order_scale, (car_sd, parameters.order_team_sd))


def sprint_readings(
    cars: Sequence[RaceEntry], parts: Mapping[str, Car], parameters: StateSpaceParameters
) -> Readings | None:
    """The same of the sprint."""
    finishers = [(car.sprint_order, car) for car in cars if car.sprint_order is not None]
    sds = (parameters.order_sd * parameters.sprint_factor, parameters.order_team_sd)
    return _ranked(finishers, parts, parameters.order_scale, sds)


def _ranked(
    finishers: Sequence[tuple[int, RaceEntry]], parts: Mapping[str, Car], scale: float, sds: tuple[float, float]
) -> Readings | None:
    if len(finishers) < _FEWEST_PLACES:
        return None
    ordered = sorted(finishers, key=lambda one: (one[0], one[1].driver_id))
    scores = scale * _normal_scores([place for place, _ in ordered])
    return _readings([car for _, car in ordered], parts, scores, Aspect.RACE, sds)


def _normal_scores(places: Sequence[int]) -> Array:
    """Where ranks would lie in a normal field, first is largest (Blom); equal places share their mean rank."""
    ranks = np.arange(1.0, len(places) + 1.0)
    for _, tied in groupby(enumerate(places), key=itemgetter(1)):
        rows = [row for row, _ in tied]
        ranks[rows] = ranks[rows].mean()
    scores: Array = -ndtri((ranks - 0.375) / (len(places) + 0.25))
    return scores


def _readings(
    cars: Sequence[RaceEntry], parts: Mapping[str, Car], value: Array, aspect: Aspect, sds: tuple[float, float]
) -> Readings:
    return Readings(
        cars=tuple(parts[car.driver_id] for car in cars),
        value=value,
        aspect=aspect,
        car_sd=sds[0],
        team_sd=sds[1],
    )
