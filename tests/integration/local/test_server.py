"""The web server on a real port: started and stopped with its block, and plain about a port that is taken."""

import socket
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from pitwall.errors import ConfigurationError
from pitwall.local.server import WebServer, local_app
from pitwall.settings import Settings


@pytest.fixture
def api() -> FastAPI:
    app = FastAPI()

    @app.get("/api/v1/races")
    def races() -> list[str]:
        return ["2026-12"]

    return app


def test_it_serves_while_the_block_lasts(api: FastAPI, tmp_path: Path) -> None:
    app = local_app(api, Settings(site=tmp_path))
    with WebServer(app, "127.0.0.1", 0) as server:
        assert httpx.get(f"{server.url}/api/v1/races").json() == ["2026-12"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/api/v1/races")


def test_a_taken_port_is_named_with_the_setting_that_changes_it(api: FastAPI) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"port {port} .Address already in use.; set PITWALL_PORT"):
            WebServer(api, "127.0.0.1", port).__enter__()
