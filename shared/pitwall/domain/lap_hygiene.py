"""What every lap is worth: valid, in or out lap, neutralised, and whether its tyre life adds up.

Computed once on the way into the lake, so that no reader of laps has to judge them again.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pitwall.domain.tyre_sets import Array, is_false, is_true, life_along_set, starts_new_set, text_codes

SHORTEST_LAP_S = 30.0
LONGEST_LAP_S = 300.0
NEUTRALISED_STATUSES = frozenset("4567")
"""Safety car, red flag, virtual safety car, virtual safety car ending."""

Masked = np.ma.MaskedArray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class LapColumns:
    """Laps of one or many sessions, column by column, in any row order; a (session, driver, lap) occurs once.

    Unknown numbers are NaN, unknown texts None or "", unknown flags None (object arrays; plain bool arrays also do).
    """

    season: Array
    round: Array
    session: Array
    driver_id: Array
    lap_number: Array
    lap_time_s: Array
    pit_in: Array
    pit_out: Array
    track_status: Array
    stint: Array
    tyre_life: Array
    """Laps on the set at the end of the lap."""
    compound: Array


@dataclass(frozen=True)
class LapFlags:
    """The judgement on each lap, in the row order of the input; what is unknown is masked.

    `pyarrow.array(flags.neutralised)` turns a masked array into a column with nulls.
    """

    valid: Array
    """30 s <= lap time <= 300 s; False where there is no lap time."""
    in_lap: Masked
    """The car entered the pits; where `pit_in` is unknown, whether its next lap left them."""
    out_lap: Masked
    """The car left the pits; where `pit_out` is unknown, whether its lap before entered them."""
    neutralised: Masked
    """A safety car, virtual safety car or red flag during the lap; unknown where the track status is."""
    tyre_life_recomputed: Masked
    """Laps on the set, counted along the stint (see tyre_sets.starts_new_set) from its first known tyre life."""
    tyre_life_consistent: Masked
    """Whether the source's tyre life equals ours; unknown where either is."""


def lap_hygiene(laps: LapColumns) -> LapFlags:
    """The flags of every lap. Raises ValueError where the columns differ in length."""
    lengths = {len(column) for column in vars(laps).values()}
    if len(lengths) != 1:
        raise ValueError(f"lap columns differ in length: {sorted(lengths)}")
    lap_time_s = _numbers(laps.lap_time_s)
    car = _car_codes(laps)
    lap_number = np.asarray(laps.lap_number, dtype=np.int64)
    order = np.lexsort((lap_number, car))
    in_lap, out_lap = _pit_laps(laps, car, lap_number, order)
    tyre_life = _numbers(laps.tyre_life)
    recomputed = _recomputed_tyre_life(laps, car, lap_number, tyre_life, order)
    return LapFlags(
        valid=(lap_time_s >= SHORTEST_LAP_S) & (lap_time_s <= LONGEST_LAP_S),
        in_lap=in_lap,
        out_lap=out_lap,
        neutralised=_neutralised(laps.track_status),
        tyre_life_recomputed=_masked(np.nan_to_num(recomputed).astype(np.int16), np.isnan(recomputed)),
        tyre_life_consistent=_masked(recomputed == tyre_life, np.isnan(recomputed) | np.isnan(tyre_life)),
    )


def _numbers(values: Array) -> Array:
    return np.asarray(values, dtype=np.float64)


def _masked(values: Array, unknown: Array) -> Masked:
    return np.ma.MaskedArray(values, mask=unknown)


def _car_codes(laps: LapColumns) -> Array:
    """One number per car and session, rising with season and round."""
    session, sessions = text_codes(laps.session)
    driver, drivers = text_codes(laps.driver_id)
    race = np.asarray(laps.season, dtype=np.int64) * 100 + np.asarray(laps.round, dtype=np.int64)
    return np.asarray((race * (len(sessions) + 1) + session) * (len(drivers) + 1) + driver)


def _neutralised(track_status: Array) -> Masked:
    codes, statuses = text_codes(track_status)
    # The extra False at the end is where code -1 (unknown) points.
    by_code = np.array([not NEUTRALISED_STATUSES.isdisjoint(status) for status in statuses] + [False])
    return _masked(by_code[codes], codes < 0)


def _pit_laps(laps: LapColumns, car: Array, lap_number: Array, order: Array) -> tuple[Masked, Masked]:
    """In laps and out laps; each fills what it does not know from the other, as an in lap precedes an out lap."""
    pit_in, pit_out = np.asarray(laps.pit_in), np.asarray(laps.pit_out)
    entered, not_entered = is_true(pit_in), is_false(pit_in)
    left, not_left = is_true(pit_out), is_false(pit_out)
    lap, following = order[:-1], order[1:]
    adjacent = (car[lap] == car[following]) & (lap_number[following] == lap_number[lap] + 1)
    lap, following = lap[adjacent], following[adjacent]

    def filled(yes: Array, no: Array, rows: Array, other_yes: Array, other_no: Array, other_rows: Array) -> Masked:
        unknown = ~(yes | no)
        implied_yes, implied_no = np.zeros_like(yes), np.zeros_like(no)
        implied_yes[rows], implied_no[rows] = other_yes[other_rows], other_no[other_rows]
        return _masked(yes | (unknown & implied_yes), unknown & ~implied_yes & ~implied_no)

    return (
        filled(entered, not_entered, lap, left, not_left, following),
        filled(left, not_left, following, entered, not_entered, lap),
    )


def _recomputed_tyre_life(laps: LapColumns, car: Array, lap_number: Array, tyre_life: Array, order: Array) -> Array:
    car, lap_number = car[order], lap_number[order]
    car_start = np.ones(len(car), dtype=np.bool_)
    car_start[1:] = car[1:] != car[:-1]
    starts = starts_new_set(
        car_start=car_start,
        lap_number=lap_number,
        stint=_numbers(laps.stint)[order],
        compound=text_codes(laps.compound)[0][order],
        tyre_life=tyre_life[order],
        pit_in=is_true(np.asarray(laps.pit_in))[order],
        pit_out=is_true(np.asarray(laps.pit_out))[order],
    )
    recomputed = np.empty(len(order))
    recomputed[order] = life_along_set(np.cumsum(starts) - 1, lap_number, tyre_life[order])
    return recomputed
