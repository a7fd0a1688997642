"""kill -9 in the middle of a load of history: the next call completes it, as if nothing had happened."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pitwall.load.reconcile import reconcile
from tests.integration.local import killed_load
from tests.integration.local.machine import NOW, Machine
from tests.integration.local.tiny_data_set import write_data_set
from tests.store_state import checksum, count

pytestmark = pytest.mark.database


@dataclass(frozen=True)
class Undisturbed:
    """A load that nobody disturbed: what the store held, how often it wrote and committed."""

    checksum: dict[str, str]
    totals: dict[str, int]


@pytest.fixture(scope="module")
def undisturbed(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """The same load in this process, to its end."""
    folder = tmp_path_factory.mktemp("undisturbed")
    machine = Machine(folder / "home", module_database_url, data=write_data_set(folder / "data"))
    counted = {"write": 0, "commit": 0}

    def note(what: str) -> None:
        counted[what] += 1

    with pytest.MonkeyPatch.context() as patch:
        killed_load.watch(machine.engine, note, patch.setattr)
        machine.load()
    totals = dict(counted)
    found = checksum(machine.engine)
    machine.engine.dispose()
    return Undisturbed(found, totals)


@pytest.fixture(scope="module")
def victim() -> Iterator["subprocess.Popen[str]"]:
    """The process that forks loads to be killed."""
    command = [sys.executable, killed_load.__file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize(
    "point",
    [("write", 0.0), ("write", 0.3), ("write", 0.7), ("write", 1.0), ("commit", 0.1), ("commit", 0.6), ("commit", 1.0)],
    ids=lambda point: f"{point[0]} at {point[1]:.0%}",
)
def test_after_kill_9_the_next_call_completes_the_same_store(
    tmp_path: Path,
    database_url: str,
    victim: "subprocess.Popen[str]",
    undisturbed: Undisturbed,
    point: tuple[str, float],
) -> None:
    data = write_data_set(tmp_path / "data")
    machine = Machine(tmp_path / "home", database_url, data=data)
    what, share = point
    burnt_at = what, max(1, round(share * undisturbed.totals[what]))
    asked = {"url": database_url, "home": str(tmp_path / "home"), "data": str(data), "point": burnt_at}
    assert victim.stdin is not None
    assert victim.stdout is not None
    victim.stdin.write(f"{json.dumps(asked)}\n")
    victim.stdin.flush()
    assert int(victim.stdout.readline()) == -signal.SIGKILL, "the load ended before the point was reached"
    machine.load()
    assert checksum(machine.engine) == undisturbed.checksum
    assert count(machine.engine, "ingest_runs", "job = 'data set'") >= 1
    assert reconcile(machine.engine, machine.lake, NOW) == []
    assert machine.load().load.objects == 0
    machine.engine.dispose()
