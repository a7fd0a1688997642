"""The container's batch door: one work item of a map task in, its simulated races as Parquet out, worked once.

An item is `{simulation_uri, runs, seed, first_run, result_uri}`. Run as a program it works the item given as argument.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from typing import Any

from pitwall.errors import InvalidSimulationError
from pitwall.observability import logger
from simulator.played import play, read_portion, read_simulation
from simulator.result_files import read_bytes, read_result, to_table, write_result

_FIELDS = ("simulation_uri", "result_uri", "runs", "seed", "first_run", "threads")


def work(item: Mapping[str, Any]) -> dict[str, Any]:
    """Works one item: `{result_uri, runs, computed}`; an item whose complete result is there is not worked again.

    Raises InvalidSimulationError for an item that cannot be worked, OSError where its files cannot be read or written.
    """
    _check(item)
    portion = read_portion(item)
    source = read_bytes(item["simulation_uri"])
    name = _name(source, item)
    if read_result(item["result_uri"], name) is not None:
        logger().info("worked before", extra={"result_uri": item["result_uri"]})
        return {"result_uri": item["result_uri"], "runs": portion.runs, "computed": False}
    runs = play(read_simulation(_parsed(source, item["simulation_uri"])), portion)
    write_result(item["result_uri"], to_table(runs, name))
    return {"result_uri": item["result_uri"], "runs": portion.runs, "computed": True}


def _check(item: Mapping[str, Any]) -> None:
    unknown = sorted(set(item) - set(_FIELDS))
    if unknown:
        raise InvalidSimulationError(f"the work item has no {', '.join(unknown)}; it has {', '.join(_FIELDS)}")
    for name in ("simulation_uri", "result_uri"):
        if not isinstance(item.get(name), str):
            raise InvalidSimulationError(f"the work item needs a {name}")


def _name(source: bytes, item: Mapping[str, Any]) -> str:
    """What the result hangs on: the simulation's bytes and which runs; not where it is put or by how many threads."""
    runs = json.dumps({name: item.get(name) for name in ("runs", "seed", "first_run")}, sort_keys=True)
    return hashlib.sha256(source + runs.encode()).hexdigest()


def _parsed(source: bytes, uri: str) -> Any:
    try:
        return json.loads(source)
    except ValueError as error:
        raise InvalidSimulationError(f"{uri} is not JSON: {error}") from error


if __name__ == "__main__":
    work(json.loads(sys.argv[1]))
