"""Chores that `pitwall up` does beside serving: each in a process of its own, at low priority, once per state.

A chore that fails or is killed leaves no mark, so that the next look, or the next start, does it again.
"""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Event

from pitwall.errors import PitwallError
from pitwall.lake.lake import Lake
from pitwall.lake.opening import open_artefacts
from pitwall.lake.storage import Storage
from pitwall.local.children import Account, spawn
from pitwall.observability import logger
from pitwall.settings import Settings

LOOK_EVERY_S = 3600.0
_LOOKS_AT_S = 1.0
_PITWALL = (sys.executable, "-c", "from pitwall.cli import main; main()")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Chore:
    """A command that is due again whenever what it works on, or the code that does it, has changed."""

    name: str
    """Also that of its log in the home folder, and of the folder of its marks in the artefacts."""
    command: tuple[str, ...]
    state: Callable[[Lake, Storage], str | None]
    """A name for what there is to work on; None where there is nothing."""
    code: tuple[str, ...]
    """Packages whose change makes it due again."""
    done: str
    """Told when it went well."""
    begun: str | None = None
    nice: int = 10
    program: tuple[str, ...] = _PITWALL


def keep_doing(
    chores: Sequence[Chore],
    lake: Lake,
    settings: Settings,
    stopped: Event,
    say: Say,
    woken: Event,
    then: Callable[[], object] = lambda: None,
    look_every_s: float = LOOK_EVERY_S,
) -> None:
    """Does what is due, in order, now, whenever `woken` is set, and every hour, until `stopped`: for a thread.

    Who sets `stopped` sets `woken` too. `then` is called after each look.
    """
    while not stopped.is_set():
        woken.clear()
        for chore in chores:
            try:
                do_if_due(chore, lake, settings, stopped, say)
            except (PitwallError, OSError):
                logger().exception("a chore in the background failed", extra={"chore": chore.name})
        then()
        woken.wait(look_every_s)


def do_if_due(chore: Chore, lake: Lake, settings: Settings, stopped: Event, say: Say) -> bool:
    """Runs the chore's command where that is due; whether it ran and succeeded.

    Raises LakeError where lake or artefacts cannot be read or written, OSError where no process can be started.
    """
    if stopped.is_set():
        return False
    artefacts = open_artefacts(settings)
    mark = due_mark(chore, lake, artefacts)
    if mark is None or stopped.is_set():
        return False
    if chore.begun:
        say(chore.begun)
    return _run(chore, mark, settings, artefacts, stopped, say)


def due_mark(chore: Chore, lake: Lake, artefacts: Storage) -> str | None:
    """The mark that doing it now would leave; None where it is there or there is nothing to do. Raises LakeError."""
    state = chore.state(lake, artefacts)
    if state is None:
        return None
    mark = f"{chore.name}/{state}-{_code(chore.code)}"
    return None if mark in artefacts.paths(chore.name) else mark


def digest(names: Sequence[str]) -> str:
    """A short name for many names."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


@cache
def _code(packages: tuple[str, ...]) -> str:
    """Of this process's code: what is changed under a running `pitwall up` counts from its next start."""
    folders = [Path(folder) for name in packages for folder in _found(name)]
    sources = sorted(source for folder in folders for source in folder.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def _found(package: str) -> Sequence[str]:
    spec = find_spec(package)
    return spec.submodule_search_locations or () if spec else ()


def _run(chore: Chore, mark: str, settings: Settings, artefacts: Storage, stopped: Event, say: Say) -> bool:
    log_path = settings.home / f"{chore.name}.log"
    command = ("nice", "-n", str(chore.nice), *chore.program, *chore.command)
    with log_path.open("ab") as log:
        ours = Account(os.geteuid(), os.getegid())
        child = spawn(command, ours, signal.SIGTERM, log.fileno(), _environment(settings))
    while not stopped.is_set():
        try:
            code = child.wait(_LOOKS_AT_S)
        except subprocess.TimeoutExpired:
            continue
        if code == 0:
            artefacts.put_if_absent(mark, b"")
            say(chore.done)
        else:
            say(f"`pitwall {' '.join(chore.command)}` failed in the background; {log_path} says why.")
        return code == 0
    child.terminate()
    child.wait()
    return False


def _environment(settings: Settings) -> dict[str, str]:
    # A child starts in the root folder: what is relative here must be absolute there.
    folders = {"PITWALL_HOME": str(settings.home.resolve()), "PITWALL_LAKE_URI": settings.lake}
    return {**os.environ, **folders, "PITWALL_ARTEFACTS_URI": settings.artefacts, "OMP_NUM_THREADS": "1"}
