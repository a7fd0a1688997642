"""The lap time of every car in every race of a block, and what the order needs to know of it: the hot loop."""

import numpy as np

from simulator.compiling import compiled, in_kernel
from simulator.inputs import CAR_MISTAKE_LOG, CAR_MISTAKE_MEAN, CAR_NOISE_SD, CAR_SPEED
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
    OWN_PACE,
    QUADRATIC,
    SCORE_STEPS,
    SEED_A,
    SEED_B,
    SHARED,
    STEP,
    WORD,
)
from simulator.random_numbers import another, key_of, logarithm, mixed, normal, uniform

_F = np.float32
_I = np.int32
_ZERO = _F(0.0)


@in_kernel
def wear_s(s, a, k):
    """What tyre life costs."""
    life = s[LIFE + a + k]
    beyond = life - s[CLIFF_LAP + a + k]
    beyond = beyond if beyond > _ZERO else _ZERO
    return life * (s[LINEAR + a + k] + s[QUADRATIC + a + k] * life) + s[CLIFF + a + k] * beyond


@in_kernel
def word_of(lap_s, score, flag):
    """Lap, score and flag in one word."""
    ms = _I(lap_s * _F(1000.0) + _F(0.5))
    ms = ms if ms > _I(0) else _I(0)
    ms = ms if ms < _I(LONGEST_LAP_MS) else _I(LONGEST_LAP_MS)
    steps = _I(score * SCORE_STEPS)
    steps = steps if steps < _I(MOST_SCORE) else _I(MOST_SCORE)
    steps = steps if steps > _I(-MOST_SCORE) else _I(-MOST_SCORE)
    return _I(_I(ms << _I(14)) | _I(_I(steps + _I(MOST_SCORE)) << _I(2)) | _I(flag & _I(2)))


@compiled
def drive_lap(s, i, x, lap):
    """Lap `lap` of all cars in free air."""
    reference = x.reference_s[lap]
    for c in range(np.uint64(x.cars)):
        a = c * LANES
        key = key_of(LAP_NOISE, c, lap)
        sd, speed = x.car[CAR_NOISE_SD, c], x.car[CAR_SPEED, c]
        mistake_log, mistake_mean = x.car[CAR_MISTAKE_LOG, c], x.car[CAR_MISTAKE_MEAN, c]
        pace_weight, life_weight = x.pace_weight, x.life_weight
        for k in range(LANES):
            h = mixed(np.uint32(i[SEED_A + k]) ^ key, np.uint32(i[SEED_B + k]))
            mistake = mistake_mean * (mistake_log - logarithm(uniform(another(h))))
            mistake = mistake if mistake > _ZERO else _ZERO
            own = s[BASE + a + k] + wear_s(s, a, k) + sd * normal(h) + mistake
            lap_s = s[OWN_PACE + k] * own + s[SHARED + k] + s[EXTRA + a + k]
            life = s[LIFE + a + k]
            score = pace_weight * (lap_s - reference) + life_weight * life + speed
            i[WORD + a + k] = word_of(lap_s, score, i[FLAG + a + k])
            s[LIFE + a + k] = life + s[STEP + a + k]
