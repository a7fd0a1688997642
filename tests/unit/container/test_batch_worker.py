"""The batch door: a work item in, its races as Parquet out, worked once, the same through the process pool."""

import json
import multiprocessing
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from pitwall.errors import InvalidSimulationError
from pitwall.local.work_pool import WorkPool
from simulator import RaceRuns
from simulator.batch_worker import work
from simulator.lambda_handler import handler
from simulator.played import Portion, joined, play
from simulator.result_files import from_table
from tests.function_cloud import Context
from tests.unit.container.conftest import hand_made_simulation

RUNS = 200
_EVENT = Path(__file__).parents[2] / "events" / "map_task_item.json"


@pytest.fixture
def item(tmp_path: Path, event: dict[str, Any]) -> dict[str, Any]:
    """A work item whose simulation lies in a folder."""
    source = tmp_path / "simulation.json"
    source.write_text(json.dumps(event["simulation"]))
    result = tmp_path / "results" / "runs-0.parquet"
    sent: dict[str, Any] = json.loads(_EVENT.read_text())
    return {**sent, "simulation_uri": str(source), "result_uri": str(result), "runs": RUNS, "seed": 5}


def _same(one: RaceRuns, other: RaceRuns) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("position", "race_time_s", "laps_done", "retired", "stops", "happened")
    )


def _read(uri: str) -> RaceRuns:
    return from_table(pq.read_table(uri))


def test_the_result_holds_the_very_runs(item: dict[str, Any]) -> None:
    assert work(item) == {"result_uri": item["result_uri"], "runs": RUNS, "computed": True}
    assert _same(_read(item["result_uri"]), play(hand_made_simulation(), Portion(runs=RUNS, seed=5)))


def test_a_complete_result_is_not_worked_again(item: dict[str, Any]) -> None:
    work(item)
    before = Path(item["result_uri"]).stat().st_mtime_ns
    assert work(item)["computed"] is False
    assert Path(item["result_uri"]).stat().st_mtime_ns == before


def test_a_damaged_result_is_worked_again(item: dict[str, Any]) -> None:
    work(item)
    whole = Path(item["result_uri"]).read_bytes()
    Path(item["result_uri"]).write_bytes(whole[: len(whole) // 2])
    assert work(item)["computed"] is True
    assert Path(item["result_uri"]).read_bytes() == whole


def test_another_items_result_is_not_overwritten(item: dict[str, Any]) -> None:
    work(item)
    with pytest.raises(InvalidSimulationError, match="holds the result of another work item"):
        work({**item, "seed": 6})


def test_items_together_are_the_runs_of_one_call(tmp_path: Path, item: dict[str, Any]) -> None:
    parts = []
    for first in (0, 120):
        uri = str(tmp_path / f"runs-{first}.parquet")
        work({**item, "result_uri": uri, "first_run": first, "runs": 120 if first == 0 else 80})
        parts.append(_read(uri))
    assert _same(joined(parts), play(hand_made_simulation(), Portion(runs=RUNS, seed=5)))


def test_the_lambda_door_takes_work_items_and_lets_failures_through(item: dict[str, Any]) -> None:
    assert handler(dict(item), Context("simulator"))["computed"] is True
    with pytest.raises(InvalidSimulationError, match="the work item has no rnus"):
        handler({**item, "rnus": 3}, Context("simulator"))


@pytest.mark.parametrize("uri", ["https://somewhere/else", "ftp://x"])
def test_a_place_that_is_neither_folder_nor_bucket_is_refused(item: dict[str, Any], uri: str) -> None:
    with pytest.raises(InvalidSimulationError, match="neither a path nor an s3 address"):
        work({**item, "simulation_uri": uri})


@pytest.mark.slow
def test_the_process_pool_works_the_same_items_and_tells_of_failures(tmp_path: Path, item: dict[str, Any]) -> None:
    told: list[str] = []
    failed = threading.Event()

    def fail(words: str) -> None:
        told.append(words)
        failed.set()

    broken = {**item, "simulation_uri": str(tmp_path / "absent.json"), "result_uri": str(tmp_path / "x.parquet")}
    with WorkPool(1) as pool:
        good, _ = pool.work([item, broken], fail)
        assert good.result(60)["computed"] is True
        assert failed.wait(60)
    assert "absent.json" in told[0]
    assert _same(_read(item["result_uri"]), play(hand_made_simulation(), Portion(runs=RUNS, seed=5)))


@pytest.mark.slow
def test_a_killed_process_fails_its_job_and_not_the_next(tmp_path: Path, item: dict[str, Any]) -> None:
    ended = threading.Event()
    with WorkPool(1) as pool:
        before = set(multiprocessing.active_children())
        (waiting,) = pool.work([{**item, "runs": 200_000}], lambda _: ended.set())
        for process in set(multiprocessing.active_children()) - before:
            process.kill()
        assert ended.wait(60)
        assert waiting.exception() is not None
        (good,) = pool.work([{**item, "result_uri": str(tmp_path / "again.parquet")}], lambda _: None)
        assert good.result(60)["computed"] is True
