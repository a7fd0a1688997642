"""The chain on a laptop is the state machine's: the same steps in the same order, asked the same, caught alike."""

import json
import re
from pathlib import Path
from typing import Any

from pitwall.local.post_race import AFTER_RACE, AFTER_SESSION, STEPS, Step

_FOLDER = Path(__file__).parents[2] / "infra" / "state_machines"
_DEFINITION = json.loads((_FOLDER / "post_race.asl.json").read_text(encoding="utf-8"))
_FORETELLING = json.loads((_FOLDER / "foretell.asl.json").read_text(encoding="utf-8"))
_STATES: dict[str, dict[str, Any]] = _DEFINITION["States"]
_WORKING = ("Task", "Map")


def _in_order() -> list[str]:
    """The working states on the way from start to end on which everything goes well."""
    name, found = _DEFINITION["StartAt"], []
    while True:
        state = _STATES[name]
        if state["Type"] in _WORKING:
            found.append(name)
        if state["Type"] == "Succeed":
            return found
        first = state["Choices"][0]["Next"] if name == "RaceFinished" else state.get("Default")
        name = state.get("Next", first)


def _task(name: str) -> dict[str, Any]:
    state = _STATES[name]
    return state["ItemProcessor"]["States"]["TrainOne"] if state["Type"] == "Map" else state


def _function(name: str) -> str:
    (function,) = re.findall(r"\$\{(\w+)Function\}", _task(name)["Parameters"]["FunctionName"])
    return str(function).lower()


def _kept_at(step: Step) -> str:
    """Where the state machine keeps what the step's answer holds under `keeps`."""
    state = _STATES[step.name]
    if step.each:
        return str(state["ResultPath"])
    (name,) = [key for key, path in state["ResultSelector"].items() if path == f"$.Payload.{step.keeps}"]
    return f"{state['ResultPath']}.{name.removesuffix('.$')}"


def test_the_steps_are_the_states_in_their_order() -> None:
    assert [step.name for step in STEPS] == _in_order()


def test_each_step_asks_the_function_of_its_state() -> None:
    assert [step.function for step in STEPS] == [_function(step.name) for step in STEPS]


def test_each_step_sends_the_payload_of_its_state() -> None:
    kept = {step.keeps: _kept_at(step) for step in STEPS}
    for step in STEPS:
        payload = {**step.payload}
        if step.function == "ingest":
            payload["execution_id.$"] = "$$.Execution.Id"
        if step.given and not step.each:
            payload[f"{step.given}.$"] = kept[step.given]
        parameters = _task(step.name)["Parameters"]
        if step.each:
            assert (parameters["Payload.$"], _STATES[step.name]["ItemsPath"]) == ("$", kept[str(step.given)])
        else:
            assert parameters["Payload"] == payload, step.name


def test_what_is_caught_in_the_cloud_is_caught_here() -> None:
    assert [step.name for step in STEPS if step.learns] == [
        name for name in _in_order() if any(one["Next"] == "Predict" for one in _STATES[name].get("Catch", []))
    ]
    for name in _in_order():
        assert all(one["ErrorEquals"] == ["States.ALL"] for one in _STATES[name].get("Catch", [])), name


def test_what_came_decides_alike_where_it_goes_on() -> None:
    assert [(one["Variable"], one["Next"]) for one in _STATES["RaceFinished"]["Choices"]] == [
        ("$.ingest.races[0]", AFTER_RACE),
        ("$.ingest.written[0]", AFTER_SESSION),
    ]
    assert _STATES[_STATES["RaceFinished"]["Default"]]["Type"] == "Succeed"


def test_foretelling_anew_is_the_end_of_the_chain() -> None:
    asked = ("Type", "Resource", "Parameters", "Retry")
    names = [step.name for step in STEPS if step.name in _FORETELLING["States"]]
    assert (_FORETELLING["StartAt"], names) == (AFTER_SESSION, ["Predict", "Publish"])
    assert _FORETELLING["States"]["Predict"]["Next"] == "Publish"
    assert _FORETELLING["States"]["Publish"]["End"] is True
    for name in names:
        assert {key: _FORETELLING["States"][name][key] for key in asked} == {key: _STATES[name][key] for key in asked}
