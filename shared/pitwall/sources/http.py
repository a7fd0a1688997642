"""The one polite HTTP client of all JSON and ZIP providers: throttled, retried, and left alone for a while when down.

Whatever goes wrong leaves here as an error of `pitwall.errors` that says what the provider did.
"""

import json
import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import pybreaker
import tenacity

from pitwall.errors import (
    SourceError,
    SourceMalformedError,
    SourceNotConfiguredError,
    SourceRateLimitedError,
    SourceRestingError,
    SourceUnavailableError,
)
from pitwall.sources.answers import Answer
from pitwall.sources.throttle import Throttle

ATTEMPTS = 3
FAILURES_UNTIL_OPEN = 3
OPEN_S = 60.0
LONGEST_RETRY_WAIT_S = 60.0
"""A provider that asks for a longer wait is not retried now; the caller learns how long it asked for."""
MAX_BODY_BYTES = 32 * 1024 * 1024

_FIRST_BACKOFF_S = 1.0
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TIMES = {1: "once", 2: "twice", 3: "three times"}

# httpx logs every address with its query, and some providers want their key there.
logging.getLogger("httpx").setLevel(logging.WARNING)

Query = Mapping[str, str | int | float]


@dataclass(frozen=True)
class _Body:
    content: bytes
    content_type: str
    path: str


class _FailedAttempt(Exception):  # noqa: N818 (never leaves this module)
    """One attempt's failure: the error it will become, and whether another attempt may help."""

    def __init__(
        self, kind: type[SourceError], detail: str, *, transient: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.transient = transient
        self.retry_after_s = retry_after_s


class _Absent(Exception):  # noqa: N818 (never leaves this module)
    """The provider answered 404 and the caller said that this means "no rows"."""


class HttpClient:
    """Asks one provider. Not thread-safe; make one per worker."""

    def __init__(
        self,
        source: str,
        *,
        timeout_s: float,
        throttle: Throttle | None = None,
        headers: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        random_share: Callable[[], float] = random.random,
        open_s: float = OPEN_S,
    ) -> None:
        """`timeout_s` holds for each wait of an attempt; `random_share` gives 0..1 for the jitter of the backoff."""
        self.source = source
        self._timeout_s = timeout_s
        self._throttle = throttle
        self._client = httpx.Client(
            timeout=timeout_s, headers={"User-Agent": "pitwall/0.1", **(headers or {})}, max_redirects=5
        )
        self._random_share = random_share
        self._retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            retry=tenacity.retry_if_exception(_worth_another),
            wait=self._backoff_s,
            sleep=sleep,
            reraise=True,
        )
        # pybreaker reads the system's clock, so tests set `open_s` instead of the time.
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=FAILURES_UNTIL_OPEN,
            reset_timeout=open_s,
            exclude=[lambda error: not _means_down(error)],
            throw_new_error_on_trip=False,
        )

    def get_json(self, url: str, query: Query | None = None) -> Answer:
        """The JSON that `url` answers. Raises SourceError (see the module)."""
        return self._parsed(self._fetch(url, query, MAX_BODY_BYTES))

    def get_json_or_none(self, url: str, query: Query | None = None) -> Answer | None:
        """As `get_json`, but None where the provider answers 404 for "nothing found"."""
        try:
            return self._parsed(self._fetch(url, query, MAX_BODY_BYTES, absent_on_404=True))
        except _Absent:
            return None

    def get_bytes(self, url: str, *, max_bytes: int) -> bytes:
        """The file at `url`, redirects followed. Raises SourceError, also where it is larger than `max_bytes`."""
        return self._fetch(url, None, max_bytes).content

    def redirect_of(self, url: str) -> str:
        """The address to which `url` redirects, not followed. Raises SourceError where it does not redirect."""
        return self._fetch(url, None, MAX_BODY_BYTES, want_redirect=True).content.decode()

    def _fetch(
        self, url: str, query: Query | None, max_bytes: int, *, absent_on_404: bool = False, want_redirect: bool = False
    ) -> _Body:
        def attempt() -> _Body:
            return self._attempt(url, query, max_bytes, absent_on_404=absent_on_404, want_redirect=want_redirect)

        try:
            body: _Body = self._breaker.call(self._retrying, attempt)
        except pybreaker.CircuitBreakerError as error:
            detail = f"left alone for {self._breaker.reset_timeout:.0f} s after {FAILURES_UNTIL_OPEN} failures in a row"
            raise SourceRestingError(self.source, f"circuit breaker open: {detail}") from error
        except _FailedAttempt as failure:
            raise self._named(failure) from failure
        return body

    def _attempt(
        self, url: str, query: Query | None, max_bytes: int, *, absent_on_404: bool, want_redirect: bool
    ) -> _Body:
        if self._throttle is not None:
            self._throttle.acquire()
        try:
            with self._client.stream("GET", url, params=query, follow_redirects=not want_redirect) as response:
                if want_redirect:
                    return self._redirect(response)
                if absent_on_404 and response.status_code == httpx.codes.NOT_FOUND:
                    raise _Absent
                self._check_status(response)
                body = _read(response, max_bytes)
        except httpx.HTTPError as error:
            raise self._transport_failure(error) from error
        if self._throttle is not None:
            self._throttle.recover()
        return body

    def _redirect(self, response: httpx.Response) -> _Body:
        if response.next_request is None:
            self._check_status(response)
            raise _FailedAttempt(SourceMalformedError, f"did not redirect {response.url.path}")
        return _Body(str(response.next_request.url).encode(), "", response.url.path)

    def _check_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == httpx.codes.TOO_MANY_REQUESTS:
            if self._throttle is not None:
                self._throttle.slow_down()
            wait_s = retry_after_s(response.headers.get("Retry-After"), response.headers.get("Date"))
            raise _FailedAttempt(
                SourceRateLimitedError, "answered 429 Too Many Requests", transient=True, retry_after_s=wait_s
            )
        what = f"answered {status} {response.reason_phrase} for {response.url.path}"
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise _FailedAttempt(SourceNotConfiguredError, f"{what}: it wants other credentials")
        if status >= httpx.codes.BAD_REQUEST:
            raise _FailedAttempt(SourceUnavailableError, what, transient=response.is_server_error)

    def _transport_failure(self, error: httpx.HTTPError) -> _FailedAttempt:
        # Not the error's own text: it may quote the address, and a key with it.
        if isinstance(error, httpx.TimeoutException):
            detail = f"did not answer within {self._timeout_s:g} s"
        elif isinstance(error, httpx.ConnectError):
            detail = "refused the connection" if "refused" in str(error) else "cannot be reached"
        elif isinstance(error, httpx.DecodingError):
            return _FailedAttempt(SourceMalformedError, "sent a body that does not decompress", transient=True)
        else:
            detail = f"broke the connection ({type(error).__name__})"
        return _FailedAttempt(SourceUnavailableError, detail, transient=True)

    def _named(self, failure: _FailedAttempt) -> SourceError:
        detail = f"{failure.detail}, {_TIMES[ATTEMPTS]}" if _worth_another(failure) else failure.detail
        if failure.kind is SourceRateLimitedError:
            return SourceRateLimitedError(self.source, detail, failure.retry_after_s)
        return failure.kind(self.source, detail)

    def _backoff_s(self, state: tenacity.RetryCallState) -> float:
        backoff_s = _FIRST_BACKOFF_S * 2.0 ** (state.attempt_number - 1) * (0.5 + self._random_share())
        failure = state.outcome.exception() if state.outcome else None
        asked_s = failure.retry_after_s if isinstance(failure, _FailedAttempt) else None
        return max(backoff_s, asked_s or 0.0)

    def _parsed(self, body: _Body) -> Answer:
        if "html" in body.content_type or body.content.lstrip()[:1] == b"<":
            found = _TITLE.search(body.content)
            title = found[1].decode(errors="replace").strip()[:100] if found else "without title"
            raise SourceMalformedError(self.source, f"sent an HTML page ({title}) instead of JSON for {body.path}")
        try:
            return Answer(self.source, body.path, json.loads(body.content))
        except json.JSONDecodeError as error:
            where = "is cut off" if error.pos >= len(error.doc.rstrip()) - 1 else f"breaks at character {error.pos}"
            raise SourceMalformedError(self.source, f"sent JSON for {body.path} that {where}: {error.msg}") from error
        except UnicodeDecodeError as error:
            raise SourceMalformedError(self.source, f"sent bytes for {body.path} that are no text") from error


