"""Whatever a provider does, the client says what it was: hand-made answers, good and bad, over real HTTP."""

from collections.abc import Callable

import pytest

from contract.provider_server import ProviderServer, Reply
from pitwall.errors import (
    SourceMalformedError,
    SourceNotConfiguredError,
    SourceRateLimitedError,
    SourceRestingError,
    SourceUnavailableError,
)
from pitwall.sources.http import HttpClient, retry_after_s
from pitwall.sources.throttle import Budget, Throttle

MakeClient = Callable[..., HttpClient]


def test_good_json_comes_back_as_it_was_sent(server: ProviderServer, client: MakeClient) -> None:
    server.route("/fine", {"laps": [1, 2]})
    assert client().get_json(f"{server.url}/fine", {"season": 2026}).value == {"laps": [1, 2]}
    assert server.requests[0].query == {"season": "2026"}


def test_a_provider_that_fails_once_is_asked_again_after_a_backoff(
    server: ProviderServer, client: MakeClient, waits: list[float]
) -> None:
    server.script("/moody", Reply(status=500), {"fine": True})
    assert client().get_json(f"{server.url}/moody").value == {"fine": True}
    assert waits == [1.0]


def test_three_times_503_is_unavailable_and_says_so(
    server: ProviderServer, client: MakeClient, waits: list[float]
) -> None:
    server.route("/down", Reply(status=503))
    with pytest.raises(SourceUnavailableError, match=r"provider: answered 503 .* for /down, three times"):
        client().get_json(f"{server.url}/down")
    assert len(server.requests) == 3
    assert waits == [1.0, 2.0]


def test_a_provider_that_hangs_is_named_with_the_time_waited(server: ProviderServer, client: MakeClient) -> None:
    server.route("/slow", Reply({}, hang_s=30))
    with pytest.raises(SourceUnavailableError, match=r"did not answer within 0\.05 s, three times"):
        client(timeout_s=0.05).get_json(f"{server.url}/slow")


def test_a_refused_connection_is_named(client: MakeClient) -> None:
    with ProviderServer() as closed:
        url = closed.url
    with pytest.raises(SourceUnavailableError, match="refused the connection, three times"):
        client().get_json(f"{url}/gone")


def test_retry_after_is_honoured_and_the_throttle_slows_down(
    server: ProviderServer, client: MakeClient, waits: list[float]
) -> None:
    throttle = Throttle("provider", (Budget(100, 1.0),), clock=lambda: 0.0, sleep=waits.append)
    server.script("/busy", Reply(status=429, headers={"Retry-After": "7"}), {"fine": True})
    assert client(throttle=throttle).get_json(f"{server.url}/busy").value == {"fine": True}
    assert waits == [7.0]
    assert throttle.pace == pytest.approx(0.52)


def test_a_wait_longer_than_a_minute_is_passed_on_instead_of_waited(
    server: ProviderServer, client: MakeClient, waits: list[float]
) -> None:
    server.route("/busy", Reply(status=429, headers={"Retry-After": "900"}))
    with pytest.raises(SourceRateLimitedError, match="answered 429") as raised:
        client().get_json(f"{server.url}/busy")
    assert raised.value.retry_after_s == 900.0
    assert (len(server.requests), waits) == (1, [])


def test_a_truncated_body_is_a_malformed_error(server: ProviderServer, client: MakeClient) -> None:
    server.route("/cut", Reply({"laps": [1]}, missing_bytes=100))
    with pytest.raises(SourceMalformedError, match="cut the body of /cut off after 13 of 113 bytes, three times"):
        client().get_json(f"{server.url}/cut")


def test_json_that_stops_in_the_middle_is_a_malformed_error(server: ProviderServer, client: MakeClient) -> None:
    server.route("/cut", b'{"laps": [1, 2')
    with pytest.raises(SourceMalformedError, match="JSON for /cut that is cut off"):
        client().get_json(f"{server.url}/cut")
    assert len(server.requests) == 1


def test_an_html_page_instead_of_json_is_quoted_by_its_title(server: ProviderServer, client: MakeClient) -> None:
    server.route("/page", "<!doctype html><html><head><title>Down for maintenance</title></head></html>")
    with pytest.raises(SourceMalformedError, match=r"HTML page \(Down for maintenance\) instead of JSON"):
        client().get_json(f"{server.url}/page")


def test_a_wrong_key_names_no_secret(server: ProviderServer, client: MakeClient) -> None:
    server.route("/closed", Reply(status=401))
    with pytest.raises(SourceNotConfiguredError, match="answered 401") as raised:
        client().get_json(f"{server.url}/closed", {"appid": "secret"})
    assert "secret" not in str(raised.value)


def test_nothing_found_is_none_where_the_caller_expects_it(server: ProviderServer, client: MakeClient) -> None:
    assert client().get_json_or_none(f"{server.url}/unknown") is None
    with pytest.raises(SourceUnavailableError, match="answered 404 Not Found for /unknown"):
        client().get_json(f"{server.url}/unknown")


def test_a_body_beyond_the_limit_is_not_read_to_its_end(server: ProviderServer, client: MakeClient) -> None:
    server.route("/big", b"x" * 200_000)
    with pytest.raises(SourceMalformedError, match="sent more than 1000 bytes for /big"):
        client().get_bytes(f"{server.url}/big", max_bytes=1_000)


def test_a_redirect_is_read_without_following_it(server: ProviderServer, client: MakeClient) -> None:
    server.route("/latest", Reply(status=302, headers={"Location": "/tag/v2026.8.0"}))
    assert client().redirect_of(f"{server.url}/latest") == f"{server.url}/tag/v2026.8.0"
    server.route("/latest", {})
    with pytest.raises(SourceMalformedError, match="did not redirect /latest"):
        client().redirect_of(f"{server.url}/latest")


def test_after_three_failures_in_a_row_the_provider_is_left_alone(server: ProviderServer, client: MakeClient) -> None:
    server.route("/down", Reply(status=503))
    asking = client()
    for _ in range(3):
        with pytest.raises(SourceUnavailableError, match="503"):
            asking.get_json(f"{server.url}/down")
    with pytest.raises(SourceRestingError, match="circuit breaker open: left alone for 60 s after 3 failures"):
        asking.get_json(f"{server.url}/down")
    assert len(server.requests) == 9


def test_a_provider_that_is_back_closes_the_breaker(server: ProviderServer, client: MakeClient) -> None:
    server.script("/down", *[Reply(status=503)] * 9, {"fine": True})
    asking = client(open_s=0.0)
    for _ in range(3):
        with pytest.raises(SourceUnavailableError, match="503"):
            asking.get_json(f"{server.url}/down")
    assert asking.get_json(f"{server.url}/down").value == {"fine": True}


def test_wrong_formats_do_not_open_the_breaker(server: ProviderServer, client: MakeClient) -> None:
    server.route("/odd", b"{")
    asking = client()
    for _ in range(5):
        with pytest.raises(SourceMalformedError):
            asking.get_json(f"{server.url}/odd")
    assert len(server.requests) == 5


def test_retry_after_may_be_a_date() -> None:
    assert retry_after_s("Wed, 01 Jul 2026 12:00:30 GMT", "Wed, 01 Jul 2026 12:00:00 GMT") == 30.0
    assert retry_after_s("soon", None) is None
    assert retry_after_s(None, None) is None
