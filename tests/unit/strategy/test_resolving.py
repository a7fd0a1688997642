"""Hundreds of plans resolved: on made-up fields of known answer, and on simulated races against brute force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidRequestError
from pitwall.strategy.evaluation import CLEARLY_WORSE, PlayedRaces
from pitwall.strategy.objectives import EXPECTED_POSITION, Array, Objective, points_of_places
from pitwall.strategy.optimal import focus_play
from pitwall.strategy.resolving import ResolvedPlan, resolve
from pitwall.strategy.rivals import rival_plans, tables_in
from pitwall.strategy.screening import screen
from simulator import Scenario
from tests.hand_made_race import hand_made_rules
from tests.hand_made_setup import hand_made_setup

_POINTS = points_of_places(hand_made_rules())
_TO = 0.05
S, M, H = Compound.SOFT, Compound.MEDIUM, Compound.HARD


@dataclass
class KnownField:
    """Plans lose places by a known function of their stops, with luck all share, luck of a race's best laps, and own.

    Losses are rounded at random, so that the mean of the positions is the value itself.
    """

    value: Callable[[Strategy], float]
    seed: int = 7
    played: list[tuple[int, int, int]] = field(default_factory=list)

    def __call__(self, plans: Sequence[Strategy], runs: int, first_run: int) -> PlayedRaces:
        self.played.append((len(plans), runs, first_run))
        shared = self._drawn(0, first_run, runs) * 2.0
        tilt = self._drawn(1, first_run, runs) * 0.1
        position = np.empty((len(plans), runs), dtype=np.uint8)
        for row, plan in enumerate(plans):
            first = plan.stops[0].lap
            own = self._drawn(hash((first, plan.stops[-1].lap)) % 2**31, first_run, runs) * 0.6
            exact = 15.0 + self.value(plan) + shared + tilt * (first - 20) + own
            whole = np.floor(exact)
            position[row] = whole + (self._drawn(2, first_run, runs, uniform=True) < exact - whole)
        return PlayedRaces(position, np.zeros_like(position, np.bool_), position.astype(np.float32))

    def _drawn(self, purpose: int, first_run: int, runs: int, *, uniform: bool = False) -> Array:
        """Of the runs from a first one on, whatever the calls they are played in."""
        random = np.random.default_rng([self.seed, purpose])
        drawn = random.random(first_run + runs) if uniform else random.normal(size=first_run + runs)
        return drawn[first_run:]


def grid_of_plans(compounds: tuple[Compound, Compound]) -> list[Strategy]:
    return [
        Strategy(hand_made_rules(), M, (Stop(first, compounds[0]), Stop(second, compounds[1])))
        for first in range(14, 24)
        for second in range(34, 42)
    ]


def on_a_surface(plan: Strategy) -> float:
    first, second = (stop.lap for stop in plan.stops)
    return 0.012 * (first - 18) ** 2 + 0.01 * (second - 38) ** 2 + (0.3 if plan.stops[0].compound is H else 0.0)


def off_the_surface(plan: Strategy) -> float:
    first, second = (stop.lap for stop in plan.stops)
    return on_a_surface(plan) + 0.05 * ((first + second) % 2)


def errors(found: Sequence[ResolvedPlan], value: Callable[[Strategy], float]) -> Array:
    best = value(found[0].strategy)
    return np.array([one.difference_to_best - (value(one.strategy) - best) for one in found])


@pytest.mark.parametrize("value", [on_a_surface, off_the_surface])
def test_every_plan_is_resolved_and_within_its_errors(value: Callable[[Strategy], float]) -> None:
    plans = [*grid_of_plans((H, S)), *grid_of_plans((S, H))]
    found = resolve(KnownField(value), plans, EXPECTED_POSITION, _POINTS, to=_TO)
    off = errors(found, value)
    assert {one.strategy for one in found} == set(plans)
    assert all(one.resolved for one in found)
    assert value(found[0].strategy) <= min(map(value, plans)) + _TO
    assert np.sqrt(np.mean((off[1:] / [one.standard_error for one in found[1:]]) ** 2)) < 1.5


def test_resolved_means_proven_no_better_or_known_to_the_error() -> None:
    found = resolve(KnownField(on_a_surface), grid_of_plans((H, S)), EXPECTED_POSITION, _POINTS, to=_TO, most_runs=128)
    for one in found:
        proven = one.difference_to_best + _TO >= CLEARLY_WORSE * one.standard_error
        assert one.resolved == (proven or one.standard_error <= _TO)
    assert not all(one.resolved for one in found)
    assert max(one.runs for one in found) <= 128


def test_races_go_to_the_close_plans_and_none_is_played_twice() -> None:
    known = KnownField(on_a_surface)
    found = resolve(known, grid_of_plans((H, S)), EXPECTED_POSITION, _POINTS, to=_TO)
    assert [first for _, _, first in known.played] == list(np.cumsum([0, *(runs for _, runs, _ in known.played[:-1])]))
    assert sum(one.runs for one in found) == sum(plans * runs for plans, runs, _ in known.played)
    assert found[-1].runs == known.played[0][1] < found[0].runs


def test_neighbours_make_it_cheaper_than_plans_on_their_own() -> None:
    """The same plans in families of one: each with a number of stops, or compounds, of its own would know no more."""
    plans = grid_of_plans((H, S))
    known = KnownField(on_a_surface)
    resolve(known, plans, EXPECTED_POSITION, _POINTS, to=_TO)
    together = sum(count * runs for count, runs, _ in known.played)
    alone = 0
    for first in range(14, 24):  # eight plans at a time are too few for a surface
        some = KnownField(on_a_surface)
        resolve(
            some, [plan for plan in plans if plan.stops[0].lap in (first, 18)][:11], EXPECTED_POSITION, _POINTS, to=_TO
        )
        alone += sum(count * runs for count, runs, _ in some.played)
    assert together < 0.5 * alone


def test_plans_without_luck_of_their_own_are_told_apart_at_once() -> None:
    found = resolve(KnownField(lambda plan: float(plan.stops[0].lap % 3)), [
        Strategy(hand_made_rules(), M, (Stop(lap, H),)) for lap in (18, 19, 20)
    ], EXPECTED_POSITION, _POINTS, to=_TO)  # fmt: skip
    assert [one.strategy.stops[0].lap for one in found] == [18, 19, 20]


def test_one_plan_alone_is_the_best() -> None:
    found = resolve(KnownField(on_a_surface), grid_of_plans((H, S))[:1], EXPECTED_POSITION, _POINTS, to=_TO)
    assert (len(found), found[0].difference_to_best, found[0].standard_error, found[0].resolved) == (1, 0.0, 0.0, True)


def test_what_cannot_be_resolved_is_refused() -> None:
    known, plans = KnownField(on_a_surface), grid_of_plans((H, S))[:2]
    with pytest.raises(InvalidRequestError):
        resolve(known, [], EXPECTED_POSITION, _POINTS, to=_TO)
    with pytest.raises(InvalidRequestError):
        resolve(known, plans, EXPECTED_POSITION, _POINTS, to=0.0)
    with pytest.raises(InvalidRequestError):
        resolve(known, plans, Objective("cautious"), _POINTS, to=_TO)


@pytest.mark.parametrize(("car", "seed"), [(2, 1), (5, 2)])
def test_brute_force_finds_no_plan_better_than_the_best_by_more_than_the_resolution(car: int, seed: int) -> None:
    """Simulated races of ten cars: the 60 fastest plans, each played 4,096 times with other seeds."""
    setup = hand_made_setup(cars=10, laps=30)
    state = setup.start_state()
    tables = tables_in(setup.parameters, setup.rules, state, car)
    plans = [plan.strategy for plan in screen(tables, keep=60).timed_plans()]
    rivals = rival_plans(setup, state, f"d{car}")
    play, again = (
        focus_play(setup.parameters, state, rivals, car, seed=one, scenario=Scenario()) for one in (seed, 1000 + seed)
    )
    found = resolve(play, plans, EXPECTED_POSITION, _POINTS, to=_TO)
    races = again([one.strategy for one in found], 4096, 0).position.astype(np.float64)
    paired = races - races[0]
    difference, error = paired.mean(axis=1), paired.std(axis=1) / np.sqrt(races.shape[1])
    both = np.sqrt(error**2 + np.array([one.standard_error for one in found]) ** 2)
    assert all(one.resolved for one in found)
    assert np.all(difference >= -_TO - 3.0 * error)
    off = np.array([one.difference_to_best for one in found]) - difference
    assert np.all(np.abs(off) <= 4.0 * both + 1e-9)
    assert sum(one.runs for one in found) < 60 * 4096 / 4
