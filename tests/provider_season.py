"""An invented season as Jolpica would answer it, hand-made, and providers at a pace that tests can bear.

Anna Quick (swift) and Bert Slow (red-arrow) race each other at Oakfield.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from pitwall.sources import f1db, http, jolpica, openf1, weather
from pitwall.sources.throttle import SECOND_S, Budget
from tests.contract.provider_server import ProviderServer, Reply

SEASON = 2030
FIRST_RACE = date(2030, 3, 10)
"""Round 1; each further round is two weeks later."""
QUICK, SLOW = "Anna Quick", "Bert Slow"
_TEAMS = {QUICK: "swift", SLOW: "red_arrow"}
_CLOSED = "http://127.0.0.1:9"


def race_day(round_: int) -> date:
    """The Sunday of a round."""
    return FIRST_RACE + timedelta(weeks=2 * (round_ - 1))


@pytest.fixture
def quick_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting: neither for a budget of calls nor between attempts."""
    for source in (jolpica, openf1, f1db, weather):
        monkeypatch.setattr(source, "BUDGETS", (Budget(100_000, SECOND_S),))
    monkeypatch.setattr(http, "_FIRST_BACKOFF_S", 0.0)


def provider_addresses(jolpica_url: str = _CLOSED, openf1_url: str = _CLOSED) -> dict[str, str]:
    """Settings by name that lead every provider to the given addresses, or to a closed port."""
    closed = ("f1db_release_url", "open_meteo_forecast_url", "open_meteo_archive_url", "openweathermap_url")
    return {"jolpica_url": jolpica_url, "openf1_url": openf1_url, **dict.fromkeys(closed, _CLOSED)}


def page(table: str, key: str, rows: Sequence[Any], total: int | None = None) -> dict[str, Any]:
    """One page that holds everything; `total` where the entries are not the rows that are counted."""
    count = len(rows) if total is None else total
    return {"MRData": {"limit": "100", "offset": "0", "total": str(count), table: {key: list(rows)}}}


def person(name: str) -> dict[str, str]:
    """A driver."""
    given, family = name.split()
    return {"driverId": family.lower(), "givenName": given, "familyName": family, "code": family[:3].upper()}


def calendar(rounds: Sequence[int]) -> dict[str, Any]:
    """The answer to a season's races: qualifying on Saturday, the race on Sunday at 13:00 UTC."""
    return page("RaceTable", "Races", [_race(round_) for round_ in rounds])


def _race(round_: int, **more: Any) -> dict[str, Any]:
    sunday = race_day(round_)
    return {
        "season": str(SEASON),
        "round": str(round_),
        "raceName": f"Oakfield Grand Prix {round_}",
        "Circuit": {
            "circuitId": "oakfield",
            "circuitName": "Oakfield",
            "Location": {"lat": "53.1", "long": "-7.2", "locality": "Oakfield", "country": "Ireland"},
        },
        "date": sunday.isoformat(),
        "time": "13:00:00Z",
        "Qualifying": {"date": (sunday - timedelta(days=1)).isoformat(), "time": "14:00:00Z"},
        **more,
    }


def results(round_: int, order: Sequence[str] = (QUICK, SLOW)) -> dict[str, Any]:
    """A race's classification with the cars in `order`; the first has pole."""
    rows = [
        {
            "number": str(place * 11),
            "position": str(place),
            "positionText": str(place),
            "points": str({1: 25, 2: 18}[place]),
            "Driver": person(name),
            "Constructor": {"constructorId": _TEAMS[name], "name": _TEAMS[name].title()},
            "grid": str(place),
            "laps": "3",
            "status": "Finished",
            "Time": {"millis": str(270_000 + 1_500 * (place - 1))},
            "FastestLap": {"rank": str(place), "lap": "2", "Time": {"time": f"1:29.{place}00"}},
        }
        for place, name in enumerate(order, start=1)
    ]
    return page("RaceTable", "Races", [_race(round_, Results=rows)], total=len(rows))


def laps(round_: int, count: int = 3) -> dict[str, Any]:
    """A race's lap times; Anna leads throughout."""
    cars = (("quick", "1", 0), ("slow", "2", 50))
    timings = [
        [{"driverId": who, "position": place, "time": f"1:30.{lap * 100 + more}"} for who, place, more in cars]
        for lap in range(1, count + 1)
    ]
    found = [{"number": str(number), "Timings": timed} for number, timed in enumerate(timings, start=1)]
    return page("RaceTable", "Races", [_race(round_, Laps=found)], total=2 * count)


def nothing() -> dict[str, Any]:
    """An answer without any race."""
    return page("RaceTable", "Races", [])


def serve_season(server: ProviderServer, rounds: Sequence[int], classified: Sequence[int] = ()) -> str:
    """Lets `server` answer as Jolpica for the season; gives the address to set."""
    base = f"/jolpica/{SEASON}"
    teams = [{"constructorId": team, "name": team.title()} for team in _TEAMS.values()]
    server.route(f"{base}/races.json", calendar(rounds))
    server.route(f"{base}/drivers.json", page("DriverTable", "Drivers", [person(name) for name in _TEAMS]))
    server.route(f"{base}/constructors.json", page("ConstructorTable", "Constructors", teams))
    for round_ in rounds:
        server.route(f"{base}/{round_}/results.json", results(round_) if round_ in classified else nothing())
        for question in ("sprint", "qualifying", "pitstops", "laps"):
            server.route(f"{base}/{round_}/{question}.json", nothing())
        for championship in ("driverstandings", "constructorstandings"):
            server.route(f"{base}/{round_}/{championship}.json", page("StandingsTable", "StandingsLists", []))
    return f"{server.url}/jolpica"


def without_live_timing(server: ProviderServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leads FastF1 itself to `server`, which has no schedule for it; OpenF1 there knows no session."""
    import fastf1._api
    import fastf1.ergast.interface
    import fastf1.events

    monkeypatch.setattr(fastf1._api, "base_url", server.url)
    monkeypatch.setattr(fastf1._api, "base_url_mirror", server.url)
    monkeypatch.setattr(fastf1.events, "_SCHEDULE_BASE_URL", f"{server.url}/schedule/")
    monkeypatch.setattr(fastf1.ergast.interface, "BASE_URL", f"{server.url}/ergast")
    server.route("/openf1/sessions", Reply([], 404))
