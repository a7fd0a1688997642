"""A block of races before its first lap: seeds, the form of cars and tyres, who drops out when, plans, places."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import (
    CAR_BASE,
    CAR_DAY_SD,
    CAR_PENALTY,
    CAR_RETIREMENT,
    CAR_RETIRES_FIRST,
    CAR_TEAM_SD,
    COMPOUND_OFFSET,
    COMPOUND_SD,
    COMPOUND_SPREAD,
    PLAN_COMPOUND,
    PLAN_LIFE,
    PLAN_MODE,
    PLAN_REACTS,
    PLAN_STOPS,
    PLAN_WEIGHT,
    STATE_COMPOUND,
    STATE_GONE_ON,
    STATE_LIFE,
    STATE_PENDING,
    STATE_STOPS,
    STATE_TIME,
    STATE_USED,
    STOP_LAP_AT,
)
from simulator.kernel_types import Index, Lanes, Number, Plans, Record, Scratch
from simulator.lane_numbers import hashes, logarithms, normals, others, uniforms
from simulator.lanes import chosen, floats, least, put, wholes
from simulator.lanes import row as lanes_row
from simulator.layout import (
    AGENDA,
    AID_LAP,
    BEST_KIND,
    COMPOUND_FORM,
    DAY_FORM,
    DRAWN_STOPS,
    EVENT,
    EXTRA,
    FLAG,
    GONE,
    HAPPENED_ROWS,
    INTENSITY,
    KEY,
    LANES,
    MOST_DRAWN_STOPS,
    NEVER,
    NEVER_S,
    NEXT_STOP,
    OFFSET,
    PACE,
    PENALTY,
    PENALTY_LAP,
    PENDING,
    PIT_CARS,
    PLAN,
    PLAN_DRAW,
    PLANS_SHARED,
    RAIN,
    RAIN_AMOUNT,
    RAINING,
    REACTS,
    RED_NEXT,
    REMAINING,
    RETIRED_NOW,
    RETIREMENT,
    RETIREMENT_LAP,
    SEED_A,
    SEED_B,
    START,
    STATUS,
    STATUS_LAPS,
    STATUS_LAPS_LEFT,
    STOP_LAP,
    STOPS,
    TEAM_FORM,
    TOUCHED,
    USED,
    WEAR_FACTOR,
    WEAR_FORM,
    WET_SEEN,
    WETNESS,
)
from simulator.neutralisation import drawn_length, number_of, shower_wetness
from simulator.random_numbers import another, exponential, key_of, logarithm, mixed, normal, race_words, uniform
from simulator.tyres import fit_all, set_wet_penalties

_F = np.float32
_ONE = np.int32(1)
_FIRST_WET_BIT = 3
_MOST_LAPS_AHEAD = _F(1e6)
_ALL, _HALF = 1 << 32, 1 << 31
_TOP_BIT = np.uint32(1 << 31)
"""Flipped, signed numbers stand in the order of unsigned ones."""


@in_kernel
def laps_until(u: Number, per_lap: Number) -> Number:
    """Laps before something of a constant hazard happens: 0 for at once. `per_lap` is 1 / log(1 - hazard)."""
    laps = logarithm(u) * per_lap
    return np.int32(laps if laps < _MOST_LAPS_AHEAD else _MOST_LAPS_AHEAD)


@compiled
def seed_block(s: Scratch, i: Scratch, x: Record, seed: Number, first_run: Index) -> None:
    """Seeds, and everything that is drawn or set once per race."""
    for k in range(LANES):
        a, b = race_words(seed, np.uint64(first_run) + k)
        i[SEED_A + k] = np.int32(a)
        i[SEED_B + k] = np.int32(b)
        i[STATUS + k] = x.first_status
        i[STATUS_LAPS + k] = x.first_status_laps
        i[STATUS_LAPS_LEFT + k] = 0
        i[RED_NEXT + k] = 0
        i[START + k] = 0
        i[RETIRED_NOW + k] = 0
        i[AID_LAP + k] = x.aid_from_lap
        i[RAINING + k] = x.raining
        s[WETNESS + k] = x.wetness
        i[WET_SEEN + k] = 0
        i[TOUCHED + k] = 0
        for number in range(np.uint64(8)):
            i[HAPPENED_ROWS + number * LANES + k] = 0
    i[PIT_CARS] = 0
    for lap in range(np.uint64(x.laps + 1)):
        i[AGENDA + lap] = 0
    for number in range(MOST_DRAWN_STOPS):
        i[DRAWN_STOPS + number] = 0
    for compound in range(np.uint64(5)):
        _draw_compound(s, i, x, compound)
    for k in range(LANES):
        _set_weather(s, i, x, k)
        if x.first_status > 0 and x.status_given == 0:
            i[STATUS_LAPS_LEFT + k] = drawn_length(
                i, x, k, x.first_status, x.first_status_laps, key_of(REMAINING, 0, 0)
            )


@in_kernel
def _set_weather(s: Scratch, i: Scratch, x: Record, k: Index) -> None:
    """The shower there is, or the day's weather where it is not known."""
    s[INTENSITY + k] = shower_wetness(x, number_of(i, k, key_of(RAIN_AMOUNT, 0, 0)))
    if x.raining and x.wetness >= x.slick_wetness:
        s[INTENSITY + k] = x.wetness
    h = number_of(i, k, key_of(RAIN, 0, 0))
    if uniform(h) < x.wet_start:
        s[WETNESS + k] = s[INTENSITY + k]
        i[WET_SEEN + k] = 1
        i[RAINING + k] = 1 if uniform(another(h)) < x.wet_start_rain else 0
    set_wet_penalties(s, i, x, k, s[WETNESS + k])


