"""Both HTTP applications under one address with one OpenAPI document: what the gateway's routes do in the cloud."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

STRATEGY_PATHS = (
    "/api/v1/strategy/",
    "/api/v1/simulations/",
    "/api/v1/recommend/",
    "/api/v1/simulate/",
    "/api/v1/predictions/lap-time/",
    "/api/v1/predictions/degradation/",
    "/api/v1/predictions/safety-car/",
    "/api/v1/predictions/pit-loss/",
    "/recommend/",
    "/simulate/",
)
"""What the strategy application answers, as prefixes of the path with a slash at its end."""
_DOCUMENT = "/api/v1/openapi.json"


class OneApi:
    """Sends a request to the strategy application by its path, else to the API.

    The strategy application is made in the background, since its libraries cost seconds that the first page should not
    wait for; whoever asks it before it is there waits.
    """

    def __init__(self, api: FastAPI, make_strategy: Callable[[], FastAPI], strategy_paths: Sequence[str]) -> None:
        """`strategy_paths` are prefixes of the path with a slash at its end."""
        self._api = api
        self._paths = tuple(strategy_paths)
        self._maker = ThreadPoolExecutor(1, "strategy")
        self._strategy: Future[FastAPI] = self._maker.submit(self._make, make_strategy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        target: ASGIApp = self._api
        if scope["type"] == "http":
            for_strategy = f"{scope['path']}/".startswith(self._paths)
            if for_strategy or scope["path"] == _DOCUMENT:
                strategy = await asyncio.wrap_future(self._strategy)
                target = strategy if for_strategy else self._api
        await target(scope, receive, send)

    def _make(self, make_strategy: Callable[[], FastAPI]) -> FastAPI:
        from functions.openapi import merged

        strategy, own_document = make_strategy(), self._api.openapi
        document = merged([own_document(), strategy.openapi()])
        self._api.openapi = lambda: document  # type: ignore[method-assign]
        return strategy
