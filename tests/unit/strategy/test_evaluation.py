"""Successive halving on a made-up simulator of known answer: the best is found, races go to the close ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.evaluation import Evaluated, PlayedRaces, evaluate
from pitwall.strategy.objectives import EXPECTED_POSITION, Objective, points_of_places
from tests.hand_made_race import hand_made_rules

_POINTS = points_of_places(hand_made_rules())


@dataclass
class KnownField:
    """A race is a common draw for all plans, and a small one of each plan's own; plans lose places as `merit` says."""

    merit: dict[int, float]
    common: float = 3.0
    own: float = 1.0
    played: list[tuple[int, int, int]] = field(default_factory=list)

    def __call__(self, plans: Sequence[Strategy], runs: int, first_run: int) -> PlayedRaces:
        self.played.append((len(plans), runs, first_run))
        position = np.empty((len(plans), runs), dtype=np.uint8)
        for row, plan in enumerate(plans):
            lap = plan.stops[0].lap
            for run in range(runs):
                shared = np.random.default_rng([7, first_run + run]).normal() * self.common
                alone = np.random.default_rng([8, lap, first_run + run]).normal() * self.own
                position[row, run] = np.clip(round(10 + shared + alone + self.merit[lap]), 1, 20)
        return PlayedRaces(position, position == 20, position.astype(np.float32) + 5000)


def plan(lap: int) -> Strategy:
    return Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(lap, Compound.HARD),))


def ranking(known: KnownField, runs: int = 512, objective: Objective = EXPECTED_POSITION) -> tuple[Evaluated, ...]:
    return evaluate(known, [plan(lap) for lap in known.merit], objective, _POINTS, runs=runs, seed=1)


def test_the_best_plan_is_found_and_known_to_be_it() -> None:
    found = ranking(KnownField({10: 1.0, 20: 0.0, 30: 3.0, 40: 0.6}))
    assert [one.strategy.stops[0].lap for one in found] == [20, 40, 10, 30]
    assert found[0].p_best > 0.99
    assert found[0].difference_to_best == 0.0


def test_clearly_worse_plans_stop_playing_and_close_ones_play_on() -> None:
    found = ranking(KnownField({10: 4.0, 20: 0.0, 30: 0.05}))
    runs = {one.strategy.stops[0].lap: one.runs for one in found}
    assert runs == {10: 64, 20: 512, 30: 512}


def test_no_race_is_played_twice_and_none_left_out() -> None:
    known = KnownField({10: 0.0, 20: 0.02})
    ranking(known, runs=300)
    assert [(runs, first) for _, runs, first in known.played] == [(64, 0), (192, 64), (44, 256)]


def test_the_standard_error_is_that_of_paired_races() -> None:
    known = KnownField({10: 0.0, 20: 0.5}, own=0.3)
    worse = ranking(known)[1]
    races = known([plan(10), plan(20)], worse.runs, 0).position.astype(float)
    paired = races[1] - races[0]
    assert worse.difference_to_best == pytest.approx(paired.mean())
    assert worse.standard_error == pytest.approx(paired.std(ddof=1) / np.sqrt(len(paired)))
    assert worse.standard_error < 0.5 * np.sqrt(races.var(axis=1).sum() / worse.runs)


def test_equal_plans_share_the_probability_of_being_best() -> None:
    found = ranking(KnownField({10: 0.0, 20: 0.0, 30: 0.0}, common=0.5))
    assert sum(one.p_best for one in found) == pytest.approx(1.0)
    assert max(one.p_best for one in found) < 0.9


def test_all_plans_play_all_runs_where_nothing_is_to_be_dropped() -> None:
    known = KnownField({10: 4.0, 20: 0.0})
    found = evaluate(known, [plan(10), plan(20)], EXPECTED_POSITION, _POINTS, runs=200, seed=1, halving=False)
    assert [one.runs for one in found] == [200, 200]
    assert known.played == [(2, 200, 0)]


def test_one_plan_alone_is_the_best() -> None:
    found = ranking(KnownField({10: 0.0}), runs=10)
    assert (len(found), found[0].p_best, found[0].runs) == (1, 1.0, 10)


def test_a_race_not_finished_scores_no_points() -> None:
    found = ranking(KnownField({10: 20.0}), runs=20, objective=Objective("expected_points"))
    assert found[0].points.tolist() == [0.0] * 20


def test_the_same_seed_gives_the_same_answer() -> None:
    first, second = (ranking(KnownField({10: 0.0, 20: 0.1})) for _ in range(2))
    assert [(one.difference_to_best, one.p_best) for one in first] == [
        (one.difference_to_best, one.p_best) for one in second
    ]
