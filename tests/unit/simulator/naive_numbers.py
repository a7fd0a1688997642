"""The simulator's random numbers once more, the slow obvious way: whole Python numbers and float32 scalars."""

import numpy as np

F = np.float32
_WORD = 0xFFFFFFFF
SCALE = 1.0 / np.sqrt(4 * (256**2 - 1) / 12)
"""Makes the variance of the sum of four bytes 1."""

PURPOSES = (
    "day form", "team form", "compound form", "wear form", "plan", "retirement", "penalty", "lap noise", "pass",
    "track", "track length", "rain", "rain amount", "reaction", "crossover", "start lap", "pit lane", "stationary",
    "slow stop", "cover", "remaining", "interval",
)  # fmt: skip


def mixed(word: int, second: int) -> int:
    """The hash of two words."""
    word = word * 0x7FEB352D & _WORD
    word ^= word >> 15
    word = (word + second) & _WORD
    word = word * 0x846CA68B & _WORD
    return word ^ word >> 16


def race_words(seed: int, run: int) -> tuple[int, int]:
    """SplitMix64 of seed and run, in two halves."""
    big = 2**64 - 1
    state = (seed + run * 0x9E3779B97F4A7C15) & big
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & big
    state = (state ^ state >> 27) * 0x94D049BB133111EB & big
    state ^= state >> 31
    return state & _WORD, state >> 32


def key_of(purpose: str, car: int, lap: int) -> int:
    """What a number is for."""
    return mixed((PURPOSES.index(purpose) + 1) << 24 | car << 12 | lap, 0x9E3779B9)


def another(word: int) -> int:
    """A second number from a hash."""
    return word * 0x2C1B3C6D & _WORD


def uniform(word: int) -> np.float32:
    """Between 0 and 1."""
    return (F(word >> 9) + F(0.5)) * F(2.0**-23)


def normal(word: int) -> np.float32:
    """Four bytes added up and bent."""
    total = sum(word >> shift & 0xFF for shift in (0, 8, 16, 24)) - 510
    z = F(total)
    square = z * z
    return z * (F(0.96776739 * SCALE) + square * (F(0.00399934 * SCALE**3) + square * F(0.00190514 * SCALE**5)))


def logistic(word: int) -> np.float32:
    """The same sum bent another way."""
    total = sum(word >> shift & 0xFF for shift in (0, 8, 16, 24)) - 510
    z = F(total)
    square = z * z
    return z * (F(1.53828577 * SCALE) + square * (F(0.07652612 * SCALE**3) + square * F(0.00469454 * SCALE**5)))


def logarithm(x: np.float32) -> np.float32:
    """By exponent and a polynomial of the mantissa."""
    bits = int(np.float32(x).view(np.int32))
    exponent = F((bits >> 23) - 127)
    part = np.int32(bits & 0x7FFFFF | 0x3F800000).view(np.float32) - F(1)
    bend = part * (F(1) - part) * (F(0.30364923) + part * (F(-0.16406337) + part * F(0.05566478)))
    return F(np.log(2.0)) * (exponent + part) + bend


def exponential(x: np.float32) -> np.float32:
    """By a power of two and a polynomial of the rest."""
    y = max(min(x * F(1.0 / np.log(2.0)), F(60)), F(-60))
    whole = int(y + F(64)) - 64
    part = y - F(whole)
    power = F(0.05166722) + part * F(0.0136766)
    power = F(1.00000725) + part * (F(0.69293157) + part * (F(0.24170964) + part * power))
    return np.int32(int(power.view(np.int32)) + (whole << 23)).view(np.float32)


def laps_until(u: np.float32, hazard: float) -> int:
    """Laps before something of a constant hazard happens."""
    sure = min(max(hazard, 0.0), 1.0 - 1e-9)
    per_lap = F(-1e30) if sure < 1e-9 else F(1.0 / np.log1p(-sure))
    return int(min(logarithm(u) * per_lap, F(1e6)))


def milliseconds(seconds: np.float32) -> int:
    """Whole ones."""
    return int(seconds * F(1000) + F(0.5))