def retry_after_s(header: str | None, date: str | None) -> float | None:
    """The wait in seconds that a Retry-After header asks for, counted from the answer's own Date; None where none."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
        since = parsedate_to_datetime(date) if date else datetime.now(UTC)
    except ValueError:
        return None
    return max(0.0, (until - since).total_seconds())


def _read(response: httpx.Response, max_bytes: int) -> _Body:
    content = bytearray()
    path = response.url.path
    try:
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > max_bytes:
                raise _FailedAttempt(SourceMalformedError, f"sent more than {max_bytes} bytes for {path}")
    except httpx.RemoteProtocolError as error:
        announced = response.headers.get("Content-Length", "more")
        detail = f"cut the body of {path} off after {len(content)} of {announced} bytes"
        raise _FailedAttempt(SourceMalformedError, detail, transient=True) from error
    return _Body(bytes(content), response.headers.get("Content-Type", ""), path)


def _worth_another(error: BaseException) -> bool:
    return (
        isinstance(error, _FailedAttempt) and error.transient and (error.retry_after_s or 0.0) <= LONGEST_RETRY_WAIT_S
    )


def _means_down(error: BaseException) -> bool:
    """A provider is down when it cannot be reached or answers 5xx; complaints and wrong formats are answers."""
    return isinstance(error, _FailedAttempt) and error.transient and error.kind is SourceUnavailableError
