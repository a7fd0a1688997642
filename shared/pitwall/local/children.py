"""Child processes that never outlive us: the kernel signals them when this process dies, even by kill -9.

They run under the least privileged account that owns their files, and outside our terminal's Ctrl-C.
"""

import ctypes
import os
import pwd
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """The operating system account that a child runs as."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether that is the account we run as already."""
        return self.uid == os.geteuid()

    @property
    def switch(self) -> dict[str, object]:
        """The arguments for subprocess that change to this account; empty where that is not needed."""
        return {} if self.is_ours else {"user": self.uid, "group": self.gid, "extra_groups": []}


def unprivileged_account(folder: Path) -> Account:
    """Who shall own `folder` and run its server: ourselves, or, when we are root, its owner or `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if folder.exists() and folder.stat().st_uid != 0:
        return Account(folder.stat().st_uid, folder.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def can_reach(account: Account, path: Path) -> bool:
    """Whether `account` may pass through every folder on the way to `path`."""
    arguments = ["test", "-x", str(path)]
    return subprocess.run(arguments, cwd="/", check=False, **account.switch).returncode == 0  # type: ignore[call-overload,no-any-return]


def spawn(
    command: Sequence[str | Path],
    account: Account,
    death_signal: signal.Signals,
    log: IO[bytes] | int,
    environment: Mapping[str, str],
) -> subprocess.Popen[bytes]:
    """Start `command` so that it gets `death_signal` when this process ends. Raises OSError where it cannot start.

    The kernel watches the *thread* that forked, so a thread of the child's own forks it and waits for its end.
    """
    started: list[subprocess.Popen[bytes]] = []
    failed: list[OSError] = []
    ready = threading.Event()
    parent = os.getpid()

    def bind_to_parent() -> None:
        # After the change of account, which would clear it; a parent that died before this call is never noticed.
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    def keep() -> None:
        try:
            child: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
                [str(part) for part in command],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                start_new_session=True,
                preexec_fn=bind_to_parent,
                umask=0o077,
                **account.switch,
            )
        except OSError as error:
            failed.append(error)
            ready.set()
            return
        started.append(child)
        ready.set()
        child.wait()

    threading.Thread(target=keep, name=f"keeper of {Path(command[0]).name}", daemon=True).start()
    ready.wait()
    if failed:
        raise failed[0]
    return started[0]
