"""The response cache: a seam with the lifetimes of `finality`, and the store within this process."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol

from pitwall.serving.packing import PackedAnswer

_BUDGET_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class CachedAnswer:
    """An answer and how long it has lain here, in seconds."""

    answer: PackedAnswer
    age_s: float


class Cache(Protocol):
    """Where answers wait for the next who asks the same. Keys carry the store's version."""

    def get(self, key: Hashable) -> CachedAnswer | None:
        """The answer kept under `key`; None where there is none or its lifetime is over."""

    def put(self, key: Hashable, answer: PackedAnswer) -> None:
        """Keep `answer` for its own lifetime, at most."""

    def clear(self) -> None:
        """Forget everything: the store has changed."""


class MemoryCache:
    """The answers asked for most recently, within a budget of bytes; safe for many threads."""

    def __init__(self, budget_bytes: int = _BUDGET_BYTES, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic` counts seconds; it is no calendar clock, so a fixed `PITWALL_NOW` does not stop it."""
        self._budget_bytes = budget_bytes
        self._monotonic = monotonic
        self._answers: OrderedDict[Hashable, tuple[float, PackedAnswer]] = OrderedDict()
        self._size_bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> CachedAnswer | None:
        """See Cache."""
        with self._lock:
            kept = self._answers.get(key)
            if kept is None:
                return None
            age_s = self._monotonic() - kept[0]
            if age_s >= kept[1].lifetime_s:
                self._drop(key)
                return None
            self._answers.move_to_end(key)
            return CachedAnswer(kept[1], age_s)

    def put(self, key: Hashable, answer: PackedAnswer) -> None:
        """See Cache."""
        if answer.size_bytes > self._budget_bytes:
            return
        with self._lock:
            self._drop(key)
            self._answers[key] = (self._monotonic(), answer)
            self._size_bytes += answer.size_bytes
            while self._size_bytes > self._budget_bytes:
                self._drop(next(iter(self._answers)))

    def clear(self) -> None:
        """See Cache."""
        with self._lock:
            self._answers.clear()
            self._size_bytes = 0

    def _drop(self, key: Hashable) -> None:
        kept = self._answers.pop(key, None)
        if kept is not None:
            self._size_bytes -= kept[1].size_bytes
