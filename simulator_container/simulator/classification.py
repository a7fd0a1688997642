"""The end of a race, and its course where it is wanted: laps done when the flag falls, and the order."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import Outputs
from simulator.kernel_types import Index, Number, Record, Scratch
from simulator.lanes import lanes_in, lowest, put, row
from simulator.layout import (
    BLOCK,
    EXTRA,
    GONE,
    HAPPENED_ROWS,
    HISTORY,
    HISTORY_LAPS,
    KEY,
    LANES,
    LEADER,
    MOVED,
    NEVER_S,
    PARK_MS,
    PENDING,
    RETIREMENT_LAP,
    STOPS,
)

_F = np.float32
_MS = _F(0.001)
_AHEAD = np.int32(-1)
_OUT_S = _F(-1e8)
_ONE_LAP = 1 << 40
_NOBODY = -(1 << 60)
_LAPS_BY_CAR = 1
"""Of the history: of earlier laps the keys are kept as they stand, for they are asked for of lapped cars alone."""


@in_kernel
def remember(i: Scratch, x: Record, lap: Index) -> None:
    """Keeps who crossed the line when, on the last laps: by car on the two that nearly all are asked for."""
    back = x.laps - lap
    if back > HISTORY_LAPS:
        return
    block = HISTORY + np.uint64(back) * BLOCK
    for p in range(np.uint64(x.cars)):
        if back > _LAPS_BY_CAR:
            put(i, block + p * LANES, row(i, KEY + p * LANES))
            continue
        for k in range(LANES):
            key = i[KEY + p * LANES + k]
            i[block + np.uint64(key & 31) * LANES + k] = key >> 5


@in_kernel
def _crossed_ms(i: Scratch, k: Index, c: Index, back: Number) -> Number:
    """When car `c` crossed the line `back` laps before the last."""
    first = HISTORY + np.uint64(back) * BLOCK
    if back <= _LAPS_BY_CAR:
        return np.int64(i[first + np.uint64(c) * LANES + k])
    while i[first + k] & 31 != c:
        first += LANES
    return np.int64(i[first + k] >> 5)


@compiled
def trace(i: Scratch, x: Record, out: Outputs, v: Index, first: Index, lanes: Index, lap: Index) -> None:
    """Positions and gaps at the end of lap `lap`."""
    step = lap - x.first_lap
    for lane in range(lanes):
        k = np.uint64(lane)
        leader_ms = np.int64(i[KEY + k] >> 5)
        for p in range(x.cars):
            key = np.int64(i[KEY + np.uint64(p) * LANES + k])
            out.trace_position[v, first + lane, step, key & 31] = p + 1
            gap_s = _F(np.int32((key >> 5) - leader_ms)) * _MS
            out.trace_gap_s[v, first + lane, step, key & 31] = _F(np.nan) if key >> 5 >= PARK_MS else gap_s


@in_kernel
def _finish(s: Scratch, i: Scratch, x: Record, k: Index, c: Index, flag_ms: Number) -> Number:
    """Laps done and time of car `c` when the flag fell for it."""
    a = np.uint64(c) * LANES
    if s[EXTRA + a + k] == NEVER_S:
        return np.int64(i[RETIREMENT_LAP + a + k]) - 1, np.int64(i[GONE + a + k])
    back, known = np.int64(0), min(np.int64(HISTORY_LAPS), x.laps - x.first_lap + 1)
    while back < known and _crossed_ms(i, k, c, back + 1) >= flag_ms:
        back += 1
    time_ms = _crossed_ms(i, k, c, back)
    if back == known and back < x.laps:  # further back than is kept: at its own pace of the laps that are
        lap_ms = max((np.int64(i[HISTORY + a + k]) - time_ms) // max(known, 1), 1000)
        more = min(max((time_ms - flag_ms) // lap_ms, 0), x.laps - back - 1)
        back, time_ms = back + more, time_ms - more * lap_ms
    return x.laps - back, time_ms + np.int64(i[PENDING + a + k])


@in_kernel
def _rank(s: Scratch, i: Scratch, k: Index, c: Index) -> Number:
    """The less, the better: who finishes before who does not, then more laps, then less time."""
    a = np.uint64(c) * LANES + k
    out = np.int64(s[EXTRA + a] == NEVER_S)
    return ((out << 8) - np.int64(i[LEADER + a])) * _ONE_LAP + (np.int64(i[MOVED + a]) << 5) + np.int64(c)


@compiled
def finish_block(s: Scratch, i: Scratch, x: Record) -> None:
    """Laps done and time of every car, in LEADER and MOVED: all races at once but for cars lapped or out."""
    flag_ms = row(i, KEY) >> np.int32(5)
    for c in range(np.uint64(x.cars)):
        a = c * LANES
        put(i, LEADER + a, (flag_ms ^ flag_ms) + np.int32(x.laps))
        put(i, MOVED + a, row(i, HISTORY + a) + row(i, PENDING + a))
        lapped = row(i, HISTORY + BLOCK + a) - flag_ms > _AHEAD
        lanes = lanes_in(lapped | (row(s, EXTRA + a) < _OUT_S))
        while lanes:
            k = lowest(lanes)
            lanes &= lanes - 1
            laps, time_ms = _finish(s, i, x, k, c, np.int64(i[KEY + k] >> 5))
            i[LEADER + a + k] = laps
            i[MOVED + a + k] = time_ms


@compiled
def classify(s: Scratch, i: Scratch, x: Record, out: Outputs, v: Index, run: Index, k: Index) -> None:
    """The result of race `k` of the block, whose cars are finished."""
    for c in range(np.uint64(x.cars)):
        a = c * LANES + k
        out.laps_done[v, run, c] = i[LEADER + a]
        out.race_time_s[v, run, c] = _F(i[MOVED + a]) * _MS
        out.retired[v, run, c] = s[EXTRA + a] == NEVER_S
        out.stops[v, run, c] = i[STOPS + a]
    before: Number = np.int64(_NOBODY)
    for p in range(np.uint64(x.cars)):
        own = np.uint64(i[KEY + p * LANES + k] & 31)
        rank = _rank(s, i, k, own)
        q: Index = p
        behind: Number = before
        before = max(before, rank)
        while rank < behind:
            i[KEY + q * LANES + k] = i[KEY + (q - np.uint64(1)) * LANES + k]
            q = q - np.uint64(1)
            behind = np.int64(_NOBODY)
            if q > np.uint64(0):
                behind = _rank(s, i, k, np.uint64(i[KEY + (q - np.uint64(1)) * LANES + k]))
        i[KEY + q * LANES + k] = own
    for place in range(np.uint64(x.cars)):
        out.position[v, run, np.uint64(i[KEY + place * LANES + k])] = place + np.uint64(1)
    for number in range(np.uint64(8)):
        out.happened[v, run, number] = i[HAPPENED_ROWS + number * LANES + k]
