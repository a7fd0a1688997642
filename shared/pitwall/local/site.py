"""The built frontend from a folder, as CloudFront serves it: the laptop's stand-in for bucket and edge.

Hashed assets may be kept for ever, pages are asked for again each time; a page's address that has no file of its own
gets the application, which knows what to show.
"""

import base64
import hashlib
import mimetypes
import os
import re
import stat
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HASHED_ASSETS = "assets/"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

SECURITY_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
)
# Charts set colours and positions in style attributes; scripts are the site's files and those inline in the page.
_CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


class Site(StaticFiles):
    """Files of the built site; an address without a file answers with the application's page."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file for `path`, a page's prerendered file, or the application; else 404, and 405 for writing."""
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("The site is for reading only.\n", 405, {"Allow": "GET, HEAD"})
        name = "" if path == "." else path
        candidates = [name, f"{name}/index.html"] if name else []
        if _is_page(name):
            candidates.append("index.html")
        for candidate in candidates:
            found = self._file(candidate)
            if found is not None:
                return self.file_response(*found, scope)
        return PlainTextResponse("The site has no such file.\n", 404)

    def _file(self, name: str) -> tuple[str, os.stat_result] | None:
        """The file of that name inside the folder; None for a folder, a name too long or one that leads outside."""
        try:
            full_path, stat_result = self.lookup_path(name)
        except (OSError, ValueError):
            return None
        return (full_path, stat_result) if stat_result is not None and stat.S_ISREG(stat_result.st_mode) else None

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, or its compressed twin where one lies beside it and the client takes it; 304 where it has that."""
        request_headers = Headers(scope=scope)
        accepted = {part.split(";")[0].strip() for part in request_headers.get("accept-encoding", "").split(",")}
        served, encoding = os.fspath(full_path), ""
        for name, suffix in _ENCODINGS:
            if name in accepted and os.path.isfile(served + suffix):  # noqa: PTH113
                served, encoding, stat_result = served + suffix, name, os.stat(served + suffix)  # noqa: PTH116
                break
        media_type = mimetypes.guess_type(os.fspath(full_path))[0] or "application/octet-stream"
        response = FileResponse(served, status_code=status_code, stat_result=stat_result, media_type=media_type)
        response.headers["Vary"] = "Accept-Encoding"
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Cache-Control"] = _cache_control(scope["path"])
        if media_type == "text/html":
            response.headers["Content-Security-Policy"] = _policy(os.fspath(full_path), stat_result.st_mtime_ns)
        if self.is_not_modified(response.headers, request_headers):
            return NotModifiedResponse(response.headers)
        return response


class SecurityHeaders:
    """Adds to every HTTP answer the headers that browsers ask for, where the answer has not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class MissingSite:
    """Answers for a site that was not built, and says how to build it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with 404 in words."""
        answer = PlainTextResponse("The site is not built: run `make up`. The API is under /api/v1.\n", 404)
        await answer(scope, receive, send)


@lru_cache(maxsize=64)
def _policy(page: str, _modified_ns: int) -> str:
    """The policy of one page: its inline scripts by their hashes, as browsers count them, and nothing injected."""
    hashes = [hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(Path(page).read_bytes())]
    allowed = ["'self'", *(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)]
    return _CONTENT_SECURITY_POLICY.format(scripts=" ".join(allowed))


def _is_page(path: str) -> bool:
    """Whether an address names a page of the application: it has no file ending."""
    return not path.startswith(_HASHED_ASSETS) and not PurePosixPath(path).suffix


def _cache_control(path: str) -> str:
    if path.lstrip("/").startswith(_HASHED_ASSETS):
        return "public, max-age=31536000, immutable"
    return "no-cache"
