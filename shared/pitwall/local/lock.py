"""One owner per folder: a lock that the kernel releases when its holder dies, however it dies.

The file also names its holder, so that whoever comes second can be told who came first.
"""

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType

from pitwall.clock import now
from pitwall.errors import ConfigurationError


class FolderInUseError(ConfigurationError):
    """Another living process holds the lock; the message names it."""

    title = "Already running"


class FolderLock:
    """The exclusive use of a folder, held from `acquire` until `release` or the end of the process."""

    def __init__(self, path: Path, purpose: str) -> None:
        """`path` is the lock file; `purpose` completes the sentence "... is already used by {purpose}"."""
        self.path = path
        self._purpose = purpose
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock at once. Raises FolderInUseError naming the process that holds it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 4096, 0).decode(errors="replace")
            os.close(descriptor)
            raise FolderInUseError(
                f"{self.path.parent} is already used by {self._purpose} ({_described(holder)}); "
                "stop that one first, or set PITWALL_HOME to another folder"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": f"{now():%Y-%m-%d %H:%M:%S} UTC"}).encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go; the file stays, since removing it would race with whoever waits for it."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "FolderLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _described(holder: str) -> str:
    """The holder as the lock file names it; it is empty for the instant between taking and writing."""
    try:
        entry = json.loads(holder)
        return f"process {entry['pid']}, running since {entry['since']}"
    except (ValueError, KeyError, TypeError):
        return "a process that is just starting"
