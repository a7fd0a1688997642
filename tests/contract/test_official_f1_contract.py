"""The licensed feed: off without credentials, and our own (hand-made) contract when configured."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pydantic import SecretStr

from contract.provider_server import ProviderServer, Reply
from pitwall.domain.datasets import dataset_spec
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import SourceMalformedError, SourceNotConfiguredError
from pitwall.settings import Settings
from pitwall.sources.official_f1 import OfficialF1

RACE = RaceKey(2030, 5)
_WINNER = {
    "position": 1,
    "positionText": "1",
    "driverId": "ann-other",
    "constructorId": "acme",
    "number": "7",
    "laps": 50,
    "timeSeconds": 5400.5,
    "gapSeconds": None,
    "points": 25,
    "grid": 2,
    "reasonRetired": None,
}


def _configured(server: ProviderServer, clock: Callable[[], datetime]) -> OfficialF1:
    settings = Settings(official_f1_url=server.url, official_f1_key=SecretStr("licence"))
    return OfficialF1.from_settings(settings, clock)


def _classification(**changes: Any) -> dict[str, Any]:
    return {"season": 2030, "round": 5, "results": [{**_WINNER, **changes}]}


def test_without_credentials_it_is_off_and_says_which_to_set(clock: Callable[[], datetime]) -> None:
    source = OfficialF1.from_settings(Settings(official_f1_url=None, official_f1_key=None), clock)
    with pytest.raises(SourceNotConfiguredError, match="PITWALL_OFFICIAL_F1_URL and PITWALL_OFFICIAL_F1_KEY"):
        source.classification(RACE)


def test_with_credentials_it_fetches_the_classification(server: ProviderServer, clock: Callable[[], datetime]) -> None:
    server.route("/classifications/2030/5", _classification())
    (batch,) = _configured(server, clock).classification(RACE)
    (row,) = batch.table.to_pylist()
    dataset_spec("race_results").record.model_validate(row)
    assert (batch.source, row["session"], row["time_s"], row["grid_position"]) == ("official_f1", "R", 5400.5, 2)
    assert server.requests[0].headers["Authorization"] == "Bearer licence"


def test_another_race_than_asked_for_is_malformed(server: ProviderServer, clock: Callable[[], datetime]) -> None:
    server.route("/classifications/2030/5", {**_classification(), "round": 6})
    with pytest.raises(SourceMalformedError, match="was asked for 2030-05 and answered 2030-06"):
        _configured(server, clock).classification(RACE)


def test_a_race_not_classified_yet_yields_nothing(server: ProviderServer, clock: Callable[[], datetime]) -> None:
    assert _configured(server, clock).classification(RACE) == []


def test_a_refused_licence_is_named_without_it(server: ProviderServer, clock: Callable[[], datetime]) -> None:
    server.route("/classifications/2030/5", Reply(status=403))
    with pytest.raises(SourceNotConfiguredError, match="answered 403") as raised:
        _configured(server, clock).classification(RACE)
    assert "licence" not in str(raised.value)
