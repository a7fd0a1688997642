"""Builds the strategy application: plans, decisions, simulated races and single models under /api/v1."""

from collections.abc import Callable

from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import Engine

from functions.strategy.archive_in_use import ArchiveInUse
from functions.strategy.desk import Desk
from functions.strategy.job_desk import JobDesk
from functions.strategy.model_desk import ModelDesk
from functions.strategy.model_rules import CalibratedRules
from functions.strategy.routers import decisions, model_answers, plans, simulations
from pitwall.serving.access import StoreAccess
from pitwall.serving.cache import Cache, MemoryCache
from pitwall.serving.caller import caller_of
from pitwall.serving.edge import Edge
from pitwall.serving.openapi import BASE, describe
from pitwall.serving.parameters import refuse_unknown_parameters
from pitwall.serving.problems import translate_errors
from pitwall.store.engine import store_engine


def create_app(
    engine_source: Callable[[], Engine] = store_engine,
    cache: Cache | None = None,
    desk: Desk | None = None,
    jobs: JobDesk | None = None,
    models: ModelDesk | None = None,
    prepare_aws: Callable[[], None] = lambda: None,
) -> FastAPI:
    """The strategy API. `engine_source` is called at the first question; None means this process's own parts.

    `prepare_aws` is called before AWS is asked anything: a laptop's stand-in starts only when it is needed.
    """
    app = FastAPI(
        title="Pitwall strategy",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(caller_of), Depends(refuse_unknown_parameters)],
    )
    app.state.access = StoreAccess(engine_source, cache or MemoryCache())
    archive = ArchiveInUse()
    app.state.desk = desk or Desk(archive)
    app.state.jobs = jobs or JobDesk()
    app.state.models = models or ModelDesk(rules=CalibratedRules(archive))
    app.state.prepare_aws = prepare_aws
    app.add_middleware(Edge, access=app.state.access)
    translate_errors(app)
    base = APIRouter(prefix=BASE)
    for subject in (plans, decisions, simulations, model_answers):
        base.include_router(subject.router)
    for prefix in (BASE, ""):
        app.add_api_route(f"{prefix}/recommend", decisions.recommendations, methods=["POST"], include_in_schema=False)
        app.add_api_route(f"{prefix}/simulate", simulations.simulate, methods=["POST"], include_in_schema=False)
    app.include_router(base)
    describe(app)
    return app
