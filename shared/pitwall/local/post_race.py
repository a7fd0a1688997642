"""What follows a race, on this machine: the steps of the state machine `post_race`, through the same handlers.

A step of learning that fails leaves the old champion speaking: its forecasts are published, and the chain says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from pitwall.errors import InvalidRequestError
from pitwall.observability import logger

Payload = dict[str, Any]
Call = Callable[[str, Payload], Payload]
"""Asks a function, by name, and gives its answer."""


@dataclass(frozen=True)
class Step:
    """A task of the state machine: which function is asked what, and which part of the answer others need."""

    name: str
    function: str
    payload: Mapping[str, str] = field(default_factory=dict)
    given: str | None = None
    """Field of the payload that holds what an earlier step kept under this name."""
    keeps: str = ""
    """Field of the answer that is kept."""
    each: bool = False
    """Asked once for each item that the step before kept, with that item as payload; answers are kept as a list."""
    learns: bool = False
    """Where it fails, learning ends and the forecasts follow, by the models that were in use before."""


STEPS: Sequence[Step] = (
    Step("Ingest", "ingest", {"job": "post_race"}, keeps="races"),
    Step("Load", "load", {"job": "reconcile"}, keeps="gaps"),
    Step("Features", "train", {"step": "features"}, keeps="features", learns=True),
    Step("Models", "train", {"step": "models"}, keeps="models", learns=True),
    Step("Train", "train", given="models", keeps="candidates", each=True, learns=True),
    Step("Evaluate", "train", {"step": "evaluate"}, given="candidates", keeps="verdicts", learns=True),
    Step("Promote", "train", {"step": "promote"}, given="verdicts", keeps="in_use", learns=True),
    Step("Predict", "predict", {"step": "predict"}, keeps="published"),
    Step("Publish", "load", {"job": "published"}, keeps="documents"),
)
AFTER_RACE = "Load"
AFTER_SESSION = "Predict"
"""Where it goes on when something came that is no race's classification."""


@dataclass(frozen=True)
class Ended:
    """How the chain ended: the steps that were done, in order, and what ended the learning, if anything did."""

    done: tuple[str, ...]
    problem: str | None = None


def after_race(call: Call, first: str = "Ingest", deliver: Callable[[], object] = lambda: None) -> Ended:
    """Does every step from `first` on; `deliver` brings to the store what was ingested, as the queue does.

    An error of a step that is not of learning ends the chain, as it ends the state machine. Raises
    InvalidRequestError where there is no step `first`.
    """
    names = [step.name for step in STEPS]
    if first not in names:
        raise InvalidRequestError(f"there is no step '{first}'; there are {', '.join(names)}")
    begin, kept = names.index(first), Payload()
    if begin > 0:
        return _from(begin, (), call, kept)
    came = _do(STEPS[0], call, kept)
    deliver()
    if not came["written"]:
        return Ended((first,))
    return _from(names.index(AFTER_RACE if came["races"] else AFTER_SESSION), (first,), call, kept)


def _from(begin: int, before: tuple[str, ...], call: Call, kept: Payload) -> Ended:
    done, problem = list(before), None
    for step in STEPS[begin:]:
        if problem and step.learns:
            continue
        try:
            _do(step, call, kept)
        except Exception as error:  # States.ALL: whatever a step of learning dies of
            if not step.learns:
                raise
            logger().exception("learning ended early: the models in use still speak", extra={"step": step.name})
            problem = f"{step.name}: {error}"
        else:
            done.append(step.name)
    return Ended(tuple(done), problem)


def _do(step: Step, call: Call, kept: Payload) -> Payload:
    if step.each:
        answers = [call(step.function, dict(item)) for item in kept[str(step.given)]]
        kept[step.keeps] = answers
        return {step.keeps: answers}
    payload: Payload = dict(step.payload)
    if step.given:
        payload[step.given] = kept[step.given]
    if step.function == "ingest":
        payload["execution_id"] = str(uuid4())
    answer = call(step.function, payload)
    kept[step.keeps] = answer[step.keeps]
    return answer


def local_functions() -> Call:
    """The functions themselves, each imported when it is first asked.

    Theirs is a process with a store and a stand-in for AWS in its settings.
    """
    from importlib import import_module

    from pitwall.local.scheduler import LocalContext

    def call(function: str, payload: Payload) -> Payload:
        handler = import_module(f"functions.{function}.handler").handler
        return dict(handler(payload, LocalContext(f"pitwall-{function}")))

    return call
