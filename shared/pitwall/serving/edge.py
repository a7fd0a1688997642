"""The outermost layer of a web application: correlation id, HEAD, a log line per request, a last resort for errors."""

import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pitwall.observability import logger
from pitwall.serving.access import StoreAccess
from pitwall.serving.problems import unexpected_problem

_ACCEPTABLE_ID = re.compile(r"^[A-Za-z0-9._-]{1,100}$")


class Edge:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, access: StoreAccess) -> None:
        """`access` knows where the data of the answers come from."""
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of traffic pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        correlation_id = _correlation_id(Headers(scope=scope))
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        # HEAD is what GET answers, without the body: no route needs to know of it.
        is_head = scope["method"] == "HEAD"
        asked = {**scope, "method": "GET"} if is_head else scope
        status = 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._mark(MutableHeaders(scope=message), correlation_id)
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        log = logger()
        # Kept in the request's own context: requests that run at the same time do not see each other's id.
        log.thread_safe_append_keys(correlation_id=correlation_id)
        try:
            await self._app(asked, receive, send_marked)
        except Exception:
            # The code failed: the log says how, the caller gets the id to ask with.
            log.exception("request failed", extra={"method": scope["method"], "path": scope["path"]})
            if status:
                raise  # the answer has begun; all that is left is to cut it off
            await unexpected_problem(Request(scope))(scope, receive, send_marked)
        log.info("request", extra=_summary(scope, status, started))

    def _mark(self, headers: MutableHeaders, correlation_id: str) -> None:
        headers["X-Correlation-Id"] = correlation_id
        headers["X-Data-Origin"] = self._access.last_known_origin
        headers["X-Content-Type-Options"] = "nosniff"
        if headers.get("allow") == "GET":
            headers["allow"] = "GET, HEAD"


def _correlation_id(headers: Headers) -> str:
    given = headers.get("x-correlation-id", "")
    return given if _ACCEPTABLE_ID.match(given) else uuid.uuid4().hex


def _summary(scope: Scope, status: int, started: float) -> dict[str, object]:
    caller = scope["state"].get("caller")
    return {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "duration_ms": round((time.perf_counter() - started) * 1000, 1),
        "role": caller.role if caller else None,
        "cache": scope["state"].get("cache"),
    }
