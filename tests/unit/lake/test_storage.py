"""Objects appear whole or not at all and are never replaced: in a folder, on a full disk, and on S3."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest

from pitwall.errors import ConfigurationError, LakeError, LakeWriteError
from pitwall.lake.storage import FolderStorage, S3Storage, Storage, open_storage

_PATH = "laps/season=2024/round=01/session=R/f1db-000000000001-ab.parquet"


@pytest.fixture(scope="module")
def s3_url(aws_server: str) -> Iterator[str]:
    """A stand-in for S3, and leave to use it."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield aws_server


@pytest.fixture
def bucket(s3_url: str) -> str:
    """An empty bucket."""
    client = boto3.client("s3", endpoint_url=s3_url)
    name = f"lake-{len(client.list_buckets()['Buckets'])}"
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture(params=["folder", "s3", "s3 without prefix"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """An empty lake in each of its homes."""
    if request.param == "folder":
        return open_storage(str(tmp_path / "lake"))
    bucket = request.getfixturevalue("bucket")
    prefix = "/pitwall/lake" if request.param == "s3" else ""
    return open_storage(f"s3://{bucket}{prefix}", request.getfixturevalue("s3_url"))


def test_an_object_is_read_as_it_was_written(storage: Storage) -> None:
    assert storage.put_if_absent(_PATH, b"first")
    assert storage.read(_PATH).to_pybytes() == b"first"


def test_an_object_is_never_replaced(storage: Storage) -> None:
    storage.put_if_absent(_PATH, b"first")
    assert not storage.put_if_absent(_PATH, b"second")
    assert storage.read(_PATH).to_pybytes() == b"first"


def test_of_many_writers_at_once_one_wins_whole(storage: Storage) -> None:
    contents = [bytes([n]) * 100_000 for n in range(8)]
    with ThreadPoolExecutor(8) as writers:
        won = list(writers.map(lambda content: storage.put_if_absent(_PATH, content), contents))
    assert won.count(True) == 1
    assert storage.read(_PATH).to_pybytes() == contents[won.index(True)]


def test_paths_are_sorted_and_below_their_folder(storage: Storage) -> None:
    names = [_PATH, "laps/season=2023/a.parquet", "lapses/b.parquet", "rejected/laps/c.parquet"]
    for name in names:
        storage.put_if_absent(name, b"x")
    assert storage.paths() == sorted(names)
    assert storage.paths("laps") == ["laps/season=2023/a.parquet", _PATH]
    assert storage.paths("races") == []


def test_a_lake_not_written_yet_is_empty(storage: Storage) -> None:
    assert storage.paths() == []


def test_an_absent_object_is_named(storage: Storage) -> None:
    with pytest.raises(LakeError, match="laps/season=2024"):
        storage.read(_PATH)


def test_a_write_cut_short_before_it_is_in_place_leaves_nothing_visible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = FolderStorage(tmp_path)

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", end)
        with pytest.raises(KeyboardInterrupt):
            storage.put_if_absent(_PATH, b"first")
    assert storage.paths() == []
    assert storage.put_if_absent(_PATH, b"first")


def test_a_process_killed_while_it_writes_leaves_nothing_visible(tmp_path: Path) -> None:
    script = """
        import os, signal, sys
        from pathlib import Path
        from pitwall.lake.storage import FolderStorage
        os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        FolderStorage(Path(sys.argv[1])).put_if_absent(sys.argv[2], b"first")
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(script), str(tmp_path), _PATH], check=False)
    assert ended.returncode == -9
    assert len(list((tmp_path / ".incoming").iterdir())) == 1
    storage = FolderStorage(tmp_path)
    assert storage.paths() == []
    assert storage.put_if_absent(_PATH, b"second")
    assert storage.paths() == [_PATH]


def test_a_disk_that_takes_no_more_is_a_write_error_and_leaves_nothing(tmp_path: Path) -> None:
    """The limit on a file's size stops a real write in the middle, as a full disk does."""
    script = """
        import resource, sys
        from pathlib import Path
        from pitwall.errors import LakeWriteError
        from pitwall.lake.storage import FolderStorage
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            FolderStorage(Path(sys.argv[1])).put_if_absent(sys.argv[2], bytes(100_000))
        except LakeWriteError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path), _PATH]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "cannot be written" in said
    storage = FolderStorage(tmp_path)
    assert storage.paths() == []
    assert list((tmp_path / ".incoming").iterdir()) == []
    assert storage.put_if_absent(_PATH, bytes(100_000))


def test_a_file_where_a_folder_should_be_is_a_write_error(tmp_path: Path) -> None:
    (tmp_path / "laps").write_text("not a folder")
    with pytest.raises(LakeWriteError):
        FolderStorage(tmp_path).put_if_absent(_PATH, b"first")


def test_a_bucket_that_refuses_is_a_write_error(s3_url: str) -> None:
    storage = S3Storage("nobody-made-this-bucket", "lake", s3_url)
    with pytest.raises(LakeWriteError, match="refused"):
        storage.put_if_absent(_PATH, b"first")


def test_an_s3_that_is_away_is_a_lake_error(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    storage = S3Storage("lake", "", "http://127.0.0.1:9")
    with pytest.raises(LakeWriteError):
        storage.put_if_absent(_PATH, b"first")


def test_a_lake_can_be_a_folder_or_s3_only() -> None:
    with pytest.raises(ConfigurationError, match="give a folder or s3"):
        open_storage("gs://bucket/lake")
