"""Where a car takes on another set of tyres, told from its laps alone.

Lap hygiene and the stints table both count along these sets; stated once so that they cannot disagree.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def text_codes(texts: Iterable[str | None]) -> tuple[Array, list[str]]:
    """A number for each text in order of first appearance (-1 for None and ""), and the texts by number."""
    numbers: dict[str, int] = {}
    codes = np.fromiter((numbers.setdefault(text, len(numbers)) if text else -1 for text in texts), dtype=np.int64)
    return codes, list(numbers)


def is_true(flags: Array) -> Array:
    """Where a column of True / False / None is known to be True."""
    return flags if flags.dtype == np.bool_ else np.asarray(flags == True, dtype=np.bool_)  # noqa: E712


def is_false(flags: Array) -> Array:
    """Where a column of True / False / None is known to be False."""
    return ~flags if flags.dtype == np.bool_ else np.asarray(flags == False, dtype=np.bool_)  # noqa: E712


def previous(values: Array, fill: float) -> Array:
    """Each row's value of the row before, `fill` for the first."""
    shifted = np.empty_like(values)
    shifted[:1] = fill
    shifted[1:] = values[:-1]
    return shifted


def starts_new_set(
    car_start: Array,
    lap_number: Array,
    stint: Array,
    compound: Array,
    tyre_life: Array,
    pit_in: Array,
    pit_out: Array,
) -> Array:
    """True on the first lap of every set of tyres; rows sorted by car, then lap.

    `car_start` is True on a car's first lap, `stint` and `tyre_life` (laps) NaN where unknown, `compound` a code with
    -1 for unknown, `pit_in` and `pit_out` True where known to be so. The source's stint number decides where this lap
    and an earlier one of the car have it. Where it is missing a new set begins when, against the lap before, the
    compound changes, tyre life does not grow, or the car came through the pits, unless its tyre life plainly went on:
    cars also drive through the pit lane behind the safety car and for penalties.
    """
    rows = np.arange(len(car_start))
    lap_step = lap_number - previous(lap_number, 0)
    life_step = tyre_life - previous(tyre_life, np.nan)
    compound_before = previous(compound, -1)
    compound_changed = (compound >= 0) & (compound_before >= 0) & (compound != compound_before)
    life_reset = (life_step <= 0) & (lap_step > 0)
    visited_pits = pit_out | previous(pit_in, False)
    told = compound_changed | life_reset | (visited_pits & (life_step != lap_step))

    numbered = ~np.isnan(stint)
    car_first = np.maximum.accumulate(np.where(car_start, rows, 0))
    last_numbered = previous(np.maximum.accumulate(np.where(numbered, rows, -1)), -1)
    by_number = numbered & (last_numbered >= car_first) & ~car_start
    by_signs = told & ~by_number & ~car_start
    signs_so_far = np.cumsum(by_signs)
    # A number that changed across unnumbered laps is the change already seen there, if one was.
    number_changed = by_number & (stint != stint[last_numbered]) & (signs_so_far == signs_so_far[last_numbered])
    return np.asarray(car_start | by_signs | number_changed, dtype=np.bool_)


def life_along_set(set_number: Array, lap_number: Array, tyre_life: Array) -> Array:
    """Tyre life at the end of each lap (laps, NaN if unknown), counted both ways from the set's first known tyre life.

    `set_number` counts the sets from 0 in row order. Missing laps wear the tyre too. A count below one lap is unknown.
    """
    known = np.flatnonzero(~np.isnan(tyre_life))
    sets, first = np.unique(set_number[known], return_index=True)
    new_tyre_lap = np.full(int(set_number.max(initial=-1)) + 1, np.nan)
    new_tyre_lap[sets] = lap_number[known[first]] - tyre_life[known[first]]
    life = lap_number - new_tyre_lap[set_number]
    return np.asarray(np.where(life >= 1, life, np.nan))