@in_kernel
def _draw_compound(s: Scratch, i: Scratch, x: Record, compound: Index) -> None:
    row = compound * LANES
    form, wear = key_of(COMPOUND_FORM, compound, 0), key_of(WEAR_FORM, compound, 0)
    offset, sd = x.compound[COMPOUND_OFFSET, compound], x.compound[COMPOUND_SD, compound]
    spread = x.compound[COMPOUND_SPREAD, compound]
    half_variance = _F(0.5) * spread * spread
    for k in range(LANES):
        a, b = np.uint32(i[SEED_A + k]), np.uint32(i[SEED_B + k])
        s[OFFSET + row + k] = offset + sd * normal(mixed(a ^ form, b))
        s[WEAR_FACTOR + row + k] = exponential(spread * normal(mixed(a ^ wear, b)) - half_variance)


@compiled
def place_cars(s: Scratch, i: Scratch, x: Record, plans: Plans, candidate: Index) -> None:
    """Forms, plans, tyres and places of all cars."""
    i[REACTS] = 0
    of_race = wholes(hashes(i, key_of(PLAN_DRAW, 0, 0)) ^ _TOP_BIT)
    for c in range(np.uint64(x.cars)):
        _draw_car(s, i, x, c)
        row = np.int64(c)
        if row == x.focus:
            row = x.cars + candidate
        if plans[row, 0, PLAN_REACTS]:
            i[REACTS] |= 1 << np.int64(c)
        _equip(s, i, x, plans, c, row, of_race)
    for p in range(np.uint64(x.cars)):
        c = x.order[p]
        for k in range(LANES):
            i[KEY + p * LANES + k] = x.state[STATE_TIME, c] << 5 | c


@in_kernel
def _draw_car(s: Scratch, i: Scratch, x: Record, c: Index) -> None:
    a = c * LANES
    day, team = key_of(DAY_FORM, c, 0), key_of(TEAM_FORM, x.team[c], 0)
    out, penalty = key_of(RETIREMENT, c, 0), key_of(PENALTY, c, 0)
    base, day_sd, team_sd = x.car[CAR_BASE, c], x.car[CAR_DAY_SD, c], x.car[CAR_TEAM_SD, c]
    first, hazard, penalties = x.car[CAR_RETIRES_FIRST, c], x.car[CAR_RETIREMENT, c], x.car[CAR_PENALTY, c]
    day_form, team_form = day_sd * normals(hashes(i, day)), team_sd * normals(hashes(i, team))
    put(s, PACE + a, base + day_form + team_form)
    h = hashes(i, out)
    lap = np.int32(2 if x.first_lap == 1 else x.first_lap) + _laps_until(uniforms(h), hazard)
    if x.first_lap == 1:
        lap = chosen(uniforms(others(h)) < first, _ONE, lap)
    put(i, RETIREMENT_LAP + a, lap)
    put(i, PENALTY_LAP + a, np.int32(x.first_lap) + _laps_until(uniforms(hashes(i, penalty)), penalties))


@in_kernel
def _laps_until(u: Lanes, per_lap: Number) -> Lanes:
    return wholes(least(logarithms(u) * per_lap, _MOST_LAPS_AHEAD))


