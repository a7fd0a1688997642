"""Other providers' names and ids lead to f1db's slugs; the whole of it is checked against recorded answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.crosswalk import (
    circuit_slug,
    constructor_slug,
    driver_slug,
    known_alias,
    slug_of,
    team_slug,
)

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


@given(st.text())
def test_a_slug_is_empty_or_well_formed_and_stays_what_it_is(name: str) -> None:
    slug = slug_of(name)
    assert slug == "" or _SLUG.match(slug)
    assert slug_of(slug) == slug


@pytest.mark.parametrize(
    ("jolpica_id", "given", "family", "slug"),
    [
        ("perez", "Sergio", "Pérez", "sergio-perez"),
        ("hulkenberg", "Nico", "Hülkenberg", "nico-hulkenberg"),
        ("de_vries", "Nyck", "de Vries", "nyck-de-vries"),
        ("sainz", "Carlos", "Sainz", "carlos-sainz-jr"),
        ("antonelli", "Andrea Kimi", "Antonelli", "kimi-antonelli"),
        (None, "Zhou", "GUANYU", "guanyu-zhou"),
        (None, "Max VERSTAPPEN", "", "max-verstappen"),
    ],
)
def test_drivers_are_known_by_name(jolpica_id: str | None, given: str, family: str, slug: str) -> None:
    assert driver_slug(jolpica_id, given, family) == slug


def test_a_constructor_that_changed_its_name_is_told_apart_by_season() -> None:
    assert constructor_slug("sauber", 2018) == "sauber"
    assert constructor_slug("sauber", 2024) == "kick-sauber"
    assert (constructor_slug("rb", 2024), constructor_slug("rb", 2025)) == ("rb", "racing-bulls")
    assert team_slug("Racing Point", 2019) == "racing-point"


def test_an_early_constructor_is_its_chassis() -> None:
    assert constructor_slug("brabham-ford", 1966) == "brabham"
    assert constructor_slug("de_tomaso-osca", 1961) == "de-tomaso"
    assert constructor_slug("behra-porsche", 1959) == "behra-porsche"


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("red_bull", "red-bull"),
        ("Red Bull Racing", "red-bull"),
        ("max_verstappen", "max-verstappen"),
        ("sainz", "carlos-sainz-jr"),
        ("red_bull_ring", "spielberg"),
        ("las-vegas", "las-vegas"),
        ("las_vegas", "caesars-palace"),
        (" Monza ", "monza"),
        ("?!", None),
    ],
)
def test_what_a_reader_types_leads_to_a_slug(typed: str, slug: str | None) -> None:
    assert known_alias(typed) == slug


@pytest.mark.data
def test_every_name_that_jolpica_was_recorded_with_is_one_of_f1dbs(data_folder: Path) -> None:
    ids = {
        name: set(pq.read_table(data_folder / "f1db" / f"{name}s.parquet")[f"{name}_id"].to_pylist())
        for name in ("driver", "constructor", "circuit")
    }
    seen: dict[str, set[str]] = {name: set() for name in ids}
    for found in _objects(data_folder / "providers" / "jolpica" / "tests"):
        if "familyName" in found:
            seen["driver"].add(driver_slug(found["driverId"], found["givenName"], found["familyName"]))
        if "constructorId" in found and "name" in found:
            seen["constructor"].add(constructor_slug(found["constructorId"]))
        if "circuitName" in found:
            seen["circuit"].add(circuit_slug(found["circuitId"]))
    assert {name: slugs - ids[name] for name, slugs in seen.items()} == {
        "driver": set(),
        "constructor": set(),
        "circuit": set(),
    }
    assert all(len(slugs) > 15 for slugs in seen.values())


@pytest.mark.data
def test_every_team_that_live_timing_named_is_the_constructor_of_that_lap(data_folder: Path) -> None:
    wrong = set()
    for file in sorted((data_folder / "laps").glob("*.parquet")):
        laps = pq.read_table(file, columns=["season", "team", "constructor_id"])
        for lap in laps.group_by(laps.column_names).aggregate([]).to_pylist():
            if team_slug(lap["team"], lap["season"]) != lap["constructor_id"]:
                wrong.add(tuple(lap.values()))
    assert wrong == set()


@pytest.mark.data
def test_every_f1db_slug_is_its_own_alias(data_folder: Path) -> None:
    for name in ("driver", "constructor", "circuit"):
        slugs = pq.read_table(data_folder / "f1db" / f"{name}s.parquet")[f"{name}_id"].to_pylist()
        assert [slug for slug in slugs if known_alias(slug) != slug] == []


def _objects(folder: Path) -> Iterator[dict[str, str]]:
    for file in sorted(folder.rglob("*.json*")):
        stack = [json.loads(file.read_text())]
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                yield value
                stack.extend(value.values())
            elif isinstance(value, list):
                stack.extend(value)
