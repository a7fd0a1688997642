"""Keeps us polite: a token bucket per budget of calls, slower after a provider has complained.

The bucket counts for one process; that ingest runs as one process per provider is for its deployment to see to.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pitwall.errors import SourceRateLimitedError

SECOND_S = 1.0
HOUR_S = 3_600.0
DAY_S = 86_400.0

_SLOWEST = 1 / 16
_RECOVERY_PER_CALL = 0.02
_ROUNDING_S = 1e-6


@dataclass(frozen=True)
class Budget:
    """At most `calls` within any window of `window_s` seconds."""

    calls: int
    window_s: float

    @property
    def capacity(self) -> float:
        """Tokens of a full bucket.

        A window can see a full bucket plus what refills meanwhile, so each of the two has half the budget.
        """
        return (self.calls + 1) / 2

    @property
    def refill_per_s(self) -> float:
        """Tokens that come back each second at full pace."""
        return self.capacity / self.window_s


class Throttle:
    """Lets a call through when every budget has a token left."""

    def __init__(
        self,
        source: str,
        budgets: tuple[Budget, ...],
        *,
        longest_wait_s: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`clock` counts seconds and never goes back; both it and `sleep` are passed so that tests need not wait."""
        self._source = source
        self._budgets = budgets
        self._longest_wait_s = longest_wait_s
        self._clock = clock
        self._sleep = sleep
        self._tokens = [budget.capacity for budget in budgets]
        self._filled_at = clock()
        self._pace = 1.0
        self._lock = threading.Lock()

    @property
    def pace(self) -> float:
        """The share of the full rate now in force: 1 unless the provider has complained lately."""
        return self._pace

    def acquire(self) -> float:
        """Waits for the next free call and takes it; gives back the seconds waited.

        Raises SourceRateLimitedError where that wait would be longer than `longest_wait_s`.
        """
        with self._lock:
            self._fill()
            wait_s = self._wait_s()
            if wait_s > self._longest_wait_s:
                detail = f"our own budget of calls is spent; the next is free in {wait_s:.0f} s"
                raise SourceRateLimitedError(self._source, detail, wait_s)
            if wait_s > 0:
                self._sleep(wait_s)
                self._fill()
            self._tokens = [tokens - 1 for tokens in self._tokens]
            return wait_s

    def slow_down(self) -> None:
        """Halves the rate: the provider answered 429."""
        with self._lock:
            self._fill()
            self._pace = max(_SLOWEST, self._pace / 2)

    def recover(self) -> None:
        """Gives back a fiftieth of the full rate: the provider answered well."""
        with self._lock:
            self._fill()
            self._pace = min(1.0, self._pace + _RECOVERY_PER_CALL)

    def _fill(self) -> None:
        instant = self._clock()
        elapsed_s = max(0.0, instant - self._filled_at)
        self._filled_at = instant
        self._tokens = [
            min(budget.capacity, tokens + elapsed_s * budget.refill_per_s * self._pace)
            for budget, tokens in zip(self._budgets, self._tokens, strict=True)
        ]

    def _wait_s(self) -> float:
        missing = (
            (1 - tokens) / (budget.refill_per_s * self._pace)
            for budget, tokens in zip(self._budgets, self._tokens, strict=True)
            if tokens < 1
        )
        longest_s = max(missing, default=0.0)
        # A hair more than needed, lest rounding leave 0.999... of a token.
        return longest_s + _ROUNDING_S if longest_s > 0 else 0.0


@cache
def process_throttle(source: str, budgets: tuple[Budget, ...]) -> Throttle:
    """The one throttle of this process for `source`, so that two clients share what the provider allows."""
    return Throttle(source, budgets)
