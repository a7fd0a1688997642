"""Jolpica: recorded responses where the data set is at hand, hand-made ones for pages, letters and failures."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from contract.provider_server import ProviderServer, Reply, Request
from pitwall.domain.datasets import Batch, dataset_spec
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import SourceMalformedError, SourceUnavailableError
from pitwall.settings import Settings
from pitwall.sources.http import HttpClient
from pitwall.sources.jolpica import Jolpica

RACE = RaceKey(2030, 5)


@pytest.fixture
def jolpica(server: ProviderServer, client: Callable[..., HttpClient], clock: Callable[[], datetime]) -> Jolpica:
    """The source, pointed at the local server."""
    return Jolpica.from_settings(Settings(jolpica_url=f"{server.url}/"), clock, client("jolpica"))


def _answer(table: str, key: str, rows: list[Any], total: int | None = None, **page: int) -> dict[str, Any]:
    return {
        "MRData": {
            "limit": str(page.get("limit", 100)),
            "offset": str(page.get("offset", 0)),
            "total": str(len(rows) if total is None else total),
            table: {key: rows},
        }
    }


def _driver(name: str, **more: str) -> dict[str, str]:
    given, family = name.split()
    return {"driverId": family.lower(), "givenName": given, "familyName": family, **more}


def _finisher(name: str, position_text: str, **more: Any) -> dict[str, Any]:
    return {
        "positionText": position_text,
        "points": "0",
        "Driver": _driver(name),
        "Constructor": {"constructorId": "acme", "name": "Acme"},
        "grid": "1",
        "laps": "50",
        "status": "Finished",
        **more,
    }


def _race_answer(key: str, rows: list[Any]) -> dict[str, Any]:
    return _answer("RaceTable", "Races", [{"season": "2030", "round": "5", key: rows}], total=len(rows))


def _rows(batches: list[Batch], dataset: str) -> list[dict[str, Any]]:
    return [row for batch in batches if batch.dataset == dataset for row in batch.table.to_pylist()]


def _check_contracts(batches: list[Batch]) -> None:
    assert batches
    for batch in batches:
        assert (batch.source, batch.revision) == ("jolpica", int(datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()))
        for row in batch.table.to_pylist():
            dataset_spec(batch.dataset).record.model_validate(row)


def _recorded(recorded: Path, name: str) -> dict[str, Any]:
    """A recorded response, said to be complete: the recordings are first pages."""
    folder = recorded / "jolpica" / "tests" / "fixtures" / "ergast_responses"
    answer: dict[str, Any] = json.loads((folder / name).read_text())
    answer["MRData"]["total"] = answer["MRData"]["limit"]
    return answer


@pytest.mark.data
def test_a_recorded_calendar_becomes_races_and_their_sessions(
    server: ProviderServer, jolpica: Jolpica, recorded: Path
) -> None:
    server.route("/2023/races.json", _recorded(recorded, "races/2023@races.json"))
    batches = jolpica.calendar(2023)
    _check_contracts(batches)
    races = _rows(batches, "races")
    assert len(races) == 22
    baku = races[3]
    assert (baku["name"], baku["circuit_id"]) == ("Azerbaijan Grand Prix", "baku")
    assert baku["start_time_utc"] == datetime(2023, 4, 30, 11, tzinfo=UTC)
    assert [row["session"] for row in _rows(batches, "sessions") if row["round"] == 4] == ["R", "FP1", "FP2", "Q", "S"]


@pytest.mark.data
def test_recorded_entries_become_drivers_and_constructors(
    server: ProviderServer, jolpica: Jolpica, recorded: Path
) -> None:
    server.route("/2023/drivers.json", _recorded(recorded, "drivers/2023@drivers.json"))
    server.route("/2023/constructors.json", _recorded(recorded, "constructors/2023@constructors.json"))
    batches = jolpica.entries(2023)
    _check_contracts(batches)
    by_id = {row["driver_id"]: row for row in _rows(batches, "drivers")}
    assert by_id["carlos-sainz-jr"]["driver_code"] == "SAI"
    assert by_id["nico-hulkenberg"]["date_of_birth"] == date(1987, 8, 19)
    assert {"red-bull", "alfa-romeo", "haas"} <= {row["constructor_id"] for row in _rows(batches, "constructors")}


@pytest.mark.data
def test_a_recorded_result_agrees_with_f1db_where_both_speak(
    server: ProviderServer, jolpica: Jolpica, recorded: Path, data_folder: Path
) -> None:
    import pyarrow.parquet as pq

    server.route("/2023/9/results.json", _recorded(recorded, "results/2023@9@results.json"))
    batches = jolpica.results(RaceKey(2023, 9))
    _check_contracts(batches)
    filters = [("season", "=", 2023), ("round", "=", 9)]
    f1db = {
        row["driver_id"]: row
        for row in pq.read_table(data_folder / "f1db" / "race_results.parquet", filters=filters).to_pylist()
    }
    ours = {row["driver_id"]: row for row in _rows(batches, "race_results")}
    assert ours.keys() == f1db.keys()
    shared = ("constructor_id", "driver_number", "position", "position_text", "laps", "points", "grid_position")
    differing = {
        (driver, column): (row[column], f1db[driver][column])
        for driver, row in ours.items()
        for column in shared
        # f1db leaves the points of those who scored none unknown.
        if row[column] != (f1db[driver][column] if column != "points" else f1db[driver][column] or 0.0)
    }
    # Ergast keeps the grid slot of those who then started from the pit lane.
    assert {column for _, column in differing} <= {"grid_position"}
    for driver, row in ours.items():
        if row["gap_s"] is not None:
            assert row["gap_s"] == pytest.approx(f1db[driver]["gap_s"], abs=0.001)


@pytest.mark.data
def test_other_recorded_tables_keep_their_contracts(server: ProviderServer, jolpica: Jolpica, recorded: Path) -> None:
    server.route("/2023/drivers.json", _recorded(recorded, "drivers/2023@drivers.json"))
    server.route("/2023/13/qualifying.json", _recorded(recorded, "qualifying/2023@13@qualifying.json"))
    server.route("/2023/18/pitstops.json", _recorded(recorded, "pitstops/2023@18@pitstops.json"))
    server.route("/2023/1/laps.json", _recorded(recorded, "laps/2023@1@laps.json"))
    server.route("/2023/4/driverstandings.json", _recorded(recorded, "driverstandings/2023@4@driverStandings.json"))
    name = "constructorstandings/2023@13@constructorstandings.json"
    server.route("/2023/4/constructorstandings.json", _recorded(recorded, name))
    qualifying = jolpica.qualifying(RaceKey(2023, 13))
    stops = jolpica.pit_stops(RaceKey(2023, 18))
    laps = jolpica.laps(RaceKey(2023, 1))
    constructors = "red-bull mercedes aston-martin ferrari mclaren alpine williams haas alfa-romeo alphatauri"
    engines = dict.fromkeys(constructors.split(" "), "some-engine")
    standings = jolpica.standings(RaceKey(2023, 4), engines)
    for batches in (qualifying, stops, laps, standings):
        _check_contracts(batches)
    assert len(_rows(qualifying, "qualifying_results")) == 20
    assert len(_rows(stops, "pit_stops")) == 30
    assert len(_rows(laps, "laps")) == 30
    assert _rows(laps, "laps")[0]["lap_time_source"] == "official"
    assert [len(batch.table) for batch in standings] == [20, 10]


def test_pages_are_asked_for_until_the_total_is_reached(server: ProviderServer, jolpica: Jolpica) -> None:
    people = [_driver(f"Ann Other{letter}") for letter in "abcdefg"]

    def page(request: Request) -> object:
        offset = int(request.query["offset"])
        # The provider may grant less than was asked for.
        return _answer("DriverTable", "Drivers", people[offset : offset + 3], total=7, limit=3, offset=offset)

    server.route("/2030/drivers.json", page)
    server.route("/2030/constructors.json", _answer("ConstructorTable", "Constructors", []))
    drivers = _rows(jolpica.entries(2030), "drivers")
    assert [row["last_name"] for row in drivers] == [f"Other{letter}" for letter in "abcdefg"]
    assert [request.query["offset"] for request in server.asked("/2030/drivers.json")] == ["0", "3", "6"]
    assert server.requests[0].query["limit"] == "100"


def test_a_lap_split_over_two_pages_keeps_all_its_cars(server: ProviderServer, jolpica: Jolpica) -> None:
    def page(request: Request) -> object:
        offset = int(request.query["offset"])
        timing = {"driverId": ("ann", "bea")[offset], "position": str(offset + 1), "time": "1:30.500"}
        race = {"season": "2030", "round": "5", "Laps": [{"number": "7", "Timings": [timing]}]}
        return _answer("RaceTable", "Races", [race], total=2, limit=1, offset=offset)

    server.route("/2030/5/laps.json", page)
    people = [{"driverId": name, "givenName": name, "familyName": "Other"} for name in ("ann", "bea")]
    server.route("/2030/drivers.json", _answer("DriverTable", "Drivers", people))
    laps = _rows(jolpica.laps(RACE), "laps")
    assert [(row["driver_id"], row["lap_number"], row["position"]) for row in laps] == [
        ("ann-other", 7, 1),
        ("bea-other", 7, 2),
    ]
    assert laps[0]["lap_time_s"] == 90.5


def test_unclassified_cars_carry_f1dbs_words_and_lapped_ones_no_race_time(
    server: ProviderServer, jolpica: Jolpica
) -> None:
    time = {"millis": "5400000", "time": "1:30:00.000"}
    rows = [
        _finisher("Win Ner", "1", position="1", Time=time, points="25"),
        _finisher("Sec Ond", "2", position="2", Time={"millis": "5401500", "time": "+1.500"}, grid="0"),
        _finisher("Lap Ped", "3", position="3", laps="49", status="Lapped", Time={"millis": "5420000"}),
        _finisher("Bro Ken", "R", position="4", laps="3", status="Gearbox"),
        _finisher("Dis Qualified", "D", position="5", status="Disqualified"),
        _finisher("Not Started", "W", position="6", laps="0", status="Withdrew", grid="0"),
    ]
    server.route("/2030/5/results.json", _race_answer("Results", rows))
    batches = jolpica.results(RACE)
    _check_contracts(batches)
    results = _rows(batches, "race_results")
    assert [row["position_text"] for row in results] == ["1", "2", "3", "DNF", "DSQ", "DNS"]
    assert [row["position"] for row in results] == [1, 2, 3, None, None, None]
    assert [(row["time_s"], row["gap_s"], row["laps_behind"]) for row in results[:3]] == [
        (5400.0, None, None),
        (5401.5, 1.5, None),
        (None, None, 1),
    ]
    assert results[3]["reason_retired"] == "Gearbox"
    grid = _rows(batches, "starting_grids")
    assert [row["driver_id"] for row in grid][-1] == "sec-ond"
    assert grid[-1]["position_text"] == "PL"
    assert "not-started" not in {row["driver_id"] for row in grid}


def test_a_race_without_a_result_yet_yields_nothing(server: ProviderServer, jolpica: Jolpica) -> None:
    server.route("/2030/5/results.json", _answer("RaceTable", "Races", []))
    server.route("/2030/5/pitstops.json", _answer("RaceTable", "Races", []))
    assert jolpica.results(RACE) == jolpica.pit_stops(RACE) == []
    assert server.asked("/2030/drivers.json") == []


def test_a_constructor_without_known_engine_is_left_for_ingest_to_refuse(
    server: ProviderServer, jolpica: Jolpica
) -> None:
    standing = {"positionText": "-", "points": "0", "Constructor": {"constructorId": "acme"}}
    lists = [{"ConstructorStandings": [standing]}]
    server.route("/2030/5/driverstandings.json", _answer("StandingsTable", "StandingsLists", []))
    server.route("/2030/5/constructorstandings.json", _answer("StandingsTable", "StandingsLists", lists, total=1))
    row = _rows(jolpica.standings(RACE, {}), "published_constructor_standings")[0]
    assert (row["constructor_id"], row["engine_manufacturer_id"], row["position_text"]) == ("acme", None, "-")


def test_without_engines_only_the_drivers_championship_is_asked_for(server: ProviderServer, jolpica: Jolpica) -> None:
    standing = {"position": "1", "points": "25", "Driver": {"driverId": "a", "givenName": "Ann", "familyName": "Other"}}
    lists = [{"DriverStandings": [standing]}]
    server.route("/2030/5/driverstandings.json", _answer("StandingsTable", "StandingsLists", lists, total=1))
    assert [batch.dataset for batch in jolpica.standings(RACE, None)] == ["published_driver_standings"]
    assert server.asked("/2030/5/constructorstandings.json") == []


def test_a_calendar_without_every_qualifying_says_nothing_about_sessions(
    server: ProviderServer, jolpica: Jolpica
) -> None:
    place = {"circuitId": "oakfield", "circuitName": "Oakfield", "Location": {}}
    race = {"season": "2030", "raceName": "Oakfield", "Circuit": place, "date": "2030-03-10"}
    dated = [{**race, "round": str(number), "Qualifying": {"date": "2030-03-09"}} for number in (1, 2)]
    for races, sessions in ((dated, 4), ([dated[0], {**race, "round": "2"}], 0)):
        server.route("/2030/races.json", _answer("RaceTable", "Races", races))
        found = {batch.dataset: batch.table.num_rows for batch in jolpica.calendar(2030)}
        assert (found["races"], found.get("sessions", 0)) == (2, sessions)


def test_a_wrong_type_is_named_where_it_stands(server: ProviderServer, jolpica: Jolpica) -> None:
    server.route("/2030/5/results.json", _race_answer("Results", [_finisher("Ann Other", "1", laps="fifty")]))
    with pytest.raises(SourceMalformedError, match=r"Results\[0\]\.laps is 'fifty', which is no number"):
        jolpica.results(RACE)


def test_a_provider_that_is_down_is_unavailable(server: ProviderServer, jolpica: Jolpica) -> None:
    server.route("/2030/races.json", Reply(status=502))
    with pytest.raises(SourceUnavailableError, match="jolpica: answered 502"):
        jolpica.calendar(2030)
