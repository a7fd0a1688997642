"""Strategies: the legal ones stand, every breach of the rules is named, and stints cover the race."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.regulations import RaceRules, race_rules
from pitwall.domain.tyre_strategy import (
    DRY_COMPOUNDS,
    MOST_STOPS,
    PaceMode,
    Stop,
    Strategy,
    illegal_reasons,
)
from pitwall.domain.vocabulary import Compound
from pitwall.errors import IllegalStrategyError

S, M, H, INTERMEDIATE, WET = Compound
PLAIN = race_rules(2024, "bahrain", 57)
MONACO = race_rules(2025, "monaco", 78)
QATAR_2023 = race_rules(2023, "qatar", 57)
QATAR_2025 = race_rules(2025, "qatar", 57)
BOUND = race_rules(2021, "bahrain", 57)


def refused(rules: RaceRules, start: Compound, *stops: Stop, **more: object) -> str:
    with pytest.raises(IllegalStrategyError) as refusal:
        Strategy(rules, start, stops, **more)  # type: ignore[arg-type]
    assert len(refusal.value.reasons) == 1
    return refusal.value.reasons[0]


def test_a_legal_strategy_knows_its_stints() -> None:
    strategy = Strategy(PLAIN, M, (Stop(20, H), Stop(40, S, tyre_life=3)), start_tyre_life=2)
    assert [(stint.compound, stint.first_lap, stint.last_lap, stint.laps) for stint in strategy.stints] == [
        (M, 1, 20, 20),
        (H, 21, 40, 20),
        (S, 41, 57, 17),
    ]
    assert [stint.tyre_life_at_start for stint in strategy.stints] == [2, 0, 3]
    assert str(strategy) == "M 20 H 40 S"


def test_one_dry_compound_alone_is_not_enough() -> None:
    assert refused(PLAIN, M, Stop(20, M)) == "only MEDIUM: a dry race needs 2 different dry compounds"


@pytest.mark.parametrize("wet", [INTERMEDIATE, WET])
def test_whoever_used_rain_tyres_owes_no_second_dry_compound(wet: Compound) -> None:
    assert Strategy(PLAIN, wet, (Stop(20, M),)).stops[0].compound is M
    assert Strategy(PLAIN, wet).stops == ()


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        (Stop(0, H), "stop on lap 0: the first lap a car can stop on is lap 1"),
        (Stop(-3, H), "stop on lap -3: the first lap a car can stop on is lap 1"),
        (Stop(57, H), "stop on lap 57: the last lap to stop on is 56 of 57"),
        (Stop(80, H), "stop on lap 80: the last lap to stop on is 56 of 57"),
    ],
)
def test_a_stop_before_the_first_lap_or_after_the_flag_is_refused(stop: Stop, reason: str) -> None:
    assert refused(PLAIN, M, stop) == reason


@pytest.mark.parametrize("second", [20, 12])
def test_stops_must_be_in_order_and_one_a_lap(second: int) -> None:
    assert "stops must be in order" in refused(PLAIN, M, Stop(20, H), Stop(second, S))


def test_a_change_under_a_red_flag_may_follow_a_stop_on_the_same_lap() -> None:
    assert len(Strategy(PLAIN, M, (Stop(20, H), Stop(20, S, under_red_flag=True))).stops) == 2


def test_more_stops_than_any_plan_has_are_refused() -> None:
    stops = [Stop(lap, H) for lap in range(1, MOST_STOPS + 2)]
    assert refused(PLAIN, M, *stops) == f"{MOST_STOPS + 1} stops: at most {MOST_STOPS} are planned"


def test_a_set_cannot_have_done_less_than_no_laps() -> None:
    assert refused(PLAIN, M, Stop(20, H, tyre_life=-1)) == "tyre life -1: a set has done 0 laps or more"
    assert refused(PLAIN, M, Stop(20, H), start_tyre_life=-2) == "tyre life -2: a set has done 0 laps or more"


def test_monaco_2025_needs_three_sets_whatever_the_weather() -> None:
    assert refused(MONACO, M, Stop(30, H)) == "2 sets of tyres: this race needs 3"
    assert refused(MONACO, INTERMEDIATE, Stop(30, M)) == "2 sets of tyres: this race needs 3"
    assert len(Strategy(MONACO, M, (Stop(1, H), Stop(77, H))).stints) == 3


def test_at_monaco_2025_a_change_under_a_red_flag_counts_as_a_set() -> None:
    assert len(Strategy(MONACO, M, (Stop(2, H, under_red_flag=True), Stop(60, M))).stints) == 3


def test_qatar_2023_allowed_eighteen_laps_on_a_set() -> None:
    stops = (Stop(18, H), Stop(36, M), Stop(54, H))
    assert len(Strategy(QATAR_2023, M, stops).stints) == 4
    assert refused(QATAR_2023, M, Stop(18, H), Stop(37, M), Stop(54, H)) == (
        "19 laps on the set of laps 19 to 37: this race allows 18"
    )


def test_earlier_use_of_a_set_counts_towards_the_limit_of_qatar_2025() -> None:
    stops = (Stop(22, H), Stop(40, S))
    assert Strategy(QATAR_2025, M, stops, start_tyre_life=3).start_tyre_life == 3
    reason = refused(QATAR_2025, M, *stops, start_tyre_life=4)
    assert reason == "26 laps on the set of laps 1 to 22: this race allows 25"


def test_rain_tyres_know_no_longest_stint() -> None:
    assert Strategy(QATAR_2025, INTERMEDIATE, (Stop(40, M),)).stints[0].laps == 40


def test_the_first_ten_start_on_their_q2_tyres() -> None:
    assert refused(BOUND, M, Stop(20, H), q2_compound=S) == (
        "start on MEDIUM: the first ten of the grid start on their Q2 tyres, SOFT"
    )
    assert Strategy(BOUND, S, (Stop(20, H),), q2_compound=S).start is S


def test_whoever_is_not_bound_by_q2_starts_on_what_he_likes() -> None:
    assert Strategy(BOUND, M, (Stop(20, H),)).start is M
    assert Strategy(PLAIN, M, (Stop(20, H),), q2_compound=S).start is M
    assert Strategy(BOUND, INTERMEDIATE, (Stop(20, H),), q2_compound=S).start is INTERMEDIATE


def test_pace_modes_are_one_per_stint_or_none() -> None:
    assert refused(PLAIN, M, Stop(20, H), modes=(PaceMode.PUSH,)).startswith("1 pace modes for 2 stints")
    assert len(Strategy(PLAIN, M, (Stop(20, H),), modes=(PaceMode.PUSH, PaceMode.CONSERVE)).modes) == 2


def test_every_breach_is_named_at_once() -> None:
    reasons = illegal_reasons(replace(MONACO, q2_start_tyres=True), M, (Stop(0, M, tyre_life=-1),), -1, S)
    assert len(reasons) == 6


compounds = st.sampled_from(list(Compound))
any_stops = st.lists(
    st.builds(Stop, st.integers(-2, 62), compounds, st.integers(-1, 5), st.booleans()), max_size=4
).map(tuple)


@given(st.sampled_from([PLAIN, QATAR_2023, BOUND]), compounds, any_stops)
def test_a_strategy_exists_exactly_where_nothing_is_against_the_rules(
    rules: RaceRules, start: Compound, stops: tuple[Stop, ...]
) -> None:
    reasons = illegal_reasons(rules, start, stops)
    if reasons:
        with pytest.raises(IllegalStrategyError) as refusal:
            Strategy(rules, start, stops)
        assert list(refusal.value.reasons) == reasons
        return
    strategy = Strategy(rules, start, stops)
    used = {stint.compound for stint in strategy.stints}
    assert len(used & set(DRY_COMPOUNDS)) >= 2 or used & {INTERMEDIATE, WET}
    assert sum(stint.laps for stint in strategy.stints) == rules.laps


@given(compounds, st.lists(st.integers(1, 56), unique=True, max_size=4).map(sorted), st.data())
def test_stints_follow_each_other_from_the_first_lap_to_the_last(
    start: Compound, laps: list[int], data: st.DataObject
) -> None:
    stops = tuple(Stop(lap, data.draw(compounds)) for lap in laps)
    strategy = Strategy(replace(PLAIN, dry_compounds=0), start, stops)
    stints = strategy.stints
    assert [stint.compound for stint in stints] == [start, *(stop.compound for stop in stops)]
    assert [lap for stint in stints for lap in range(stint.first_lap, stint.last_lap + 1)] == list(range(1, 58))
