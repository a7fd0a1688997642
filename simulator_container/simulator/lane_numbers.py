"""The functions of `random_numbers` for LANES races at once: the same operations in the same order, the same bits.

Twice because a plain uint32 turns into uint64 in Numba unless told otherwise, and lanes do not.
"""

import numpy as np

from simulator.byte_sums import byte_sums
from simulator.compiling import in_kernel
from simulator.kernel_types import Lanes, Scratch
from simulator.lanes import bits, floats, from_bits, least, most, row, wholes, words
from simulator.layout import SCORE_STEPS, SEED_A, SEED_B
from simulator.random_numbers import (
    ANOTHER,
    EXP2,
    HALF,
    LN2,
    LOG,
    LOG2E,
    LOGISTIC_1,
    LOGISTIC_3,
    LOGISTIC_5,
    MIX_A,
    MIX_B,
    MOST_EXPONENT,
    NORMAL_1,
    NORMAL_3,
    NORMAL_5,
    ONE,
    UNIT,
)

_LOGISTIC = tuple(weight * SCORE_STEPS for weight in (LOGISTIC_1, LOGISTIC_3, LOGISTIC_5))
_U = np.uint32
_I = np.int32
_NINE, _FIFTEEN, _SIXTEEN = _U(9), _U(15), _U(16)


@in_kernel
def mixtures(word: Lanes, second: Lanes) -> Lanes:
    """A hash of two words."""
    word = word * MIX_A
    word = (word ^ (word >> _FIFTEEN)) + second
    word = word * MIX_B
    return word ^ (word >> _SIXTEEN)


@in_kernel
def hashes(i: Scratch, key: Lanes) -> Lanes:
    """The hash of every race for one key, or for a key of its own."""
    return mixtures(words(row(i, SEED_A)) ^ key, words(row(i, SEED_B)))


@in_kernel
def others(word: Lanes) -> Lanes:
    """A second number from each hash."""
    return word * ANOTHER


@in_kernel
def uniforms(word: Lanes) -> Lanes:
    """Between 0 and 1, neither included."""
    return (floats(wholes(word >> _NINE)) + HALF) * UNIT


@in_kernel
def _byte_sums(word: Lanes) -> Lanes:
    return floats(byte_sums(word) - _I(510))


@in_kernel
def normals(word: Lanes) -> Lanes:
    """Standard normal."""
    z = _byte_sums(word)
    square = z * z
    return z * (NORMAL_1 + square * (NORMAL_3 + square * NORMAL_5))


@in_kernel
def logistics(word: Lanes) -> Lanes:
    """Logistic, in steps of the score: less than x with probability 1 / (1 + e to the power of -x)."""
    z = _byte_sums(word)
    square = z * z
    return z * (_LOGISTIC[0] + square * (_LOGISTIC[1] + square * _LOGISTIC[2]))


@in_kernel
def logarithms(x: Lanes) -> Lanes:
    """Natural logarithms of positive numbers."""
    pattern = bits(x)
    exponent = floats((pattern >> _I(23)) - _I(127))
    part = from_bits((pattern & _I(0x7FFFFF)) | _I(0x3F800000)) - ONE
    bend = part * (ONE - part) * (LOG[0] + part * (LOG[1] + part * LOG[2]))
    return LN2 * (exponent + part) + bend


@in_kernel
def exponentials(x: Lanes) -> Lanes:
    """e to the power of x."""
    y = most(least(x * LOG2E, MOST_EXPONENT), -MOST_EXPONENT)
    whole = wholes(y + np.float32(64.0)) - _I(64)
    part = y - floats(whole)
    power = EXP2[3] + part * EXP2[4]
    power = EXP2[0] + part * (EXP2[1] + part * (EXP2[2] + part * power))
    return from_bits(bits(power) + (whole << _I(23)))
