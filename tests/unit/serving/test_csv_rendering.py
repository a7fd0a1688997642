"""Lists as CSV."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.api.shapes.race_data import LapRow
from functions.api.shapes.races import RaceSummary
from functions.api.shapes.results import ResultRow
from pitwall.serving.csv_rendering import layout_of, layout_of_keys, timedelta_text


def test_nested_fields_become_columns_named_once() -> None:
    titles = [title for title, _ in layout_of(ResultRow).columns]
    assert titles[:8] == [
        "position",
        "position_text",
        "driver_id",
        "driver_name",
        "driver_code",
        "driver_number",
        "constructor_id",
        "constructor_name",
    ]
    assert "fastest_lap_rank" in titles


def test_no_shape_gives_two_columns_of_one_name() -> None:
    for shape in (ResultRow, RaceSummary, LapRow):
        titles = [title for title, _ in layout_of(shape).columns]
        assert len(titles) == len(set(titles))


def test_an_absent_object_leaves_its_cells_empty_and_a_list_is_joined() -> None:
    row = dict.fromkeys(RaceSummary.model_fields)
    row |= {"circuit": {"circuit_id": "oakfield", "name": "Oakfield", "place_name": None, "country": None}}
    row |= {"sessions": [{"session": "Q"}, {"session": "R"}], "race_id": "2024-01"}
    title_line, line = layout_of(RaceSummary).render([json.dumps(row)]).decode().splitlines()
    cells = dict(zip(title_line.split(","), line.split(","), strict=True))
    assert (cells["circuit_id"], cells["sessions"], cells["winner_driver_id"]) == ("oakfield", "Q;R", "")


def test_quotes_commas_and_line_ends_stay_within_a_cell() -> None:
    text = 'a,"b"\nc'
    rendered = layout_of_keys(["message"], {}).render([json.dumps({"message": text})]).decode()
    assert rendered == 'message\r\n"a,""b""\nc"\r\n'


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (93.456, "0 days 00:01:33.456000"),
        (0.0, "0 days 00:00:00.000000"),
        (3_600.0005, "0 days 01:00:00.000500"),
        (90_061.5, "1 days 01:01:01.500000"),
        (None, ""),
    ],
)
def test_durations_are_written_as_pandas_does(seconds: float | None, text: str) -> None:
    assert timedelta_text(seconds) == text


@given(st.floats(-3_600, 90_000))
def test_pandas_reads_every_duration_back(seconds: float) -> None:
    assert abs(pd.Timedelta(timedelta_text(seconds)).total_seconds() - seconds) < 2e-6
