"""Who is where at the end of a lap: dirty air, battles, blue flags, in sweeps down the field by position.

A car that stops or drops out stands aside: the others fight as if it were not there, and it is put where it belongs
when they have. Until then its time is ASIDE less than it is; cars out of the race stand behind all others.
"""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import PLAN_COVERS
from simulator.kernel_types import Index, Lanes, Number, Plans, Record, Scratch
from simulator.lane_numbers import hashes, logistics, others
from simulator.lanes import (
    any_below,
    bits,
    chosen,
    floats,
    gather,
    lanes_in,
    least,
    lowest,
    most,
    put,
    row,
    wholes,
    words,
)
from simulator.layout import (
    AHEAD,
    AID,
    COVER,
    DIRTY,
    FLAG,
    FOLLOWER,
    GONE,
    HAPPENED_ROWS,
    HELD_UP,
    KEY,
    LANES,
    LANES_SHIFT,
    LEADER,
    LEAST_GAP,
    MOVED,
    MS_MASK,
    MS_SHIFT,
    PARK_MS,
    PARK_STEP_MS,
    PARKS,
    PASS,
    REACH,
    SCORE_SHIFT,
    SCORE_STEPS,
    STATUS,
    STOP_LAP,
    WORD,
)
from simulator.neutralisation import number_of
from simulator.pit_stops import plan_row
from simulator.race_start import set_event
from simulator.random_numbers import key_of, uniform

_F = np.float32
_I = np.int32
_U = np.uint32
_ZERO = _F(0.0)
_NONE, _ONE, _TWO, _CAR, _FIVE, _NINE = _I(0), _I(1), _I(2), _I(31), _I(5), _I(9)
_THIRTY, _LAST, _NOT = _I(30), _I(31), _I(-1)
_ROW_SHIFT = _I(LANES_SHIFT)
_BYTE, _THIRD, _FOURTH = _U(0xFF), _U(16), _U(24)
_SPREAD = _U(0x9E3779B9)
_PARKED = _I(PARK_MS)
_ASIDE = _I(-(1 << 27))
"""Lost again when a time becomes a key."""
_NOWHERE = _I(-(1 << 29))
"""Ahead of everybody."""
_OUT = 4


@compiled
def free_air_order(s: Scratch, i: Scratch, x: Record, lap: Index) -> None:
    """Where each car would be at the end of the lap, dirty air included, and its part of the overtaking logit.

    Three loops, for one would be too long for a processor to see its next turn.
    """
    key_of_lap = key_of(PASS, 0, lap)
    dirty, aid, parks = row(s, DIRTY), row(i, AID), row(i, PARKS)
    reach = _I(x.dirty_reach_ms)
    logit, close_weight = x.logit * SCORE_STEPS, x.close_weight * SCORE_STEPS
    aid_weight, out_lap_weight = x.aid_weight * SCORE_STEPS, x.out_lap_weight * SCORE_STEPS
    ahead_ms = chosen(parks < _NONE, _NOWHERE, _NOWHERE)
    _draw_attempts(s, i, x, key_of_lap)
    for p in range(np.uint64(x.cars)):
        a = p * LANES
        gather(i, LEADER + a, WORD, MOVED + a)
    for p in range(np.uint64(x.cars)):
        a = p * LANES
        time_ms, word = row(i, KEY + a) >> _FIVE, row(i, LEADER + a)
        score = floats(word >> SCORE_SHIFT)
        put(s, LEADER + a, score + chosen((word << _THIRTY) < _NONE, out_lap_weight, _ZERO))
        gap_ms = time_ms - ahead_ms
        near = floats(reach - gap_ms)
        closeness = most(near, x.close_from_ms) * close_weight
        helped = chosen(gap_ms < aid, aid_weight, _ZERO)
        put(s, FOLLOWER + a, (logit - score) + closeness + helped - row(s, FOLLOWER + a))
        aside = (word & parks) << _LAST
        lost = chosen(aside < _NONE, _ASIDE, wholes(most(near, _ZERO) * dirty))
        put(i, MOVED + a, time_ms + ((word >> MS_SHIFT) & MS_MASK) + lost)
        ahead_ms = chosen(aside < _NONE, ahead_ms, time_ms)


