"""Races as commands name them: by id without a store, by alias from the calendar that is stored."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import InvalidRequestError, NotFoundError
from pitwall.local.named_race import named_race
from pitwall.settings import Settings
from pitwall.store import tables

pytestmark = pytest.mark.database


@pytest.fixture
def home(store: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Round 5 of 2024 is the last with a result; the weekend of round 6 has begun."""
    monkeypatch.setenv("PITWALL_NOW", "2024-06-22T12:00:00Z")
    provenance = {"source": "f1db", "source_rank": 70, "source_revision": 1}
    race = {**provenance, "season": 2024, "circuit_id": "nowhere", "cancelled": False, "name": "Nowhere Grand Prix"}
    with store.begin() as connection:
        connection.execute(insert(tables.circuits), [{**provenance, "circuit_id": "nowhere", "name": "Nowhere"}])
        connection.execute(insert(tables.seasons), [{"season": 2024, **provenance}])
        for race_round, day, status in ((5, date(2024, 6, 16), "completed"), (6, date(2024, 6, 22), "scheduled")):
            connection.execute(insert(tables.races), [{**race, "round": race_round, "date": day, "status": status}])
    return Settings(home=tmp_path, database_url=database_url)


@pytest.mark.parametrize(("name", "race_round"), [("last", 5), ("current", 6), ("next", 6), ("2024-5", 5)])
def test_an_alias_means_what_it_means_to_the_api(home: Settings, name: str, race_round: int) -> None:
    assert named_race(name, home) == RaceKey(2024, race_round)


def test_an_alias_of_an_empty_calendar_is_not_found(store: Engine, database_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no last race"):
        named_race("last", Settings(home=tmp_path, database_url=database_url))


def test_without_a_store_an_id_is_understood_and_an_alias_says_what_to_run(tmp_path: Path) -> None:
    assert named_race("2030-01", Settings(home=tmp_path)) == RaceKey(2030, 1)
    with pytest.raises(InvalidRequestError, match="run `make up`"):
        named_race("next", Settings(home=tmp_path))
    with pytest.raises(InvalidRequestError, match="is not a race id"):
        named_race("yesterday", Settings(home=tmp_path))
