"""What is published, and when the weekend, the calendar or the registry is not as it should be."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pitwall.domain.forecasts import ForecastSource, Horizon, RaceForecast
from pitwall.domain.model_records import PublishedScores
from pitwall.features.history import History
from pitwall.lake.publications import published_paths, read_publication
from pitwall.models.publishing import next_race
from tests.hand_made_history import DRIVERS, Tables, hand_made_history
from tests.toy_outcome import (
    COMING,
    NEWEST,
    OF_PRACTICE,
    Desk,
    before_qualifying,
    before_the_race,
    before_the_weekend,
    coming_race,
    is_coming,
    let_few_races_teach,
    without,
)

PRE, PRACTICE, QUALIFYING = Horizon


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    let_few_races_teach(monkeypatch)
    return Desk(tmp_path)


def _by_horizon(desk: Desk) -> dict[Horizon, RaceForecast]:
    return {one.header.horizon: one for one in desk.forecasts()}


def _marks(desk: Desk) -> list[PublishedScores]:
    found = [read_publication(desk.artefacts, path).document for path in published_paths(desk.artefacts, "scores")]
    return [one for one in found if isinstance(one, PublishedScores)]


@pytest.mark.parametrize(
    ("known", "expected"),
    [(before_the_weekend, [PRE]), (before_qualifying, [PRE, PRACTICE]), (before_the_race, [PRE, PRACTICE, QUALIFYING])],
)
def test_each_horizon_is_foretold_as_soon_as_its_facts_are_known(
    desk: Desk, known: Callable[[Tables], Tables], expected: list[Horizon]
) -> None:
    history = coming_race(known)
    desk.champion()
    desk.publish(history)
    assert sorted(_by_horizon(desk)) == sorted(expected)
    assert {one.header.source for one in desk.forecasts()} == {ForecastSource.MODEL}


def test_the_next_race_is_foretold_right_after_the_one_before_it(desk: Desk) -> None:
    history = coming_race(before_the_weekend)
    assert (history.finished[-1], next_race(history)) == (NEWEST, COMING)
    desk.publish(history)
    (told,) = desk.forecasts()
    assert (told.header.cut_off - told.header.computed_at).days >= 7


def test_the_same_twice_changes_nothing(desk: Desk) -> None:
    history = coming_race()
    desk.champion()
    first = desk.publish(history)
    before = desk.artefacts.paths("published")
    assert set(desk.publish(history)) <= set(first)
    assert desk.artefacts.paths("published") == before


def test_without_a_champion_the_simpler_model_speaks_and_says_so(desk: Desk) -> None:
    desk.publish(coming_race())
    assert {one.header.source for one in desk.forecasts()} == {ForecastSource.SIMPLER_MODEL}
    assert all("is in use" in one.header.quality[-1] for one in desk.forecasts())


def test_a_tampered_model_is_not_asked(desk: Desk) -> None:
    history = coming_race()
    version = desk.champion()
    stored = next((desk.folder / "artefacts" / "models" / "race-outcome" / version).glob("pre_weekend.*"))
    stored.write_bytes(stored.read_bytes() + b" ")
    desk.publish(history)
    assert {(one.header.source, version in one.header.model_version) for one in desk.forecasts()} == {
        (ForecastSource.SIMPLER_MODEL, False)
    }


def test_a_model_rolled_back_to_has_the_last_word_again(desk: Desk) -> None:
    history = coming_race(before_the_weekend)
    versions = [desk.champion()]
    desk.publish(history)
    versions.append(desk.champion(seed=2))
    desk.publish(history)
    desk.registry.roll_back("race-outcome")
    desk.publish(history)
    told = desk.forecasts()
    assert [one.header.model_version for one in told] == [versions[0], versions[1], versions[0]]
    assert (told[0].drivers, told[0].forecast_id != told[2].forecast_id) == (told[2].drivers, True)
    desk.publish(history)
    assert len(desk.forecasts()) == 3


def test_without_practice_the_grid_still_speaks(desk: Desk) -> None:
    history = coming_race(lambda tables: without(before_the_race(tables), *OF_PRACTICE))
    desk.champion()
    desk.publish(history)
    assert sorted(_by_horizon(desk)) == sorted([PRE, QUALIFYING])


def test_without_qualifying_a_grid_alone_will_do(desk: Desk) -> None:
    history = coming_race(lambda tables: without(before_the_race(tables), "qualifying", "sectors"))
    desk.champion()
    desk.publish(history)
    assert _by_horizon(desk)[QUALIFYING].header.quality == ()


def test_after_a_swap_of_drivers_the_grid_decides_who_is_foretold(desk: Desk) -> None:
    def swapped(tables: Tables) -> Tables:
        grids = tables["grids"].copy()
        grids.loc[is_coming(grids) & (grids["driver_id"] == DRIVERS[3]), "driver_id"] = "reserve"
        return before_the_race(tables | {"grids": grids})

    history = coming_race(swapped)
    desk.champion()
    desk.publish(history)
    told = _by_horizon(desk)
    entered, on_the_grid = ({car.driver_id for car in told[one].drivers} for one in (PRE, QUALIFYING))
    assert (entered - on_the_grid, on_the_grid - entered) == ({DRIVERS[3]}, {"reserve"})
    assert "reserve has no race yet" in told[QUALIFYING].header.quality


def test_a_start_from_the_pit_lane_costs_the_favourite(desk: Desk) -> None:
    def from_the_pit_lane(tables: Tables) -> Tables:
        grids = tables["grids"].copy()
        first = is_coming(grids) & (grids["driver_id"] == DRIVERS[0])
        grids.loc[first, ["position", "position_text", "display_order"]] = [np.nan, "PL", len(DRIVERS)]
        return before_the_race(tables | {"grids": grids})

    places = []
    for number, change in enumerate((before_the_race, from_the_pit_lane)):
        one = Desk(desk.folder / str(number))
        history = coming_race(change)
        one.champion()
        one.publish(history)
        (car,) = [car for car in _by_horizon(one)[QUALIFYING].drivers if car.driver_id == DRIVERS[0]]
        places.append(car.expected_position)
    assert places[1] > places[0]


def test_a_rookie_in_a_new_team_is_foretold_with_a_note(desk: Desk) -> None:
    def newcomers(tables: Tables) -> Tables:
        seats = tables["seats"].copy()
        last = is_coming(seats) & (seats["driver_id"] == DRIVERS[-1])
        seats.loc[last, ["driver_id", "constructor_id"]] = ["rookie", "newcomers"]
        return before_the_weekend(tables | {"seats": seats})

    history = coming_race(newcomers)
    desk.champion()
    desk.publish(history)
    (told,) = desk.forecasts()
    assert {"rookie has no race yet", "newcomers has no race yet"} <= set(told.header.quality)
    assert sum(car.win for car in told.drivers) == pytest.approx(1.0)


def test_a_cancelled_race_is_passed_over(desk: Desk) -> None:
    def called_off(round_: int) -> History:
        def change(tables: Tables) -> Tables:
            races = tables["races"].copy()
            races.loc[(races["season"] == COMING.season) & (races["round"] == round_), "cancelled"] = True
            kept = before_the_weekend(tables | {"races": races})
            gone = {}
            for name in ("results", "race_pace", "sprint_pace", "long_runs", "qualifying", "grids", "practice"):
                table = kept[name]
                gone[name] = table.loc[~((table["season"] == COMING.season) & (table["round"] == NEWEST.round))]
            return kept | gone

        return hand_made_history(change)

    desk.publish(called_off(NEWEST.round))
    assert {one.header.race_id for one in desk.forecasts()} == {str(COMING)}
    alone = Desk(desk.folder / "alone")
    history = coming_race(lambda tables: _all_called_off(before_the_weekend(tables)))
    assert next_race(history) is None
    assert {path.split("/")[1] for path in alone.publish(history)} == {"championships", "ratings"}


def _all_called_off(tables: Tables) -> Tables:
    races = tables["races"].copy()
    races.loc[is_coming(races), "cancelled"] = True
    return tables | {"races": races}


def test_a_corrected_result_replaces_marks_and_leaves_what_was_said(desk: Desk) -> None:
    desk.publish(coming_race())
    said = desk.forecasts()

    def corrected(tables: Tables) -> Tables:
        results = tables["results"].copy()
        race = is_coming(results) & (results["session"] == "R")
        first, second = (race & (results["display_order"] == place) for place in (1, 2))
        results.loc[first, ["display_order", "position"]] = [2, 2.0]
        results.loc[second, ["display_order", "position"]] = [1, 1.0]
        return tables | {"results": results}

    run, rerun = hand_made_history(), hand_made_history(corrected)
    for history in (run, rerun, run):
        desk.publish(history)
    assert desk.forecasts() == said
    winners = [
        next(car.driver_id for car in one.cars if car.position == 1 and car.horizon is PRE) for one in _marks(desk)
    ]
    assert (len(winners), winners[0] != winners[1], winners[0] == winners[2]) == (3, True, True)
