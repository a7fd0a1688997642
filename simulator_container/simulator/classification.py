"""The end of a race, and its course where it is wanted: laps done when the flag falls, and the order."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import Outputs
from simulator.kernel_types import Index, Number, Record, Scratch
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


@in_kernel
def remember(i: Scratch, x: Record, lap: Index) -> None:
    """Keeps who crossed the line when, on the last laps of the race."""
    back = x.laps - lap
    if back > HISTORY_LAPS:
        return
    block = HISTORY + np.uint64(back) * BLOCK
    for p in range(np.uint64(x.cars)):
        for k in range(LANES):
            key = i[KEY + p * LANES + k]
            i[block + np.uint64(key & 31) * LANES + k] = key >> 5


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
    while back < known and i[HISTORY + np.uint64(back + 1) * BLOCK + a + k] >= flag_ms:
        back += 1
    time_ms = np.int64(i[HISTORY + np.uint64(back) * BLOCK + a + k])
    if back == known and back < x.laps:  # further back than is kept: at its own pace of the laps that are
        lap_ms = max((np.int64(i[HISTORY + a + k]) - time_ms) // max(known, 1), 1000)
        more = min(max((time_ms - flag_ms) // lap_ms, 0), x.laps - back - 1)
        back, time_ms = back + more, time_ms - more * lap_ms
    return x.laps - back, time_ms + np.int64(i[PENDING + a + k])


@in_kernel
def _is_before(s: Scratch, i: Scratch, k: Index, one: Index, other: Index) -> Number:
    a, b = one * LANES, other * LANES
    out_a, out_b = s[EXTRA + a + k] == NEVER_S, s[EXTRA + b + k] == NEVER_S
    if out_a != out_b:
        return out_b
    if i[LEADER + a + k] != i[LEADER + b + k]:
        return i[LEADER + a + k] > i[LEADER + b + k]
    if i[MOVED + a + k] != i[MOVED + b + k]:
        return i[MOVED + a + k] < i[MOVED + b + k]
    return one < other


@compiled
def classify(s: Scratch, i: Scratch, x: Record, out: Outputs, v: Index, run: Index, k: Index) -> None:
    """The result of race `k` of the block."""
    flag_ms = np.int64(i[KEY + k] >> 5)
    for c in range(x.cars):
        laps, time_ms = _finish(s, i, x, k, c, flag_ms)
        a = np.uint64(c) * LANES
        i[LEADER + a + k] = laps
        i[MOVED + a + k] = time_ms
        out.laps_done[v, run, c] = laps
        out.race_time_s[v, run, c] = _F(time_ms) * _MS
        out.retired[v, run, c] = s[EXTRA + a + k] == NEVER_S
        out.stops[v, run, c] = i[STOPS + a + k]
    for p in range(np.uint64(x.cars)):
        own = np.uint64(i[KEY + p * LANES + k] & 31)
        q: Index = p
        while q > np.uint64(0) and _is_before(s, i, k, own, np.uint64(i[KEY + (q - np.uint64(1)) * LANES + k])):
            i[KEY + q * LANES + k] = i[KEY + (q - np.uint64(1)) * LANES + k]
            q = q - np.uint64(1)
        i[KEY + q * LANES + k] = own
    for place in range(x.cars):
        out.position[v, run, i[KEY + np.uint64(place) * LANES + k]] = place + 1
    for number in range(8):
        out.happened[v, run, number] = i[HAPPENED_ROWS + np.uint64(number) * LANES + k]
