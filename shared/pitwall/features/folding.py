"""Small states that folds are made of: means that forget, the last few values, counts."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from math import isnan, nan
from statistics import median


class Fading:
    """A mean in which every newer value counts more; after `half_life` further values one counts half."""

    __slots__ = ("_keep", "total", "weight")

    def __init__(self, half_life: float) -> None:
        """`half_life` in values of its own, not in races of the calendar."""
        self._keep = 0.5 ** (1.0 / half_life)
        self.total = 0.0
        self.weight = 0.0

    def add(self, value: float) -> None:
        """One more value; an unknown one changes nothing."""
        if value == value:
            self.total = self.total * self._keep + value
            self.weight = self.weight * self._keep + 1.0

    def mean(self, prior: float = nan, prior_weight: float = 0.0) -> float:
        """The mean, drawn to `prior` by as many values; NaN where nothing is known."""
        if not self.weight:
            return nan
        if not prior_weight or prior != prior:
            return self.total / self.weight
        return (self.total + prior * prior_weight) / (self.weight + prior_weight)


class FadingBook:
    """A fading mean for each key."""

    def __init__(self, half_life: float) -> None:
        """As Fading."""
        self._half_life = half_life
        self._means: dict[Hashable, Fading] = {}

    def add(self, key: Hashable, value: float) -> None:
        """One more value of `key`; an unknown one changes nothing."""
        if value == value:
            known = self._means.get(key)
            if known is None:
                known = self._means[key] = Fading(self._half_life)
            known.add(value)

    def mean(self, key: Hashable, prior: float = nan, prior_weight: float = 0.0) -> float:
        """As Fading; NaN for a key never seen."""
        known = self._means.get(key)
        return nan if known is None else known.mean(prior, prior_weight)

    def weight(self, key: Hashable) -> float:
        """How many values it rests on, faded; 0 for a key never seen."""
        known = self._means.get(key)
        return 0.0 if known is None else known.weight


class LastFew:
    """The last values of each key."""

    def __init__(self, kept: int) -> None:
        """How many are kept of each."""
        self._values: defaultdict[Hashable, deque[float]] = defaultdict(lambda: deque(maxlen=kept))

    def add(self, key: Hashable, value: float) -> None:
        """One more; an unknown one changes nothing."""
        if value == value:
            self._values[key].append(value)

    def mean(self, key: Hashable) -> float:
        """NaN for a key never seen."""
        values = self._values.get(key)
        return sum(values) / len(values) if values else nan


class PlainMeans:
    """The mean of all values of each key, and the best of them."""

    def __init__(self) -> None:
        """Nothing is known."""
        self._sums: dict[Hashable, list[float]] = {}

    def add(self, key: Hashable, value: float) -> None:
        """One more; an unknown one changes nothing."""
        if value == value:
            known = self._sums.setdefault(key, [0.0, 0.0, value])
            known[0] += value
            known[1] += 1.0
            known[2] = min(known[2], value)

    def mean(self, key: Hashable, prior: float = nan, prior_weight: float = 0.0) -> float:
        """Drawn to `prior` by as many values; NaN for a key never seen."""
        known = self._sums.get(key)
        if known is None:
            return nan
        if not prior_weight or prior != prior:
            return known[0] / known[1]
        return (known[0] + prior * prior_weight) / (known[1] + prior_weight)

    def least(self, key: Hashable) -> float:
        """The smallest value; NaN for a key never seen."""
        known = self._sums.get(key)
        return nan if known is None else known[2]

    def count(self, key: Hashable) -> float:
        """How many values there were."""
        known = self._sums.get(key)
        return 0.0 if known is None else known[1]


def median_known(values: Iterable[float]) -> float:
    """The median of what is known; NaN where nothing is."""
    known = [value for value in values if not isnan(value)]
    return median(known) if known else nan


def mean_known(values: Iterable[float]) -> float:
    """The mean of what is known; NaN where nothing is."""
    known = [value for value in values if not isnan(value)]
    return sum(known) / len(known) if known else nan


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, 1 the smallest, ties by the mean of their ranks; NaN for what is unknown."""
    known = sorted(value for value in values if value == value)
    found: dict[float, float] = {}
    start = 0
    while start < len(known):
        end = start
        while end < len(known) and known[end] == known[start]:
            end += 1
        found[known[start]] = (start + 1 + end) / 2.0
        start = end
    return [found[value] if value == value else nan for value in values]


def correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Pearson's coefficient of two equally long sequences; NaN where one of them does not vary."""
    n = len(first)
    if n < 2:
        return nan
    mean_first, mean_second = sum(first) / n, sum(second) / n
    products = sum((a - mean_first) * (b - mean_second) for a, b in zip(first, second, strict=True))
    squares = sum((a - mean_first) ** 2 for a in first) * sum((b - mean_second) ** 2 for b in second)
    return float(products / squares**0.5) if squares > 0 else nan
