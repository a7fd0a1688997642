"""Works the items of large simulations in processes: the laptop's stand-in for the map task over the container.

The same items, through the same worker; each process plays one item at a time on one core.
"""

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any

from pitwall.observability import logger

Item = Mapping[str, Any]


class WorkPool:
    """Processes that are started by the first item and end with the `with` block."""

    def __init__(self, processes: int | None = None) -> None:
        """`processes` at a time; None: one core is left for the site."""
        self._processes = processes or max(1, (os.cpu_count() or 2) - 1)
        self._pool: ProcessPoolExecutor | None = None

    def work(self, items: Sequence[Item], failed: Callable[[str], None]) -> "list[Future[dict[str, Any]]]":
        """Works `items` in the background; `failed` is told in words of each that could not be worked."""
        try:
            futures = self._submitted(items)
        except BrokenProcessPool:  # a process of an earlier job was killed, for want of memory say: that job was told
            self._pool = None
            futures = self._submitted(items)
        for future in futures:
            future.add_done_callback(lambda done: _tell(done, failed))
        return futures

    def _submitted(self, items: Sequence[Item]) -> "list[Future[dict[str, Any]]]":
        if self._pool is None:
            # A forked copy of a process with threads may stand still for ever.
            fresh = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=fresh)
        return [self._pool.submit(_work, dict(item)) for item in items]

    def __enter__(self) -> "WorkPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Items not begun are left: what is done already lies in the artefacts."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _work(item: dict[str, Any]) -> dict[str, Any]:
    # Imported in the process that works: it loads the compiled simulator.
    from simulator.batch_worker import work

    return work(item)


def _tell(done: "Future[dict[str, Any]]", failed: Callable[[str], None]) -> None:
    if done.cancelled():
        return
    error = done.exception()
    if error is not None:
        logger().error("a work item failed", exc_info=error)
        failed(str(error))
