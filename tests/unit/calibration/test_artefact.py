"""A calibration stored and read back: the same bytes for the same races, nothing read that was not written."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from math import nan
from pathlib import Path

import boto3
import pyarrow as pa
import pytest

from pitwall.calibration.archive import Archive, load_archive, newest_usable_version, newest_version
from pitwall.calibration.artefact import FORMAT_VERSION, Manifest, read_measurements, write_artefact
from pitwall.calibration.calibration import calibrate
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.weekend_rating import rated
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import CalibrationMissingError, NotFoundError, UnusableArtefactError
from pitwall.lake.storage import FolderStorage, open_storage
from tests.unit.calibration.hand_made_measurements import measured_race

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 7, 1, 13, tzinfo=UTC)


@pytest.fixture(scope="module")
def measurements() -> list[RaceMeasurement]:
    races = [measured_race(1), measured_race(2), measured_race(3, circuit_id="elsewhere"), measured_race(4, run=False)]
    return rated(races)


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path)


def store(storage: FolderStorage, measurements: list[RaceMeasurement], at: datetime = NOON) -> Manifest:
    return write_artefact(storage, measurements, calibrate(measurements), lambda: at)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.json")}


def test_what_was_measured_is_read_back(storage: FolderStorage, measurements: list[RaceMeasurement]) -> None:
    manifest = store(storage, measurements)
    assert read_measurements(storage, manifest.version) == (manifest, tuple(measurements))
    assert manifest.as_of == "2024-03"
    assert manifest.races == 3


def test_the_same_races_give_the_same_version_and_bytes(tmp_path: Path, measurements: list[RaceMeasurement]) -> None:
    one = store(FolderStorage(tmp_path / "one"), measurements)
    other = store(FolderStorage(tmp_path / "other"), measurements)
    assert one == other
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_the_same_calibration_again_is_the_one_already_there(
    storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    first = store(storage, measurements)
    assert store(storage, measurements, at=LATER) == first


@pytest.mark.parametrize("name", ["measurements.json", "calibration.json"])
def test_a_changed_file_is_refused_by_its_checksum(
    tmp_path: Path, storage: FolderStorage, measurements: list[RaceMeasurement], name: str
) -> None:
    version = store(storage, measurements).version
    file = tmp_path / "calibration" / version / name
    file.write_bytes(file.read_bytes().replace(b"nowhere", b"NOWHERE", 1))
    with pytest.raises(UnusableArtefactError, match=r"checksum differs.*run `pitwall calibrate` again"):
        load_archive(storage, version)


def test_a_damaged_file_in_the_way_is_an_error_not_a_success(
    tmp_path: Path, storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    folder = tmp_path / "calibration" / store(storage, measurements).version
    (folder / "measurements.json").write_bytes(b"[]")
    with pytest.raises(UnusableArtefactError, match=r"checksum differs.*delete its folder"):
        store(storage, measurements)
    (folder / "measurements.json").unlink()
    (folder / "manifest.json").write_bytes(b"{")
    with pytest.raises(UnusableArtefactError, match=r"manifest .* is damaged: delete its folder"):
        store(storage, measurements)


def test_a_renamed_calibration_is_refused(
    tmp_path: Path, storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    version = store(storage, measurements).version
    (tmp_path / "calibration" / version).rename(tmp_path / "calibration" / "2030-01-renamed")
    with pytest.raises(UnusableArtefactError, match=f"2030-01-renamed holds {version}"):
        load_archive(storage, "2030-01-renamed")
    assert newest_version(storage) is None


def test_what_could_not_be_read_again_is_not_stored(
    storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    odd = replace(measurements[0], race_pace=replace(measurements[0].race_pace, mean_lap_number=nan))
    with pytest.raises(UnusableArtefactError, match=r"0\.race_pace\.mean_lap_number"):
        write_artefact(storage, [odd], calibrate(measurements), lambda: NOON)
    assert storage.paths() == []


class KilledError(Exception):
    """Stands for the end of the process."""


class DyingStorage(FolderStorage):
    """Dies before the write after the first `puts`."""

    def __init__(self, root: Path, puts: int) -> None:
        super().__init__(root)
        self._left = puts

    def put_if_absent(self, path: str, data: bytes | pa.Buffer) -> bool:
        if self._left == 0:
            raise KilledError
        self._left -= 1
        return super().put_if_absent(path, data)


@pytest.mark.parametrize("puts", [0, 1, 2])
def test_a_calibration_killed_in_the_middle_is_none_and_the_next_run_completes_it(
    tmp_path: Path, measurements: list[RaceMeasurement], puts: int
) -> None:
    with pytest.raises(KilledError):
        store(DyingStorage(tmp_path, puts), measurements)
    storage = FolderStorage(tmp_path)
    assert newest_version(storage) is None
    version = store(storage, measurements).version
    assert newest_version(storage) == version
    assert load_archive(storage, version).version == version


def test_two_calibrations_at_once_agree_on_one(tmp_path: Path, measurements: list[RaceMeasurement]) -> None:
    with ThreadPoolExecutor(4) as writers:
        made = writers.map(
            lambda minute: store(FolderStorage(tmp_path), measurements, NOON.replace(minute=minute)), range(4)
        )
        manifests = list(made)
    assert len({one.created for one in manifests}) == 1
    assert read_measurements(FolderStorage(tmp_path), manifests[0].version)[0] == manifests[0]


def test_an_s3_bucket_serves_as_well_as_a_folder(
    measurements: list[RaceMeasurement], aws_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    boto3.client("s3", endpoint_url=aws_server).create_bucket(Bucket="artefacts")
    storage = open_storage("s3://artefacts/made", aws_server)
    assert newest_version(storage) is None
    manifest = write_artefact(storage, measurements, calibrate(measurements), lambda: NOON)
    assert write_artefact(storage, measurements, calibrate(measurements), lambda: LATER) == manifest
    assert newest_version(storage) == manifest.version
    assert read_measurements(storage, manifest.version) == (manifest, tuple(measurements))
    with pytest.raises(UnusableArtefactError, match="there is no calibration 2024-01-none"):
        load_archive(storage, "2024-01-none")


def test_another_format_is_refused_with_what_to_do(
    tmp_path: Path, storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    version = store(storage, measurements).version
    file = tmp_path / "calibration" / version / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format_version": FORMAT_VERSION + 1}))
    with pytest.raises(UnusableArtefactError, match=f"of format {FORMAT_VERSION + 1}.*run `pitwall calibrate` again"):
        load_archive(storage, version)
    assert newest_version(storage) is None
    told = f"is of format {FORMAT_VERSION + 1}, this Pitwall reads {FORMAT_VERSION}: run `pitwall calibrate` again"
    with pytest.raises(CalibrationMissingError, match=told):
        newest_usable_version(storage)


def test_a_calibration_of_another_format_is_no_reason_to_say_there_is_none(
    tmp_path: Path, storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    with pytest.raises(CalibrationMissingError, match="no calibration is stored yet: run `pitwall calibrate`"):
        newest_usable_version(storage)
    for folder, manifest in (("other", '{"format_version": 1, "fields": "others"}'), ("damaged", "{")):
        (tmp_path / "calibration" / folder).mkdir(parents=True)
        (tmp_path / "calibration" / folder / "manifest.json").write_text(manifest)
    with pytest.raises(CalibrationMissingError, match="the calibration stored is of format 1, "):
        newest_usable_version(storage)
    version = store(storage, measurements).version
    assert newest_usable_version(storage) == version


def test_a_missing_file_and_a_missing_version_are_said_in_words(
    tmp_path: Path, storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    version = store(storage, measurements).version
    (tmp_path / "calibration" / version / "measurements.json").unlink()
    with pytest.raises(UnusableArtefactError, match=r"lacks measurements\.json"):
        load_archive(storage, version)
    with pytest.raises(UnusableArtefactError, match="there is no calibration 2024-01-none"):
        load_archive(storage, "2024-01-none")


def test_an_unfinished_calibration_is_passed_over(
    tmp_path: Path, storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    finished = store(storage, measurements[:2]).version
    begun = store(storage, measurements).version
    (tmp_path / "calibration" / begun / "manifest.json").unlink()
    assert newest_version(storage) == finished


def test_the_newest_version_knows_the_newest_race_whenever_it_was_made(
    storage: FolderStorage, measurements: list[RaceMeasurement]
) -> None:
    assert newest_version(storage) is None
    newest = store(storage, measurements).version
    store(storage, measurements[:2], at=LATER)
    assert newest_version(storage) == newest


def test_a_calibration_as_of_a_race_knows_nothing_of_it_or_later(measurements: list[RaceMeasurement]) -> None:
    archive = Archive("made-by-hand", measurements)
    changed = Archive("made-by-hand", [measurements[0], measured_race(7), measured_race(9), measured_race(4)])
    assert archive.calibration_before(RaceKey(2024, 2)) == changed.calibration_before(RaceKey(2024, 2))
    assert archive.calibration_before(RaceKey(2024, 2)).as_of == "2024-01"
    assert archive.calibration_before(RaceKey(2024, 4)).as_of == "2024-03"


def test_nothing_can_be_calibrated_without_a_race(measurements: list[RaceMeasurement]) -> None:
    archive = Archive("made-by-hand", measurements)
    with pytest.raises(UnusableArtefactError, match="no race with laps"):
        archive.calibration_before(RaceKey(2024, 1))
    with pytest.raises(UnusableArtefactError, match="no race with laps"):
        calibrate([measured_race(4, run=False)])


def test_a_race_unknown_or_not_yet_run_is_not_found(measurements: list[RaceMeasurement]) -> None:
    archive = Archive("made-by-hand", measurements)
    assert archive.races == tuple(RaceKey(2024, round_) for round_ in (1, 2, 3, 4))
    assert archive.driven_race(RaceKey(2024, 4)) is None
    assert archive.driven(RaceKey(2024, 1)).race == RaceKey(2024, 1)
    with pytest.raises(NotFoundError):
        archive.driven(RaceKey(2024, 4))
    with pytest.raises(NotFoundError):
        archive.measurement(RaceKey(2024, 9))
