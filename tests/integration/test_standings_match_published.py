"""Our standings of every round since 1981 against the published ones: position and points of every row.

Points never differ. The places that do are listed with the reason; a listed difference that disappears fails too.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pitwall.domain.points import FIRST_COMPUTED_SEASON, Finish, RaceOutcome
from pitwall.domain.standings import constructor_standings, driver_standings

pytestmark = pytest.mark.data

Key = tuple[Any, ...]
Place = tuple[int | None, float]
"""Position and points."""
Tables = tuple[dict[Key, Place], dict[Key, Place]]

ORDERED = "nothing separates them; published in some order instead of sharing the place"
SHARED = "published as sharing a place, though their finishes differ"
SLIP = "the published place contradicts the finishes"
UNCLASSIFIED = "published although never classified in a Grand Prix and without points"
OWN_RANK = "published with the excluded team's first place left open, in this round only"

DRIVER_DIFFERENCES: Mapping[Key, tuple[int | None, int | None, str]] = {
    # key: (published, ours, reason)
    (1982, 10, "eliseo-salazar"): (29, 19, SLIP),
    (1982, 10, "marc-surer"): (29, 19, SLIP),
    (1982, 11, "marc-surer"): (29, 19, SLIP),
    (1983, 4, "alain-prost"): (2, 1, ORDERED),
    (1986, 8, "riccardo-patrese"): (11, 13, SHARED),
    (1987, 9, "jonathan-palmer"): (11, 13, SHARED),
    (1987, 10, "jonathan-palmer"): (12, 14, SHARED),
    (1989, 6, "nelson-piquet"): (16, 15, ORDERED),
    (1994, 6, "andrea-de-cesaris"): (13, 12, ORDERED),
    (1995, 9, "aguri-suzuki"): (16, 15, ORDERED),
    (1995, 17, "pedro-lamy"): (18, 17, ORDERED),
    (1996, 8, "pedro-diniz"): (16, 15, ORDERED),
    (1997, 7, "shinji-nakano"): (16, 15, ORDERED),
    (2001, 15, "tomas-enge"): (25, 24, ORDERED),
    (2003, 4, "olivier-panis"): (15, 14, ORDERED),
    (2004, 2, "christian-klien"): (13, 12, ORDERED),
    (2004, 12, "antonio-pizzonia"): (18, 17, ORDERED),
    (2004, 17, "jacques-villeneuve"): (22, 21, ORDERED),
    (2005, 2, "christijan-albers"): (18, 17, ORDERED),
    (2006, 2, "christijan-albers"): (18, 17, ORDERED),
    (2006, 2, "jacques-villeneuve"): (10, 9, ORDERED),
    (2007, 3, "christijan-albers"): (19, 18, ORDERED),
    (2008, 2, "mark-webber"): (11, 10, ORDERED),
    (2008, 5, "fernando-alonso"): (9, 8, ORDERED),
    (2010, 2, "karun-chandhok"): (17, 16, ORDERED),
    (2012, 2, "narain-karthikeyan"): (22, 23, SHARED),
    (2012, 3, "narain-karthikeyan"): (23, 24, SHARED),
    (2012, 4, "narain-karthikeyan"): (23, 24, SHARED),
    (2012, 6, "narain-karthikeyan"): (21, 22, SLIP),
    (2012, 6, "charles-pic"): (22, 21, SLIP),
    (2012, 7, "narain-karthikeyan"): (21, 22, SHARED),
    (2021, 10, "nikita-mazepin"): (19, 20, SLIP),
    (2021, 10, "nicholas-latifi"): (20, 19, SLIP),
    (2022, 2, "pierre-gasly"): (12, 11, ORDERED),
    (2022, 6, "yuki-tsunoda"): (11, 12, SLIP),
    (2022, 6, "daniel-ricciardo"): (12, 11, SLIP),
    (2025, 2, "pierre-gasly"): (16, 15, ORDERED),
    (2026, 1, "isack-hadjar"): (17, None, UNCLASSIFIED),
    (2026, 1, "oscar-piastri"): (18, None, UNCLASSIFIED),
    (2026, 1, "nico-hulkenberg"): (19, None, UNCLASSIFIED),
    (2026, 1, "fernando-alonso"): (20, None, UNCLASSIFIED),
    (2026, 1, "valtteri-bottas"): (21, None, UNCLASSIFIED),
    (2026, 2, "fernando-alonso"): (21, None, UNCLASSIFIED),
    (2026, 2, "lance-stroll"): (22, None, UNCLASSIFIED),
    (2026, 3, "lance-stroll"): (22, None, UNCLASSIFIED),
}

CONSTRUCTOR_DIFFERENCES: Mapping[Key, tuple[int | None, int | None, str]] = {
    (1991, 11, "brabham", "yamaha"): (12, 11, ORDERED),
    (1991, 15, "brabham", "yamaha"): (10, 9, ORDERED),
    (1991, 16, "brabham", "yamaha"): (10, 9, ORDERED),
    (1993, 3, "benetton", "ford"): (5, 4, ORDERED),
    (1993, 11, "sauber", "sauber"): (8, 7, ORDERED),
    (1999, 2, "prost", "peugeot"): (8, 7, ORDERED),
    (1999, 14, "minardi", "ford"): (10, 9, ORDERED),
    (1999, 15, "minardi", "ford"): (10, 9, ORDERED),
    (1999, 16, "minardi", "ford"): (10, 9, ORDERED),
    (2007, 6, "ferrari", "ferrari"): (2, 1, OWN_RANK),
    (2007, 6, "bmw-sauber", "bmw"): (3, 2, OWN_RANK),
    (2007, 6, "renault", "renault"): (4, 3, OWN_RANK),
    (2007, 6, "williams", "toyota"): (5, 4, OWN_RANK),
    (2007, 6, "toyota", "toyota"): (6, 5, OWN_RANK),
    (2007, 6, "red-bull", "renault"): (7, 6, OWN_RANK),
    (2007, 6, "super-aguri", "honda"): (8, 7, OWN_RANK),
    (2007, 6, "toro-rosso", "ferrari"): (9, 8, OWN_RANK),
    (2007, 6, "honda", "honda"): (10, 9, OWN_RANK),
    (2007, 6, "spyker", "ferrari"): (11, 10, OWN_RANK),
    (2026, 1, "aston-martin", "honda"): (11, None, UNCLASSIFIED),
    (2026, 2, "aston-martin", "honda"): (11, None, UNCLASSIFIED),
}


def rows(data_folder: Path, table: str) -> list[dict[str, Any]]:
    since = [("season", ">=", FIRST_COMPUTED_SEASON)]
    return pq.read_table(data_folder / "f1db" / f"{table}.parquet", filters=since).to_pylist()  # type: ignore[no-any-return]


def whole(value: float | str | None) -> int | None:
    return None if value is None else int(value)


@pytest.fixture(scope="module")
def outcomes(data_folder: Path) -> dict[int, list[RaceOutcome]]:
    """Every race and sprint by season."""
    races = {(race["season"], race["round"]): race for race in rows(data_folder, "races")}
    fastest = {
        (lap["season"], lap["round"]): lap["driver_id"]
        for lap in rows(data_folder, "fastest_laps")
        if lap["position"] == 1
    }
    finishes: dict[tuple[int, int, str], list[Finish]] = {}
    for session, table in (("R", "race_results"), ("S", "sprint_results")):
        for row in rows(data_folder, table):
            finishes.setdefault((row["season"], row["round"], session), []).append(
                Finish(
                    row["driver_id"],
                    row["constructor_id"],
                    row["engine_manufacturer_id"],
                    row["position"],
                    row["position_text"],
                    row["laps"],
                )
            )
    by_season: dict[int, list[RaceOutcome]] = {}
    for (season, number, session), cars in finishes.items():
        race, of_sprint = races[season, number], session == "S"
        laps = whole(race["sprint_race_laps" if of_sprint else "laps"])
        scheduled = whole(race["sprint_race_scheduled_laps" if of_sprint else "scheduled_laps"])
        fastest_driver = None if of_sprint else fastest.get((season, number))
        outcome = RaceOutcome(season, number, "S" if of_sprint else "R", tuple(cars), laps, scheduled, fastest_driver)
        by_season.setdefault(season, []).append(outcome)
    return by_season


def differences(ours: dict[Key, Place], published: dict[Key, Place]) -> dict[Key, tuple[Place | None, Place | None]]:
    return {
        key: (published.get(key), ours.get(key))
        for key in ours.keys() | published.keys()
        if ours.get(key) != published.get(key)
    }


def places(listed: Mapping[Key, tuple[int | None, int | None, str]]) -> dict[Key, tuple[int | None, int | None]]:
    return {key: (published, ours) for key, (published, ours, _) in listed.items()}


def found_places(found: Mapping[Key, tuple[Place | None, Place | None]]) -> dict[Key, tuple[int | None, int | None]]:
    return {key: tuple(place and place[0] for place in pair) for key, pair in found.items()}  # type: ignore[misc]


@pytest.fixture(scope="module")
def driver_tables(data_folder: Path, outcomes: dict[int, list[RaceOutcome]]) -> Tables:
    """Ours and the published, by season, round and driver."""
    ours = {
        (row.season, row.round, row.driver_id): (row.position, row.points)
        for season, of_season in outcomes.items()
        for row in driver_standings(season, of_season)
    }
    published = {
        (row["season"], row["round"], row["driver_id"]): (row["position"], row["points"])
        for row in rows(data_folder, "driver_standings")
    }
    return ours, published


@pytest.fixture(scope="module")
def constructor_tables(data_folder: Path, outcomes: dict[int, list[RaceOutcome]]) -> Tables:
    """Ours and the published, by season, round, constructor and engine."""
    ours = {
        (row.season, row.round, row.constructor_id, row.engine_manufacturer_id): (row.position, row.points)
        for season, of_season in outcomes.items()
        for row in constructor_standings(season, of_season)
    }
    published = {
        (row["season"], row["round"], row["constructor_id"], row["engine_manufacturer_id"]): (
            row["position"],
            row["points"],
        )
        for row in rows(data_folder, "constructor_standings")
    }
    return ours, published


def test_drivers_places_differ_from_the_published_only_where_listed(driver_tables: Tables) -> None:
    ours, published = driver_tables
    assert len(published) > 15_000
    assert found_places(differences(ours, published)) == places(DRIVER_DIFFERENCES)


def test_constructors_places_differ_from_the_published_only_where_listed(constructor_tables: Tables) -> None:
    ours, published = constructor_tables
    assert len(published) > 8_000
    assert found_places(differences(ours, published)) == places(CONSTRUCTOR_DIFFERENCES)


def test_points_equal_the_published_in_every_row(driver_tables: Tables, constructor_tables: Tables) -> None:
    for ours, published in (driver_tables, constructor_tables):
        both = ours.keys() & published.keys()
        assert [(key, published[key], ours[key]) for key in both if published[key][1] != ours[key][1]] == []
        assert {published[key][1] for key in published.keys() - ours.keys()} <= {0.0}
        assert ours.keys() <= published.keys()


def test_every_difference_called_a_tie_is_one(driver_tables: Tables, constructor_tables: Tables) -> None:
    for (ours, _), listed in zip(
        (driver_tables, constructor_tables), (DRIVER_DIFFERENCES, CONSTRUCTOR_DIFFERENCES), strict=True
    ):
        for key in [key for key, (_, _, reason) in listed.items() if reason == ORDERED]:
            sharing = [other for other in ours if other[:2] == key[:2] and ours[other] == ours[key]]
            assert len(sharing) > 1, key
