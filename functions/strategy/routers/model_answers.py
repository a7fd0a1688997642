"""Single models asked outright: lap times, tyre degradation, safety cars, pit loss."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from functions.strategy.model_desk import ModelDesk
from functions.strategy.shapes.model_answers import (
    DegradationBody,
    DegradationPrediction,
    LapTimeBody,
    LapTimePrediction,
    ModelPrediction,
    PitLossBody,
    PitLossPrediction,
    SafetyCarBody,
    SafetyCarPrediction,
)
from pitwall.serving.packing import fresh_json
from pitwall.serving.responder import Now

router = APIRouter(prefix="/predictions", tags=["predictions"])


def _models(request: Request) -> ModelDesk:
    desk: ModelDesk = request.app.state.models
    return desk


Models = Annotated[ModelDesk, Depends(_models)]


@router.post("/lap-time", response_model=LapTimePrediction)
def lap_time(body: LapTimeBody, models: Models, now: Now) -> Response:
    """How fast the next laps of a car will be, up to ten."""
    return _sent(models.lap_time(body, now))


@router.post("/degradation", response_model=DegradationPrediction)
def degradation(body: DegradationBody, models: Models, now: Now) -> Response:
    """What a tyre of some age costs against a fresh one."""
    return _sent(models.degradation(body, now))


@router.post("/safety-car", response_model=SafetyCarPrediction)
def safety_car(body: SafetyCarBody, models: Models, now: Now) -> Response:
    """How likely a safety car and a virtual safety car are to come out on a lap."""
    return _sent(models.safety_car(body, now))


@router.post("/pit-loss", response_model=PitLossPrediction)
def pit_loss(body: PitLossBody, models: Models, now: Now) -> Response:
    """What a pit stop costs against staying out, by the state of the track."""
    return _sent(models.pit_loss(body, now))


def _sent(answer: ModelPrediction) -> Response:
    return fresh_json(answer.model_dump_json())
