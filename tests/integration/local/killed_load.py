"""Loads history and kills itself with SIGKILL at a point that is named; one process serves many loads by forking.

Reads a JSON line per load: {"url", "home", "data", "point": ["write" or "commit", count]}; answers the exit status.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, event

from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.local import load_progress
from pitwall.local.history import load_history
from pitwall.settings import Settings
from pitwall.store.engine import open_engine
from tests.integration.local.machine import NOW


def watch(engine: Engine, seen: Callable[[str], None], patch: Callable[[object, str, object], None]) -> None:
    """Tells `seen` of every write to the lake before it appears and of every commit before it is done."""
    link = os.link

    def told_link(source: str, target: str) -> None:
        seen("write")
        link(source, target)

    patch(os, "link", told_link)
    # How often progress is stored depends on the machine's speed, and every time is a commit.
    patch(load_progress, "_EVERY_S", float("inf"))
    event.listen(engine, "commit", lambda _: seen("commit"))


def load(url: str, home: Path, data: Path, point: str, count: int) -> None:
    """Load history; die before the `count`th write to the lake appears, or before that commit."""
    engine = open_engine(url, statement_timeout_s=None)
    left = count

    def burn(what: str) -> None:
        nonlocal left
        left -= what == point
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    watch(engine, burn, setattr)
    lake = Lake(FolderStorage(home / "lake"))
    load_history(engine, lake, Settings(home=home, data=data), lambda *_: None, lambda: NOW)


def main() -> None:
    """Forks a load for each line."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            load(asked["url"], Path(asked["home"]), Path(asked["data"]), *asked["point"])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 (the answer)


if __name__ == "__main__":
    main()