@compiled
def ease_off(i: Scratch, x: Record) -> None:
    """A leader whom nobody is near is slower than he could be."""
    lead_ms = (row(i, KEY + LANES) >> _FIVE) - (row(i, KEY) >> _FIVE)
    moved = row(i, MOVED)
    eases = (_I(x.easing_gap_ms) - lead_ms) & (moved ^ _NOT) & (row(i, REACH) ^ _NOT)  # where this is below 0
    put(i, MOVED, moved + chosen(eases < _NONE, _I(x.easing_ms), _NONE))


@in_kernel
def _draw_attempts(s: Scratch, i: Scratch, x: Record, key_of_lap: Number) -> None:
    span, fail_ahead = _I(x.follow_span_ms), _I(x.fail_ms + x.follow_least_ms)
    for p in range(np.uint64(x.cars)):
        a = p * LANES
        car = row(i, KEY + a) & _CAR
        put(i, MOVED + a, car << _ROW_SHIFT)
        h = hashes(i, (words(car) * _SPREAD) ^ key_of_lap)
        second = others(h)
        held_up = (wholes((second >> _FOURTH) + ((second >> _THIRD) & _BYTE)) * span) >> _NINE
        put(i, HELD_UP + a, fail_ahead + held_up)
        put(s, FOLLOWER + a, logistics(h))


@compiled
def answer_stops(i: Scratch, x: Record, plans: Plans, lap: Index, candidate: Index) -> None:
    """The car right ahead of one that stops may bring its own stop forward to the next lap."""
    reach = chosen(row(i, STATUS) > _NONE, _NOWHERE, _I(x.cover_ms + 1))
    ahead = chosen(row(i, STATUS) < _NONE, _NOWHERE, _NOWHERE)
    for p in range(np.uint64(x.cars)):
        key = row(i, KEY + p * LANES)
        aside = row(i, MOVED + p * LANES)
        answers = aside & ((key >> _FIVE) - (ahead >> _FIVE) - reach)
        lanes: Number = np.int64(0)
        if any_below(answers):
            lanes = lanes_in(answers < _NONE)
            put(i, AHEAD, ahead)
        while lanes:
            k = lowest(lanes)
            lanes &= lanes - 1
            rival = np.uint64(i[AHEAD + k] & 31)
            stops = np.uint64(i[KEY + p * LANES + k] & 31)
            if not i[FLAG + stops * LANES + k] & _OUT and plans[plan_row(x, rival, candidate), 0, PLAN_COVERS]:
                _answer(i, x, k, lap, rival)
        ahead = chosen(aside < _NONE, ahead, key)


@in_kernel
def _answer(i: Scratch, x: Record, k: Index, lap: Index, ahead: Index) -> None:
    a = ahead * LANES
    planned = i[STOP_LAP + a + k]
    if planned <= lap + 1 or planned > lap + x.cover_window or lap + 1 >= x.laps:
        return
    if uniform(number_of(i, k, key_of(COVER, ahead, lap))) < x.cover_probability:
        i[STOP_LAP + a + k] = lap + 1
        set_event(i, x, ahead, k)


@compiled
def wave_blue_flags(s: Scratch, i: Scratch, x: Record, lap: Index) -> None:
    """A lapped car loses time to each car that laps it."""
    round_ms = _I(x.reference_s[lap] * _F(1000.0))
    racing = bits(_ZERO - row(s, DIRTY))
    lapped_at = row(i, MOVED) + round_ms
    first: Index = np.uint64(1)
    while first < np.uint64(x.cars) and any_below(lapped_at):  # the leader stands aside: the next one leads
        lapped_at = chosen(lapped_at < _NONE, row(i, MOVED + first * LANES) + round_ms, lapped_at)
        first += np.uint64(1)
    for p in range(np.uint64(1), np.uint64(x.cars)):
        moved = row(i, MOVED + p * LANES)
        lapped = (lapped_at - moved) & (moved - _PARKED) & racing
        if any_below(lapped):
            lappers = _lappers(i, p, moved, round_ms, lapped)
            put(i, MOVED + p * LANES, moved + chosen(lapped < _NONE, lappers * _I(x.blue_ms), _NONE))


