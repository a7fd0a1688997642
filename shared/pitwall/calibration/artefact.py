"""A calibration as stored: two JSON files and a manifest that says what they are and how they must hash.

`calibration/{version}/measurements.json` is what is read back, `calibration.json` the pooled numbers for readers of
files; the manifest is written last, so a version without one was never finished.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as installed_version

import pydantic
from pydantic import TypeAdapter

from pitwall.calibration.calibration import Calibration
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.clock import Clock
from pitwall.errors import LakeError, UnusableArtefactError
from pitwall.lake.storage import Storage

FORMAT_VERSION = 8
"""Raised with every change of what is measured or how it is written."""
FOLDER = "calibration"
_MANIFEST, _MEASUREMENTS, _CALIBRATION = "manifest.json", "measurements.json", "calibration.json"
_DELETE = "delete its folder"
_RUN_AGAIN = "run `pitwall calibrate` again"


@dataclass(frozen=True)
class Manifest:
    """What a stored calibration is."""

    format_version: int
    version: str
    as_of: str
    """Newest race used."""
    races: int
    code_version: str
    created: str
    """UTC, ISO 8601."""
    sha256: dict[str, str]
    """By file name."""


def write_artefact(
    storage: Storage, measurements: Sequence[RaceMeasurement], calibration: Calibration, clock: Clock
) -> Manifest:
    """Stores a calibration and its measurements; the same ones again are found there.

    Raises LakeWriteError, and UnusableArtefactError where a number is none or a damaged file is in the way.
    """
    files = {
        _CALIBRATION: _calibrations().dump_json(calibration),
        _MEASUREMENTS: _measurements().dump_json(tuple(measurements)),
    }
    _check_readable(files)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    together = hashlib.sha256(f"{FORMAT_VERSION} {sorted(hashes.items())}".encode()).hexdigest()
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        version=f"{calibration.as_of}-{together[:10]}",
        as_of=calibration.as_of,
        races=calibration.races,
        code_version=installed_version("pitwall"),
        created=clock().isoformat(),
        sha256=hashes,
    )
    for name, data in files.items():
        if not storage.put_if_absent(f"{FOLDER}/{manifest.version}/{name}", data):
            _check_hash(storage, manifest, name)
    path = f"{FOLDER}/{manifest.version}/{_MANIFEST}"
    if storage.put_if_absent(path, _manifests().dump_json(manifest)):
        return manifest
    return _manifest(storage, path)


def read_measurements(storage: Storage, version: str) -> tuple[Manifest, tuple[RaceMeasurement, ...]]:
    """A stored calibration's manifest and measurements.

    Raises UnusableArtefactError, saying what to do, where it is absent, of another format or damaged.
    """
    manifest = _manifest(storage, f"{FOLDER}/{version}/{_MANIFEST}")
    data = {name: _check_hash(storage, manifest, name) for name in manifest.sha256}
    try:
        return manifest, _measurements().validate_json(data[_MEASUREMENTS])
    except (pydantic.ValidationError, KeyError) as error:
        raise UnusableArtefactError(f"calibration {version} does not hold measurements: {_RUN_AGAIN}") from error


def stored_manifests(storage: Storage) -> list[Manifest]:
    """Every finished calibration of this format; others, damaged or renamed ones are passed over. Raises LakeError."""
    paths = [path for path in storage.paths(FOLDER) if path.endswith(f"/{_MANIFEST}")]
    found = ((_parsed(bytes(storage.read(path))), path.split("/")[-2]) for path in paths)
    return [one for one, version in found if one and (one.format_version, one.version) == (FORMAT_VERSION, version)]


def stored_formats(storage: Storage) -> tuple[int, ...]:
    """The formats of the calibrations stored, lowest first; a damaged manifest tells none. Raises LakeError."""
    paths = [path for path in storage.paths(FOLDER) if path.endswith(f"/{_MANIFEST}")]
    found = (_format(bytes(storage.read(path))) for path in paths)
    return tuple(sorted({one for one in found if one is not None}))


def _check_readable(files: Mapping[str, bytes]) -> None:
    """JSON has no word for what is no number: such a file could be written, but never read again."""
    try:
        _calibrations().validate_json(files[_CALIBRATION])
        _measurements().validate_json(files[_MEASUREMENTS])
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnusableArtefactError(f"not stored, since it could not be read again: {where}: {first['msg']}") from error


def _check_hash(storage: Storage, manifest: Manifest, name: str) -> bytes:
    """The file's bytes if they are those of the manifest."""
    data = _file(storage, manifest.version, name)
    if hashlib.sha256(data).hexdigest() != manifest.sha256[name]:
        raise UnusableArtefactError(
            f"{name} of calibration {manifest.version} is not what was written (its checksum differs): "
            f"{_DELETE} and {_RUN_AGAIN}"
        )
    return data


def _manifest(storage: Storage, path: str) -> Manifest:
    version = path.split("/")[-2]
    try:
        manifest = _parsed(bytes(storage.read(path)))
    except LakeError as error:
        raise UnusableArtefactError(f"there is no calibration {version}: {_RUN_AGAIN}") from error
    if manifest is None:
        raise UnusableArtefactError(f"the manifest of calibration {version} is damaged: {_DELETE} and {_RUN_AGAIN}")
    if manifest.version != version:
        raise UnusableArtefactError(
            f"calibration {version} holds {manifest.version}: it was renamed or copied: {_DELETE} and {_RUN_AGAIN}"
        )
    if manifest.format_version != FORMAT_VERSION:
        raise UnusableArtefactError(
            f"calibration {version} is of format {manifest.format_version}, this Pitwall reads {FORMAT_VERSION}: "
            f"{_RUN_AGAIN}"
        )
    return manifest


def _parsed(data: bytes) -> Manifest | None:
    try:
        return _manifests().validate_json(data)
    except pydantic.ValidationError:
        return None


def _format(data: bytes) -> int | None:
    # Of another format the manifest may hold other fields: no more than its number is asked of it.
    try:
        manifest = json.loads(data)
    except ValueError:
        return None
    number = manifest.get("format_version") if isinstance(manifest, dict) else None
    return number if isinstance(number, int) else None


def _file(storage: Storage, version: str, name: str) -> bytes:
    try:
        return bytes(storage.read(f"{FOLDER}/{version}/{name}"))
    except LakeError as error:
        raise UnusableArtefactError(f"calibration {version} lacks {name}: {_RUN_AGAIN}") from error


@cache
def _manifests() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


@cache
def _measurements() -> TypeAdapter[tuple[RaceMeasurement, ...]]:
    return TypeAdapter(tuple[RaceMeasurement, ...])


@cache
def _calibrations() -> TypeAdapter[Calibration]:
    return TypeAdapter(Calibration)
