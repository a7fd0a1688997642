"""Who is where at the end of a lap: dirty air, battles, blue flags, in one sweep down the field by position.

Cars in the pits and out of the race stand parked behind all others meanwhile, so that the sweep knows racing cars only.
"""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import PLAN_COVERS
from simulator.layout import (
    AHEAD,
    AID,
    CARRIED,
    CARRIED_CAR,
    CARRIED_SCORE,
    COVER,
    DIRTY,
    FLAG,
    FOLLOWER,
    GONE,
    HAPPENED_ROWS,
    KEY,
    LANES,
    LEADER,
    MOST_SCORE,
    MOVED,
    PARK_MS,
    PARK_STEP_MS,
    PARKED,
    PASS,
    REACH,
    SCORE_STEPS,
    SEED_A,
    SEED_B,
    START,
    STATUS,
    STOP_LAP,
    TOUCHED,
    WALL,
    WORD,
)
from simulator.neutralisation import number_of
from simulator.pit_stops import plan_row
from simulator.race_start import set_event
from simulator.random_numbers import exponential, key_of, mixed, uniform

_F = np.float32
_I = np.int32
_U = np.uint32
_PER_STEP = _F(1.0) / SCORE_STEPS
_CAR = _I(31)
_LAP_SHIFT = _U(14)
_IN_LAP, _OUT_LAP, _OUT = 1, 2, 4
_GREEN, _RED = 0, 3


@compiled
def park(i, x, plans, k, lap, candidate):
    """Cars that stop or drop out on this lap to the end of race `k`'s order; who was right ahead may cover a stop."""
    cars = np.uint64(x.cars)
    p, end = np.uint64(0), cars
    while p < end:
        key = i[KEY + p * LANES + k]
        c = np.uint64(key & 31)
        flag = i[FLAG + c * LANES + k]
        if not flag & (_IN_LAP | _OUT):
            p += np.uint64(1)
            continue
        time_ms = np.int64(key >> 5)
        if flag & _OUT:
            i[GONE + c * LANES + k] = time_ms
        else:
            i[PARKED + c * LANES + k] = time_ms + (np.int64(_U(i[WORD + c * LANES + k]) >> _LAP_SHIFT))
            if p > np.uint64(0):
                _cover(i, x, plans, k, lap, candidate, np.int64(i[KEY + (p - np.uint64(1)) * LANES + k]), time_ms)
        i[WORD + c * LANES + k] = i[WORD + c * LANES + k] & _I(0x3FFF)
        end -= np.uint64(1)
        for q in range(p, cars - np.uint64(1)):
            i[KEY + q * LANES + k] = i[KEY + (q + np.uint64(1)) * LANES + k]
        i[KEY + (cars - np.uint64(1)) * LANES + k] = (PARK_MS + PARK_STEP_MS * np.int64(c)) << 5 | np.int64(c)


@compiled
def _cover(i, x, plans, k, lap, candidate, ahead_key, time_ms):
    """The car right ahead of one that stops may bring its own stop forward to the next lap."""
    ahead_ms, ahead = ahead_key >> 5, ahead_key & 31
    if time_ms - ahead_ms > x.cover_ms or not plans[plan_row(x, ahead, candidate), 0, PLAN_COVERS]:
        return
    a = np.uint64(ahead) * LANES
    planned = i[STOP_LAP + a + k]
    if i[STATUS + k] != _GREEN or planned <= lap + 1 or planned > lap + x.cover_window or lap + 1 >= x.laps:
        return
    if uniform(number_of(i, k, key_of(COVER, ahead, lap))) < x.cover_probability:
        i[STOP_LAP + a + k] = lap + 1
        set_event(i, a, k)


@compiled
def free_air_order(s, i, x):
    """Where each car would be at the end of the lap, dirty air included, and its part of the overtaking logit."""
    for p in range(np.uint64(x.cars)):
        a = p * LANES
        for k in range(LANES):  # a gather: its own loop, so that the next one is vector code
            i[LEADER + a + k] = i[WORD + np.uint64(i[KEY + a + k] & _CAR) * LANES + k]
        before = a - LANES if p > np.uint64(0) else a
        first = _F(0.0) if p == np.uint64(0) else _F(1.0)
        for k in range(LANES):
            word = i[LEADER + a + k]
            ms = _I(_U(word) >> _LAP_SHIFT)
            steps = _I((_I(word >> _I(2)) & _I(0xFFF)) - _I(MOST_SCORE))
            score = _F(steps) * _PER_STEP
            time_ms = _I(i[KEY + a + k] >> _I(5))
            gap_ms = _I(time_ms - _I(i[KEY + before + k] >> _I(5)))
            close = _F(_I(_I(x.dirty_reach_ms) - gap_ms))
            close = close if close > _F(0.0) else _F(0.0)
            dirty_ms = _I(close * s[DIRTY + k] * first)
            i[MOVED + a + k] = _I(time_ms + ms + dirty_ms)
            s[FOLLOWER + a + k] = x.logit - score + (x.aid_weight if gap_ms < i[AID + k] else _F(0.0))
            s[LEADER + a + k] = score + (x.out_lap_weight if word & _I(2) else _F(0.0))


