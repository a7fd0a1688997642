"""Two plans compared on the same simulated races: mean difference, its standard error, and how strong a case it is.

One definition of clear, lean and toss-up for every decision, so that no two screens disagree on what is sure.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating]

CLEAR = 0.95
"""From this probability of being better on, a choice is clear."""
LEAN = 0.80
"""From this one on, we lean to it."""
EQUAL_POSITIONS = 0.05


class Strength(StrEnum):
    """How strong the case for a choice is."""

    CLEAR = "clear"
    LEAN = "lean"
    TOSS_UP = "toss-up"


@dataclass(frozen=True)
class Difference:
    """How much better one plan is than another on the same races; positive is better."""

    mean: float
    standard_error: float
    probability: float
    """That it is better in expectation, from the runs played; what the model itself may have wrong is not in it."""

    def strength(self, equal_value: float) -> Strength:
        """The case for it, where differences up to `equal_value` are nobody's concern."""
        return Strength.TOSS_UP if self.mean < equal_value else strength_of(self.probability)

    def exceeds(self, value: float) -> float:
        """The probability that it is more than `value`."""
        if self.standard_error == 0.0:
            return float(self.mean > value)
        return 0.5 * (1.0 + erf((self.mean - value) / self.standard_error / sqrt(2.0)))


def strength_of(probability: float) -> Strength:
    """The word for a probability of being right."""
    if probability < LEAN:
        return Strength.TOSS_UP
    return Strength.CLEAR if probability >= CLEAR else Strength.LEAN


def paired_difference(better: Values, other: Values) -> Difference:
    """Of values where more is better, race by race; both arrays in the same order of runs."""
    difference = np.asarray(better, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    runs = len(difference)
    mean = float(difference.mean())
    error = float(difference.std(ddof=1)) / sqrt(runs) if runs > 1 else 0.0
    if error == 0.0:
        return Difference(mean, 0.0, 0.5 if mean == 0.0 else float(mean > 0.0))
    return Difference(mean, error, 0.5 * (1.0 + erf(mean / error / sqrt(2.0))))
