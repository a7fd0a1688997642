"""A weekend holds what was known at its horizon and has no place for more."""

from dataclasses import fields

import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import NotFoundError
from pitwall.features.weekend import Outcome, Weekend
from tests.hand_made_history import DRIVERS, SPRINT_ROUND, Tables, hand_made_history

_RACE = RaceKey(2024, 2)


def test_before_the_weekend_only_calendar_entries_and_nomination_are_known() -> None:
    weekend = hand_made_history().weekend(_RACE, Horizon.PRE_WEEKEND)
    told = {one.name for one in fields(weekend) if getattr(weekend, one.name)}
    assert told == {"race", "horizon", "entries", "nomination"}
    assert {entry.driver_id for entry in weekend.entries} == set(DRIVERS)


def test_after_practice_there_is_no_qualifying_and_no_grid() -> None:
    weekend = hand_made_history().weekend(_RACE, Horizon.POST_PRACTICE)
    assert {line.session for line in weekend.practice} == {"FP1", "FP2", "FP3"}
    assert {sky.session for sky in weekend.weather} == {"FP1", "FP2", "FP3"}
    assert (weekend.qualifying, weekend.grid, weekend.sectors, weekend.sprint) == ((), (), (), ())


def test_after_qualifying_the_grid_is_known_and_the_weather_of_the_race_is_not() -> None:
    weekend = hand_made_history().weekend(_RACE, Horizon.POST_QUALIFYING)
    assert [line.slot for line in weekend.grid] == list(range(1, 11))
    assert "R" not in {sky.session for sky in weekend.weather}


def test_a_weekend_has_no_field_for_anything_of_the_race() -> None:
    of_outcome = {one.name for one in fields(Outcome)}
    assert of_outcome & {one.name for one in fields(Weekend)} == set()


@pytest.mark.parametrize(
    ("season", "practice", "sprint_run"),
    [(2022, {"FP1"}, False), (2023, {"FP1"}, False), (2024, {"FP1"}, True)],
)
def test_what_ran_before_qualifying_depends_on_the_sprint_format(
    season: int, practice: set[str], sprint_run: bool
) -> None:
    history, race = hand_made_history(), RaceKey(season, SPRINT_ROUND)
    before = history.weekend(race, Horizon.POST_PRACTICE)
    assert {line.session for line in before.practice} == practice
    assert bool(before.sprint) is bool(before.sprint_pace) is sprint_run
    assert history.weekend(race, Horizon.POST_QUALIFYING).sprint


def test_the_calendar_alone_says_that_a_coming_weekend_has_a_sprint() -> None:
    def nothing_run(tables: Tables) -> Tables:
        return tables | {name: tables[name].loc[tables[name]["season"] < 2024] for name in ("results", "qualifying")}

    race = hand_made_history(nothing_run).weekend(RaceKey(2024, SPRINT_ROUND), Horizon.PRE_WEEKEND).race
    assert (race.sprint, race.sprint_format) == (True, "before_qualifying")


def test_a_race_that_is_not_in_the_calendar_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="2024-09"):
        hand_made_history().weekend(RaceKey(2024, 9), Horizon.PRE_WEEKEND)


def test_a_race_without_a_result_has_no_outcome() -> None:
    def not_run(tables: Tables) -> Tables:
        results = tables["results"]
        return tables | {"results": results.loc[~((results["season"] == 2024) & (results["round"] == 5))]}

    history = hand_made_history(not_run)
    assert history.finished[-1] == RaceKey(2024, 4)
    with pytest.raises(NotFoundError, match="no result"):
        history.outcome(RaceKey(2024, 5))


def test_outcomes_count_retirements_in_official_order() -> None:
    outcome = hand_made_history().outcome(_RACE)
    assert [line.order for line in outcome.starters] == list(range(1, len(outcome.starters) + 1))
    retired = [line for line in outcome.starters if not line.finished]
    assert retired
    assert all(line.position != line.position for line in retired)


def test_standings_of_an_outcome_are_those_after_its_race() -> None:
    history = hand_made_history()
    first, second = (history.outcome(RaceKey(2023, n)) for n in (1, 2))
    assert first.driver_standings[0].competitor_id == first.starters[0].driver_id
    assert first.driver_standings[0].points == 25.0
    assert sum(one.points for one in first.constructor_standings) < sum(
        one.points for one in second.constructor_standings
    )
