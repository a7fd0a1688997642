"""Plans as the kernel reads them: one row of words per car, then one per candidate of the focus car."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.race_state import RaceState
from simulator.field_plans import FieldPlans
from simulator.inputs import (
    PLAN_COMPOUND,
    PLAN_COVERS,
    PLAN_LIFE,
    PLAN_MODE,
    PLAN_REACTS,
    PLAN_STOPS,
    PLAN_WEIGHT,
    STOP_COMPOUND_AT,
    STOP_FREE_AT,
    STOP_LAP_AT,
    STOP_LIFE_AT,
    STOP_MODE_AT,
    STOP_TO_COME_AT,
    STOP_WORDS,
    Wholes,
)
from simulator.layout import NEVER

Array = NDArray[Any]

_HASHES = 1 << 32


def packed_plans(plans: FieldPlans, candidates: FieldPlans | None, state: RaceState) -> Wholes:
    """One row per car, then one per candidate: see the PLAN words of `inputs`."""
    groups = [plans] if candidates is None else [plans, candidates]
    rows = [_plan_rows(group, state) for group in groups]
    alternatives = max(row.shape[1] for row in rows)
    words = max(row.shape[2] for row in rows)
    return np.concatenate([_widened(row, alternatives, words) for row in rows])


def _plan_rows(plans: FieldPlans, state: RaceState) -> Wholes:
    cars, alternatives, stops = plans.stop_lap.shape
    rows = np.zeros((cars, alternatives, PLAN_STOPS + STOP_WORDS * (stops + 1)), np.int64)
    passed = np.sum((plans.stop_lap > 0) & (plans.stop_lap <= state.lap), axis=2, keepdims=True)
    rows[..., PLAN_WEIGHT] = _chances(plans.weight)
    rows[..., PLAN_REACTS] = plans.reacts[:, None]
    rows[..., PLAN_COVERS] = plans.covers[:, None]
    rows[..., PLAN_COMPOUND] = plans.start_compound
    rows[..., PLAN_LIFE] = plans.start_tyre_life
    rows[..., PLAN_MODE] = np.take_along_axis(plans.mode, passed, axis=2)[..., 0]
    rows[..., PLAN_STOPS:].reshape(cars, alternatives, stops + 1, STOP_WORDS)[:] = _stop_words(plans, passed)
    return rows


def _chances(weight: Array) -> Wholes:
    """The hash below which each alternative, or one before it, is drawn."""
    alternatives = weight.shape[1]
    chances = np.round(np.cumsum(weight, axis=1) * _HASHES).astype(np.int64)
    last = alternatives - 1 - np.argmax(weight[:, ::-1] > 0, axis=1)
    chances[np.arange(alternatives) >= last[:, None]] = _HASHES  # whatever the rounding, something is drawn
    return chances


def _stop_words(plans: FieldPlans, passed: Wholes) -> Wholes:
    """[cars, P, S + 1, STOP_WORDS] the stops to come in front, then NEVER."""
    cars, alternatives, stops = plans.stop_lap.shape
    words = np.zeros((cars, alternatives, stops + 1, STOP_WORDS), np.int64)
    words[..., STOP_LAP_AT] = NEVER
    if stops == 0:
        return words
    source = np.arange(stops) + passed
    place = np.minimum(source, stops - 1)
    ahead = passed.any()  # otherwise every stop is in its place
    laps = np.take_along_axis(plans.stop_lap, place, axis=2) if ahead else plans.stop_lap
    comes = (source < stops) & (laps > 0)
    columns = {
        STOP_COMPOUND_AT: plans.stop_compound,
        STOP_LIFE_AT: plans.stop_tyre_life,
        STOP_MODE_AT: plans.mode[:, :, 1:],
        STOP_FREE_AT: plans.stop_free,
    }
    words[:, :, :-1, STOP_LAP_AT] = np.where(comes, laps, NEVER)
    for column, values in columns.items():
        words[:, :, :-1, column] = (np.take_along_axis(values, place, axis=2) if ahead else values) * comes
    bits = np.where(comes, 1 << words[:, :, :-1, STOP_COMPOUND_AT], 0)
    words[:, :, :-1, STOP_TO_COME_AT] = np.bitwise_or.accumulate(bits[..., ::-1], axis=2)[..., ::-1]
    return words


def _widened(rows: Wholes, alternatives: int, words: int) -> Wholes:
    wide = np.zeros((rows.shape[0], alternatives, words), np.int64)
    wide[:, :, PLAN_STOPS::STOP_WORDS] = NEVER
    wide[:, : rows.shape[1], : rows.shape[2]] = rows
    return wide
