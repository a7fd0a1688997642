"""Shows a load's progress to whoever asks the API, beside the one who watches the terminal."""

import time
from types import TracebackType

from sqlalchemy import Engine, func
from sqlalchemy.dialects.postgresql import insert

from pitwall.errors import StoreUnavailableError
from pitwall.load.loader import Progress
from pitwall.observability import logger
from pitwall.store.tables import load_progress

_EVERY_S = 0.5


class StoredProgress:
    """A callable `(step, done, total)` that passes on and, twice a second at most, writes the store's one row."""

    def __init__(self, engine: Engine, shown: Progress) -> None:
        """`shown` is called every time."""
        self._engine = engine
        self._shown = shown
        self._written_at = 0.0
        self._last = ("starting", 0, 0)

    def __call__(self, step: str, done: int, total: int) -> None:
        """Takes note that `done` of `total` units of `step` are done."""
        self._shown(step, done, total)
        self._last = (step, done, total)
        if time.monotonic() - self._written_at >= _EVERY_S:
            self._write(active=True)

    def __enter__(self) -> "StoredProgress":
        self._write(active=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write(active=False)

    def _write(self, *, active: bool) -> None:
        step, done, total = self._last
        row = {"step": step, "done": done, "total": total, "active": active, "updated_at": func.now()}
        statement = insert(load_progress).values(id=1, **row).on_conflict_do_update(index_elements=["id"], set_=row)
        try:
            with self._engine.begin() as connection:
                connection.execute(statement)
        except StoreUnavailableError as error:
            # Hours of work do not end because nobody could look at them for a moment.
            logger().warning("progress not stored", extra={"step": step, "error": str(error)})
        self._written_at = time.monotonic()
