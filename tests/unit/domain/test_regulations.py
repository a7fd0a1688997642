"""The rules of a race: which seasons and events have which, and what is refused."""

import pytest

from pitwall.domain.regulations import MOST_LAPS, race_rules
from pitwall.domain.vocabulary import FIRST_LAP_SEASON, LAST_SEASON
from pitwall.errors import InvalidRequestError


def test_monaco_asked_for_three_sets_of_tyres_in_2025_only() -> None:
    asked = {season: race_rules(season, "monaco", 78).tyre_sets for season in range(2018, 2027)}
    assert asked.pop(2025) == 3
    assert set(asked.values()) == {1}


def test_qatar_limited_stints_in_2023_and_2025() -> None:
    limits = {season: race_rules(season, "qatar", 57).longest_stint_laps for season in (2021, 2023, 2024, 2025, 2026)}
    assert limits == {2021: None, 2023: 18, 2024: None, 2025: 25, 2026: None}


def test_no_other_race_of_those_seasons_limits_stints_or_asks_for_sets() -> None:
    for season in (2023, 2025):
        rules = race_rules(season, "bahrain", 57)
        assert (rules.longest_stint_laps, rules.tyre_sets) == (None, 1)


def test_the_first_ten_started_on_their_q2_tyres_until_2021() -> None:
    bound = [season for season in range(2018, 2027) if race_rules(season, "bahrain", 57).q2_start_tyres]
    assert bound == [2018, 2019, 2020, 2021]


def test_overtake_mode_replaced_drs_and_two_cars_joined_in_2026() -> None:
    before, after = race_rules(2025, "bahrain", 57), race_rules(2026, "bahrain", 57)
    assert (before.drs, before.cars) == (True, 20)
    assert (after.drs, after.cars) == (False, 22)


def test_drs_came_a_lap_earlier_from_2024_on() -> None:
    first = [race_rules(season, "bahrain", 57).overtaking_aid_from_lap for season in (2018, 2023, 2024, 2026)]
    assert first == [3, 3, 2, 2]


def test_every_season_asks_for_two_dry_compounds() -> None:
    assert {race_rules(season, "bahrain", 57).dry_compounds for season in range(2018, 2027)} == {2}


@pytest.mark.parametrize(
    ("season", "laps"),
    [(FIRST_LAP_SEASON - 1, 57), (LAST_SEASON + 1, 57), (2024, 0), (2024, -1), (2024, MOST_LAPS + 1)],
)
def test_a_season_without_tyre_data_or_an_impossible_distance_is_refused(season: int, laps: int) -> None:
    with pytest.raises(InvalidRequestError, match=str(season) if laps == 57 else f"{laps} laps"):
        race_rules(season, "bahrain", laps)


def test_the_shortest_and_the_longest_race_are_accepted() -> None:
    assert race_rules(2018, "bahrain", 1).laps == 1
    assert race_rules(2026, "bahrain", MOST_LAPS).laps == MOST_LAPS
