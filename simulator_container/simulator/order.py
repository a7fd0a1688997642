"""Who is where at the end of a lap: dirty air, battles, blue flags, in one sweep down the field by position.

Cars in the pits and out of the race stand parked behind all others meanwhile, so that the sweep knows racing cars only.
"""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import PLAN_COVERS
from simulator.kernel_types import Index, Lanes, Number, Plans, Record, Scratch
from simulator.lane_numbers import exponentials, hashes, uniforms
from simulator.lanes import any_of, chosen, floats, gathered, least, most, put, row, wholes, words
from simulator.layout import (
    AID,
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
    START,
    STATUS,
    STOP_LAP,
    TOUCHED,
    WORD,
)
from simulator.neutralisation import number_of
from simulator.pit_stops import plan_row
from simulator.race_start import set_event
from simulator.random_numbers import key_of, uniform

_F = np.float32
_I = np.int32
_U = np.uint32
_PER_STEP = _F(1.0) / SCORE_STEPS
_ZERO = _F(0.0)
_CAR, _FIVE, _NINE = _I(31), _I(5), _I(9)
_BYTE, _EIGHT = _U(0xFF), _U(8)
_SPREAD = _U(0x9E3779B9)
_PARKED = _I(PARK_MS)
_FAR = _I(1 << 29)
_LAP_SHIFT = _U(14)
_IN_LAP, _OUT_LAP, _OUT = 1, 2, 4
_GREEN, _SC = 0, 2