@compiled
def _lappers(i: Scratch, p: Index, moved: Lanes, round_ms: Number, lapped: Lanes) -> Lanes:
    """How many cars lap the one in place `p` on this lap: from the front to the first that has not.

    Numbers below 0 stand for yes.
    """
    now = moved - round_ms
    then = (row(i, KEY + p * LANES) >> _FIVE) - round_ms
    count = moved ^ moved
    q: Index = np.uint64(0)
    while q < p and any_below(lapped):
        aside, before = row(i, MOVED + q * LANES), row(i, KEY + q * LANES) >> _FIVE
        has, had = aside - now, before - then
        count = count + ((lapped & (aside | had)) >> _LAST) - ((lapped & has) >> _LAST)
        lapped = lapped & (has | had)
        q += np.uint64(1)
    return most(count, _NONE)


@compiled
def battle(s: Scratch, i: Scratch, x: Record) -> None:
    """One sweep from the front: each car against the one it finds ahead of it, who holds or loses the place."""
    follow, lead, fail = _I(x.follow_ms), _I(x.pass_ms), _I(x.fail_ms)
    reach, least_gap = row(i, REACH), row(i, LEAST_GAP)
    passes = row(i, HAPPENED_ROWS)
    ahead, ahead_car, ahead_score = row(i, MOVED), row(i, KEY) & _CAR, row(s, LEADER)
    wall = chosen(passes < _NONE, _NOWHERE, _NOWHERE)
    for p in range(np.uint64(1), np.uint64(x.cars)):
        a = p * LANES
        behind, car, score = row(i, MOVED + a), row(i, KEY + a) & _CAR, row(s, LEADER + a)
        # Where these are below 0: masks would be packed to be joined.
        aside = behind
        attacks = (behind - ahead - reach) & (behind ^ _NOT)
        wins = attacks & bits(_ZERO - (row(s, FOLLOWER + a) + ahead_score))
        # The passer gains half of what it lacked, but not on the next car ahead; the passed car falls behind it.
        passer = most(least(behind, (ahead + behind) >> _ONE), wall + follow)
        passed = most(passer + lead, ahead)
        attacked = attacks < _NONE
        held = chosen(attacked, most(behind + fail, ahead + row(i, HELD_UP + a)), most(behind, ahead + least_gap))
        front = chosen(wins < _NONE, passer, chosen(attacked, ahead + fail, ahead))
        back = chosen(wins < _NONE, passed, held)
        passes = passes - (wins >> _LAST)
        first = (wins | aside) < _NONE
        put(i, KEY + a - LANES, (chosen(aside < _NONE, behind, front) << _FIVE) | chosen(first, car, ahead_car))
        wall, ahead = chosen(aside < _NONE, wall, front), chosen(aside < _NONE, ahead, back)
        ahead_car = chosen(first, ahead_car, car)
        ahead_score = chosen(first, ahead_score, score)
    put(i, KEY + (np.uint64(x.cars) - np.uint64(1)) * LANES, (ahead << _FIVE) | ahead_car)
    put(i, HAPPENED_ROWS, passes)


@in_kernel
def drop_out(i: Scratch, x: Record, k: Index) -> None:
    """Cars that drop out of race `k` on this lap, on which they stood aside: behind all others from now on."""
    for p in range(np.uint64(x.cars)):
        key = np.int64(i[KEY + p * LANES + k])
        c = np.uint64(key & 31)
        if i[FLAG + c * LANES + k] & _OUT:
            i[GONE + c * LANES + k] = key >> 5
            i[KEY + p * LANES + k] = parked_key(c)


@in_kernel
def parked_key(c: Index) -> Number:
    """Where car `c` stands when it is out of the race."""
    return (PARK_MS + PARK_STEP_MS * np.int64(c)) << 5 | np.int64(c)


@compiled
def sort(i: Scratch, x: Record) -> None:
    """All races in order of time: each sweep puts the two last cars of any disorder in place."""
    unsorted = True
    while unsorted:
        one, other = row(i, KEY), row(i, KEY + LANES)
        last, second = most(one, other), least(one, other)
        before = second
        disorder = last - second
        for p in range(np.uint64(2), np.uint64(x.cars)):
            key = row(i, KEY + p * LANES)
            now, later = least(second, key), most(second, key)
            second, last = least(later, last), most(later, last)
            disorder = disorder | (now - before)
            put(i, KEY + (p - np.uint64(2)) * LANES, now)
            before = now
        put(i, KEY + (np.uint64(x.cars) - np.uint64(2)) * LANES, second)
        put(i, KEY + (np.uint64(x.cars) - np.uint64(1)) * LANES, last)
        unsorted = any_below(disorder | (second - before))
