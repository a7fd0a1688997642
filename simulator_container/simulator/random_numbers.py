"""Random numbers keyed by meaning: (seed, run, car, lap, purpose) gives the same number in any order, thread or batch.

Only +, -, *, comparisons and bit operations in float32 and uint32, no fused multiply-add: every machine agrees on every
bit, and LLVM turns a loop of them over lanes into vector code.
"""

import numpy as np

from simulator.compiling import in_kernel
from simulator.kernel_types import Index, Number

_U = np.uint32
_F = np.float32
HALF = _F(0.5)
ONE = _F(1.0)
UNIT = _F(2.0**-23)
MIX_A, MIX_B, ANOTHER = _U(0x7FEB352D), _U(0x846CA68B), _U(0x2C1B3C6D)
KEY_SALT = _U(0x9E3779B9)

# Weights of an odd polynomial that bends the sum of four bytes into a normal: fitted to the normal's quantiles under
# variance 1. Kurtosis 2.997, largest distance of the distribution functions 0.0007, largest value 4.4.
# What makes the sum's variance 1 is in the weights.
_SCALE = 1.0 / np.sqrt(4 * (256**2 - 1) / 12)
NORMAL_1 = _F(0.96776739 * _SCALE)
NORMAL_3 = _F(0.00399934 * _SCALE**3)
NORMAL_5 = _F(0.00190514 * _SCALE**5)

# The same sum bent into a logistic number. Largest distance of the distribution functions 0.0002, largest value 10.7.
LOGISTIC_1 = _F(1.53828577 * _SCALE)
LOGISTIC_3 = _F(0.07652612 * _SCALE**3)
LOGISTIC_5 = _F(0.00469454 * _SCALE**5)

# Least squares on [0, 1); errors 7e-6 (relative) and 1e-4.
EXP2 = tuple(_F(c) for c in (1.00000725, 0.69293157, 0.24170964, 0.05166722, 0.0136766))
LOG = tuple(_F(c) for c in (0.30364923, -0.16406337, 0.05566478))
LN2 = _F(np.log(2.0))
LOG2E = _F(1.0 / np.log(2.0))
MOST_EXPONENT = _F(60.0)


@in_kernel
def mixed(word: Number, second: Number) -> Number:
    """A hash of two 32-bit words, each bit of the result depending on all of both."""
    word = _U(word * MIX_A)
    word = _U(word ^ (word >> _U(15)))
    word = _U(word + second)
    word = _U(word * MIX_B)
    return _U(word ^ (word >> _U(16)))


@in_kernel
def key_of(purpose: Number, car: Index, lap: Index) -> Number:
    """The part of a number's key that is the same in every race."""
    return mixed(_U(_U(purpose) << _U(24) | _U(car) << _U(12) | _U(lap)), KEY_SALT)


@in_kernel
def another(word: Number) -> Number:
    """A second number from one hash, as good as independent of the first in its upper bits."""
    return _U(word * ANOTHER)


@in_kernel
def uniform(word: Number) -> Number:
    """Between 0 and 1, neither included, in steps of 2^-23."""
    return (_F(np.int32(word >> _U(9))) + HALF) * UNIT


@in_kernel
def normal(word: Number) -> Number:
    """Standard normal but for the far tails: the four bytes' sum, bent."""
    pairs = _U((word & _U(0x00FF00FF)) + ((word >> _U(8)) & _U(0x00FF00FF)))
    total = np.int32((pairs & _U(0xFFFF)) + (pairs >> _U(16)))
    z = _F(np.int32(total - np.int32(510)))
    square = z * z
    return z * (NORMAL_1 + square * (NORMAL_3 + square * NORMAL_5))


@in_kernel
def logarithm(x: Number) -> Number:
    """Natural logarithm of a positive number."""
    bits = np.float32(x).view(np.int32)
    exponent = _F(np.int32((bits >> np.int32(23)) - np.int32(127)))
    part = np.int32((bits & np.int32(0x7FFFFF)) | np.int32(0x3F800000)).view(np.float32) - ONE
    bend = part * (ONE - part) * (LOG[0] + part * (LOG[1] + part * LOG[2]))
    return LN2 * (exponent + part) + bend


@in_kernel
def exponential(x: Number) -> Number:
    """e to the power of x, limited to 2 to the power of -60 and 60."""
    y = x * LOG2E
    y = y if y < MOST_EXPONENT else MOST_EXPONENT
    y = y if y > -MOST_EXPONENT else -MOST_EXPONENT
    whole = np.int32(np.int32(y + _F(64.0)) - np.int32(64))
    part = y - _F(whole)
    power = EXP2[3] + part * EXP2[4]
    power = EXP2[0] + part * (EXP2[1] + part * (EXP2[2] + part * power))
    return np.int32(np.float32(power).view(np.int32) + np.int32(whole << np.int32(23))).view(np.float32)


@in_kernel
def race_words(seed: Number, run: Index) -> Number:
    """The two words that tell one race of one seed from every other: SplitMix64 (Steele, Lea, Flood 2014)."""
    state = np.uint64(seed) + np.uint64(run) * np.uint64(0x9E3779B97F4A7C15)
    state = np.uint64((state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9))
    state = np.uint64((state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB))
    state = np.uint64(state ^ (state >> np.uint64(31)))
    return _U(state & np.uint64(0xFFFFFFFF)), _U(state >> np.uint64(32))


@in_kernel
def milliseconds(seconds: Number) -> Number:
    """Rounded to whole milliseconds; for durations of 0 and more."""
    return np.int32(seconds * _F(1000.0) + HALF)
