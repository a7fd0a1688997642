"""A driven race read from laps, stops, flags and results: who changed tyres when, and who dropped out where."""

from dataclasses import replace

import pandas as pd
import pytest

from pitwall.calibration.driven_race_measuring import measure_driven_race
from pitwall.calibration.race_facts import RaceFacts
from pitwall.calibration.weekend_measuring import measure_weekend, usual_laps
from pitwall.domain.tyre_strategy import Stop
from pitwall.domain.vocabulary import Compound, RaceKey, SessionCode

LAPS = 8
H, M, S = Compound.HARD, Compound.MEDIUM, Compound.SOFT
OTHER_TABLES = ("sprint_qualifying", "sprint_results", "track_status", "weather", "race_control", "seats", "timings")
NO_ROWS = pd.DataFrame({"driver_id": [], "constructor_id": [], "driver_code": [], "driver_number": []})


def laps_of(driver: str, stints: list[tuple[str, int, int]], offset_s: float) -> list[dict[str, object]]:
    """`stints`: compound, laps, tyre life at its start. Each lap takes 90 s."""
    rows: list[dict[str, object]] = []
    for number, (compound, count, life) in enumerate(stints, start=1):
        for lap_of_stint in range(1, count + 1):
            lap = len(rows) + 1
            rows.append(
                {
                    "driver_id": driver,
                    "driver_code": driver.upper() * 3,
                    "driver_number": None,
                    "constructor_id": "team",
                    "lap_number": lap,
                    "lap_time_s": 90.0,
                    "lap_start_time_s": 3600.0 + 90.0 * (lap - 1) + offset_s,
                    "lap_end_time_s": 3600.0 + 90.0 * lap + offset_s,
                    "stint": number,
                    "compound": compound,
                    "tyre_life": float(life + lap_of_stint),
                    "position": float("nan"),
                }
            )
    return rows


def results() -> pd.DataFrame:
    """`b` before `a`; `c` not classified."""
    return pd.DataFrame(
        {
            "driver_id": ["b", "a", "c"],
            "display_order": [1, 2, 3],
            "position": [1.0, 2.0, float("nan")],
            "laps": [8.0, 8.0, 6.0],
            "time_s": [722.0, 723.5, float("nan")],
            "reason_retired": [None, None, "Engine"],
        }
    )


def neutralisations() -> pd.DataFrame:
    """A safety car from the end of lap 3 to early on lap 4; a red flag on lap 5."""
    return pd.DataFrame(
        {
            "kind": ["SC", "RED"],
            "start_lap": [3, 5],
            "end_lap": [4.0, 5.0],
            "start_time_s": [3600.0 + 90.0 * 2 + 80.0, 3600.0 + 90.0 * 4 + 10.0],
            "end_time_s": [3600.0 + 90.0 * 3 + 30.0, 3600.0 + 90.0 * 4 + 900.0],
        }
    )


def race_laps() -> pd.DataFrame:
    """`a` stops after lap 3; `b` changes under the red flag of lap 5; `c` drives through the pits and drops out."""
    laps = pd.DataFrame(
        laps_of("a", [("MEDIUM", 3, 0), ("HARD", 5, 0)], 0.0)
        + laps_of("b", [("SOFT", 5, 2), ("SOFT", 3, 0)], 2.0)
        + laps_of("c", [("MEDIUM", 2, 0), ("MEDIUM", 4, 2)], 5.0)
    )
    return laps.assign(valid=True, in_lap=False, out_lap=False, neutralised=False)


def facts() -> RaceFacts:
    """The weekend of that race."""
    cars = {"driver_id": ["a", "b", "c"], "constructor_id": "team", "driver_number": ["1", "22", "2"]}
    times = {"q1_s": [80.0, 80.4, 81.0], "q2_s": float("nan"), "q3_s": float("nan"), "time_s": float("nan")}
    stops = {"driver_id": ["a", "c", "b"], "lap_number": [3, 2, 5], "pit_lane_time_s": [21.0, 17.0, 1500.0]}
    return RaceFacts(
        key=RaceKey(2024, 1),
        grand_prix_id="nowhere",
        circuit_id="nowhere",
        course_length_km=5.0,
        counted_laps=LAPS,
        scheduled_laps=LAPS,
        nominations=("C3", "C2", "C1"),
        laps=race_laps(),
        session_laps={},
        pit_stops=pd.DataFrame(stops),
        results=results(),
        grid=pd.DataFrame(cars | {"position_text": ["1", "2", "PL"], "display_order": [1, 2, 3]}),
        qualifying=pd.DataFrame(cars | {"part": "overall", "position": [1, 2, 3]} | times),
        practice=pd.DataFrame({"session": [], "driver_id": [], "time_s": []}),
        neutralisations=neutralisations(),
        start_time_s=3600.0,
        **dict.fromkeys(OTHER_TABLES, NO_ROWS),
    )


