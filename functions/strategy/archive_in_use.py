"""The calibration that answers are given from: the newest one, loaded once per process and kept warm.

A newer one is taken up within seconds of being stored, so that nothing needs a restart.
"""

import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from pitwall.calibration.archive import Archive, load_archive, newest_usable_version
from pitwall.calibration.calibration import Calibration
from pitwall.calibration.driven_race import DrivenRace
from pitwall.calibration.race_setup import Pace, RaceSetup, race_setup
from pitwall.domain.vocabulary import LAST_SEASON, RaceKey
from pitwall.lake.opening import open_artefacts
from pitwall.lake.storage import Storage
from pitwall.settings import settings
from pitwall.strategy.teams_choice import as_teams_choose

_LOOKS_EVERY_S = 5.0
_SETUPS_KEPT = 64
_AFTER_ALL = RaceKey(LAST_SEASON + 1, 1)


class Calibrated(Protocol):
    """What answers are given from. Its methods raise CalibrationMissingError, and RequestError for an unknown race."""

    @property
    def version(self) -> str:
        """Of the calibration in use."""

    def setup(self, race: RaceKey, pace: Pace) -> RaceSetup:
        """A race ready to be simulated."""

    def driven(self, race: RaceKey) -> DrivenRace:
        """A race as it was driven."""

    def kept(self, path: str) -> bytes | None:
        """What was kept at a path of the artefacts; None where nothing was."""

    def keep(self, path: str, data: bytes) -> bytes:
        """Keeps it, and gives what is kept there now: the first that came."""


class ArchiveInUse:
    """The newest archive of the settings' artefacts."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Reads nothing yet."""
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._archive: Archive | None = None
        self._looked_at = float("-inf")
        self._setup = lru_cache(maxsize=_SETUPS_KEPT)(_planned)

    @property
    def version(self) -> str:
        """See Calibrated."""
        return self._current().version

    def setup(self, race: RaceKey, pace: Pace) -> RaceSetup:
        """See Calibrated."""
        return self._setup(self._current(), race, pace=pace)

    def driven(self, race: RaceKey) -> DrivenRace:
        """See Calibrated."""
        return self._current().driven(race)

    def newest_calibration(self) -> tuple[str, Calibration]:
        """Version and pooled numbers of all races measured. Raises CalibrationMissingError."""
        archive = self._current()
        return archive.version, archive.calibration_before(_AFTER_ALL)

    def kept(self, path: str) -> bytes | None:
        """See Calibrated."""
        storage = _storage()
        folder = path.rpartition("/")[0]
        return bytes(storage.read(path)) if path in storage.paths(folder) else None

    def keep(self, path: str, data: bytes) -> bytes:
        """See Calibrated."""
        storage = _storage()
        storage.put_if_absent(path, data)
        return bytes(storage.read(path))

    def _current(self) -> Archive:
        with self._lock:
            if self._archive is None or self._monotonic() - self._looked_at >= _LOOKS_EVERY_S:
                storage = _storage()
                newest = newest_usable_version(storage)
                if self._archive is None or self._archive.version != newest:
                    self._archive = load_archive(storage, newest)
                    self._setup.cache_clear()
                self._looked_at = self._monotonic()
            return self._archive


def _planned(archive: Archive, race: RaceKey, *, pace: Pace) -> RaceSetup:
    """For looking ahead, tyres are what laps and teams' choices together say; a race looked back on is as it was."""
    setup = race_setup(archive, race, pace=pace)
    return as_teams_choose(setup) if pace == "before" else setup


def _storage() -> Storage:
    return open_artefacts(settings())
