"""A provider on this machine: a real HTTP server with scripted answers, good and bad.

with ProviderServer() as server:
    server.route("/2023/races.json", {"MRData": ...})
    server.route("/slow", Reply(b"", hang_s=5))
    server.script("/busy", Reply(status=429, headers={"Retry-After": "1"}), {"now": "fine"})
    server.route("/echo", lambda request: request.query)
"""

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """What a client asked."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer in full control: `missing_bytes` announces more than is sent, `hang_s` answers late."""

    body: object = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    missing_bytes: int = 0
    hang_s: float = 0.0


Answer = object
"""A Reply, bytes or text as they are, or anything else as JSON."""


class ProviderServer:
    """Serves its routes on a free port of 127.0.0.1 until closed; remembers what was asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._routes: dict[str, Callable[[Request], Answer]] = {}
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def route(self, path: str, answer: Answer | Callable[[Request], Answer]) -> Self:
        """Answers `path` (whatever its query) with `answer`, or with what it makes of the request."""
        self._routes[path] = answer if callable(answer) else lambda _: answer
        return self

    def script(self, path: str, *answers: Answer) -> Self:
        """Answers `path` with one after the other; the last one stays."""
        left = deque(answers)

        def next_answer(request: Request) -> Answer:
            return left.popleft() if len(left) > 1 else left[0]

        return self.route(path, next_answer)

    def asked(self, path: str) -> list[Request]:
        """The requests for `path` so far."""
        return [request for request in self.requests if request.path == path]

    def close(self) -> None:
        """Stops serving; hanging answers are let go."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self, request: Request) -> Reply:
        self.requests.append(request)
        make = self._routes.get(request.path)
        answer = Reply({"detail": f"no route {request.path}"}, status=404) if make is None else make(request)
        return answer if isinstance(answer, Reply) else Reply(answer)

    def _handler(outer) -> type[BaseHTTPRequestHandler]:  # noqa: N805 (the inner class has its own self)
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                request = Request(parts.path, dict(parse_qsl(parts.query)), dict(self.headers))
                reply = outer._answer(request)
                if reply.hang_s and outer._closing.wait(reply.hang_s):
                    return
                body, content_type = _encoded(reply.body)
                self.send_response(reply.status)
                for name, value in {"Content-Type": content_type, **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) + reply.missing_bytes))
                self.end_headers()
                self._send(body)

            def _send(self, body: bytes) -> None:
                try:
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client gave up first, as a test may want

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server names it)
                """Quiet: a test that fails shows its own requests."""

        return Handler


def _encoded(body: object) -> tuple[bytes, str]:
    if isinstance(body, bytes):
        return body, "application/octet-stream"
    if isinstance(body, str):
        return body.encode(), "text/html" if body.lstrip().startswith("<") else "text/plain"
    return json.dumps(body).encode(), "application/json"
