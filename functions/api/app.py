"""Builds the web application: the routers under /api/v1, between the edge and the store."""

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import Engine
from starlette.responses import HTMLResponse, Response

from functions.api.routers import (
    analytics,
    health,
    models,
    predictions,
    race_data,
    races,
    reference,
    results,
    standings,
    sync,
)
from pitwall.serving.access import StoreAccess
from pitwall.serving.cache import Cache, MemoryCache
from pitwall.serving.caller import caller_of
from pitwall.serving.edge import Edge
from pitwall.serving.openapi import BASE, describe
from pitwall.serving.parameters import refuse_unknown_parameters
from pitwall.serving.problems import translate_errors
from pitwall.store.engine import store_engine

_ROUTERS = (health, races, results, race_data, reference, standings, sync, models, predictions, analytics)


def create_app(engine_source: Callable[[], Engine] = store_engine, cache: Cache | None = None) -> FastAPI:
    """The API. `engine_source` is called at the first question; `cache` of None means one in this process's memory."""
    app = FastAPI(
        title="Pitwall",
        openapi_url=f"{BASE}/openapi.json",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(caller_of), Depends(refuse_unknown_parameters)],
    )
    app.state.access = StoreAccess(engine_source, cache or MemoryCache())
    app.add_middleware(Edge, access=app.state.access)
    translate_errors(app)
    base = APIRouter(prefix=BASE)
    for subject in _ROUTERS:
        base.include_router(subject.router)
    base.add_api_route("/health", health.live, include_in_schema=False)
    base.add_api_route("/docs", _docs, include_in_schema=False)
    app.include_router(base)
    app.add_api_route("/health", health.live, include_in_schema=False)
    describe(app)
    return app


def _docs() -> Response:
    """The documentation page: our own, since the usual one loads its scripts from elsewhere."""
    return HTMLResponse(Path(__file__).with_name("docs.html").read_text(encoding="utf-8"))
