"""The embedded PostgreSQL against the ways a laptop treats a server: kill -9, two terminals, root, other users.

Real servers and real processes; each test has a folder of its own.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from pitwall.local.children import Account, can_reach
from pitwall.local.lock import FolderInUseError
from pitwall.local.postgres import EmbeddedPostgres
from pitwall.local.postmaster import running_url

pytestmark = pytest.mark.database

_OWNER = """
import sys, time
from pathlib import Path
from pitwall.local.postgres import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    print(server.url, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One server folder for the tests that take turns with it."""
    yield from _reachable_folder()


@pytest.fixture
def fresh_folder() -> Iterator[Path]:
    """A server folder that does not exist yet."""
    yield from _reachable_folder()


def _reachable_folder() -> Iterator[Path]:
    # Not pytest's own: that is closed to the account that runs PostgreSQL when the tests run as root.
    parent = Path(tempfile.mkdtemp(prefix="pitwall-postgres-"))
    parent.chmod(0o755)
    yield parent / "postgres"
    shutil.rmtree(parent)


@pytest.fixture
def start_owner(folder: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[str], str]]]:
    """Starts another process that runs the server in `folder`; gives that process and the server's URL."""
    owners: list[subprocess.Popen[str]] = []

    def start() -> tuple[subprocess.Popen[str], str]:
        owner = subprocess.Popen([sys.executable, "-c", _OWNER, folder], stdout=subprocess.PIPE, text=True)
        owners.append(owner)
        assert owner.stdout is not None
        return owner, owner.stdout.readline().strip()

    yield start
    for owner in owners:
        owner.terminate()
        owner.communicate()
    _wait_until(lambda: _is_down(folder))


def _query(url: str, statement: str) -> object:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def _is_down(folder: Path) -> bool:
    return not (folder / "data" / "postmaster.pid").exists()


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited twenty seconds in vain"
        time.sleep(0.01)


def test_it_is_postgresql_16_and_keeps_its_rows_over_a_restart(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        assert str(_query(server.url, "SHOW server_version")).startswith("16.")
        _query(server.url, "DROP TABLE IF EXISTS lap; CREATE TABLE lap AS SELECT 87.5 AS lap_time_s")
    with EmbeddedPostgres(folder) as server:
        assert str(_query(server.url, "SELECT lap_time_s FROM lap")) == "87.5"


def test_the_real_one_stays_crash_safe(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        settings = [_query(server.url, f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")]
    assert settings == ["on", "on", "on"]


def test_only_who_may_read_the_password_file_can_connect(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        assert (folder / "password").stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700
        password = (folder / "password").read_text()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            _query(server.url.replace(password, "guess"), "SELECT 1")


def test_it_listens_on_loopback_only(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        assert _query(server.url, "SHOW listen_addresses") == "127.0.0.1"
        assert _query(server.url, "SHOW unix_socket_directories") == ""


def test_a_second_starter_is_told_who_came_first(
    folder: Path, start_owner: Callable[[], tuple[subprocess.Popen[str], str]]
) -> None:
    owner, url = start_owner()
    with pytest.raises(FolderInUseError, match=f"already used by another Pitwall .process {owner.pid}, running since"):
        EmbeddedPostgres(folder).start()
    assert _query(url, "SELECT 1") == 1


def test_another_process_can_find_the_running_server(
    folder: Path, start_owner: Callable[[], tuple[subprocess.Popen[str], str]]
) -> None:
    assert running_url(folder) is None
    _, url = start_owner()
    assert running_url(folder) == url


def test_the_server_ends_when_its_owner_is_killed_and_the_next_start_has_every_row(
    folder: Path, start_owner: Callable[[], tuple[subprocess.Popen[str], str]]
) -> None:
    owner, url = start_owner()
    _query(url, "DROP TABLE IF EXISTS lap; CREATE TABLE lap AS SELECT 1 AS number")
    owner.kill()
    owner.wait()
    with EmbeddedPostgres(folder) as server:
        assert _query(server.url, "SELECT number FROM lap") == 1
        with pytest.raises(psycopg.OperationalError):
            _query(url, "SELECT 1")


def test_a_killed_server_and_owner_leave_nothing_that_blocks_the_next_start(
    folder: Path, start_owner: Callable[[], tuple[subprocess.Popen[str], str]]
) -> None:
    owner, url = start_owner()
    _query(url, "DROP TABLE IF EXISTS lap; CREATE TABLE lap AS SELECT 1 AS number")
    server_pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(owner.pid, signal.SIGSTOP)
    os.kill(server_pid, signal.SIGKILL)
    owner.kill()
    owner.wait()
    with EmbeddedPostgres(folder) as server:
        assert _query(server.url, "SELECT number FROM lap") == 1


def test_a_process_file_that_names_an_unrelated_process_is_ignored(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        pass
    (folder / "data" / "postmaster.pid").write_text(f"{os.getppid()}\n{folder / 'data'}\n")
    with EmbeddedPostgres(folder) as server:
        assert _query(server.url, "SELECT 1") == 1


def test_a_killed_server_is_started_again_on_the_same_port(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        url = server.url
        _query(url, "DROP TABLE IF EXISTS lap; CREATE TABLE lap AS SELECT 1 AS number")
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        _wait_until(lambda: not Path(f"/proc/{pid}").exists())
        server.revive()
        assert server.url == url
        assert _query(url, "SELECT number FROM lap") == 1


def test_files_of_a_first_start_that_was_cut_short_are_made_again(fresh_folder: Path) -> None:
    (fresh_folder / "data.unfinished").mkdir(parents=True)
    (fresh_folder / "data.unfinished" / "PG_VERSION").write_text("16")
    with EmbeddedPostgres(fresh_folder) as server:
        assert _query(server.url, "SELECT 1") == 1


def test_a_server_outlives_the_thread_that_started_it(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        for _ in range(3):
            assert _query(server.url, "SELECT pg_sleep(0.05)") == ""
        assert Path(f"/proc/{pid}").exists()
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try both accounts")
def test_root_never_runs_the_server_as_root(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        assert Path(f"/proc/{pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a folder to the account that runs PostgreSQL")
def test_root_keeps_the_files_elsewhere_when_the_home_is_closed(fresh_folder: Path) -> None:
    closed = fresh_folder.parent / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "postgres", durable=False)
    with server:
        assert _query(server.url, "SELECT 1") == 1
        assert (closed / "postgres").is_symlink()
    shutil.rmtree(server.folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs every other test as itself")
def test_an_ordinary_user_can_run_it(fresh_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid)
    python = next((path for path in _interpreters() if can_reach(account, path)), None)
    if python is None:
        pytest.skip("no Python of this version that the user nobody could run")
    os.chown(fresh_folder.parent, account.uid, account.gid)
    owner = subprocess.Popen(
        [python, "-c", _OWNER, fresh_folder],
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        user=account.uid,
        group=account.gid,
        extra_groups=[],
    )
    assert owner.stdout is not None
    assert _query(owner.stdout.readline().strip(), "SELECT 1") == 1
    owner.kill()
    owner.communicate()
    _wait_until(lambda: _is_down(fresh_folder))


def _interpreters() -> Iterator[Path]:
    yield Path(sys.executable)
    system = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    if system.exists():
        yield system
