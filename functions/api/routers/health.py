"""Whether the process is up, and whether its answers can be trusted."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from functions.api.lake_probe import lake_is_reachable
from functions.api.readiness import readiness
from functions.api.shapes.status import Live, Ready
from functions.api.version import version
from pitwall.serving.access import StoreAccess
from pitwall.serving.packing import fresh_json
from pitwall.serving.responder import Now
from pitwall.settings import Settings, settings

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", response_model=Live)
def live() -> Response:
    """The process is up; asks nobody, so that a paused database stays paused."""
    return fresh_json(Live(status="up", version=version()).model_dump_json())


@router.get("/ready", response_model=Ready, responses={503: {"model": Ready, "description": "The store is away"}})
def ready(request: Request, now: Now, where: Annotated[Settings, Depends(settings)]) -> Response:
    """Database and lake, with the age of the data and what is missing."""
    access: StoreAccess = request.app.state.access
    found = readiness(access, lake_is_reachable(where), now)
    return fresh_json(found.model_dump_json(), status=503 if found.status == "down" else 200)
