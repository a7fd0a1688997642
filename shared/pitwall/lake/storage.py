"""Where the lake's bytes lie: a folder or an S3 prefix behind one small interface, read through pyarrow.fs.

A write either appears whole or not at all, and never replaces what is there.
"""

import os
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlparse

import pyarrow as pa
import pyarrow.fs as pafs

from pitwall.errors import ConfigurationError, LakeError, LakeWriteError

if TYPE_CHECKING:
    from collections.abc import Iterable

_INCOMING = ".incoming"
_FEW = 4
_PUTS_AT_ONCE = 8


class Storage(Protocol):
    """A place for immutable objects with slash-separated paths."""

    @property
    def uri(self) -> str:
        """Where it is, in words a settings file would use."""

    def paths(self, prefix: str = "") -> list[str]:
        """The paths of all objects below the folder `prefix`, sorted. Raises LakeError."""

    def read(self, path: str) -> pa.Buffer:
        """The bytes of one object. Raises LakeError where it is absent or unreachable."""

    def put_if_absent(self, path: str, data: bytes | pa.Buffer) -> bool:
        """Writes an object whole; False where the path is taken already. Raises LakeWriteError."""

    def put_all_if_absent(self, objects: Sequence[tuple[str, bytes | pa.Buffer]]) -> list[bool]:
        """As `put_if_absent` for many objects, which may come together or none of them. Raises LakeWriteError."""


def open_storage(uri: str, endpoint_url: str | None = None) -> Storage:
    """The storage at `uri`: a folder's path or `s3://bucket/prefix`. Raises ConfigurationError for other schemes."""
    parts = urlparse(uri)
    if parts.scheme == "s3":
        return S3Storage(parts.netloc, parts.path.strip("/"), endpoint_url)
    if parts.scheme in ("", "file"):
        return FolderStorage(Path(parts.path))
    raise ConfigurationError(f"the lake cannot be at '{uri}': give a folder or s3://bucket/prefix")


class _ArrowReader:
    """Listing and reading, which both homes share through pyarrow.fs."""

    def __init__(self, filesystem: pafs.FileSystem, root: str) -> None:
        self._filesystem = filesystem
        self._root = root.rstrip("/")

    def paths(self, prefix: str = "") -> list[str]:
        base = f"{self._root}/{prefix}".rstrip("/")
        selector = pafs.FileSelector(base, recursive=True, allow_not_found=True)
        try:
            infos: Iterable[Any] = self._filesystem.get_file_info(selector)
        except OSError as error:
            raise LakeError(f"the lake at {self._root} cannot be listed: {error}") from error
        start = len(self._root) + 1
        found = (info.path[start:] for info in infos if info.type == pafs.FileType.File)
        return sorted(path for path in found if not path.startswith("."))

    def read(self, path: str) -> pa.Buffer:
        try:
            with self._filesystem.open_input_file(f"{self._root}/{path}") as file:
                return file.read_buffer()
        except OSError as error:
            raise LakeError(f"{path} cannot be read from the lake at {self._root}: {error}") from error


class FolderStorage(_ArrowReader):
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        """`root` need not exist yet."""
        self._folder = root.resolve()
        super().__init__(pafs.LocalFileSystem(), self._folder.as_posix())

    @property
    def uri(self) -> str:
        """The folder's path."""
        return str(self._folder)

    def put_if_absent(self, path: str, data: bytes | pa.Buffer) -> bool:
        """Writes aside to the disk itself, then links into place: a crash leaves at most a file in `.incoming`."""
        if (self._folder / PurePosixPath(path)).exists():
            return False
        return self._put([(path, data)], _write_durably, lambda: None)[0]

    def put_all_if_absent(self, objects: Sequence[tuple[str, bytes | pa.Buffer]]) -> list[bool]:
        """All aside, the disk once, then all into place: waiting for the disk at each would double the time."""
        if len(objects) <= _FEW:
            return [self.put_if_absent(path, data) for path, data in objects]
        return self._put(objects, Path.write_bytes, os.sync)

    def _put(
        self,
        objects: Sequence[tuple[str, bytes | pa.Buffer]],
        write: Callable[[Path, bytes | pa.Buffer], object],
        settle: Callable[[], object],
    ) -> list[bool]:
        asides: list[Path] = []
        try:
            (self._folder / _INCOMING).mkdir(parents=True, exist_ok=True)
            for _, data in objects:
                asides.append(self._folder / _INCOMING / uuid.uuid4().hex)
                write(asides[-1], data)
            settle()
            targets = [self._folder / PurePosixPath(path) for path, _ in objects]
            return [_link(aside, target) for aside, target in zip(asides, targets, strict=True)]
        except OSError as error:
            first = objects[0][0]
            raise LakeWriteError(
                f"{first} cannot be written to the lake at {self._folder}: {error.strerror}"
            ) from error
        finally:
            for aside in asides:
                aside.unlink(missing_ok=True)


def _write_durably(path: Path, data: bytes | pa.Buffer) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        # A name that outlives a power cut must not stand for an empty file.
        os.fsync(file.fileno())


def _link(aside: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(aside, target)
    except FileExistsError:
        return False
    return True


class S3Storage(_ArrowReader):
    """A prefix of an S3 bucket. Conditional puts go through boto3, which pyarrow.fs does not offer."""

    def __init__(self, bucket: str, prefix: str, endpoint_url: str | None = None) -> None:
        """`endpoint_url` names a stand-in for S3; None means the real one."""
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._endpoint_url = endpoint_url
        options: dict[str, Any] = {}
        if endpoint_url:
            parts = urlparse(endpoint_url)
            options = {"endpoint_override": parts.netloc, "scheme": parts.scheme}
        super().__init__(pafs.S3FileSystem(**options), f"{bucket}/{prefix}")

    @property
    def uri(self) -> str:
        """The prefix as an s3 URI."""
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def put_if_absent(self, path: str, data: bytes | pa.Buffer) -> bool:
        """A conditional put: S3 itself refuses a path that is taken."""
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError

        client = boto3.client("s3", endpoint_url=self._endpoint_url)
        try:
            client.put_object(Bucket=self._bucket, Key=self._prefix + path, Body=bytes(data), IfNoneMatch="*")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("PreconditionFailed", "ConditionalRequestConflict"):
                return False
            raise LakeWriteError(f"{path} was refused by {self.uri}: {error}") from error
        except BotoCoreError as error:
            raise LakeWriteError(f"{path} cannot be written to {self.uri}: {error}") from error
        return True

    def put_all_if_absent(self, objects: Sequence[tuple[str, bytes | pa.Buffer]]) -> list[bool]:
        """Several conditional puts at a time: each waits for the network, not for the others."""
        with ThreadPoolExecutor(_PUTS_AT_ONCE) as putters:
            return list(putters.map(lambda put: self.put_if_absent(*put), objects))
