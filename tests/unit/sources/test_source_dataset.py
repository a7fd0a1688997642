"""A data set folder: what it must have, what it may lack, and that a table which cannot be understood is named."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pitwall.errors import DataSetError
from pitwall.ingest.intake import take_in
from pitwall.lake.lake import Lake
from pitwall.lake.storage import FolderStorage
from pitwall.sources.dataset import REQUIRED, DataSet

_TEXT = [
    "grand_prix_name",
    "official_name",
    "grand_prix_id",
    "circuit_layout_id",
    "qualifying_format",
    "time_utc",
    "qualifying_date",
    "qualifying_time",
    "first_name",
    "last_name",
    "full_name",
    "driver_code",
    "date_of_birth",
    "date_of_death",
    "type",
    "direction",
    "place_name",
    "driver_number",
    "engine_manufacturer_id",
    "reason_retired",
    "grid_position_text",
]
_NUMBER = [
    "course_length_km",
    "turns",
    "laps",
    "scheduled_laps",
    "distance_km",
    "permanent_number",
    "latitude",
    "longitude",
    "length_km",
    "position",
    "time_s",
    "time_penalty_s",
    "gap_s",
    "laps_behind",
    "points",
    "grid_position",
]
_ROWS: dict[str, dict[str, Any]] = {
    "races": {"season": 2024, "round": 1, "date": "2024-03-02", "circuit_id": "alpha-ring", "time_utc": "15:00"},
    "drivers": {"driver_id": "ann-amber", "name": "Ann Amber", "nationality_country_id": "utopia"},
    "constructors": {"constructor_id": "amber-racing", "name": "Amber", "country_id": "utopia"},
    "circuits": {"circuit_id": "alpha-ring", "name": "Alpha Ring", "country_id": "utopia"},
    "countries": {"id": "utopia", "name": "Utopia", "demonym": "Utopian"},
    "race_results": {
        "season": 2024,
        "round": 1,
        "driver_id": "ann-amber",
        "constructor_id": "amber-racing",
        "display_order": 1,
        "position_text": "1",
    },
}
_DAYS = ("free_practice1", "free_practice2", "free_practice3", "sprint_qualifying", "sprint_race")


def _full(row: dict[str, Any]) -> pa.Table:
    named = {name: pa.array([value]) for name, value in row.items()}
    texts = {name: pa.array([None], pa.string()) for name in _TEXT if name not in row}
    texts |= {f"{day}_{part}": pa.array([None], pa.string()) for day in _DAYS for part in ("date", "time")}
    numbers = {name: pa.array([None], pa.float64()) for name in _NUMBER if name not in row}
    return pa.table({**named, **texts, **numbers})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The smallest folder that is a data set: one race with one result."""
    (tmp_path / "f1db").mkdir()
    for name, row in _ROWS.items():
        row = {"grand_prix_name": "Prize 1", **row} if name == "races" else row
        pq.write_table(_full(row), tmp_path / "f1db" / f"{name}.parquet")
    return tmp_path


def _taken(folder: Path, lake: Lake) -> dict[str, int]:
    data = DataSet(folder)
    return {step.name: take_in(data.batch(step), lake).accepted for step in data.steps()}


def test_the_smallest_data_set_can_be_taken_in(folder: Path, tmp_path: Path) -> None:
    taken = _taken(folder, Lake(FolderStorage(tmp_path / "lake")))
    assert taken == {
        "circuits": 1,
        "drivers": 1,
        "constructors": 1,
        "calendar": 1,
        "weekend schedules": 1,
        "race results": 1,
    }


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_table_that_is_absent_is_named_before_anything_is_read(folder: Path, name: str) -> None:
    (folder / "f1db" / f"{name}.parquet").unlink()
    with pytest.raises(DataSetError, match=rf"lacks f1db/{name}\.parquet"):
        DataSet(folder).steps()


def test_a_folder_that_does_not_exist_lacks_every_required_table(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"races.*drivers.*constructors.*circuits.*countries.*race_results"):
        DataSet(tmp_path / "nowhere").steps()


