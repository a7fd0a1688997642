"""Stops: planned, in a neutralisation, with the weather; what they cost, and the tyres that come of them."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import (
    CAR_PENALTY,
    CAR_SLOW,
    CAR_SLOW_EXTRA,
    CAR_SLOW_LOG,
    CAR_STATIONARY,
    CAR_STATIONARY_LOG_SD,
    COMPOUND_COLD,
    PLAN_MODE,
    PLAN_REACTS,
    PLAN_STOPS,
    STATE_STOPS,
    STOP_COMPOUND_AT,
    STOP_FREE_AT,
    STOP_LAP_AT,
    STOP_LIFE_AT,
    STOP_MODE_AT,
    STOP_WORDS,
)
from simulator.kernel_types import Index, Number, Plans, Record, Scratch
from simulator.lane_numbers import exponentials, hashes, logarithms, normals, uniforms
from simulator.lanes import chosen, column, floats, lanes_in, lowest, put, row, wholes
from simulator.layout import (
    BEST_KIND,
    BLOCK,
    COMPOUND,
    DRAWN_STOPS,
    EVENT,
    EXTRA,
    FLAG,
    HAPPENED_ROWS,
    KEY,
    LANES,
    MOST_DRAWN_STOPS,
    NEVER,
    NEVER_S,
    NEW_TYRES,
    NEXT_STOP,
    PENALTY,
    PENALTY_LAP,
    PENDING,
    PIT_LANE,
    PIT_LOSS,
    PLAN,
    RETIRED_NOW,
    RETIREMENT_LAP,
    SLOW_STOP,
    STATIONARY,
    STATUS,
    STOP_LAP,
    STOPS,
    TOUCHED,
    USED,
    WET_SEEN,
)
from simulator.neutralisation import number_of
from simulator.race_start import laps_until, set_event
from simulator.random_numbers import key_of, uniform
from simulator.tyres import chosen_compound, fit, seconds_on

_F = np.float32
_GREEN, _SC, _RED = 0, 2, 3
_FIRST_WET = 3
_STOPPED, _RETIRED, _PENALISED = (np.uint64(n) * LANES for n in (1, 5, 7))
_LAST_REACTING_LAP = 2
_IN_LAP, _OUT_LAP, _OUT = 1, 2, 4
LEAVING = 5
"""What the flag is set to by a retirement: on no lap to come either."""
_NONE, _ONE, _TWO, _FOUR = np.int32(0), np.int32(1), np.int32(2), np.int32(4)
_ZERO = _F(0.0)


@in_kernel
def plan_row(x: Record, c: Index, candidate: Index) -> Number:
    """The row of a car's plans."""
    return x.cars + candidate if np.int64(c) == x.focus else np.int64(c)


@in_kernel
def planned_events(
    s: Scratch, i: Scratch, x: Record, plans: Plans, c: Index, k: Index, lap: Index, plan_at: Index
) -> None:
    """What was planned or drawn for this lap: retirement, penalty, stop."""
    a = np.uint64(c) * LANES
    if i[RETIREMENT_LAP + a + k] == lap:
        s[EXTRA + a + k] = NEVER_S
        i[FLAG + a + k] = LEAVING
        i[EVENT + a + k] = NEVER
        i[TOUCHED + k] |= 1 << np.int64(c)
        i[RETIRED_NOW + k] += 1
        i[HAPPENED_ROWS + _RETIRED + k] += 1
        return
    if i[PENALTY_LAP + a + k] == lap:
        i[PENDING + a + k] += x.penalty_ms
        i[HAPPENED_ROWS + _PENALISED + k] += 1
        u = uniform(number_of(i, k, key_of(PENALTY, c, lap)))
        i[PENALTY_LAP + a + k] = lap + 1 + laps_until(u, x.car[CAR_PENALTY, c])
    if i[STOP_LAP + a + k] == lap:
        _planned_stop(s, i, x, plans, c, k, lap, plan_at)
    set_event(i, x, c, k)


