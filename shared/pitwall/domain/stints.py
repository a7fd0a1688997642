"""The stints of a race: which car ran which set of tyres from which lap to which, and how fast.

Derived from the laps alone, so that the table `stints` can be rebuilt whenever the laps are corrected.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pitwall.domain.tyre_sets import Array, is_true, life_along_set, starts_new_set, text_codes
from pitwall.domain.vocabulary import RaceKey


@dataclass(frozen=True)
class RaceLapColumns:
    """The laps of one race or sprint, column by column, in any row order; a (driver, lap) occurs once.

    Unknown numbers are NaN, unknown texts None or "", unknown flags None (object arrays; plain bool arrays also do).
    `valid` and the three flags after it are lap hygiene's.
    """

    driver_id: Array
    lap_number: Array
    stint: Array
    compound: Array
    compound_name: Array
    fresh_tyre: Array
    tyre_life: Array
    """Laps on the set at the end of the lap."""
    lap_time_s: Array
    valid: Array
    in_lap: Array
    out_lap: Array
    neutralised: Array


@dataclass(frozen=True)
class Stint:
    """One set of tyres on one car: a row of table `stints`."""

    season: int
    round: int
    session: str
    driver_id: str
    stint: int
    """The source's number where it has one that rises, else the number of the stint before plus one."""
    compound: str | None
    """The one named on most of its laps, the earlier where two are even; so too `compound_name` and `fresh_tyre`."""
    compound_name: str | None
    fresh_tyre: bool | None
    start_lap: int
    end_lap: int
    laps: int
    """Laps that are known; fewer than end minus start plus one where the source has gaps."""
    tyre_life_start: int | None
    """Laps on the set at the end of the first lap, counted from its first known tyre life."""
    tyre_life_end: int | None
    median_lap_time_s: float | None
    """Over valid laps that are not known to be in laps, out laps or neutralised; None where there is none."""


def race_stints(race: RaceKey, session: str, laps: RaceLapColumns) -> list[Stint]:
    """The stints of a race (`session` R) or sprint (S), by driver id, then first lap.

    Raises ValueError where the columns differ in length.
    """
    lengths = {len(column) for column in vars(laps).values()}
    if len(lengths) != 1:
        raise ValueError(f"lap columns differ in length: {sorted(lengths)}")
    order = np.lexsort((laps.lap_number, laps.driver_id.astype(str)))
    laps = RaceLapColumns(**{name: column[order] for name, column in vars(laps).items()})
    car, drivers = text_codes(laps.driver_id)
    car_start = np.ones(len(car), dtype=np.bool_)
    car_start[1:] = car[1:] != car[:-1]
    lap_number = laps.lap_number.astype(np.int64)
    tyre_life = laps.tyre_life.astype(np.float64)
    starts = starts_new_set(
        car_start=car_start,
        lap_number=lap_number,
        stint=laps.stint.astype(np.float64),
        compound=text_codes(laps.compound)[0],
        tyre_life=tyre_life,
        pit_in=is_true(laps.in_lap),
        pit_out=is_true(laps.out_lap),
    )
    life = life_along_set(np.cumsum(starts) - 1, lap_number, tyre_life)
    borders = [*np.flatnonzero(starts).tolist(), len(starts)]
    stints: list[Stint] = []
    number = 0
    for first, end in pairwise(borders):
        number = _number(laps.stint[first:end], 0 if car_start[first] else number)
        stints.append(_stint((race, session, drivers[car[first]]), number, laps, life, slice(first, end)))
    return stints


def _number(source_numbers: Array, before: int) -> int:
    known = source_numbers[~np.isnan(source_numbers.astype(np.float64))]
    return max(int(known[0]), before + 1) if len(known) else before + 1


def _stint(car: tuple[RaceKey, str, str], number: int, laps: RaceLapColumns, life: Array, rows: slice) -> Stint:
    race, session, driver_id = car
    fresh = _most_frequent(laps.fresh_tyre[rows])
    return Stint(
        season=race.season,
        round=race.round,
        session=session,
        driver_id=driver_id,
        stint=number,
        compound=_most_frequent(laps.compound[rows]),
        compound_name=_most_frequent(laps.compound_name[rows]),
        fresh_tyre=None if fresh is None else bool(fresh),
        start_lap=int(laps.lap_number[rows][0]),
        end_lap=int(laps.lap_number[rows][-1]),
        laps=rows.stop - rows.start,
        tyre_life_start=_whole(life[rows][0]),
        tyre_life_end=_whole(life[rows][-1]),
        median_lap_time_s=_median_lap_time_s(laps, rows),
    )


def _most_frequent(values: Array) -> Any:
    counts = Counter(value for value in values.tolist() if value is not None and value != "")
    return counts.most_common(1)[0][0] if counts else None


def _whole(laps: float) -> int | None:
    return None if np.isnan(laps) else int(laps)


def _median_lap_time_s(laps: RaceLapColumns, rows: slice) -> float | None:
    counted = is_true(laps.valid[rows])
    for left_out in (laps.in_lap, laps.out_lap, laps.neutralised):
        counted = counted & ~is_true(left_out[rows])
    return float(np.median(laps.lap_time_s[rows][counted].astype(np.float64))) if counted.any() else None
