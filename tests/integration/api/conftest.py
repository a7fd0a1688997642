"""A small invented championship in a real PostgreSQL, and clients that ask the API about it.

Two seasons: 2023 is over; of 2024 round 1 has everything, round 2 a result without laps,
round 3 is overdue, round 4 lies ahead.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, Table, insert, text

from functions.api.app import create_app
from pitwall.serving.responder import present
from pitwall.settings import Settings, settings
from pitwall.store import tables
from pitwall.store.engine import open_engine

NOW = datetime(2024, 6, 20, 12, 0, tzinfo=UTC)
LAPS = 5
COUNTED_LAPS = 4

ClientMaker = Callable[..., TestClient]
Put = Callable[..., None]


def _put(engine: Engine, table: Table, *rows: dict[str, Any]) -> None:
    """Insert rows, with the provenance that every data set's table wants."""
    provenance = {"source": "f1db", "source_rank": 70, "source_revision": 1}
    known = {name: value for name, value in provenance.items() if name in table.c}
    with engine.begin() as connection:
        connection.execute(insert(table), [{**known, **row} for row in rows])


def refresh_views(engine: Engine) -> None:
    """Bring the current standings up to date, as the loader does after a race."""
    with engine.begin() as connection:
        for view in ("current_driver_standings", "current_constructor_standings"):
            connection.execute(text(f"REFRESH MATERIALIZED VIEW {view}"))


@pytest.fixture(scope="module")
def championship(module_database_url: str) -> Iterator[Engine]:
    """The invented championship."""
    engine = open_engine(module_database_url)
    _put_reference(engine)
    _put_calendar(engine)
    _put_results(engine)
    _put_session_data(engine)
    _put_books(engine)
    refresh_views(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def put() -> Put:
    """Inserts rows into a table: `put(engine, table, row, ...)`."""
    return _put


@pytest.fixture
def refresh_standings() -> Callable[[Engine], None]:
    """Brings the current standings of an engine's store up to date."""
    return refresh_views


@pytest.fixture(scope="module")
def client_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClientMaker]:
    """Makes a client of an API of its own over an engine, at a given present."""
    clients: list[TestClient] = []
    lake = tmp_path_factory.mktemp("lake")

    def make(engine: Engine, now: datetime = NOW) -> TestClient:
        app = create_app(lambda: engine)
        app.dependency_overrides[present] = lambda: now
        app.dependency_overrides[settings] = lambda: Settings(lake_uri=str(lake))
        client = TestClient(app, raise_server_exceptions=False)
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def client(championship: Engine, client_of: ClientMaker) -> TestClient:
    """A caller without any credentials."""
    return client_of(championship)


def _put_reference(engine: Engine) -> None:
    _put(
        engine,
        tables.drivers,
        {"driver_id": "anna-quick", "name": "Anna Quick", "driver_code": "QUI", "permanent_number": 7},
        {"driver_id": "bert-slow", "name": "Bert Slow", "driver_code": "SLO", "permanent_number": 22},
        {"driver_id": "carl-quick", "name": "Carl Quick", "driver_code": "QUI", "permanent_number": None},
    )
    _put(engine, tables.constructors, {"constructor_id": "swift", "name": "Swift"})
    _put(engine, tables.constructors, {"constructor_id": "red-arrow", "name": "Red Arrow", "country": "Norway"})
    _put(engine, tables.circuits, {"circuit_id": "oakfield", "name": "Oakfield", "country": "Ireland"})
    _put(engine, tables.circuits, {"circuit_id": "pine-hill", "name": "Pine Hill", "latitude": 61.5, "turns": 14})


def _put_calendar(engine: Engine) -> None:
    _put(engine, tables.seasons, {"season": 2023}, {"season": 2024})
    common = {"circuit_id": "oakfield", "cancelled": False, "laps": COUNTED_LAPS, "status": "completed"}
    whole = {**common, "scheduled_laps": None}
    _put(
        engine,
        tables.races,
        {**common, "season": 2023, "round": 1, "date": date(2023, 5, 7), "name": "Oakfield Grand Prix"}
        | {"scheduled_laps": COUNTED_LAPS + 66},
        {**whole, "season": 2023, "round": 2, "date": date(2023, 5, 21), "name": "Pine Hill Grand Prix"},
        {**whole, "season": 2024, "round": 1, "date": date(2024, 5, 5), "name": "Oakfield Grand Prix"},
        {**whole, "season": 2024, "round": 2, "date": date(2024, 6, 16), "name": "Pine Hill Grand Prix"},
    )
    ahead = {"circuit_id": "pine-hill", "cancelled": False, "status": "scheduled"}
    start = datetime(2024, 6, 23, 22, 0, tzinfo=UTC)
    _put(engine, tables.races, {**ahead, "season": 2024, "round": 3, "date": date(2024, 6, 17), "name": "Monday Race"})
    _put(
        engine,
        tables.races,
        {**ahead, "season": 2024, "round": 4, "date": start.date(), "start_time_utc": start, "name": "Night Race"},
    )
    _put(engine, tables.sessions, *_weekend(1, date(2024, 5, 5)), *_weekend(4, start.date()))
    seats = [(s, r, d, c) for s, r in _run() for d, c in (("anna-quick", "swift"), ("bert-slow", "red-arrow"))]
    _put(
        engine,
        tables.driver_seats,
        *({"season": s, "round": r, "driver_id": d, "constructor_id": c} for s, r, d, c in seats),
        {"season": 2023, "round": 2, "driver_id": "carl-quick", "constructor_id": "swift"},
    )


