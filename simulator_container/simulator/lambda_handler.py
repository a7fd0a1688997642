"""The container's Lambda door: a simulation as JSON in, its summary as JSON out, within size, budget and time.

An event with a `result_uri` is a work item of a map task and goes to the batch worker instead.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from pitwall.errors import BudgetExceededError, InvalidSimulationError, RequestError
from pitwall.observability import logger, metrics
from simulator import summarise
from simulator.batch_worker import work
from simulator.played import PORTION_RUNS, play, read_portion, read_simulation
from simulator.wire import from_json, to_json

MOST_EVENT_BYTES = 1_000_000
MOST_ANSWER_BYTES = 6_000_000
"""Lambda's own limit for an answer."""
RUNS_AT_ONCE = 100_000
"""Simulated races, times candidates, of one call; more is a map task."""
_SPARE_S = 1.0
"""Time kept for summing up and answering."""
_FIELDS = ("simulation", "runs", "seed", "first_run", "trace", "threads", "points")


@logger().inject_lambda_context
@metrics().log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """`{"status": 200, "result": ...}`, or `{"status": 422, "problem": {...}}` for a question without an answer.

    A work item that fails raises, so that the map task sees it.
    """
    if "result_uri" in event:
        return work(event)
    try:
        return {"status": 200, "result": _answer(event, _time_left(context))}
    except RequestError as error:
        logger().info("refused", extra={"title": error.title, "detail": str(error)})
        return {"status": error.status, "problem": {"title": error.title, "detail": str(error)}}


def _answer(event: Mapping[str, Any], check: Callable[[int], None]) -> Any:
    _check_event(event)
    simulation, portion = read_simulation(event.get("simulation")), read_portion(event)
    asked = portion.runs * (len(simulation.focus.plans) if simulation.focus else 1)
    if asked > RUNS_AT_ONCE:
        raise BudgetExceededError(f"{asked} simulated races: one call plays at most {RUNS_AT_ONCE}")
    points = from_json(tuple[float, ...], event["points"], "points") if "points" in event else None
    runs = play(simulation, portion, check)
    metrics().add_metric("SimulatedRaces", MetricUnit.Count, asked)
    result = to_json(summarise(runs, points))
    size = len(json.dumps(result))
    if size > MOST_ANSWER_BYTES:
        raise BudgetExceededError(f"an answer of {size} bytes: at most {MOST_ANSWER_BYTES}; ask without trace")
    return result


def _check_event(event: Mapping[str, Any]) -> None:
    unknown = sorted(set(event) - set(_FIELDS))
    if unknown:
        raise InvalidSimulationError(f"the event has no {', '.join(unknown)}; it has {', '.join(_FIELDS)}")
    size = len(json.dumps(event))
    if size > MOST_EVENT_BYTES:
        raise BudgetExceededError(f"an event of {size} bytes: at most {MOST_EVENT_BYTES}")


def _time_left(context: LambdaContext) -> Callable[[int], None]:
    """Raises BudgetExceededError where the next portion would not end in time, by the pace so far."""
    started = time.monotonic()

    def check(played: int) -> None:
        left_s = context.get_remaining_time_in_millis() / 1000 - _SPARE_S
        spent_s = time.monotonic() - started
        next_s = 2 * spent_s * PORTION_RUNS / played if played else 0.0
        if left_s <= next_s:
            raise BudgetExceededError(f"the time is up after {played} simulated races; ask for fewer")

    return check
