"""A process's way to the store: connections, what state it is in, and the answers already given."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from pitwall.serving.cache import Cache
from pitwall.store.queries.status import Origin, StoreState, store_state
from pitwall.store.reader import Reader, reading

_STATE_LIFETIME_S = 1.0
"""So long may an answer of before the last load still be given."""


class StoreAccess:
    """What the HTTP functions ask instead of the database itself."""

    def __init__(
        self, engine_source: Callable[[], Engine], cache: Cache, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`engine_source` is called at the first question, so that a process starts without a database."""
        self.cache = cache
        self._engine_source = engine_source
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._state: StoreState | None = None
        self._asked_at = 0.0

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A reader for one request. Raises StoreUnavailableError."""
        with reading(self._engine_source()) as reader:
            yield reader

    def state(self) -> StoreState:
        """The store's state, at most a second old; empties the cache when a load has changed the store.

        Raises StoreUnavailableError.
        """
        with self._lock:
            known = self._state
            if known is not None and self._monotonic() - self._asked_at < _STATE_LIFETIME_S:
                return known
        with self.reading() as reader:
            state = store_state(reader)
        with self._lock:
            if self._state is not None and self._state.version != state.version:
                self.cache.clear()
            self._state = state
            self._asked_at = self._monotonic()
        return state

    @property
    def last_known_origin(self) -> Origin:
        """Where the data came from when the store was last asked; `none` before."""
        return "none" if self._state is None else self._state.origin