def test_optional_tables_that_are_absent_are_listed(folder: Path) -> None:
    data = DataSet(folder)
    assert "f1db/fastest_laps.parquet" in data.absent()
    assert "pit_stops.parquet" in data.absent()
    assert "laps/" in data.absent()
    (folder / "laps").mkdir()
    assert "laps/" not in data.absent()
    assert not [name for name in data.absent() if name.startswith("f1db/races")]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"season,round\n2024,1\n"])
@pytest.mark.parametrize("name", ["races", "race_results", "countries"])
def test_a_corrupt_table_is_named(folder: Path, name: str, content: bytes, tmp_path: Path) -> None:
    (folder / "f1db" / f"{name}.parquet").write_bytes(content)
    with pytest.raises(DataSetError, match=rf"{name}\.parquet cannot be read"):
        _taken(folder, Lake(FolderStorage(tmp_path / "lake")))


@pytest.mark.parametrize(
    ("name", "column"), [("races", "circuit_id"), ("drivers", "driver_code"), ("race_results", "position_text")]
)
def test_a_table_without_a_column_it_must_have_is_named_with_the_column(
    folder: Path, name: str, column: str, tmp_path: Path
) -> None:
    file = folder / "f1db" / f"{name}.parquet"
    pq.write_table(pq.read_table(file).drop_columns([column]), file)
    with pytest.raises(DataSetError, match=rf"{name}\.parquet cannot be understood: .*{column}"):
        _taken(folder, Lake(FolderStorage(tmp_path / "lake")))


def test_results_without_a_season_are_named_by_whatever_needs_their_age(folder: Path) -> None:
    file = folder / "f1db" / "race_results.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["season"]), file)
    data = DataSet(folder)
    with pytest.raises(DataSetError, match=r"race_results\.parquet names no newest race"):
        data.batch(data.steps()[0])


def test_results_without_any_row_are_named(folder: Path) -> None:
    file = folder / "f1db" / "race_results.parquet"
    pq.write_table(pq.read_table(file).slice(0, 0), file)
    data = DataSet(folder)
    with pytest.raises(DataSetError, match=r"race_results\.parquet names no newest race"):
        data.batch(data.steps()[0])


def test_a_column_of_numbers_where_dates_should_be_is_named(folder: Path, tmp_path: Path) -> None:
    file = folder / "f1db" / "races.parquet"
    table = pq.read_table(file)
    pq.write_table(table.set_column(table.column_names.index("date"), "date", pa.array([20240302])), file)
    with pytest.raises(DataSetError, match=r"races\.parquet cannot be understood"):
        _taken(folder, Lake(FolderStorage(tmp_path / "lake")))


def test_a_corrupt_table_of_one_season_is_named(folder: Path) -> None:
    (folder / "laps").mkdir()
    (folder / "laps" / "2024.parquet").write_bytes(b"no laps here")
    data = DataSet(folder)
    (step,) = [step for step in data.steps() if step.name == "race laps 2024"]
    with pytest.raises(DataSetError, match=r"laps/2024\.parquet cannot be read"):
        data.batch(step)


def test_a_step_is_known_by_the_content_of_all_its_files(folder: Path) -> None:
    data = DataSet(folder)
    prints = {step.name: data.fingerprint(step) for step in data.steps()}
    countries = folder / "f1db" / "countries.parquet"
    pq.write_table(pa.table({"id": ["utopia"], "name": ["Atlantis"], "demonym": ["Atlantean"]}), countries)
    changed = {step.name for step in data.steps() if data.fingerprint(step) != prints[step.name]}
    assert changed == {"drivers", "constructors", "circuits"}


def test_a_race_may_be_marked_as_cancelled_and_an_older_folder_does_not_say(folder: Path, tmp_path: Path) -> None:
    data = DataSet(folder)
    calendar = next(step for step in data.steps() if step.name == "calendar")
    assert "cancelled" not in data.batch(calendar).table.column_names
    races = pq.read_table(folder / "f1db/races.parquet")
    for said, kept in ((True, True), (None, False)):
        told = races.append_column("cancelled", pa.array([said], pa.bool_()))
        pq.write_table(told, folder / "f1db/races.parquet")
        assert data.batch(calendar).table["cancelled"].to_pylist() == [kept]