@in_kernel
def park(i: Scratch, x: Record, plans: Plans, k: Index, lap: Index, candidate: Index) -> None:
    """Cars that stop or drop out on this lap to the end of race `k`'s order; who was right ahead may cover a stop."""
    touched = np.int64(i[TOUCHED + k])
    to: Index = np.uint64(0)
    before = np.int64(-1)
    for p in range(np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        c = np.uint64(key & 31)
        if not touched >> np.int64(c) & 1:
            i[KEY + to * LANES + k] = key
            to += np.uint64(1)
            before = key
            continue
        if i[FLAG + c * LANES + k] & _OUT:
            i[GONE + c * LANES + k] = key >> 5
        else:
            i[PARKED + c * LANES + k] = (key >> 5) + np.int64(_U(i[WORD + c * LANES + k]) >> _LAP_SHIFT)
            if before >= 0:
                _cover(i, x, plans, k, lap, candidate, before, key >> 5)
        i[WORD + c * LANES + k] &= _I(0x3FFF)
    for car in range(x.cars):
        if touched >> car & 1:
            i[KEY + to * LANES + k] = (PARK_MS + PARK_STEP_MS * car) << 5 | car
            to += np.uint64(1)


@in_kernel
def _cover(
    i: Scratch, x: Record, plans: Plans, k: Index, lap: Index, candidate: Index, ahead_key: Number, time_ms: Number
) -> None:
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
def free_air_order(s: Scratch, i: Scratch, x: Record) -> None:
    """Where each car would be at the end of the lap, dirty air included, and its part of the overtaking logit."""
    dirty, aid = row(s, DIRTY), row(i, AID)
    reach = _I(x.dirty_reach_ms)
    ahead_ms = row(i, KEY) >> _FIVE
    for p in range(np.uint64(x.cars)):
        a = p * LANES
        key = row(i, KEY + a)
        word = gathered(i, WORD, key & _CAR)
        time_ms = key >> _FIVE
        gap_ms = time_ms - ahead_ms
        ahead_ms = time_ms
        score = floats(((word >> _I(2)) & _I(0xFFF)) - _I(MOST_SCORE)) * _PER_STEP
        moved = time_ms + wholes(words(word) >> _LAP_SHIFT)
        near = floats(reach - gap_ms)
        if p > np.uint64(0):
            moved = moved + wholes(most(near, _ZERO) * dirty)
        put(i, MOVED + a, moved)
        closeness = most(near, x.close_from_ms) * x.close_weight
        put(s, FOLLOWER + a, (x.logit - score) + closeness + chosen(gap_ms < aid, x.aid_weight, _ZERO))
        out_lap = (word & _I(2)) > _I(0)
        put(s, LEADER + a, score + chosen(out_lap, x.out_lap_weight, _ZERO))


@compiled
def wave_blue_flags(s: Scratch, i: Scratch, x: Record, lap: Index) -> None:
    """A lapped car loses time to each car that laps it."""
    round_ms = _I(x.reference_s[lap] * _F(1000.0))
    racing = row(s, DIRTY) > _ZERO
    lapped_at = row(i, MOVED) + round_ms
    for p in range(np.uint64(1), np.uint64(x.cars)):
        moved = row(i, MOVED + p * LANES)
        lapped = (moved > lapped_at) & (moved < _PARKED) & racing
        if any_of(lapped):
            put(i, MOVED + p * LANES, moved + chosen(lapped, _lappers(i, p, moved, round_ms) * _I(x.blue_ms), _I(0)))


@compiled
def _lappers(i: Scratch, p: Index, moved: Lanes, round_ms: Number) -> Lanes:
    """How many cars lap the one in place `p` on this lap."""
    now = moved - round_ms
    then = (row(i, KEY + p * LANES) >> _FIVE) - round_ms
    count = wholes(now < now)
    for q in range(p):
        ahead, before = row(i, MOVED + q * LANES), row(i, KEY + q * LANES) >> _FIVE
        count = count + wholes(ahead < now) - wholes(before < then)
    return most(count, _I(0))


@compiled
def battle(s: Scratch, i: Scratch, x: Record, lap: Index) -> None:
    """One sweep from the front: each car against the one it finds ahead of it, who holds or loses the place."""
    key = key_of(PASS, 0, lap)
    follow, lead, fail, fail_ahead = _I(x.follow_ms), _I(x.pass_ms), _I(x.fail_ms), _I(x.fail_ms + x.follow_least_ms)
    span = _I(x.follow_span_ms)
    reach = row(i, REACH)
    passes = row(i, HAPPENED_ROWS)
    ahead, ahead_car, ahead_score = row(i, MOVED), row(i, KEY) & _CAR, row(s, LEADER)
    wall = ahead - _FAR
    for p in range(np.uint64(1), np.uint64(x.cars)):
        a = p * LANES
        behind, car, score = row(i, MOVED + a), row(i, KEY + a) & _CAR, row(s, LEADER + a)
        attacks = ((behind - ahead) < reach) & (behind < _PARKED)
        front, back = ahead, behind
        wins = attacks
        if any_of(attacks):
            odds = exponentials(-(row(s, FOLLOWER + a) + ahead_score))
            h = hashes(i, (words(car) * _SPREAD) ^ key)
            wins = attacks & (uniforms(h) * (odds + _F(1.0)) < _F(1.0))
            gap = (wholes((h & _BYTE) + ((h >> _EIGHT) & _BYTE)) * span) >> _NINE
            # The passer gains half of what it lacked, but not on the next car ahead; the passed car falls behind it.
            passer = most(least(behind, (ahead + behind) >> _I(1)), wall + follow)
            passed = most(passer + lead, ahead)
            front = chosen(wins, passer, chosen(attacks, ahead + fail, ahead))
            back = chosen(wins, passed, chosen(attacks, most(behind + fail, ahead + fail_ahead + gap), behind))
            passes = passes + wholes(wins)
        put(i, KEY + a - LANES, (front << _FIVE) | chosen(wins, car, ahead_car))
        wall, ahead = front, back
        ahead_car = chosen(wins, ahead_car, car)
        ahead_score = chosen(wins, ahead_score, score)
    put(i, KEY + (np.uint64(x.cars) - np.uint64(1)) * LANES, (ahead << _FIVE) | ahead_car)
    put(i, HAPPENED_ROWS, passes)


@in_kernel
def _insert(i: Scratch, k: Index, p: Index) -> None:
    """The car in place `p` to where it belongs among those ahead of it, who are in order."""
    key = i[KEY + p * LANES + k]
    q = p
    while q > np.uint64(0) and i[KEY + (q - np.uint64(1)) * LANES + k] > key:
        i[KEY + q * LANES + k] = i[KEY + (q - np.uint64(1)) * LANES + k]
        q -= np.uint64(1)
    i[KEY + q * LANES + k] = key


@in_kernel
def sort(i: Scratch, x: Record, k: Index) -> None:
    """Race `k` in order of time."""
    for p in range(np.uint64(1), np.uint64(x.cars)):
        _insert(i, k, p)


@in_kernel
def unpark(i: Scratch, x: Record, k: Index) -> None:
    """Cars that have stopped back to where they really are; all others are in order."""
    first = np.uint64(x.cars)
    while first > np.uint64(0) and i[KEY + (first - np.uint64(1)) * LANES + k] >> 5 >= PARK_MS:
        first -= np.uint64(1)
    touched = i[TOUCHED + k]
    for p in range(first, np.uint64(x.cars)):
        c = np.uint64(i[KEY + p * LANES + k] & 31)
        if touched >> np.int64(c) & 1 and i[FLAG + c * LANES + k] & _IN_LAP:
            i[KEY + p * LANES + k] = i[PARKED + c * LANES + k] << 5 | np.int64(c)
        _insert(i, k, p)


@in_kernel
def is_parked_in(i: Scratch, k: Index) -> Number:
    """Whether cars that stop are parked on this lap: where the order is fought for, or held under a VSC."""
    return i[START + k] == 0 and i[STATUS + k] < _SC


@in_kernel
def needs_settling(i: Scratch, k: Index) -> Number:
    """Whether a race needs more than the sweep after this lap."""
    return i[TOUCHED + k] != 0 or i[START + k] != 0 or i[STATUS + k] != _GREEN
