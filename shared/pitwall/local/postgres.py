"""A real PostgreSQL 16 in a folder, started and stopped with this process: the laptop's stand-in for Aurora.

It listens on loopback only, asks for a random password, survives kill -9 of either side and never runs twice.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType

import psycopg

from pitwall.errors import StoreError, StoreUnavailableError
from pitwall.local.binaries import SHARED_FOLDER, postgres_programs
from pitwall.local.children import Account, can_reach, spawn, unprivileged_account
from pitwall.local.lock import FolderLock
from pitwall.local.postmaster import DATABASE, USER, free_port, is_ready, pid_in, runs_in, server_url

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 20.0
_POLL_S = 0.01
_PORT_ATTEMPTS = 5

# No replicas and no shared memory files: COPY into a new table skips the write-ahead log, small /dev/shm is enough.
_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "100",
        "shared_buffers": "256MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
)
_FORGETFUL: Mapping[str, str] = MappingProxyType(
    {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",
        "shared_buffers": "64MB",
    }
)


class EmbeddedPostgres:
    """PostgreSQL in `folder` while the `with` block lasts; `url` is what SQLAlchemy connects to."""

    def __init__(self, folder: Path, durable: bool = True) -> None:
        """`durable=False` trades crash safety for speed: for tests only."""
        self._account: Account = unprivileged_account(folder)
        self._wanted_folder = folder
        self._folder = folder
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: FolderLock | None = None
        self._programs = Path()
        self._port = 0

    @property
    def folder(self) -> Path:
        """Where it keeps its files: the folder asked for, or where that leads when `nobody` cannot reach it."""
        return self._folder

    @property
    def url(self) -> str:
        """The SQLAlchemy URL, password included, of the database `pitwall`."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The SQLAlchemy URL of another database of this server."""
        return server_url(self._password(), self._port, database)

    def __enter__(self) -> "EmbeddedPostgres":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, creating its files the first time; returns once it answers.

        Raises FolderInUseError while another process runs it, StoreUnavailableError where it does not come up.
        """
        self._folder = _reachable(self._wanted_folder, self._account)
        self._lock = FolderLock(self._folder / "lock", "another Pitwall")
        self._lock.acquire()
        try:
            self._programs = postgres_programs(self._account)
            self._initialise()
            self._clear_stale_server()
            self._launch()
            self._create_database()
        except BaseException:
            self.stop()
            raise

    def revive(self) -> None:
        """Start the server again, on the same port, if somebody killed it; does nothing while it runs.

        Raises StoreUnavailableError where it does not come up.
        """
        process = self._process
        if process is not None and process.poll() is not None:
            self._clear_stale_server()
            self._launch(self._port)

    def stop(self) -> None:
        """Stop the server (fast shutdown, then harder) and let go of the folder; does nothing when not running."""
        if self._process is not None:
            for wish in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                self._process.send_signal(wish)
                try:
                    self._process.wait(_STOP_TIMEOUT_S)
                    break
                except subprocess.TimeoutExpired:
                    continue
            self._process = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _password(self) -> str:
        return (self._folder / "password").read_text()

    def _initialise(self) -> None:
        """Create the cluster under another name and rename it when whole: a start cut short is no cluster."""
        if self._data.exists():
            return
        unfinished = self._folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self._folder / "password"
        password.unlink(missing_ok=True)
        descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(descriptor, secrets.token_urlsafe(32).encode())
        os.close(descriptor)
        os.chown(password, self._account.uid, self._account.gid)
        command: list[str | Path] = [self._programs / "initdb", "-D", unfinished, "-U", USER, "--pwfile", password]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        command += [] if self._durable else ["--no-sync"]
        with (self._folder / "initdb.log").open("wb") as log:
            process = spawn(command, self._account, signal.SIGKILL, log, {})
            if process.wait(_START_TIMEOUT_S) != 0:
                raise StoreUnavailableError(f"PostgreSQL could not create its files; see {log.name}")
        unfinished.rename(self._data)

    def _clear_stale_server(self) -> None:
        """Wait for a server whose owner was killed to finish its shutdown, then forget its process file.

        We hold the folder's lock, so whatever the file names is either that server or an unrelated process.
        """
        pid_file = self._data / "postmaster.pid"
        deadline = time.monotonic() + _STOP_TIMEOUT_S
        while (pid := pid_in(pid_file)) is not None and runs_in(pid, self._data):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGQUIT)
                deadline += _STOP_TIMEOUT_S
            time.sleep(_POLL_S)
        pid_file.unlink(missing_ok=True)

    def _launch(self, port: int | None = None) -> None:
        """Start `postgres` on `port` or a free one; another process may take that first, so try a few."""
        log_path = self._folder / "server.log"
        if log_path.exists():
            log_path.replace(self._folder / "server.log.old")
        chosen = {**_SETTINGS, **({} if self._durable else _FORGETFUL)}
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        for _ in range(_PORT_ATTEMPTS):
            self._port = port or free_port()
            port = None
            command = [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self._port), *options]
            with log_path.open("ab") as log:
                self._process = spawn(command, self._account, signal.SIGINT, log, {"LC_ALL": "C.UTF-8"})
            if self._comes_up():
                return
            if "Address already in use" not in log_path.read_text(errors="replace"):
                break
        raise StoreUnavailableError(f"PostgreSQL did not start; see {log_path}")

    def _comes_up(self) -> bool:
        """Whether the server reports itself ready; False when it ended or took longer than a minute."""
        assert self._process is not None
        deadline = time.monotonic() + _START_TIMEOUT_S
        while self._process.poll() is None and time.monotonic() < deadline:
            if is_ready(self._data / "postmaster.pid", self._process.pid):
                return True
            time.sleep(_POLL_S)
        return False

    def _create_database(self) -> None:
        address = {"host": "127.0.0.1", "port": self._port, "user": USER, "password": self._password()}
        with psycopg.connect(dbname="postgres", autocommit=True, **address) as connection:  # type: ignore[arg-type]
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")


def _reachable(folder: Path, account: Account) -> Path:
    """`folder`, made for and owned by `account`; where that account cannot pass its parents, a link to one it can."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not can_reach(account, folder.parent.resolve()):
            SHARED_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
            folder.unlink(missing_ok=True)
            folder.symlink_to(tempfile.mkdtemp(prefix="store-", dir=SHARED_FOLDER))
        else:
            folder.mkdir()
    real = folder.resolve()
    if real.stat().st_uid != account.uid:
        if os.geteuid() != 0:
            raise StoreError(f"{real} belongs to another user; set PITWALL_HOME to a folder of your own")
        os.chown(real, account.uid, account.gid)
    real.chmod(0o700)
    return real
