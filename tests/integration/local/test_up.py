"""`pitwall up` as a person treats it: started twice, stopped with Ctrl-C, killed at any moment, started again.

Real processes on a machine without network: every provider's address leads to a closed port.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from pitwall.local.postmaster import free_port, running_url

pytestmark = [pytest.mark.database, pytest.mark.slow]

_PITWALL = [sys.executable, "-c", "from pitwall.cli import main; main()"]
_PROVIDERS = ("JOLPICA_URL", "F1DB_RELEASE_URL", "OPENF1_URL", "OPEN_METEO_FORECAST_URL", "OPEN_METEO_ARCHIVE_URL")
_CLOSED = "http://127.0.0.1:9"


class Machine:
    """A home folder and a port, and the processes that were started on them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.processes: list[subprocess.Popen[str]] = []
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PITWALL_")},
            **{f"PITWALL_{name}": _CLOSED for name in _PROVIDERS},
            "PITWALL_HOME": str(home),
            "PITWALL_PORT": str(self.port),
        }

    def command(self, *arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [*_PITWALL, *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.processes.append(process)
        return process

    def is_serving(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/api/v1/health/ready", timeout=5).json()["database"][
                "reachable"
            ]
        except (httpx.HTTPError, KeyError):
            return False


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """One home for the module's tests, which take turns with it as a person does."""
    folder = Path(tempfile.mkdtemp(prefix="pitwall-up-"))
    folder.chmod(0o755)
    made = Machine(folder / "home")
    yield made
    for process in made.processes:
        process.kill()
        process.wait()
    _wait_until(lambda: not (made.home / "postgres" / "data" / "postmaster.pid").exists())
    shutil.rmtree(folder)


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited a minute in vain"
        time.sleep(0.05)


def _lines_until(process: "subprocess.Popen[str]", words: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            break
    return lines


def test_it_serves_says_what_it_holds_and_ends_with_ctrl_c(machine: Machine) -> None:
    up = machine.command("up")
    lines = _lines_until(up, "Results come from")
    assert f"http://127.0.0.1:{machine.port}" in "".join(lines)
    assert "invented season" in lines[-1]
    assert machine.is_serving()
    up.send_signal(signal.SIGINT)
    rest, _ = up.communicate(timeout=30)
    assert up.returncode == 0, rest
    assert rest.endswith("Stopped.\n")
    assert running_url(machine.home / "postgres") is None


def test_a_second_up_on_the_same_home_is_told_about_the_first(machine: Machine) -> None:
    first = machine.command("up")
    _wait_until(machine.is_serving)
    second = machine.command("up")
    said, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert f"already used by another `pitwall up` (process {first.pid}" in said
    assert machine.is_serving()
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=30)
    assert first.returncode == 0


@pytest.mark.parametrize("moment", ["while PostgreSQL starts", "while serving"])
def test_the_next_start_goes_on_after_kill_9(machine: Machine, moment: str) -> None:
    killed = machine.command("up")
    if moment == "while serving":
        _wait_until(machine.is_serving)
    else:
        _wait_until(lambda: (machine.home / "postgres" / "data" / "postmaster.pid").exists())
    killed.kill()
    killed.communicate()
    again = machine.command("up")
    lines = _lines_until(again, "Results come from")
    assert "invented season" in lines[-1]
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=30)
    assert again.returncode == 0


def test_commands_work_beside_a_running_up_and_without_one(machine: Machine) -> None:
    up = machine.command("up")
    _wait_until(machine.is_serving)
    beside, _ = machine.command("status").communicate(timeout=30)
    up.send_signal(signal.SIGINT)
    up.communicate(timeout=30)
    alone, _ = machine.command("status").communicate(timeout=30)
    assert "invented season" in beside
    assert "invented season" in alone
