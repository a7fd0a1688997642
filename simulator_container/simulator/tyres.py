"""Tyres: fitting a set, what a wet track costs on each, and which compound is right now."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import (
    CAR_WEAR,
    COMPOUND_CLIFF,
    COMPOUND_CLIFF_LAP,
    COMPOUND_LINEAR,
    COMPOUND_QUADRATIC,
    PLAN_STOPS,
    STOP_LAP_AT,
    STOP_TO_COME_AT,
    STOP_WORDS,
)
from simulator.kernel_types import Index, Lanes, Number, Plans, Record, Scratch
from simulator.lanes import chosen, put, row
from simulator.layout import (
    BASE,
    BEST_KIND,
    CLIFF,
    CLIFF_LAP,
    COMPOUND,
    LANES,
    LIFE,
    LINEAR,
    MODE,
    NEXT_STOP,
    OFFSET,
    PACE,
    PLAN,
    QUADRATIC,
    STEP,
    USED,
    WEAR_FACTOR,
    WET_PENALTY,
)

_F = np.float32
_MEDIUM = 1
_FIRST_WET = 3


@in_kernel
def seconds_on(s: Scratch, k: Index, compound: Index) -> Number:
    """What a compound costs on the track as wet as it is, wear apart."""
    row = np.uint64(compound) * LANES + k
    return s[OFFSET + row] + s[WET_PENALTY + row]


@in_kernel
def seconds_in_lanes(s: Scratch, compounds: Lanes) -> Lanes:
    """The same for a compound of each race."""
    seconds = row(s, OFFSET) + row(s, WET_PENALTY)
    for compound in range(np.uint64(1), np.uint64(5)):
        there = row(s, OFFSET + compound * LANES) + row(s, WET_PENALTY + compound * LANES)
        seconds = chosen(compounds == np.int32(compound), there, seconds)
    return seconds


@in_kernel
def set_base(s: Scratch, i: Scratch, x: Record, a: Index, k: Index) -> None:
    """The part of the lap time that stays until tyres, mode or wetness change."""
    s[BASE + a + k] = s[PACE + a + k] + x.mode_s[i[MODE + a + k]] + seconds_on(s, k, i[COMPOUND + a + k])


@in_kernel
def fit(s: Scratch, i: Scratch, x: Record, c: Index, k: Index, compound: Index, life: Index, mode: Index) -> None:
    """A set on car `c` of race `k`."""
    a = np.uint64(c) * LANES
    factor = x.car[CAR_WEAR, c] * s[WEAR_FACTOR + np.uint64(compound) * LANES + k]
    i[COMPOUND + a + k] = compound
    i[MODE + a + k] = mode
    s[LIFE + a + k] = _F(life)
    s[LINEAR + a + k] = factor * x.compound[COMPOUND_LINEAR, compound]
    s[QUADRATIC + a + k] = factor * x.compound[COMPOUND_QUADRATIC, compound]
    s[CLIFF_LAP + a + k] = x.compound[COMPOUND_CLIFF_LAP, compound]
    s[CLIFF + a + k] = factor * x.compound[COMPOUND_CLIFF, compound]
    s[STEP + a + k] = x.mode_wear[mode]
    set_base(s, i, x, a, k)


@in_kernel
def fit_all(s: Scratch, i: Scratch, x: Record, c: Index, compounds: Lanes, life: Lanes, modes: Lanes) -> None:
    """A set on car `c` of every race."""
    a, soft = np.uint64(c) * LANES, compounds < np.int32(1)
    wear = chosen(soft, row(s, WEAR_FACTOR), row(s, WEAR_FACTOR + LANES))
    linear = chosen(soft, x.compound[COMPOUND_LINEAR, 0], x.compound[COMPOUND_LINEAR, 1])
    quadratic = chosen(soft, x.compound[COMPOUND_QUADRATIC, 0], x.compound[COMPOUND_QUADRATIC, 1])
    cliff_lap = chosen(soft, x.compound[COMPOUND_CLIFF_LAP, 0], x.compound[COMPOUND_CLIFF_LAP, 1])
    cliff = chosen(soft, x.compound[COMPOUND_CLIFF, 0], x.compound[COMPOUND_CLIFF, 1])
    for compound in range(np.uint64(2), np.uint64(5)):
        on = compounds == np.int32(compound)
        wear = chosen(on, row(s, WEAR_FACTOR + compound * LANES), wear)
        linear = chosen(on, x.compound[COMPOUND_LINEAR, compound], linear)
        quadratic = chosen(on, x.compound[COMPOUND_QUADRATIC, compound], quadratic)
        cliff_lap = chosen(on, x.compound[COMPOUND_CLIFF_LAP, compound], cliff_lap)
        cliff = chosen(on, x.compound[COMPOUND_CLIFF, compound], cliff)
    slow, fast = modes < np.int32(1), modes > np.int32(1)
    mode_s = chosen(fast, x.mode_s[2], chosen(slow, x.mode_s[0], x.mode_s[1]))
    step = chosen(fast, x.mode_wear[2], chosen(slow, x.mode_wear[0], x.mode_wear[1]))
    factor = x.car[CAR_WEAR, c] * wear
    put(i, COMPOUND + a, compounds)
    put(i, MODE + a, modes)
    put(s, LIFE + a, life)
    put(s, LINEAR + a, factor * linear)
    put(s, QUADRATIC + a, factor * quadratic)
    put(s, CLIFF_LAP + a, cliff_lap)
    put(s, CLIFF + a, factor * cliff)
    put(s, STEP + a, step)
    put(s, BASE + a, row(s, PACE + a) + mode_s + seconds_in_lanes(s, compounds))


@compiled
def set_wet_penalties(s: Scratch, i: Scratch, x: Record, k: Index, wetness: Number) -> None:
    """What the track costs on each compound, and the compound of least time."""
    for compound in range(5):
        penalty = x.wet[compound, 0] + wetness * (x.wet[compound, 1] + wetness * x.wet[compound, 2])
        s[WET_PENALTY + np.uint64(compound) * LANES + k] = penalty
    best = _MEDIUM
    for compound in range(_FIRST_WET, 5):
        if seconds_on(s, k, compound) < seconds_on(s, k, best):
            best = compound
    i[BEST_KIND + k] = best


@in_kernel
def chosen_compound(i: Scratch, x: Record, plans: Plans, c: Index, row: Index, k: Index, lap: Index) -> Number:
    """The compound for an unplanned stop after `lap`: right for the track, and the dry rule can still be met."""
    best = i[BEST_KIND + k]
    if best >= _FIRST_WET:
        return np.int64(best)
    a = np.uint64(c) * LANES
    at = PLAN_STOPS + STOP_WORDS * i[NEXT_STOP + a + k]
    plan = plans[row, i[PLAN + a + k]]
    until = min(plan[at + STOP_LAP_AT], x.laps)
    used = np.int64(i[USED + a + k]) | plan[at + STOP_TO_COME_AT]
    dry = 7 if used >> _FIRST_WET else used
    return x.best_dry[until - lap, dry]
