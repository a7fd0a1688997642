"""The models in use, their versions, and how good their forecasts are."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from functions.api.parameters import SeasonFilter
from functions.api.shapes.models import Accuracy, ModelDetail, ModelVersion
from functions.api.shapes.predictions import HorizonName
from pitwall.domain.drift import Mark, drift
from pitwall.errors import NotAllowedError, NotFoundError
from pitwall.serving.finality import Finality
from pitwall.serving.responder import FoundList, FoundObject, ListResponder, ObjectResponder
from pitwall.store.queries import accuracy as trials
from pitwall.store.queries import models as queries
from pitwall.store.reader import Reader

router = APIRouter()

_MARKS = 30
_MISSES = 10

ModelName = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$", examples=["race-outcome"])]


@router.get("/models", response_model=list[ModelVersion], tags=["models"])
def list_models(responder: ListResponder) -> Response:
    """The version in use of every model."""
    return responder.found_list(lambda reader: FoundList(reader.json_rows(queries.models_in_use()), Finality.RECENT))


@router.get("/models/{name}", response_model=ModelDetail, tags=["models"])
def show_model(name: ModelName, responder: ObjectResponder) -> Response:
    """One model with its versions and promotions."""

    def find(reader: Reader) -> FoundObject:
        versions = reader.objects(queries.model_versions(name))
        if not versions:
            raise NotFoundError(f"there is no model {name}; /models lists them")
        told = {
            "model_name": name,
            "in_use": next((one for one in versions if one["is_production"]), None),
            "versions": versions,
            "promotions": reader.objects(queries.promotions(name)),
        }
        return FoundObject.shaped(ModelDetail, told, Finality.RECENT)

    return responder.found_object(find)


@router.post("/models/{name}/promote", status_code=202, tags=["models"])
def promote(name: ModelName) -> None:
    """Puts another version into use. For administrators: nobody is one over HTTP until there are accounts."""
    raise NotAllowedError(f"use `pitwall models promote {name} VERSION`; there are no accounts yet")


@router.post("/models/{name}/rollback", status_code=202, tags=["models"])
def roll_back(name: ModelName) -> None:
    """Puts the former version back into use. For administrators: nobody is one over HTTP until there are accounts."""
    raise NotAllowedError(f"use `pitwall models rollback {name}`; there are no accounts yet")


@router.get("/predictions/accuracy", response_model=Accuracy, tags=["predictions"])
def show_accuracy(
    responder: ObjectResponder,
    season: SeasonFilter = None,
    horizon: Annotated[HorizonName, Query(description="marks, calibration and misses are of this one")] = (
        "post_qualifying"
    ),
) -> Response:
    """How good the forecasts are: beside baselines, with intervals, and with the races that surprised them."""
    return responder.found_object(
        lambda reader: FoundObject.shaped(Accuracy, _accuracy(reader, season, horizon), Finality.RECENT)
    )


def _accuracy(reader: Reader, season: int | None, horizon: HorizonName) -> dict[str, Any]:
    told: dict[str, Any] = {
        "trial": None,
        "horizon": horizon,
        "season": season,
        "overall_accuracy": None,
        "races": 0,
        **{key: [] for key in ("figures", "calibration", "marks", "misses", "by_circuit", "by_driver")},
    }
    trial, champion = reader.objects(trials.newest_trial()), reader.first(trials.forecasting_model())
    if trial and champion:
        model = str(champion[0])
        (overall,) = reader.objects(trials.overall(model, horizon, season))
        told |= {
            "trial": trial[0],
            "overall_accuracy": overall["share"],
            "races": overall["races"],
            "figures": reader.objects(trials.figures(season)),
            "calibration": reader.objects(trials.calibration(horizon)),
            "marks": reader.objects(trials.marks(model, horizon, season, _MARKS)),
            "misses": reader.objects(trials.misses(model, horizon, season, _MISSES)),
            "by_circuit": reader.objects(trials.by_circuit(model, horizon, season)),
            "by_driver": reader.objects(trials.by_driver(model, horizon, season)),
            "drift": _drift(reader, model, horizon),
        }
    return told


def _drift(reader: Reader, model: str, horizon: HorizonName) -> dict[str, Any] | None:
    marks = reader.rows(trials.lost(model, horizon))
    published, tried = (
        [Mark(one.race_id, one.log_loss) for one in marks if one.published is of] for of in (True, False)
    )
    found = drift(published, tried)
    return asdict(found) if found else None