@pytest.fixture
def driven():
    """The race above, measured."""
    race = measure_driven_race(facts(), measure_weekend(facts()))
    assert race is not None
    return race


def test_stops_are_changes_of_tyres_and_nothing_else(driven):
    a, _b, c = driven.cars
    assert (a.start, a.stops) == (M, (Stop(3, H),))
    assert (c.start, c.stops) == (M, ())


def test_a_change_under_a_red_flag_is_marked_as_free(driven):
    b = driven.cars[1]
    assert (b.start, b.start_tyre_life, b.stops) == (S, 2, (Stop(5, S, under_red_flag=True),))


def test_a_retired_car_drops_out_on_the_lap_it_did_not_complete(driven):
    c = driven.cars[2]
    assert (c.finished, c.laps, c.retirement_lap, c.position, c.pit_lane_start) == (False, 6, 7, 3, True)


def test_a_lap_is_neutralised_where_its_end_or_half_of_it_is(driven):
    assert driven.status_by_lap == (0, 0, 2, 0, 3, 0, 0, 0)


def test_positions_the_feed_lost_come_from_the_times(driven):
    assert driven.positions[0] == (1, 2, 3)
    assert driven.positions[7] == (1, 2, 0)
    assert driven.gaps_s[0] == (0.0, 2.0, 5.0)


def test_a_race_on_slicks_is_dry_and_one_with_intermediates_is_not(driven):
    assert driven.dry
    wet = facts()
    wet.laps.loc[3, "compound"] = "INTERMEDIATE"
    race = measure_driven_race(wet, measure_weekend(wet))
    assert race is not None
    assert not race.dry
    assert max(race.wetness_by_lap) > 0


def test_without_laps_there_is_no_driven_race():
    coming = replace(facts(), laps=facts().laps.iloc[:0])
    assert measure_driven_race(coming, measure_weekend(coming)) is None


def test_the_weekend_knows_grid_gaps_and_codes():
    weekend = measure_weekend(facts())
    assert [(e.driver_id, e.grid, e.pit_lane_start, e.driver_code) for e in weekend.entries] == [
        ("a", 1, False, "AAA"),
        ("b", 2, False, "BBB"),
        ("c", 3, True, "CCC"),
    ]
    assert (weekend.state, weekend.pole_lap_s, weekend.laps) == ("grid", 80.0, LAPS)
    assert weekend.entries[0].qualifying_gap == 0.0
    assert [entry.driver_number for entry in weekend.entries] == ["1", "22", "2"]


def test_the_weekend_of_a_coming_race_takes_its_distance_from_the_course():
    coming = replace(facts(), scheduled_laps=None, grid=NO_ROWS.assign(position_text=[]))
    weekend = measure_weekend(coming)
    assert (weekend.state, weekend.laps, weekend.entries[0].grid) == ("qualifying", 61, None)


@pytest.mark.parametrize(
    ("grand_prix", "length_km", "laps"), [("monaco", 3.337, 78), ("italy", 5.793, 53), ("x", None, 0)]
)
def test_the_distance_is_the_least_number_of_laps_beyond_305_km(grand_prix, length_km, laps):
    assert usual_laps(grand_prix, length_km) == laps


def test_the_q2_compound_is_that_of_the_fastest_lap_of_q2():
    quick = replace(facts(), key=RaceKey(2021, 1))
    quick.qualifying["q2_s"] = [79.0, 79.5, float("nan")]
    laps = pd.DataFrame(
        {"driver_id": ["a", "a", "b"], "lap_time_s": [79.4, 79.0, 79.5], "compound": ["SOFT", "MEDIUM", "SOFT"]}
        | {"driver_code": ["AAA", "AAA", "BBB"], "driver_number": ["1", "1", "22"]}
    )
    weekend = measure_weekend(replace(quick, session_laps={SessionCode.Q: laps}))
    assert [entry.q2_compound for entry in weekend.entries] == [M, S, None]
