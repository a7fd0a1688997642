"""Laps on which the order is not fought for car by car: starts, safety car queues and red flags."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import CAR_START_GAIN, STATE_GONE_ON, STATE_PIT_START
from simulator.kernel_types import Index, Number, Record, Scratch
from simulator.lane_numbers import exponentials, hashes, normals
from simulator.lanes import chosen, most, put, row, wholes
from simulator.layout import (
    COMPOUND,
    EXTRA,
    FLAG,
    GONE,
    INTERVAL,
    KEY,
    LANES,
    MS_MASK,
    MS_SHIFT,
    NEVER,
    PARK_MS,
    RED_NEXT,
    START,
    START_LAP,
    STATUS,
    STATUS_LAPS,
    STATUS_LAPS_LEFT,
    TOUCHED,
    WORD,
)
from simulator.neutralisation import free_lap_s, number_of
from simulator.order import parked_key
from simulator.random_numbers import HALF, key_of, milliseconds, normal
from simulator.tyres import seconds_in_lanes, seconds_on

_F = np.float32
_GREEN, _SC, _RED = 0, 2, 3
_OUT = 4
_NOBODY = -(1 << 40)


@in_kernel
def settle(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index) -> None:
    """The times of race `k` after a lap on which the field started, queued or was stopped; it is sorted after that."""
    if i[START + k]:
        _start(s, i, x, k, lap)
    elif i[STATUS + k] == _RED:
        _stop_field(i, x, k)
    else:
        _queue(s, i, x, k, lap)


@in_kernel
def _retire(i: Scratch, k: Index, c: Index, before_ms: Number) -> Number:
    i[GONE + c * LANES + k] = before_ms
    return parked_key(c)


@compiled
def start_block(s: Scratch, i: Scratch, x: Record) -> None:
    """Lap 1 of all races at once: `_start` for a field that stands on its grid, in every race the same."""
    for p in range(np.uint64(x.cars)):
        c = np.uint64(x.order[p])
        if x.state[STATE_GONE_ON, c] < NEVER:
            continue
        a = c * LANES
        time_ms = row(i, KEY + p * LANES) >> np.int32(5)
        before_ms = time_ms - ((row(i, WORD + a) >> MS_SHIFT) & MS_MASK)
        lap_s = _slot_s(x, c, np.int64(p), 1) + seconds_in_lanes(s, row(i, COMPOUND + a)) + row(s, EXTRA + a)
        lap_s = lap_s + x.slot_spread_s[p] * normals(hashes(i, key_of(START_LAP, c, 1)))
        after_ms = before_ms + wholes(most(lap_s, _F(1.0)) * _F(1000.0) + HALF)
        out = (row(i, FLAG + a) & np.int32(_OUT)) > np.int32(0)
        put(i, GONE + a, chosen(out, time_ms, np.int32(0)))
        put(i, KEY + p * LANES, chosen(out, np.int32(parked_key(c)), (after_ms << np.int32(5)) | np.int32(c)))


@compiled
def string_out(i: Scratch, x: Record, lap: Index) -> None:
    """After a standing start the places are as far from one another as they usually are.

    Who stopped on the lap or came from the pit lane, which are the ones apart, is no nearer than he is.
    """
    started, apart = row(i, START) > np.int32(0), row(i, TOUCHED)
    for c in range(np.uint64(x.cars)):
        if lap == 1 and x.state[STATE_PIT_START, c]:
            apart = apart | np.int32(1 << np.int64(c))
    ahead_ms = row(i, KEY) >> np.int32(5)
    for p in range(np.uint64(1), np.uint64(x.cars)):
        key = row(i, KEY + p * LANES)
        time_ms, car = key >> np.int32(5), key & np.int32(31)
        drawn = exponentials(x.interval_log_sd * normals(hashes(i, key_of(INTERVAL, p, lap))))
        placed_ms = ahead_ms + wholes(x.interval_s[p] * drawn * _F(1000.0) + HALF)
        keeps = (((apart >> car) & np.int32(1)) > np.int32(0)) | (time_ms > np.int32(PARK_MS - 1))
        now_ms = chosen(started, chosen(keeps, most(time_ms, placed_ms), placed_ms), time_ms)
        put(i, KEY + p * LANES, (now_ms << np.int32(5)) | car)
        ahead_ms = now_ms


@in_kernel
def _slot_s(x: Record, c: Index, slot: Index, lap: Index) -> Number:
    """A lap from a standing start before tyres and luck."""
    lap_s = x.reference_s[lap] + x.standing_s + x.slot_loss_s[slot] - x.car[CAR_START_GAIN, c]
    if lap == 1 and x.state[STATE_PIT_START, c]:
        lap_s = lap_s - x.slot_loss_s[slot] + x.slot_loss_s[x.cars - 1] + x.pit_start_s
    return lap_s


@in_kernel
def _start(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index) -> None:
    """The first lap after a red flag: by the slot a car started from."""
    for p in range(np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        c = np.uint64(key & 31)
        a = c * LANES
        before_ms = (key >> 5) - np.int64(i[WORD + a + k] >> MS_SHIFT & MS_MASK)
        if key >> 5 >= PARK_MS:
            continue
        if i[FLAG + a + k] & _OUT:
            i[KEY + p * LANES + k] = _retire(i, k, c, key >> 5)
            continue
        slot = np.int64(p)
        lap_s = _slot_s(x, c, slot, lap) + seconds_on(s, k, i[COMPOUND + a + k]) + s[EXTRA + a + k]
        z = normal(number_of(i, k, key_of(START_LAP, c, lap)))
        spread_s = x.slot_spread_s[slot] * z
        lap_s = lap_s + spread_s
        i[KEY + p * LANES + k] = (before_ms + milliseconds(max(lap_s, _F(1.0)))) << 5 | np.int64(c)


@in_kernel
def _stop_field(i: Scratch, x: Record, k: Index) -> None:
    """Red flag: all on the grid again, in order."""
    leader_ms = np.int64(i[KEY + k] >> 5)
    for p in range(np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        c = np.uint64(key & 31)
        if key >> 5 >= PARK_MS:
            continue
        if i[FLAG + c * LANES + k] & _OUT:
            word = np.int64(i[WORD + c * LANES + k] >> MS_SHIFT & MS_MASK)
            i[KEY + p * LANES + k] = _retire(i, k, c, (key >> 5) - word)
        else:
            i[KEY + p * LANES + k] = (leader_ms + np.int64(p)) << 5 | np.int64(c)


@in_kernel
def _queue(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index) -> None:
    """Safety car: the leader at its pace, the others catch up with the queue; who was lapped stays so in its midst.

    A car that stops has queued like the others first, and loses its stop against where the queue had it.
    """
    free_s = free_lap_s(s, i, x, k, lap)
    sc_ms = np.int64(milliseconds(x.status_factor[_SC] * free_s))
    slower_ms = np.int64(milliseconds((x.status_factor[_SC] - x.catch_up) * free_s))
    round_ms = np.int64(milliseconds(free_s)) if i[STATUS_LAPS + k] == 1 else sc_ms
    resumes = _resumes(i, x, k, lap)
    unlapping = i[STATUS_LAPS + k] > 1 and resumes
    touched = np.int64(i[TOUCHED + k])
    first_ms, leader_ms, ahead_ms = np.int64(_NOBODY), np.int64(0), np.int64(0)
    for p in range(np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        time_ms, c = key >> 5, np.uint64(key & 31)
        if time_ms >= PARK_MS:
            break
        stop_ms = np.int64(0)
        if touched >> np.int64(c) & 1:
            if i[FLAG + c * LANES + k] & _OUT:
                i[KEY + p * LANES + k] = _retire(i, k, c, time_ms)
                continue
            stop_ms = np.int64(milliseconds(s[EXTRA + c * LANES + k]))
        time_ms -= stop_ms
        between_ms = _between_ms(i, x, k, lap, c, resumes)
        if first_ms == _NOBODY:
            first_ms, leader_ms = time_ms, time_ms + slower_ms
            ahead_ms = leader_ms - between_ms
        if time_ms - first_ms >= round_ms:
            rounds = (time_ms - first_ms) // round_ms
            if unlapping:
                rounds, time_ms = rounds - 1, time_ms - sc_ms
            ahead_ms = max(ahead_ms, leader_ms + rounds * sc_ms)
        ahead_ms = max(time_ms, ahead_ms + between_ms)
        i[KEY + p * LANES + k] = (ahead_ms + stop_ms) << 5 | key & 31


@in_kernel
def _resumes(i: Scratch, x: Record, k: Index, lap: Index) -> Number:
    """Whether the safety car comes in at the end of this lap: then who was lapped may unlap himself (article 55.13)."""
    if lap == x.laps:
        return False
    if x.status_given:
        return x.status_by_lap[lap + 1] == _GREEN
    return i[STATUS_LAPS_LEFT + k] == 0 and i[RED_NEXT + k] == 0


@in_kernel
def _between_ms(i: Scratch, x: Record, k: Index, lap: Index, c: Index, resumes: Number) -> Number:
    """From car `c` to the one ahead behind the safety car; as it comes in they close up, some more than others."""
    if not resumes:
        return np.int64(x.queue_ms)
    h = np.int64(number_of(i, k, key_of(INTERVAL, c, lap)))
    return x.restart_least_ms + (((h >> 24) + (h >> 16 & 255)) * x.restart_span_ms >> 9)


@in_kernel
def space(i: Scratch, x: Record, k: Index, lap: Index) -> None:
    """The queue's gap between cars again, after some have stopped."""
    resumes = _resumes(i, x, k, lap)
    ahead_ms = np.int64(i[KEY + k] >> 5)
    for p in range(np.uint64(1), np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        if key >> 5 >= PARK_MS:
            break
        ahead_ms = max(key >> 5, ahead_ms + _between_ms(i, x, k, lap, np.uint64(key & 31), resumes))
        i[KEY + p * LANES + k] = ahead_ms << 5 | key & 31