@compiled
def wave_blue_flags(s, i, x, lap):
    """A lapped car loses time to each car that laps it."""
    round_ms = _I(x.reference_s[lap] * _F(1000.0))
    for p in range(np.uint64(1), np.uint64(x.cars)):
        a = p * LANES
        lapped = _I(0)
        for k in range(LANES):
            behind = _I(i[MOVED + a + k] - i[MOVED + k]) > round_ms
            lapped |= _I(behind and i[MOVED + a + k] < _I(PARK_MS) and s[DIRTY + k] > _F(0.0))
        if lapped:
            _yield(s, i, p, round_ms, x.blue_ms)


@compiled
def _yield(s, i, p, round_ms, loss_ms):
    a = p * LANES
    for k in range(LANES):
        i[AHEAD + k] = _I(0)
    for q in range(p):
        b = q * LANES
        for k in range(LANES):
            now = _I(i[MOVED + b + k] < _I(i[MOVED + a + k] - round_ms))
            then = _I(_I(i[KEY + b + k] >> _I(5)) < _I(_I(i[KEY + a + k] >> _I(5)) - round_ms))
            i[AHEAD + k] = _I(i[AHEAD + k] + now - then)
    for k in range(LANES):
        times = i[AHEAD + k] if i[AHEAD + k] > _I(0) else _I(0)
        racing = s[DIRTY + k] > _F(0.0) and i[MOVED + a + k] < _I(PARK_MS)
        i[MOVED + a + k] = _I(i[MOVED + a + k] + (_I(times * _I(loss_ms)) if racing else _I(0)))


@compiled
def battle(s, i, x, lap):
    """One sweep from the front: each car against the one it finds ahead of it, who holds or loses the place."""
    key = key_of(PASS, 0, lap)
    follow, fail = _I(x.follow_ms), _I(x.fail_ms)
    for k in range(LANES):
        i[CARRIED + k] = i[MOVED + k]
        i[CARRIED_CAR + k] = _I(i[KEY + k] & _CAR)
        s[CARRIED_SCORE + k] = s[LEADER + k]
        i[WALL + k] = _I(-(1 << 30))
    for p in range(np.uint64(1), np.uint64(x.cars)):
        a = p * LANES
        above = a - LANES
        for k in range(LANES):
            ahead, behind = i[CARRIED + k], i[MOVED + a + k]
            car = _I(i[KEY + a + k] & _CAR)
            attacks = _I(behind - ahead) < i[REACH + k] and behind < _I(PARK_MS)
            odds = exponential(-(s[FOLLOWER + a + k] + s[CARRIED_SCORE + k]))
            h = mixed(_U(i[SEED_A + k]) ^ key ^ _U(_U(car) * _U(0x9E3779B9)), _U(i[SEED_B + k]))
            wins = attacks and uniform(h) * (_F(1.0) + odds) < _F(1.0)
            # The passer gains half of what it lacked, but not on the next car ahead; the passed car falls behind it.
            half = _I(_I(ahead + behind) >> _I(1))
            passer = behind if behind < half else half
            least = _I(i[WALL + k] + follow)
            passer = passer if passer > least else least
            passed = _I(passer + follow)
            passed = passed if passed > ahead else ahead
            held_up = _I(ahead + fail)
            holds = _I(behind + fail)
            after = _I(held_up + follow)
            holds = holds if holds > after else after
            front = passer if wins else (held_up if attacks else ahead)
            back = passed if wins else (holds if attacks else behind)
            front_car = car if wins else i[CARRIED_CAR + k]
            back_car = i[CARRIED_CAR + k] if wins else car
            i[KEY + above + k] = _I(_I(front << _I(5)) | front_car)
            i[WALL + k] = front
            i[CARRIED + k] = back
            i[CARRIED_CAR + k] = back_car
            s[CARRIED_SCORE + k] = s[CARRIED_SCORE + k] if wins else s[LEADER + a + k]
            i[HAPPENED_ROWS + k] = _I(i[HAPPENED_ROWS + k] + _I(wins))
    last = (np.uint64(x.cars) - np.uint64(1)) * LANES
    for k in range(LANES):
        i[KEY + last + k] = _I(_I(i[CARRIED + k] << _I(5)) | i[CARRIED_CAR + k])


@compiled
def sort(i, x, k):
    """Race `k` in order of time; nearly in order before."""
    for p in range(np.uint64(1), np.uint64(x.cars)):
        key = i[KEY + p * LANES + k]
        q = p
        while q > np.uint64(0) and i[KEY + (q - np.uint64(1)) * LANES + k] > key:
            i[KEY + q * LANES + k] = i[KEY + (q - np.uint64(1)) * LANES + k]
            q -= np.uint64(1)
        i[KEY + q * LANES + k] = key


@in_kernel
def unpark(i, x, k):
    """Cars that have stopped back to where they really are."""
    for p in range(np.uint64(x.cars)):
        key = i[KEY + p * LANES + k]
        c = np.uint64(key & 31)
        if i[FLAG + c * LANES + k] & _IN_LAP:
            i[KEY + p * LANES + k] = i[PARKED + c * LANES + k] << 5 | np.int64(c)


@in_kernel
def needs_settling(i, k):
    """Whether a race needs more than the sweep after this lap."""
    return i[TOUCHED + k] != 0 or i[START + k] != 0 or i[STATUS + k] >= 2
