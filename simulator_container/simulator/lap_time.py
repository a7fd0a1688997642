"""The lap time of every car in every race of a block, and what the order needs to know of it: the hot loop."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import CAR_MISTAKE, CAR_MISTAKE_LOG, CAR_MISTAKE_MEAN, CAR_NOISE_SD, CAR_SPEED
from simulator.kernel_types import Index, Lanes, Number, Record, Scratch
from simulator.lane_numbers import hashes, logarithms, normals, others, uniforms
from simulator.lanes import any_below, any_of, chosen, least, lowest, most, put, row, wholes
from simulator.layout import (
    BASE,
    CLIFF,
    CLIFF_LAP,
    EXTRA,
    FLAG,
    LANES,
    LAP_NOISE,
    LIFE,
    LINEAR,
    LONGEST_LAP_MS,
    MOST_SCORE,
    MS_SHIFT,
    NOISE,
    OWN_PACE,
    QUADRATIC,
    SCORE_SHIFT,
    SCORE_STEPS,
    SHARED,
    STEP,
    WORD,
)
from simulator.random_numbers import key_of

_I = np.int32
_NINE = np.uint32(9)
_ZERO = np.float32(0.0)
_LONGEST, _MOST, _LEAST = _I(LONGEST_LAP_MS), _I(MOST_SCORE), _I(-MOST_SCORE)


@in_kernel
def words_of(lap_s: Lanes, score: Lanes, flag: Lanes) -> Lanes:
    """Lap, score in steps, and flag in one word."""
    ms = least(most(wholes(lap_s * np.float32(1000.0) + np.float32(0.5)), _I(0)), _LONGEST)
    steps = most(least(wholes(score), _MOST), _LEAST)
    return (steps << SCORE_SHIFT) | (ms << MS_SHIFT) | (flag & _I(3))


@compiled
def drive_lap(s: Scratch, i: Scratch, x: Record, lap: Index) -> None:
    """Lap `lap` of all cars in free air. Two loops, for one would be too long for a processor to see its next turn."""
    own_pace, shared = row(s, OWN_PACE), row(s, SHARED)
    neutralised = any_of(own_pace < np.float32(1.0))
    reference = x.pace_weight * x.reference_s[lap]
    pace_weight, life_weight = x.pace_weight * SCORE_STEPS, x.life_weight * SCORE_STEPS
    _draw_noise(s, i, x, lap)
    for c in range(np.uint64(x.cars)):
        a = c * LANES
        life = row(s, LIFE + a)
        beyond = most(life - row(s, CLIFF_LAP + a), _ZERO)
        wear = life * (row(s, LINEAR + a) + row(s, QUADRATIC + a) * life) + row(s, CLIFF + a) * beyond
        own = row(s, BASE + a) + wear + row(s, NOISE + a)
        if neutralised:
            own = own_pace * own
        lap_s = own + shared + row(s, EXTRA + a)
        tyres = life_weight * life + (x.car[CAR_SPEED, c] - reference) * SCORE_STEPS
        put(i, WORD + a, words_of(lap_s, pace_weight * lap_s + tyres, row(i, FLAG + a)))
        put(s, LIFE + a, life + row(s, STEP + a))


@in_kernel
def _draw_noise(s: Scratch, i: Scratch, x: Record, lap: Index) -> None:
    slipped = np.int64(0)
    for c in range(np.uint64(x.cars)):
        h = hashes(i, key_of(LAP_NOISE, c, lap))
        slips = wholes(others(h) >> _NINE) - _I(x.car[CAR_MISTAKE, c])
        slipped |= np.int64(any_below(slips)) << np.int64(c)
        put(s, NOISE + c * LANES, x.car[CAR_NOISE_SD, c] * normals(h))
    _add_mistakes(s, i, x, lap, slipped)


@in_kernel
def _add_mistakes(s: Scratch, i: Scratch, x: Record, lap: Index, cars: Number) -> None:
    """Of the cars that make one in any race, as bits; after the sweep, for a branch in it is often guessed wrong."""
    while cars:
        c = lowest(cars)
        cars &= cars - 1
        second = others(hashes(i, key_of(LAP_NOISE, c, lap)))
        slips = wholes(second >> _NINE) - _I(x.car[CAR_MISTAKE, c])
        mistake = x.car[CAR_MISTAKE_MEAN, c] * (x.car[CAR_MISTAKE_LOG, c] - logarithms(uniforms(second)))
        noise = row(s, NOISE + c * LANES)
        put(s, NOISE + c * LANES, noise + chosen(slips < _I(0), most(mistake, _ZERO), _ZERO))
