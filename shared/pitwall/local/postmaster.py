"""What a running PostgreSQL says about itself in its process file, and how to reach it.

Any process may read this; only the supervisor in postgres.py starts and stops a server.
"""

import socket
from pathlib import Path

USER = "pitwall"
DATABASE = "pitwall"


def running_url(folder: Path) -> str | None:
    """The URL of the server that another process runs in `folder`; None where none is ready."""
    try:
        lines = (folder / "data" / "postmaster.pid").read_text().splitlines()
        password = (folder / "password").read_text()
    except OSError:
        return None
    if len(lines) < 8 or lines[7].strip() != "ready" or not runs_in(int(lines[0]), (folder / "data").resolve()):
        return None
    return server_url(password, int(lines[3]), DATABASE)


def server_url(password: str, port: int, database: str) -> str:
    """The SQLAlchemy URL of a database of the server on that port of this machine."""
    return f"postgresql+psycopg://{USER}:{password}@127.0.0.1:{port}/{database}"


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pid_in(pid_file: Path) -> int | None:
    """The process id on the file's first line; None where there is no file or it was cut short."""
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def runs_in(pid: int, folder: Path) -> bool:
    """Whether that process lives and works in `folder`, as a PostgreSQL server does in its data folder."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False


def is_ready(pid_file: Path, pid: int) -> bool:
    """Whether the server of that process has written "ready" on the eighth line, as pg_ctl reads it."""
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"
