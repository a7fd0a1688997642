"""The API and the site on one port, in a thread: the laptop's stand-in for API Gateway and CloudFront.

It serves while the same process still loads history, so that the first page is there within seconds.
"""

import socket
import threading
from types import TracebackType

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from pitwall.errors import ConfigurationError
from pitwall.local.site import MissingSite, SecurityHeaders, Site
from pitwall.settings import Settings

_API_PATHS = ("/api/", "/health/", "/recommend/", "/simulate/")
_START_TIMEOUT_S = 30.0
_STOP_TIMEOUT_S = 5.0


class OneOrigin:
    """Sends a request to the API or to the site by its path, as the distribution in the cloud does."""

    def __init__(self, api: ASGIApp, site: ASGIApp) -> None:
        """`api` gets lifespan and WebSocket events too."""
        self._api = api
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        belongs_to_site = scope["type"] == "http" and not f"{scope['path']}/".startswith(_API_PATHS)
        await (self._site if belongs_to_site else self._api)(scope, receive, send)


def local_app(api: ASGIApp, settings: Settings) -> ASGIApp:
    """`api` and the built site of `settings.site` as one application with security headers."""
    built = (settings.site / "index.html").is_file()
    return SecurityHeaders(OneOrigin(api, Site(directory=settings.site) if built else MissingSite()))


class WebServer:
    """`app` on `host`:`port` while the `with` block lasts."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """`port` 0 takes a free one; `url` tells which."""
        self._host = host
        self._port = port
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=int(_STOP_TIMEOUT_S))
        self._server = uvicorn.Server(config)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        shown = "127.0.0.1" if self._host in ("0.0.0.0", "::") else self._host
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self._port}"

    def __enter__(self) -> "WebServer":
        """Start it. Raises ConfigurationError where the port is taken or the application does not start."""
        listener = _listen(self._host, self._port)
        self._port = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="web server", daemon=True)
        self._thread.start()
        deadline = threading.Event()
        for _ in range(int(_START_TIMEOUT_S / 0.02)):
            if self._server.started:
                return self
            if not self._thread.is_alive():
                break
            deadline.wait(0.02)
        raise ConfigurationError("the web server did not start; the log says why")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let running requests end for five seconds, then stop."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(_STOP_TIMEOUT_S + 1)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # With the protocol named, asyncio sets TCP_NODELAY; without, each kept-alive answer waits 40 ms for an ACK.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {host} port {port} ({error.strerror}); set PITWALL_PORT to a free one"
        ) from error
    return listener
