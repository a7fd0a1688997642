"""Who changes a plan: stops in a neutralisation, and tyres that the weather asks for. All cars of a race at once."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.kernel_types import Index, Number, Plans, Record, Scratch
from simulator.lane_numbers import exponentials, mixtures, uniforms
from simulator.lanes import chosen, column, counted, floats, lanes_in, least, lowest, words
from simulator.layout import (
    BEST_KIND,
    COMPOUND,
    CROSSOVER,
    EXTRA,
    FLAG,
    LANES,
    LIFE,
    REACTION,
    REACTS,
    SEED_A,
    SEED_B,
    STATUS,
    STATUS_LAPS,
    STOP_LAP,
    USED,
)
from simulator.neutralisation import number_of
from simulator.pit_stops import LEAVING, plan_row, unplanned_stop
from simulator.random_numbers import KEY_SALT, key_of, uniform
from simulator.tyres import seconds_on

_F = np.float32
_GREEN, _RED = 0, 3
_FIRST_WET = 3
_LAST_REACTING_LAP = 2
_ONE, _TWO, _FOUR = np.int32(1), np.int32(2), np.int32(4)
_ZERO = _F(0.0)
_EVERY = np.int64((1 << int(LANES)) - 1)
_RUNS_S = _F(-1e8)
"""Extra seconds of a car out of the race are less."""


@in_kernel
def react_to_neutralisation(
    s: Scratch, i: Scratch, x: Record, plans: Plans, k: Index, lap: Index, candidate: Index
) -> None:
    """Who stops in the first laps of a safety car or VSC, and who changes tyres under a red flag."""
    status, lasted = i[STATUS + k], i[STATUS_LAPS + k]
    left = x.laps - lap
    if status == _GREEN:
        return
    if status == _RED:
        if lasted > 1 or left < 1:
            return
    elif lasted > _LAST_REACTING_LAP or left < x.shortest_laps:
        return
    for first in range(np.uint64(0), np.uint64(x.cars), LANES):
        cars = _reacting(s, i, x, k, lap, first)
        while cars:
            c = first + lowest(cars)
            cars &= cars - 1
            if _free(s, i, c, k):
                unplanned_stop(s, i, x, plans, c, k, lap, plan_row(x, c, candidate))


@in_kernel
def _that_react(i: Scratch, first: Index) -> Number:
    """Of LANES cars from `first` on, as bits."""
    return (np.int64(i[REACTS]) >> np.int64(first)) & _EVERY


@in_kernel
def _free(s: Scratch, i: Scratch, c: Index, k: Index) -> Number:
    """Whether a car runs, and neither stops nor drops out already. Asked last: few cars are left by then."""
    return i[FLAG + c * LANES + k] & LEAVING == 0 and s[EXTRA + c * LANES + k] > _RUNS_S


@compiled
def _reacting(s: Scratch, i: Scratch, x: Record, k: Index, lap: Index, first: Index) -> Number:
    """Cars from `first` on of race `k` that a neutralisation brings in on lap `lap`, as bits; LANES cars at once.

    Those that are not free to come in are still among them.
    """
    status, lasted = i[STATUS + k], i[STATUS_LAPS + k]
    react = _that_react(i, first)
    life = column(s, LIFE, first, k)
    if status == _RED:
        return react & ~lanes_in(life < _F(1.0))
    row_of = np.uint64(status - 1)
    per_lap = _F(1.0) / _F(x.laps)
    until = least(column(i, STOP_LAP, first, k), np.int32(x.laps)) - np.int32(lap)
    used = column(i, USED, first, k)
    rule_open = (used == _ONE) | (used == _TWO) | (used == _FOUR)
    logit = (x.reaction[row_of, 0] + x.reaction[row_of, 2] * (_F(x.laps - lap) * per_lap)) + chosen(
        rule_open, x.reaction[row_of, 3], _ZERO
    )
    logit = logit + (x.reaction[row_of, 1] * per_lap) * life + (x.reaction[row_of, 4] * per_lap) * floats(until)
    began = np.int32(REACTION << 24 | (lap - lasted + 1))
    keys = mixtures(words((counted(np.int64(first)) << np.int32(12)) | began), KEY_SALT)
    u = uniforms(mixtures(keys ^ np.uint32(i[SEED_A + k]), np.uint32(i[SEED_B + k])))
    share = x.first_lap_share if lasted == 1 else _F(1.0)
    return react & lanes_in(u * (exponentials(-logit) + _F(1.0)) < share) & ~lanes_in(life < _F(1.0))


@in_kernel
def react_to_weather(s: Scratch, i: Scratch, x: Record, plans: Plans, k: Index, lap: Index, candidate: Index) -> None:
    """Who changes to the tyres the track asks for."""
    if lap >= x.laps or i[STATUS + k] == _RED:
        return
    for first in range(np.uint64(0), np.uint64(x.cars), LANES):
        cars = _on_wrong_tyres(s, i, x, k, first)
        while cars:
            c = first + lowest(cars)
            cars &= cars - 1
            if _free(s, i, c, k) and uniform(number_of(i, k, key_of(CROSSOVER, c, lap))) >= x.delay:
                unplanned_stop(s, i, x, plans, c, k, lap, plan_row(x, c, candidate))


@compiled
def _on_wrong_tyres(s: Scratch, i: Scratch, x: Record, k: Index, first: Index) -> Number:
    """Cars from `first` on that would gain by those the track asks for, as bits; some are not free to come in."""
    best = i[BEST_KIND + k]
    compounds = column(i, COMPOUND, first, k)
    now = chosen(compounds < _ONE, seconds_on(s, k, np.uint64(0)), seconds_on(s, k, np.uint64(1)))
    for compound in range(np.uint64(2), np.uint64(5)):
        now = chosen(compounds == np.int32(compound), seconds_on(s, k, compound), now)
    wrong = (now - seconds_on(s, k, best)) > x.margin_s
    if best < _FIRST_WET:
        wrong = wrong & (compounds > np.int32(_FIRST_WET - 1))
    return _that_react(i, first) & lanes_in(wrong)
