"""The container's Lambda door: JSON in, JSON out, and a clear answer where size, budget or time do not allow it."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from simulator import lambda_handler, summarise
from simulator.lambda_handler import handler
from simulator.played import PORTION_RUNS, Portion, play
from simulator.wire import to_json
from tests.function_cloud import Context
from tests.unit.container.conftest import CARS, hand_made_simulation


def _ask(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
    return dict(handler(json.loads(json.dumps(event)), context or Context("simulator")))


def test_it_answers_what_the_same_call_in_this_process_gives(event: dict[str, Any]) -> None:
    answer = _ask(event)
    assert answer["status"] == 200
    direct = summarise(play(hand_made_simulation(), Portion(runs=300, seed=5)))
    assert answer["result"] == json.loads(json.dumps(to_json(direct)))


def test_runs_in_portions_are_the_runs_of_one_call(monkeypatch: pytest.MonkeyPatch, event: dict[str, Any]) -> None:
    whole = _ask(event)
    monkeypatch.setattr("simulator.played.PORTION_RUNS", 128)
    assert _ask(event) == whole


def test_a_first_run_continues_where_others_ended(event: dict[str, Any]) -> None:
    assert _ask({**event, "runs": 100, "first_run": 0}) != _ask({**event, "runs": 100, "first_run": 100})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"runs": 100_001}, "100001 simulated races: one call plays at most 100000"),
        ({"runs": 0}, "runs must be 1 or more"),
        ({"runs": "many"}, "event.runs must be of type int, not str"),
        ({"rnus": 5}, "the event has no rnus; it has simulation"),
        ({"simulation": None}, "simulation must be an object, not nothing"),
    ],
)
def test_a_question_beyond_its_bounds_is_refused(event: dict[str, Any], change: dict[str, Any], said: str) -> None:
    answer = _ask({**event, **change})
    assert answer["status"] == 422
    assert said in answer["problem"]["detail"]


def test_a_state_that_contradicts_itself_is_refused(event: dict[str, Any]) -> None:
    event["simulation"]["state"]["cars"][1]["position"] = 1
    assert f"each from 1 to {CARS} once" in _ask(event)["problem"]["detail"]


def test_parameters_of_other_cars_are_refused(event: dict[str, Any]) -> None:
    event["simulation"]["parameters"]["cars"]["noise_sd_s"].append(0.3)
    assert _ask(event)["status"] == 422


def test_an_event_too_large_is_refused_before_it_is_read(event: dict[str, Any]) -> None:
    event["simulation"]["padding"] = "x" * lambda_handler.MOST_EVENT_BYTES
    assert _ask(event)["problem"]["detail"].endswith("at most 1000000")


def test_an_answer_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, event: dict[str, Any]) -> None:
    monkeypatch.setattr(lambda_handler, "MOST_ANSWER_BYTES", 100)
    assert "ask without trace" in _ask(event)["problem"]["detail"]


def test_it_stops_before_its_time_is_up(event: dict[str, Any]) -> None:
    @dataclass
    class Hurried(Context):
        """Time for one portion and no more."""

        left_ms: int = 1_500

        def get_remaining_time_in_millis(self) -> int:
            self.left_ms -= 400
            return self.left_ms

    answer = _ask({**event, "runs": 3 * PORTION_RUNS}, Hurried("simulator"))
    assert answer["status"] == 422
    assert f"the time is up after {PORTION_RUNS} simulated races" in answer["problem"]["detail"]
