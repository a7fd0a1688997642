"""How the site's files are served: kept for ever or asked for again, compressed, guarded, never from outside."""

import base64
import gzip
import hashlib
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from pitwall.local.server import local_app
from pitwall.local.site import SECURITY_HEADERS
from pitwall.settings import Settings


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "season").mkdir()
    (folder / "index.html").write_text("<title>application</title><script>dark()</script><script src='/a.js'></script>")
    (folder / "season" / "index.html").write_text("<title>prerendered season</title>")
    (folder / "assets" / "main-4f2a.js").write_text("let lap = 1;")
    (folder / "assets" / "main-4f2a.js.gz").write_bytes(gzip.compress(b"let lap = 1;"))
    (folder / "theme.js").write_text("dark()")
    (tmp_path / "secret.txt").write_text("not for the web")
    return folder


@pytest.fixture
def client(site: Path) -> TestClient:
    api = FastAPI()

    @api.get("/api/v1/races")
    def races() -> list[str]:
        return ["2026-12"]

    @api.get("/health")
    def health() -> dict[str, str]:
        return {"status": "healthy"}

    return TestClient(local_app(api, Settings(site=site)), follow_redirects=False)


def test_hashed_assets_are_kept_for_ever(client: TestClient) -> None:
    answer = client.get("/assets/main-4f2a.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "javascript" in answer.headers["content-type"]


def test_a_compressed_twin_is_served_to_who_takes_it(client: TestClient) -> None:
    packed = client.get("/assets/main-4f2a.js", headers={"Accept-Encoding": "gzip, br"})
    plain = client.get("/assets/main-4f2a.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text == "let lap = 1;"
    assert "javascript" in packed.headers["content-type"]
    assert packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/", "/race/2026/12", "/driver/max-verstappen"])
def test_an_address_without_a_file_gets_the_application(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "application" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/season", "/season/"])
def test_a_prerendered_page_is_served_without_a_redirect(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "prerendered season" in answer.text


@pytest.mark.parametrize("path", ["/assets/gone-1234.js", "/favicon.ico"])
def test_a_missing_file_is_not_answered_with_the_application(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "//etc/passwd", "/%00", "/" + "a" * 300],
)
def test_nothing_outside_the_folder_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert "not for the web" not in answer.text
    assert "root:" not in answer.text


def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.text == ""


def test_only_reading_is_allowed(client: TestClient) -> None:
    assert client.post("/season").status_code == 405


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/api/v1/races", "/favicon.ico"):
        headers = client.get(path).headers
        assert {name: headers.get(name) for name in SECURITY_HEADERS} == dict(SECURITY_HEADERS), path


def test_a_page_runs_its_own_scripts_only(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(b"dark()").digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(("path", "expected"), [("/api/v1/races", ["2026-12"]), ("/health", {"status": "healthy"})])
def test_the_api_answers_under_its_own_paths(client: TestClient, path: str, expected: object) -> None:
    assert client.get(path).json() == expected


def test_an_unknown_api_path_is_the_apis_to_refuse(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.json() == {"detail": "Not Found"}


def test_a_site_that_was_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    client = TestClient(local_app(FastAPI(), Settings(site=tmp_path / "absent")))
    answer = client.get("/")
    assert answer.status_code == 404
    assert "make up" in answer.text
