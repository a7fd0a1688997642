"""The post-race state machine: every way through it ends, calls what the handlers know, and keeps the old champion."""

import json
from pathlib import Path
from typing import Any

from functions.train.handler import STEPS

_DEFINITION = json.loads(
    (Path(__file__).parents[2] / "infra" / "state_machines" / "post_race.asl.json").read_text(encoding="utf-8")
)
_STATES: dict[str, dict[str, Any]] = _DEFINITION["States"]
_LEARNING = ("Features", "Models", "Train", "Evaluate", "Promote")


def _leads_to(state: dict[str, Any]) -> set[str]:
    found = {state[name] for name in ("Next", "Default") if name in state}
    return found | {one["Next"] for name in ("Choices", "Catch") for one in state.get(name, [])}


def _payloads() -> list[dict[str, Any]]:
    return [state["Parameters"]["Payload"] for state in _STATES.values() if state["Type"] == "Task"]


def test_every_state_can_be_reached_and_leads_somewhere() -> None:
    reached, ahead = set(), {_DEFINITION["StartAt"]}
    while ahead:
        name = ahead.pop()
        reached.add(name)
        state = _STATES[name]
        assert _leads_to(state) or state["Type"] in ("Succeed", "Fail"), name
        ahead |= _leads_to(state) - reached
    assert reached == set(_STATES)


def test_its_steps_are_those_of_the_handlers() -> None:
    asked = {payload["step"] for payload in _payloads() if "step" in payload}
    assert asked - {"predict"} <= STEPS.keys()
    assert {payload["job"] for payload in _payloads() if "job" in payload} == {"post_race", "reconcile", "published"}


def test_wherever_learning_fails_the_models_in_use_still_speak() -> None:
    for name in _LEARNING:
        (caught,) = _STATES[name]["Catch"]
        assert (caught["ErrorEquals"], caught["ResultPath"], caught["Next"]) == (
            ["States.ALL"],
            "$.problem",
            "Predict",
        ), name
    assert _STATES["AllWell"]["Choices"][0]["Variable"] == "$.problem"


def test_nothing_new_costs_nothing_more() -> None:
    assert _STATES["RaceFinished"]["Default"] == "NothingNew"
