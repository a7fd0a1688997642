"""Gaps before the race: chained qualifying parts, sessions averaged, long runs freed of tyres."""

import numpy as np
import pandas as pd
import pytest

from pitwall.calibration.weekend_gaps import long_run_gaps, qualifying_gaps, short_run_gaps
from pitwall.domain.vocabulary import SessionCode


def test_parts_of_qualifying_are_chained_so_that_a_faster_track_favours_nobody():
    drivers = [f"d{i}" for i in range(10)]
    pace = 80.0 * np.exp(0.001 * np.arange(10))
    rows = pd.DataFrame({"part": "overall", "driver_id": drivers, "q1_s": pace, "q2_s": np.nan, "q3_s": np.nan})
    rows["time_s"] = np.nan
    rows.loc[:4, "q2_s"] = pace[:5] * 0.98
    gaps = qualifying_gaps(rows)
    assert [gaps[driver] for driver in drivers] == pytest.approx(0.001 * np.arange(10), abs=1e-9)


def test_a_driver_without_a_lap_has_no_gap():
    rows = pd.DataFrame(
        {"part": "overall", "driver_id": ["a", "b"], "q1_s": [80.0, np.nan], "q2_s": np.nan, "q3_s": np.nan}
    )
    assert qualifying_gaps(rows.assign(time_s=np.nan)) == {"a": 0.0}


def test_installation_laps_are_no_practice_pace():
    practice = pd.DataFrame(
        {"session": ["FP1", "FP1", "FP2", "FP2"], "driver_id": ["a", "b"] * 2, "time_s": [80.0, 80.8, 79.0, 95.0]}
    )
    assert short_run_gaps(practice) == pytest.approx({"a": 0.0, "b": np.log(1.01)})


def practice_laps(gaps: np.ndarray) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows = []
    for number, gap in enumerate(gaps):
        rows.append((f"d{number}", 1, 80.0, 1, 1.0))
        rows += [
            (f"d{number}", lap, (85.0 + 0.05 * lap) * (1 + gap) + rng.normal(0, 0.1), 2, float(lap))
            for lap in range(3, 15)
        ]
    laps = pd.DataFrame(rows, columns=["driver_id", "lap_number", "lap_time_s", "stint", "tyre_life"])
    flags = dict.fromkeys(("in_lap", "out_lap", "neutralised"), False)
    return laps.assign(session="FP2", compound="MEDIUM", compound_name="C3", valid=True, **flags)


def test_long_runs_show_the_order_of_race_pace():
    gaps = np.linspace(-0.006, 0.006, 12)
    found, laps = long_run_gaps({SessionCode.FP2: practice_laps(gaps)})
    assert [found[f"d{i}"] for i in range(12)] == pytest.approx(gaps, abs=0.0015)
    assert laps["d0"] == 12


def test_too_few_long_runs_say_nothing():
    assert long_run_gaps({SessionCode.FP2: practice_laps(np.zeros(3))}) == ({}, {})
    assert long_run_gaps({}) == ({}, {})
