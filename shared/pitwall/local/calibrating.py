"""Calibrates in the background whenever the lake holds laps that no calibration has seen.

In a process of its own, at low priority, so that the site stays quick; once per state of the lake and of the code.
"""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from pitwall import calibration
from pitwall.errors import PitwallError
from pitwall.lake.lake import Lake
from pitwall.lake.storage import Storage, open_storage
from pitwall.local.children import Account, spawn
from pitwall.observability import logger
from pitwall.settings import Settings

LOOK_EVERY_S = 3600.0
_SEEN = "calibrated"
_NOT_MEASURED = frozenset(
    {"ingest_runs", "hourly_weather", "published_driver_standings", "published_constructor_standings"}
)
"""Data sets that no calibration reads: new versions of them are no reason for another."""
_COMMAND = ("nice", "-n", "10", sys.executable, "-c", "from pitwall.cli import main; main()", "calibrate")
_LOOKS_AT_S = 1.0


def keep_calibrated(
    lake: Lake, settings: Settings, stopped: Event, say: Callable[[str], None], look_every_s: float = LOOK_EVERY_S
) -> None:
    """Calibrates now where that is due and looks again every hour, until `stopped`: made for a thread of its own."""
    while not stopped.is_set():
        try:
            calibrate_if_due(lake, settings, stopped, say)
        except (PitwallError, OSError):
            logger().exception("the calibration in the background failed")
        stopped.wait(look_every_s)


def calibrate_if_due(lake: Lake, settings: Settings, stopped: Event, say: Callable[[str], None]) -> bool:
    """Runs `pitwall calibrate` where the lake has laps in a state not calibrated yet; whether it did, and succeeded.

    Raises LakeError where lake or artefacts cannot be read or written, OSError where no process can be started.
    """
    artefacts = open_storage(settings.artefacts, settings.aws_endpoint_url)
    state = lake_state(lake)
    if state is None or _marker(state) in artefacts.paths(_SEEN):
        return False
    say("Calibrating the simulator from the laps in the lake, in the background.")
    return _run(settings, stopped, say, artefacts, state)


def lake_state(lake: Lake) -> str | None:
    """A name for what the lake holds for a calibration; None where it holds no laps. Raises LakeError."""
    index = {
        partition: versions for partition, versions in lake.index().items() if partition.dataset not in _NOT_MEASURED
    }
    if not any(partition.dataset == "laps" for partition in index):
        return None
    paths = sorted(version.path for versions in index.values() for version in versions)
    return hashlib.sha256("\n".join(paths).encode()).hexdigest()[:32]


def _marker(state: str) -> str:
    """Of a lake calibrated by this very code: a changed fit or format is worth a new one."""
    sources = sorted(Path(calibration.__file__).parent.glob("*.py"))
    code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    return f"{_SEEN}/{state}-{code}"


def _run(settings: Settings, stopped: Event, say: Callable[[str], None], artefacts: Storage, state: str) -> bool:
    with (settings.home / "calibration.log").open("ab") as log:
        child = spawn(
            _COMMAND, Account(os.geteuid(), os.getegid()), signal.SIGTERM, log.fileno(), _environment(settings)
        )
        while not stopped.is_set():
            try:
                code = child.wait(_LOOKS_AT_S)
            except subprocess.TimeoutExpired:
                continue
            if code == 0:
                artefacts.put_if_absent(_marker(state), b"")
                say("Calibrated: strategies and simulations answer now.")
            else:
                say(f"The calibration failed; {settings.home / 'calibration.log'} says why.")
            return code == 0
        child.terminate()
        child.wait()
        return False


def _environment(settings: Settings) -> dict[str, str]:
    # A child starts in the root folder: what is relative here must be absolute there.
    folders = {"PITWALL_HOME": str(settings.home.resolve()), "PITWALL_LAKE_URI": settings.lake}
    return {**os.environ, **folders, "PITWALL_ARTEFACTS_URI": settings.artefacts, "OMP_NUM_THREADS": "1"}
