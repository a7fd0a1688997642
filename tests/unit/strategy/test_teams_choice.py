"""Compounds that teams avoid against the laps get more wear; nothing else changes."""

from dataclasses import replace

import pytest

from pitwall.calibration.race_setup import RaceSetup
from pitwall.calibration.usual_strategies import UsualStrategy
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.strategy.optimal import optimal
from pitwall.strategy.teams_choice import as_teams_choose
from tests.hand_made_race import hand_made_parameters
from tests.hand_made_setup import hand_made_setup

S, M, H = DRY_COMPOUNDS
SEASONS = (2019, 2020, 2021, 2022, 2023)


def usual(start: object, then: object, weight: float) -> UsualStrategy:
    return UsualStrategy(start, (then,), (0.4,), (0.05,), weight, 20, SEASONS)  # type: ignore[arg-type]


def with_good_softs(*strategies: UsualStrategy) -> RaceSetup:
    """Softs that wear like mediums and are half a second faster, and what teams did here."""
    made = hand_made_parameters()
    linear, offset = made.lap.wear_linear_s.copy(), made.lap.compound_offset_s.copy()
    linear[0], offset[0] = linear[1], -0.5
    parameters = replace(made, lap=replace(made.lap, wear_linear_s=linear, compound_offset_s=offset))
    return replace(hand_made_setup(parameters=parameters), usual=strategies)


AVOIDED = with_good_softs(usual(M, H, 0.8), usual(H, M, 0.2))


def test_a_compound_that_looks_good_and_nobody_fits_gets_more_wear_and_the_answer_says_so() -> None:
    planned = as_teams_choose(AVOIDED)
    before, after = AVOIDED.parameters.lap.wear_linear_s, planned.parameters.lap.wear_linear_s
    assert after[0] > before[0]
    assert after[1:].tolist() == before[1:].tolist()
    (words,) = planned.provenance.quality
    assert words.startswith("SOFT planned with +")
    assert words.endswith("0% of cars in earlier races here used it")
    assert planned.wear == AVOIDED.wear


def test_the_plans_follow() -> None:
    def softs(setup: RaceSetup) -> int:
        best = optimal(setup, setup.start_state(), "d4", runs=64).ranked[0].strategy
        return [best.start, *(stop.compound for stop in best.stops)].count(S)

    assert softs(as_teams_choose(AVOIDED)) < softs(AVOIDED)


def test_a_compound_that_teams_use_is_left_as_its_laps_say() -> None:
    setup = with_good_softs(usual(S, H, 0.7), usual(M, S, 0.3))
    assert as_teams_choose(setup).parameters.lap.wear_linear_s[0] == setup.parameters.lap.wear_linear_s[0]


def test_fewer_seasons_move_it_less() -> None:
    def more_wear(seasons: tuple[int, ...]) -> float:
        setup = replace(AVOIDED, usual=tuple(replace(one, seasons=seasons) for one in AVOIDED.usual))
        planned = as_teams_choose(setup)
        return float(planned.parameters.lap.wear_linear_s[0] - setup.parameters.lap.wear_linear_s[0])

    assert more_wear(SEASONS) > more_wear(SEASONS[:2]) > 0.0


def test_a_circuit_without_a_dry_race_is_left_alone() -> None:
    setup = with_good_softs()
    assert as_teams_choose(setup) is setup


@pytest.mark.parametrize("laps", [3, 10])
def test_a_race_too_short_to_compare_is_no_error(laps: int) -> None:
    setup = hand_made_setup(laps=laps)
    assert len(as_teams_choose(setup).entries) == len(setup.entries)


def test_only_plans_with_the_sets_the_race_asks_for_are_compared() -> None:
    three_sets = replace(AVOIDED, rules=replace(AVOIDED.rules, tyre_sets=3))
    assert as_teams_choose(three_sets).parameters.lap.wear_linear_s[0] > AVOIDED.parameters.lap.wear_linear_s[0]
