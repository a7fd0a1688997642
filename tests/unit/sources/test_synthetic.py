"""The invented season must hang together as a real one does, whatever the seed.

Results follow from laps, laps from stints, stints from stops, and the same seed gives the same season.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pitwall.domain.lap_hygiene import LapColumns, lap_hygiene
from pitwall.domain.stints import RaceLapColumns, Stint, race_stints
from pitwall.domain.vocabulary import RaceKey
from pitwall.ingest.validate import validate_table
from pitwall.sources.synthetic import synthetic_season

Season = dict[str, pd.DataFrame]


@pytest.fixture(scope="module", params=[1, 2, 20_260], ids="seed {}".format)
def season(request: pytest.FixtureRequest) -> Season:
    return {batch.dataset: batch.table.to_pandas() for batch in synthetic_season(2026, request.param)}


def races(table: pd.DataFrame) -> Any:
    return table.groupby("round")


def test_the_same_seed_gives_the_same_season() -> None:
    assert [batch.table for batch in synthetic_season(2026, 7)] == [batch.table for batch in synthetic_season(2026, 7)]


def test_another_seed_gives_another_season() -> None:
    first, second = (
        next(batch.table for batch in synthetic_season(2026, seed) if batch.dataset == "laps") for seed in (7, 8)
    )
    assert first["lap_time_s"] != second["lap_time_s"]


def test_every_batch_is_labelled_and_every_row_is_accepted() -> None:
    for batch in synthetic_season(2026):
        assert (batch.source, batch.revision) == ("synthetic", 1)
        assert validate_table(batch.dataset, batch.table).refused == ()


def test_a_season_without_laps_is_refused() -> None:
    with pytest.raises(ValueError, match="between 2018"):
        next(synthetic_season(2017))


def test_six_sundays_are_planned_and_four_races_run(season: Season) -> None:
    assert len(season["races"]) == 6
    assert {day.weekday() for day in season["races"]["date"]} == {6}
    assert season["races"]["date"].is_monotonic_increasing
    for dataset in ("race_results", "laps", "qualifying_results", "starting_grids", "session_weather", "race_control"):
        assert set(season[dataset]["round"]) == {1, 2, 3, 4}
    assert len(season["drivers"]) == 10
    assert len(season["constructors"]) == 5
    assert set(season["races"]["circuit_id"]) == set(season["circuits"]["circuit_id"])


def test_each_constructor_fields_two_cars_in_every_race(season: Season) -> None:
    assert set(season["seats"].groupby(["round", "constructor_id"]).size()) == {2}


def test_the_winners_laps_sum_to_the_least_and_to_his_race_time(season: Season) -> None:
    for number, result in races(season["race_results"]):
        laps = season["laps"][season["laps"]["round"] == number]
        sums = laps.groupby("driver_id").lap_time_s.sum().round(3)
        finished = result[result.time_s.notna()].set_index("driver_id").sort_values("position")
        assert list(finished.index) == list(sums[finished.index].sort_values().index)
        assert (sums[finished.index] == finished.time_s).all()
        assert finished.position.iloc[0] == 1


def test_each_car_has_as_many_laps_as_its_result_says(season: Season) -> None:
    counted = season["laps"].groupby(["round", "driver_id"]).size()
    stated = season["race_results"].set_index(["round", "driver_id"]).laps
    assert (counted.sort_index() == stated.sort_index()).all()


def test_a_lap_begins_where_the_one_before_ended_and_its_sectors_add_up(season: Season) -> None:
    for _, car in season["laps"].groupby(["round", "driver_id"]):
        assert (car.lap_start_time_s.iloc[1:].to_numpy() == car.lap_end_time_s.iloc[:-1].to_numpy()).all()
        assert list(car.lap_number) == list(range(1, len(car) + 1))
        sectors = car.sector1_s + car.sector2_s + car.sector3_s
        assert (sectors - car.lap_time_s).abs().max() < 1e-9
        assert (car.lap_end_time_s - car.lap_start_time_s - car.lap_time_s).abs().max() < 1e-6


def test_positions_on_every_lap_are_a_ranking_by_time(season: Season) -> None:
    for _, lap in season["laps"].groupby(["round", "lap_number"]):
        by_time = lap.sort_values("lap_end_time_s").position
        assert list(by_time) == list(range(1, len(lap) + 1))


def test_the_grid_is_the_qualifying_order_and_faster_parts_decide_it(season: Season) -> None:
    for number, qualifying in races(season["qualifying_results"]):
        grid = season["starting_grids"][season["starting_grids"]["round"] == number]
        assert list(grid.sort_values("position").driver_id) == list(qualifying.sort_values("position").driver_id)
        for part, taking_part in (("q3_s", 6), ("q2_s", 8), ("q1_s", 10)):
            assert qualifying[part].notna().sum() == taking_part
            knocked_out = qualifying.iloc[taking_part - 2 : taking_part] if part != "q3_s" else qualifying.iloc[:6]
            assert knocked_out[part].is_monotonic_increasing
            assert knocked_out[part].max() == qualifying[part].max()


def test_everyone_who_finished_used_two_dry_compounds(season: Season) -> None:
    finished = season["race_results"][season["race_results"].position.notna()]
    used = season["laps"].groupby(["round", "driver_id"]).compound.nunique()
    assert (used[list(zip(finished["round"], finished.driver_id, strict=True))] >= 2).all()
    assert set(season["laps"].compound) <= {"SOFT", "MEDIUM", "HARD"}


def test_every_stop_starts_a_stint_and_every_later_stint_a_stop(season: Season) -> None:
    for number, stops in races(season["pit_stops"]):
        after_stops = {
            (stop.driver_id, stop.lap_number + 1, stop.compound_after, stop.tyre_life_after)
            for stop in stops.itertuples()
        }
        later_stints = {
            (stint.driver_id, stint.start_lap, stint.compound, stint.tyre_life_start)
            for stint in stints_of(season, number)
            if stint.start_lap > 1
        }
        assert after_stops == later_stints


def stints_of(season: Season, number: int) -> list[Stint]:
    laps = season["laps"][season["laps"]["round"] == number]
    flags = lap_hygiene(LapColumns(**columns(laps, LapColumns)))
    flagged = laps.assign(**{name: np.ma.asarray(getattr(flags, name)).filled(False) for name in FLAGS})
    return race_stints(RaceKey(2026, number), "R", RaceLapColumns(**columns(flagged, RaceLapColumns)))


FLAGS = ("valid", "in_lap", "out_lap", "neutralised")


def columns(laps: pd.DataFrame, kind: type) -> dict[str, Any]:
    return {name: laps[name].to_numpy() for name in kind.__dataclass_fields__}


def test_lap_hygiene_finds_nothing_wrong(season: Season) -> None:
    flags = lap_hygiene(LapColumns(**columns(season["laps"], LapColumns)))
    assert flags.valid.all()
    assert flags.tyre_life_consistent.all()
    assert not flags.tyre_life_consistent.mask.any()


def test_a_neutralisation_is_seen_in_status_laps_and_lap_times(season: Season) -> None:
    neutralisations = season["neutralisations"].set_index("round")
    assert neutralisations.kind.to_dict() == {2: "SC", 4: "VSC"}
    for number, period in neutralisations.iterrows():
        laps = season["laps"][season["laps"]["round"] == number]
        inside = laps[(laps.lap_number > period.start_lap) & (laps.lap_number <= period.end_lap)]
        assert inside.track_status.str.contains("[467]").all()
        assert inside.lap_time_s.median() > 1.2 * laps.lap_time_s.median()
        stopped = season["race_control"].query("round == @number and category == 'CarEvent'").time_s.iloc[0]
        assert stopped < period.start_time_s < period.end_time_s


def test_weather_covers_the_race_and_race_control_speaks_in_order(season: Season) -> None:
    for number, timing in season["session_timings"].set_index("round").iterrows():
        weather = season["session_weather"][season["session_weather"]["round"] == number]
        assert weather.time_s.min() <= timing.start_time_s
        assert timing.finish_time_s - weather.time_s.max() < 60
        messages = season["race_control"][season["race_control"]["round"] == number]
        assert all(earlier <= later for earlier, later in pairwise(messages.time_s))
        assert list(messages.message_number) == list(range(1, len(messages) + 1))


def test_the_fastest_lap_is_the_fastest_of_all_laps(season: Season) -> None:
    best = season["fastest_laps"].query("position == 1").set_index("round").lap_time_s
    assert (best == races(season["laps"]).lap_time_s.min()).all()


@pytest.mark.data
def test_nobody_and_nowhere_of_it_exists(season: Season, data_folder: Path) -> None:
    real_drivers = pd.read_parquet(data_folder / "f1db" / "drivers.parquet")
    assert not set(season["drivers"].driver_id) & set(real_drivers.driver_id)
    assert not set(season["drivers"].last_name) & set(real_drivers.last_name)
    for dataset, key in (("constructors", "constructor_id"), ("circuits", "circuit_id")):
        real = pd.read_parquet(data_folder / "f1db" / f"{dataset}.parquet")
        assert not set(season[dataset][key]) & set(real[key])
        assert not set(season[dataset]["name"]) & set(real["name"])
