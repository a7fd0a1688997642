"""Laps on which the order is not fought for car by car: starts, safety car queues, red flags, and stops."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import CAR_START_GAIN, STATE_PIT_START
from simulator.layout import (
    COMPOUND,
    EXTRA,
    FLAG,
    GONE,
    KEY,
    LANES,
    PARK_MS,
    PARK_STEP_MS,
    START,
    START_LAP,
    STATUS,
    STATUS_LAPS,
    WORD,
)
from simulator.neutralisation import free_lap_s, number_of
from simulator.order import sort, unpark
from simulator.random_numbers import key_of, milliseconds, normal
from simulator.tyres import seconds_on

_F = np.float32
_U = np.uint32
_SC, _RED = 2, 3
_IN_LAP, _OUT = 1, 4


@compiled
def settle(s, i, x, k, lap):
    """The order of race `k` after a lap on which cars stopped, dropped out, started or queued."""
    status = i[STATUS + k]
    if i[START + k]:
        _start(s, i, x, k, lap)
        sort(i, x, k)
    elif status == _RED:
        _stop_field(i, x, k)
        sort(i, x, k)
    elif status == _SC:
        _queue(s, i, x, k, lap)
    else:
        unpark(i, x, k)
        sort(i, x, k)


@in_kernel
def _retire(i, k, c, before_ms):
    i[GONE + c * LANES + k] = before_ms
    return (PARK_MS + PARK_STEP_MS * np.int64(c)) << 5 | np.int64(c)


@compiled
def _start(s, i, x, k, lap):
    """Lap 1, or the first after a red flag: by the slot a car started from."""
    last = np.int64(x.cars) - 1
    for p in range(np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        c = np.uint64(key & 31)
        a = c * LANES
        before_ms = (key >> 5) - np.int64(_U(i[WORD + a + k]) >> _U(14))
        if key >> 5 >= PARK_MS:
            continue
        if i[FLAG + a + k] & _OUT:
            i[KEY + p * LANES + k] = _retire(i, k, c, key >> 5)
            continue
        slot = np.int64(p)
        lap_s = x.reference_s[lap] + x.standing_s + x.slot_loss_s[slot] - x.car[CAR_START_GAIN, c]
        if lap == 1 and x.state[STATE_PIT_START, c]:
            lap_s = lap_s - x.slot_loss_s[slot] + x.slot_loss_s[last] + x.pit_start_s
        lap_s = lap_s + seconds_on(s, k, i[COMPOUND + a + k]) + s[EXTRA + a + k]
        z = normal(number_of(i, k, key_of(START_LAP, c, lap)))
        spread_s = x.slot_spread_s[slot] * z
        lap_s = lap_s + spread_s
        i[KEY + p * LANES + k] = (before_ms + milliseconds(max(lap_s, _F(1.0)))) << 5 | np.int64(c)


@compiled
def _stop_field(i, x, k):
    """Red flag: all on the grid again, in order."""
    leader_ms = np.int64(i[KEY + k] >> 5)
    for p in range(np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        c = np.uint64(key & 31)
        if key >> 5 >= PARK_MS:
            continue
        if i[FLAG + c * LANES + k] & _OUT:
            word = np.int64(_U(i[WORD + c * LANES + k]) >> _U(14))
            i[KEY + p * LANES + k] = _retire(i, k, c, (key >> 5) - word)
        else:
            i[KEY + p * LANES + k] = (leader_ms + np.int64(p)) << 5 | np.int64(c)


@compiled
def _queue(s, i, x, k, lap):
    """Safety car: the leader at its pace, the others catch up with the queue; who was lapped may unlap himself.

    A car that stops has queued like the others first, and loses its stop against where the queue had it.
    """
    free_s = free_lap_s(s, i, x, k, lap)
    slower_ms = np.int64(milliseconds((x.status_factor[_SC] - x.catch_up) * free_s))
    behind_ms = np.int64(milliseconds(x.status_factor[_SC] * free_s))
    lapped_ms = np.int64(milliseconds(free_s))
    unpark(i, x, k)
    _add_stops(s, i, x, k, -1)
    ahead_ms = np.int64(i[KEY + k] >> 5)
    first_ms = ahead_ms
    if ahead_ms < PARK_MS:
        ahead_ms += slower_ms
        i[KEY + k] = ahead_ms << 5 | np.int64(i[KEY + k] & 31)
    for p in range(np.uint64(1), np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        time_ms = key >> 5
        if time_ms >= PARK_MS:
            break
        if i[STATUS_LAPS + k] > 1 and time_ms - first_ms > lapped_ms:
            time_ms -= behind_ms
        ahead_ms = max(time_ms, ahead_ms + x.queue_ms)
        i[KEY + p * LANES + k] = ahead_ms << 5 | key & 31
    _add_stops(s, i, x, k, 1)
    ahead_ms = np.int64(i[KEY + k] >> 5)
    for p in range(np.uint64(1), np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        if key >> 5 >= PARK_MS:
            break
        ahead_ms = max(key >> 5, ahead_ms + x.queue_ms)
        i[KEY + p * LANES + k] = ahead_ms << 5 | key & 31


@compiled
def _add_stops(s, i, x, k, sign):
    """What stops cost on (1) or off (-1) the cars that have stopped on this lap, and the order that comes of it."""
    for p in range(np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        c = np.uint64(key & 31)
        if key >> 5 < PARK_MS and i[FLAG + c * LANES + k] & _IN_LAP:
            stop_ms = np.int64(milliseconds(s[EXTRA + c * LANES + k]))
            i[KEY + p * LANES + k] = ((key >> 5) + sign * stop_ms) << 5 | key & 31
    sort(i, x, k)