@in_kernel
def _planned_stop(
    s: Scratch, i: Scratch, x: Record, plans: Plans, c: Index, k: Index, lap: Index, plan_at: Index
) -> None:
    a = np.uint64(c) * LANES
    plan = plans[plan_at, np.uint64(i[PLAN + a + k])]
    at = PLAN_STOPS + STOP_WORDS * i[NEXT_STOP + a + k]
    compound, life, free = plan[at + STOP_COMPOUND_AT], plan[at + STOP_LIFE_AT], plan[at + STOP_FREE_AT]
    while plan[at + STOP_WORDS + STOP_LAP_AT] == lap:  # a stop and a change under the red flag that followed it
        i[USED + a + k] |= 1 << compound
        i[NEXT_STOP + a + k] += 1
        at += STOP_WORDS
        compound, life = plan[at + STOP_COMPOUND_AT], plan[at + STOP_LIFE_AT]
        free = min(free, plan[at + STOP_FREE_AT])
    fits = False
    if plans[plan_at, 0, PLAN_REACTS]:
        best = i[BEST_KIND + k]
        if seconds_on(s, k, compound) - seconds_on(s, k, best) > x.margin_s:
            fits = best == i[COMPOUND + a + k] or (best < _FIRST_WET and i[COMPOUND + a + k] < _FIRST_WET)
            compound, life, free = np.int64(-1), np.int64(0), np.int64(0)
    _pass_over(i, a, k, plan, at)
    if compound < 0:
        compound = chosen_compound(i, x, plans, c, plan_at, k, lap)
    if not fits:
        _stop(s, i, x, c, k, compound, life, free)


@in_kernel
def _pass_over(i: Scratch, a: Index, k: Index, plan: Number, at: Index) -> None:
    i[NEXT_STOP + a + k] += 1
    i[STOP_LAP + a + k] = plan[at + STOP_WORDS + STOP_LAP_AT]


@in_kernel
def unplanned_stop(
    s: Scratch, i: Scratch, x: Record, plans: Plans, c: Index, k: Index, lap: Index, plan_at: Index
) -> None:
    """A stop now, in place of the next planned one."""
    a = np.uint64(c) * LANES
    plan = plans[plan_at, i[PLAN + a + k]]
    at = PLAN_STOPS + STOP_WORDS * i[NEXT_STOP + a + k]
    if plan[at + STOP_LAP_AT] < NEVER:
        _pass_over(i, a, k, plan, at)
    _stop(s, i, x, c, k, chosen_compound(i, x, plans, c, plan_at, k, lap), 0, 0)
    set_event(i, x, c, k)


@in_kernel
def _stop(s: Scratch, i: Scratch, x: Record, c: Index, k: Index, compound: Index, life: Index, free: Number) -> None:
    a = np.uint64(c) * LANES
    status = i[STATUS + k]
    i[FLAG + a + k] = _IN_LAP | (i[FLAG + a + k] & _OUT_LAP)
    i[TOUCHED + k] |= 1 << np.int64(c)
    i[NEW_TYRES + a + k] = compound | life << 3
    i[USED + a + k] |= 1 << compound
    if free or status == _RED:
        return
    number = np.uint64(i[STOPS + a + k] - x.state[STATE_STOPS, c])
    i[STOPS + a + k] += 1
    i[HAPPENED_ROWS + _STOPPED + k] += 1
    loss = x.lane_loss_s[status] + _drawn_loss(s, i, x, np.uint64(c), k, number)
    loss = loss + _F(i[PENDING + a + k]) * _F(0.001)
    i[PENDING + a + k] = 0
    s[EXTRA + a + k] = s[EXTRA + a + k] + (loss if loss > _ZERO else _ZERO)
    mate = x.mate[c]
    if mate >= 0 and (i[FLAG + np.uint64(mate) * LANES + k] & LEAVING) == _IN_LAP:
        _stack(s, i, x, c, mate, k)


