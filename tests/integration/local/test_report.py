"""What `pitwall status` says about a store, against a store whose few rows were put there by hand."""

from datetime import date

import pytest
from sqlalchemy import Engine, insert

from pitwall.local.report import read_report
from pitwall.store import tables

pytestmark = pytest.mark.database

_PROVENANCE = {"source": "f1db", "source_rank": 70, "source_revision": 1}


def _add_races(store: Engine, *races: dict[str, object]) -> None:
    circuit = {"circuit_id": "silverstone", "name": "Silverstone", "full_name": "Silverstone Circuit"}
    place = {"circuit_type": "RACE", "direction": "CLOCKWISE", "place_name": "Silverstone", "country": "United Kingdom"}
    where = {"latitude": 52.07, "longitude": -1.01, "length_km": 5.891, "turns": 18}
    wanted = {**circuit, **place, **where, **_PROVENANCE}
    known = {column.name for column in tables.circuits.columns}
    with store.begin() as connection:
        connection.execute(insert(tables.seasons), [{"season": race["season"]} for race in races[:1]])
        connection.execute(insert(tables.circuits), {name: value for name, value in wanted.items() if name in known})
        for race in races:
            connection.execute(
                insert(tables.races), {"circuit_id": "silverstone", "cancelled": False, **_PROVENANCE, **race}
            )


def test_an_empty_store_says_so(store: Engine) -> None:
    assert read_report(store).lines(date(2026, 7, 1)) == ["The store holds no races yet."]


def test_it_says_how_much_how_old_what_is_missing_and_where_from(store: Engine) -> None:
    british = {"season": 2025, "round": 12, "date": date(2025, 7, 6), "name": "British Grand Prix"}
    hungarian = {"season": 2025, "round": 14, "date": date(2025, 8, 3), "name": "Hungarian Grand Prix"}
    _add_races(store, {**british, "status": "completed"}, {**hungarian, "status": "scheduled"})
    lines = read_report(store).lines(date(2025, 7, 8))
    assert lines[0] == "1 of 2 races of 2025 with 0 results, 0 laps and 0 pit stops."
    assert lines[1] == "Results come from f1db, the open Formula 1 database (2025)."
    assert lines[2] == "Newest result: British Grand Prix (2025-12), 2 days ago."
    assert "Missing laps: British Grand Prix 2025-12." in lines


def test_a_made_up_season_is_called_made_up(store: Engine) -> None:
    race = {"season": 2025, "round": 1, "date": date(2025, 3, 16), "name": "Round one", "status": "completed"}
    _add_races(store, {**race, "source": "synthetic", "source_rank": 1})
    assert "invented season" in read_report(store).lines(date(2025, 3, 17))[1]
