"""The order of the steps after a race, and what decides it; the handlers themselves are tested with a real store."""

from typing import Any

import pytest

from pitwall.errors import InvalidRequestError
from pitwall.local.post_race import STEPS, Ended, after_race

_KEPT: dict[str, Any] = {step.keeps: [] for step in STEPS}


class _Functions:
    """Answers as the handlers do, and remembers who was asked what."""

    def __init__(self, **answer: Any) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._answer = {**_KEPT, "written": [], **answer}

    def __call__(self, function: str, payload: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((function, payload))
        return self._answer


def _ended(functions: _Functions, delivered: list[str]) -> Ended:
    return after_race(functions, deliver=lambda: delivered.append("delivered"))


def test_where_nothing_came_nothing_more_is_done() -> None:
    functions = _Functions()
    assert _ended(functions, []) == Ended(("Ingest",))
    ((function, payload),) = functions.asked
    assert (function, payload["job"], len(payload["execution_id"])) == ("ingest", "post_race", 36)


def test_a_qualifying_session_is_foretold_from_and_not_learned_from() -> None:
    delivered: list[str] = []
    assert _ended(_Functions(written=["a grid"]), delivered) == Ended(("Ingest", "Predict", "Publish"))
    assert delivered == ["delivered"]


def test_a_race_is_learned_from() -> None:
    ended = _ended(_Functions(written=["a classification"], races=["2026-09"]), [])
    assert ended == Ended(tuple(step.name for step in STEPS))


def test_each_model_is_trained_with_the_task_it_was_given() -> None:
    tasks = [{"step": "train", "model": "one"}, {"step": "train", "model": "two"}]
    functions = _Functions(models=tasks)
    after_race(functions, "Load")
    assert [payload for _, payload in functions.asked if payload.get("step") == "train"] == tasks


def test_a_step_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="there is no step 'Dance'; there are Ingest, Load"):
        after_race(_Functions(), "Dance")