@in_kernel
def _draw_plan(i: Scratch, plans: Plans, c: Index, row: Index, of_race: Lanes) -> Lanes:
    """Which alternative each race has for a car: as many as there are bounds its number reaches.

    A share of the cars has the race's number: a day that suits the likeliest plan of one suits that of others.
    """
    own = hashes(i, key_of(PLAN_DRAW, c, 1))
    chance = chosen(uniforms(others(own)) < PLANS_SHARED, of_race, wholes(own ^ _TOP_BIT))
    drawn = chance ^ chance
    for alternative in range(plans.shape[1]):
        bound = plans[row, alternative, PLAN_WEIGHT]
        if bound >= _ALL:
            break
        drawn = drawn + (wholes(chance > np.int32(bound - 1 - _HALF)) if bound > 0 else _ONE)
    return drawn


@in_kernel
def _equip(s: Scratch, i: Scratch, x: Record, plans: Plans, c: Index, row: Index, of_race: Lanes) -> None:
    a = c * LANES
    drawn = _draw_plan(i, plans, c, row, of_race)
    nothing = drawn ^ drawn
    put(i, PLAN + a, drawn)
    put(i, NEXT_STOP + a, nothing)
    put(i, STOPS + a, nothing + np.int32(x.state[STATE_STOPS, c]))
    put(i, PENDING + a, nothing + np.int32(x.state[STATE_PENDING, c]))
    put(s, EXTRA + a, floats(nothing))
    put(i, FLAG + a, nothing)
    put(i, GONE + a, nothing)
    _first_tyres(s, i, x, plans, c, row, drawn)
    if x.retirements_given:
        put(i, RETIREMENT_LAP + a, nothing + np.int32(x.retirement_lap[c]))
    if x.state[STATE_GONE_ON, c] < NEVER:
        put(s, EXTRA + a, floats(nothing) + NEVER_S)
        put(i, RETIREMENT_LAP + a, nothing + np.int32(x.state[STATE_GONE_ON, c]))
        put(i, EVENT + a, nothing + np.int32(NEVER))
        return
    planned = least(lanes_row(i, STOP_LAP + a), lanes_row(i, RETIREMENT_LAP + a))
    put(i, EVENT + a, least(planned, lanes_row(i, PENALTY_LAP + a)))
    for k in range(LANES):
        lap = i[EVENT + a + k]
        if lap <= x.laps:
            i[AGENDA + np.uint64(lap)] |= 1 << np.int64(c)


@in_kernel
def _first_tyres(s: Scratch, i: Scratch, x: Record, plans: Plans, c: Index, row: Index, drawn: Lanes) -> None:
    a = c * LANES
    compound = (drawn ^ drawn) + np.int32(x.state[STATE_COMPOUND, c])
    life, used = (drawn ^ drawn) + np.int32(x.state[STATE_LIFE, c]), (drawn ^ drawn) + np.int32(x.state[STATE_USED, c])
    stop, mode = drawn ^ drawn, drawn ^ drawn
    for alternative in range(np.uint64(plans.shape[1])):
        plan, its = plans[row, alternative], drawn == np.int32(alternative)
        stop = chosen(its, np.int32(plan[PLAN_STOPS + STOP_LAP_AT]), stop)
        mode = chosen(its, np.int32(plan[PLAN_MODE]), mode)
        if x.first_lap == 1:
            compound = chosen(its, np.int32(plan[PLAN_COMPOUND]), compound)
            life = chosen(its, np.int32(plan[PLAN_LIFE]), life)
    if x.first_lap == 1:
        if x.wet_start > _F(0.0) and plans[row, 0, PLAN_REACTS]:
            best = lanes_row(i, BEST_KIND)
            wet = (lanes_row(s, WETNESS) > _F(0.0)) & (best > np.int32(_FIRST_WET_BIT - 1))
            compound, life = chosen(wet, best, compound), chosen(wet, drawn ^ drawn, life)
        used = ((drawn ^ drawn) + _ONE) << compound
    put(i, STOP_LAP + a, stop)
    put(i, USED + a, used)
    put(i, WET_SEEN, lanes_row(i, WET_SEEN) | wholes(compound > np.int32(_FIRST_WET_BIT - 1)))
    fit_all(s, i, x, c, compound, floats(life), mode)


@in_kernel
def set_event(i: Scratch, x: Record, c: Index, k: Index) -> None:
    """The next lap anything is planned on for car `c` of race `k`."""
    a = np.uint64(c) * LANES
    lap = min(i[STOP_LAP + a + k], i[RETIREMENT_LAP + a + k], i[PENALTY_LAP + a + k])
    i[EVENT + a + k] = lap
    if lap <= x.laps:
        i[AGENDA + np.uint64(lap)] |= 1 << np.int64(c)