@in_kernel
def _drawn_loss(s: Scratch, i: Scratch, x: Record, c: Index, k: Index, number: Index) -> Number:
    """What the lane, the stop and a slow stop are drawn to cost car `c` at its stop `number`."""
    block = min(number, MOST_DRAWN_STOPS)
    if block == MOST_DRAWN_STOPS or not i[DRAWN_STOPS + block] >> np.int64(c) & 1:
        _draw_losses(s, i, x, c, number, PIT_LOSS + block * BLOCK + c * LANES)
        if block < MOST_DRAWN_STOPS:
            i[DRAWN_STOPS + block] |= 1 << np.int64(c)
    return s[PIT_LOSS + block * BLOCK + c * LANES + k]


@compiled
def _draw_losses(s: Scratch, i: Scratch, x: Record, c: Index, number: Index, to: Index) -> None:
    """In all races at once, since nearly all will need it."""
    lane = x.lane_sd_s * normals(hashes(i, key_of(PIT_LANE, c, number)))
    z = normals(hashes(i, key_of(STATIONARY, c, number)))
    standing = x.car[CAR_STATIONARY, c] * exponentials(x.car[CAR_STATIONARY_LOG_SD, c] * z)
    u = uniforms(hashes(i, key_of(SLOW_STOP, c, number)))
    slow = x.car[CAR_SLOW_EXTRA, c] * (x.car[CAR_SLOW_LOG, c] - logarithms(u))
    slow = chosen(u < x.car[CAR_SLOW, c], slow, _ZERO)
    put(s, to, lane + x.pit_change_s + standing + slow)


@compiled
def _stack(s: Scratch, i: Scratch, x: Record, c: Index, mate: Index, k: Index) -> None:
    """The second car of a team waits: in full when close behind, not at all twice the wait behind."""
    own_ms, mate_ms = _time_of(i, k, np.int64(c)), _time_of(i, k, mate)
    gap = _F(abs(own_ms - mate_ms)) * _F(0.001)
    wait = x.double_stack_s + x.double_stack_s - gap
    wait = min(max(wait, _F(0.0)), x.double_stack_s)
    second = np.uint64(c) if own_ms > mate_ms else np.uint64(mate)
    s[EXTRA + second * LANES + k] = s[EXTRA + second * LANES + k] + wait


@in_kernel
def _time_of(i: Scratch, k: Index, c: Index) -> Number:
    """When car `c` crossed the line last [ms]."""
    first: Index = np.uint64(0)
    place = lanes_in((column(i, KEY, first, k) & np.int32(31)) == np.int32(c))
    while not place:
        first += LANES
        place = lanes_in((column(i, KEY, first, k) & np.int32(31)) == np.int32(c))
    return np.int64(i[KEY + (first + lowest(place)) * LANES + k] >> 5)


@in_kernel
def leave_pits(s: Scratch, i: Scratch, x: Record, plans: Plans, c: Index, row_of_plans: Index) -> None:
    """At the end of the lap: new tyres for who has stopped, warm tyres for who came out a lap ago."""
    a = np.uint64(c) * LANES
    flag, extra = row(i, FLAG + a), row(s, EXTRA + a)
    warm = floats(wholes(flag == np.int32(_OUT_LAP)))
    put(s, EXTRA + a, extra * (_F(1.0) - warm))  # a choice would become a masked store, which many processors do slowly
    put(i, FLAG + a, chosen(flag < _NONE, flag, _NONE))
    lanes = lanes_in((flag & np.int32(LEAVING)) == _ONE)
    while lanes:
        k = lowest(lanes)
        lanes &= lanes - 1
        tyres = np.int64(i[NEW_TYRES + a + k])
        plan = plans[row_of_plans, np.uint64(i[PLAN + a + k])]
        number = np.int64(i[NEXT_STOP + a + k])
        mode = plan[PLAN_STOPS + STOP_WORDS * (number - 1) + STOP_MODE_AT] if number > 0 else plan[PLAN_MODE]
        fit(s, i, x, c, k, np.uint64(tyres & 7), tyres >> 3, mode)
        s[EXTRA + a + k] = _ZERO if i[STATUS + k] == _RED else x.compound[COMPOUND_COLD, tyres & 7]
        i[FLAG + a + k] = _OUT_LAP
        if tyres & 7 >= _FIRST_WET:
            i[WET_SEEN + k] = 1
