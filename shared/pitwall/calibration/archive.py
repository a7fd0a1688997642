"""A loaded calibration: every race measured, and the parameters as of any of them."""

from collections.abc import Sequence
from functools import lru_cache

from pitwall.calibration.artefact import FORMAT_VERSION, read_measurements, stored_formats, stored_manifests
from pitwall.calibration.calibration import Calibration, before, calibrate
from pitwall.calibration.driven_race import DrivenRace
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import CalibrationMissingError, NotFoundError
from pitwall.lake.storage import Storage

_CALIBRATIONS_KEPT = 8


class Archive:
    """Measurements of all races; calibrations are pooled when first asked for and kept."""

    def __init__(self, version: str, measurements: Sequence[RaceMeasurement]) -> None:
        """`version` is the artefact's name."""
        self.version = version
        self._measurements = tuple(sorted(measurements, key=lambda one: one.key))
        self._by_key = {one.key: one for one in self._measurements}
        self.calibration_before = lru_cache(_CALIBRATIONS_KEPT)(self._pooled)

    @property
    def races(self) -> tuple[RaceKey, ...]:
        """Every weekend it knows, those to come included, in order of time."""
        return tuple(self._by_key)

    def measurement(self, race: RaceKey) -> RaceMeasurement:
        """One weekend. Raises NotFoundError."""
        found = self._by_key.get(race)
        if found is None:
            raise NotFoundError(f"no race {race} is in calibration {self.version}")
        return found

    def before(self, race: RaceKey) -> list[RaceMeasurement]:
        """The weekends before `race`."""
        return before(self._measurements, race)

    def driven_race(self, race: RaceKey) -> DrivenRace | None:
        """A race as it was driven; None where there are no laps of it. Raises NotFoundError."""
        return self.measurement(race).driven

    def driven(self, race: RaceKey) -> DrivenRace:
        """A race as it was driven. Raises NotFoundError where there are no laps of it."""
        found = self.driven_race(race)
        if found is None:
            raise NotFoundError(f"there are no laps of race {race}")
        return found

    def _pooled(self, race: RaceKey) -> Calibration:
        """The calibration from races before `race` alone. Raises UnusableArtefactError where there is none."""
        return calibrate(self.before(race))


def load_archive(storage: Storage, version: str) -> Archive:
    """The calibration stored as `version`. Raises UnusableArtefactError, saying what to do."""
    manifest, measurements = read_measurements(storage, version)
    return Archive(manifest.version, measurements)


def newest_version(storage: Storage) -> str | None:
    """The version that knows the newest race, of several the one made last; None where nothing is stored."""
    newest = max(stored_manifests(storage), key=lambda one: (one.as_of, one.created), default=None)
    return newest.version if newest else None


def newest_usable_version(storage: Storage) -> str:
    """As `newest_version`. Raises CalibrationMissingError, saying what is stored instead and what to do."""
    newest = newest_version(storage)
    if newest is not None:
        return newest
    others = [str(one) for one in stored_formats(storage) if one != FORMAT_VERSION]
    if others:
        raise CalibrationMissingError(
            f"the calibration stored is of format {' and '.join(others)}, this Pitwall reads {FORMAT_VERSION}: "
            "run `pitwall calibrate` again"
        )
    raise CalibrationMissingError("no calibration is stored yet: run `pitwall calibrate`")