def _run() -> list[tuple[int, int]]:
    return [(2023, 1), (2023, 2), (2024, 1), (2024, 2)]


def _weekend(race_round: int, sunday: date) -> list[dict[str, Any]]:
    days = {"R": 0, "S": 1, "Q": 1, "FP1": 2}
    return [
        {"season": 2024, "round": race_round, "session": session, "date": sunday - timedelta(days=before)}
        for session, before in days.items()
    ]


def _put_results(engine: Engine) -> None:
    for season, race_round in _run():
        race = {"season": season, "round": race_round}
        first = {**race, "driver_id": "anna-quick", "constructor_id": "swift", "driver_number": "7"}
        second = {**race, "driver_id": "bert-slow", "constructor_id": "red-arrow", "driver_number": "22"}
        places = ({**first, "display_order": 1, "position": 1, "position_text": "1"},)
        places += ({**second, "display_order": 2, "position": None, "position_text": "DNF"},)
        for session in ("R", "S") if race == {"season": 2024, "round": 1} else ("R",):
            rows = [{**place, "session": session, "entry": 1, "shared_car": False} for place in places]
            rows[0].update(time_s=600.5, points=25.0, laps=4, grid_position=2, grid_position_text="2")
            rows[1].update(time_s=None, points=0.0, laps=2, grid_position=1, grid_position_text="1")
            _put(engine, tables.race_results, *rows)
        _put(engine, tables.starting_grids, {**places[0], "session": "R", "position": 2, "display_order": 2})
        _put(engine, tables.starting_grids, {**places[1], "session": "R", "position": 1, "display_order": 1})
        standing = {**race, "position": 1, "position_text": "1", "podiums": 1, "wins": 1, "basis": "computed"}
        _put(engine, tables.driver_standings, {**standing, "driver_id": "anna-quick", "points": 25.0 * race_round})
        behind = {**standing, "position": 2, "position_text": "2", "wins": 0, "podiums": 0, "points": 0.0}
        _put(engine, tables.driver_standings, {**behind, "driver_id": "bert-slow"})
        engine_maker = {"constructor_id": "swift", "engine_manufacturer_id": "swift", "points": 25.0 * race_round}
        _put(engine, tables.constructor_standings, {**standing, **engine_maker})
    race = {"season": 2024, "round": 1, "driver_id": "anna-quick"}
    _put(engine, tables.fastest_laps, {**race, "session": "R", "entry": 1, "position": 1, "lap_number": 3})
    place = {**race, "constructor_id": "swift", "display_order": 1, "position": 1, "position_text": "1"}
    _put(engine, tables.qualifying_results, {**place, "session": "Q", "part": "overall", "entry": 1, "q1_s": 81.5})
    _put(engine, tables.practice_results, {**place, "session": "FP1", "time_s": 82.25})


def _put_session_data(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE lap_times_2024 PARTITION OF lap_times FOR VALUES IN (2024)"))
    race = {"season": 2024, "round": 1, "session": "R"}
    for driver_id, code in (("anna-quick", "QUI"), ("bert-slow", "SLO")):
        driver = {**race, "driver_id": driver_id}
        lap = {**driver, "driver_code": code, "constructor_id": "swift", "compound": "MEDIUM", "pit_in": False}
        _put(engine, tables.lap_times, *({**lap, "lap_number": n, "lap_time_s": 90.0 + n} for n in range(1, LAPS + 1)))
        _put(engine, tables.pit_stops, {**driver, "stop": 1, "lap_number": 3, "pit_lane_time_s": 22.5})
        _put(engine, tables.stints, {**driver, "stint": 1, "start_lap": 1, "end_lap": LAPS, "laps": LAPS})
    for minute in range(3):
        reading = {**race, "time_s": 60.0 * minute, "air_temp_c": 20.0 + minute, "rainfall": minute == 0}
        _put(engine, tables.session_weather, reading)
    _put(engine, tables.race_control_messages, {**race, "message_number": 1, "message": "GREEN, GO", "flag": "GREEN"})
    _put(engine, tables.neutralisations, {**race, "number": 1, "kind": "SC", "start_lap": 2, "estimated": False})
    _put(engine, tables.compound_nominations, {"season": 2024, "round": 1, "soft": "C5", "medium": "C4", "hard": "C3"})


def _put_books(engine: Engine) -> None:
    run = {"job": "laps", "source_name": "fastf1", "target": "2024-01", "started_at": NOW, "objects_written": 1}
    counts = {"rows_accepted": 10, "rows_rejected": 1}
    old = {"run_id": "0" * 32, "finished_at": NOW - timedelta(hours=2), "outcome": "failed"}
    new = {"run_id": "1" * 32, "finished_at": NOW - timedelta(hours=1), "outcome": "partial"}
    _put(engine, tables.ingest_runs, {**run, **counts, **old}, {**run, **counts, **new})
    reject = {"stage": "ingest", "dataset": "laps", "reason": "lap_time_s: below 0", "row_json": "{}"}
    _put(engine, tables.ingest_rejects, {**reject, "reject_id": "a"}, {**reject, "reject_id": "b"})
    gap = {"season": 2024, "dataset": "laps", "lake_rows": 12}
    _put(engine, tables.reconcile_gaps, {**gap, "round": 1, "store_rows": 10}, {**gap, "round": 2, "store_rows": 12})
