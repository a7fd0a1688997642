"""The steps between a race's result and a model in use; the state machine `post_race` calls them one by one.

Event: `{"step": "models"}`, `{"step": "features"}`, `{"step": "train", "model": "race-outcome"}`,
`{"step": "evaluate", "candidates": [...]}` or `{"step": "promote", "verdicts": [...]}`, each with what the step before
answered; beside them `{"step": "roll_back", "model": ...}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import TypeAdapter, ValidationError

from pitwall.clock import now
from pitwall.errors import InvalidRequestError, PitwallError
from pitwall.lake.opening import open_artefacts, open_lake
from pitwall.models import retraining
from pitwall.models.catalogue import model_names, trainer
from pitwall.models.registry import Registry
from pitwall.models.retraining import Candidate
from pitwall.models.training import Sources, Verdict
from pitwall.observability import logger, metrics, tracer
from pitwall.settings import settings

Event = dict[str, Any]


@logger().inject_lambda_context
@tracer().capture_lambda_handler(capture_response=False)
@metrics().log_metrics(capture_cold_start_metric=True)
def handler(event: Event, _context: LambdaContext) -> Event:
    """Does one step. Raises PitwallError, so that the state machine knows that it failed."""
    step = event.get("step")
    try:
        if step not in STEPS:
            raise InvalidRequestError(f"there is no step '{step}'; there are {', '.join(STEPS)}")
        answer = STEPS[str(step)](event)
        metrics().add_metric("TrainingSteps", MetricUnit.Count, 1)
    except PitwallError:
        metrics().add_metric("TrainingFailures", MetricUnit.Count, 1)
        logger().exception("a step of training failed", extra={"step": step, "model": event.get("model")})
        raise
    logger().info("a step of training is done", extra={"step": step, "answer": answer})
    return answer


def _models(_event: Event) -> Event:
    return {"models": [{"step": "train", "model": name} for name in model_names()]}


def _features(_event: Event) -> Event:
    manifests = retraining.write_features(_sources())
    return {"features": [f"{one.name} {one.version}" for one in manifests]}


def _train(event: Event) -> Event:
    chosen = trainer(str(event.get("model")))
    candidate = retraining.train(_sources(), _registry(), chosen, now)
    if candidate.version is None:
        metrics().add_metric("ModelsWithoutData", MetricUnit.Count, 1)
        logger().warning("too little to learn from", extra={"model": candidate.name, "lacks": candidate.lacks})
    return asdict(candidate)


def _evaluate(event: Event) -> Event:
    candidates = _read(list[Candidate], event, "candidates")
    verdicts = retraining.evaluate(_registry(), candidates)
    for verdict in verdicts:
        logger().info("verdict", extra={"verdict": asdict(verdict)})
    metrics().add_metric("ChallengersRefused", MetricUnit.Count, sum(not one.promote for one in verdicts))
    return {"verdicts": [asdict(one) for one in verdicts]}


def _promote(event: Event) -> Event:
    promoted = retraining.promote(_registry(), _read(list[Verdict], event, "verdicts"))
    return {"in_use": {one.model_name: one.version for one in promoted}}


def _roll_back(event: Event) -> Event:
    promotion = _registry().roll_back(str(event.get("model")))
    return {"in_use": {promotion.model_name: promotion.version}}


STEPS: Mapping[str, Callable[[Event], Event]] = {
    "models": _models,
    "features": _features,
    "train": _train,
    "evaluate": _evaluate,
    "promote": _promote,
    "roll_back": _roll_back,
}


def _read(shape: Any, event: Event, name: str) -> Any:
    try:
        return TypeAdapter(shape).validate_python(event.get(name))
    except ValidationError as error:
        raise InvalidRequestError(
            f"'{name}' is not what the step before answers: {error.errors()[0]['msg']}"
        ) from error


def _sources() -> Sources:
    return retraining.read_sources(open_lake(settings()), open_artefacts(settings()))


def _registry() -> Registry:
    return Registry(open_artefacts(settings()), now)
