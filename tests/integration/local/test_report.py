"""What `pitwall status` says about a store, against a store whose few rows were put there by hand."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, insert

from pitwall.local.report import read_report
from pitwall.store import forecast_tables, tables

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
    assert "Nothing is foretold yet." in lines


@pytest.mark.parametrize(
    ("source", "words"), [("model", "models that learned up to 2025-12"), ("simpler model", "a simpler model")]
)
def test_it_says_how_old_the_newest_forecast_is_and_who_made_it(store: Engine, source: str, words: str) -> None:
    _add_races(
        store,
        {"season": 2025, "round": 12, "date": date(2025, 7, 6), "name": "British Grand Prix", "status": "completed"},
    )
    made = datetime(2025, 7, 7, 9, tzinfo=UTC)
    card = {
        "model_name": "race-outcome",
        "version": "v",
        "model_type": "blend",
        "is_production": True,
        "artifact_path": "",
    }
    learned = {"training_date": made, "data_cut_off": "2025-12", "training_races_count": 9, "metrics": {}}
    rest = {"hyperparameters": {}, "code_version": "0", "sha256": {}, "known_limits": []}
    said = {"forecast_id": "a", "kind": "race", "season": 2025, "round": 13, "horizon": "pre_weekend"}
    by = {"model_name": "race-outcome", "model_version": "v", "source": source, "as_of": "2025-12 race"}
    when = {"cut_off": made, "computed_at": made, "runs": 1, "quality": []}
    with store.begin() as connection:
        connection.execute(insert(forecast_tables.model_metadata), {**card, **learned, **rest})
        connection.execute(insert(forecast_tables.forecasts), {**said, **by, **when})
    line = f"Newest forecast: 2025-13, pre weekend, made 1 day ago by {words}."
    assert line in read_report(store).lines(date(2025, 7, 8))


def test_a_made_up_season_is_called_made_up(store: Engine) -> None:
    race = {"season": 2025, "round": 1, "date": date(2025, 3, 16), "name": "Round one", "status": "completed"}
    _add_races(store, {**race, "source": "synthetic", "source_rank": 1})
    assert "invented season" in read_report(store).lines(date(2025, 3, 17))[1]
