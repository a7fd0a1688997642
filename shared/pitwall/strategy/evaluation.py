"""Which of many plans is best, by simulated races: common random numbers, and runs spent where the choice is close.

Successive halving: all plans play a few races, those clearly worse than the leader stop there, the others play
on. Every plan plays the same races (same seeds), so differences are paired and far less noisy than their parts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.tyre_strategy import Strategy
from pitwall.strategy.objectives import Objective

Array = NDArray[np.float64]

CLEARLY_WORSE = 3.0
"""Standard errors behind the leader at which a plan stops playing."""
FIRST_RUNS = 64
"""Races of the first round: one block of lanes of the kernel."""
_ROUND_FACTOR = 4
"""By how much runs grow from round to round; each round costs a few milliseconds beside its races."""
_DRAWS = 4_000
_JOINT_PLANS = 48
"""Plans whose joint distribution is drawn from; those further behind are drawn one by one."""


@dataclass(frozen=True)
class PlayedRaces:
    """Outcomes of one car, [plans, runs] each."""

    position: NDArray[np.uint8]
    retired: NDArray[np.bool_]
    race_time_s: NDArray[np.float32]


Play = Callable[[Sequence[Strategy], int, int], PlayedRaces]
"""Plays plans over so many runs from a first run on; run k is the same race for all plans and calls."""


@dataclass(frozen=True)
class Evaluated:
    """One plan's result. Differences are in the objective's unit; positive is worse than the best plan."""

    strategy: Strategy
    races: PlayedRaces
    """[runs] each."""
    points: Array
    """[runs]"""
    difference_to_best: float
    standard_error: float
    """Of the difference, from paired races."""
    p_best: float
    """That it is the best of the plans evaluated, given the races played."""

    @property
    def runs(self) -> int:
        """Races played."""
        return len(self.points)


def evaluate(
    play: Play,
    plans: Sequence[Strategy],
    objective: Objective,
    points_by_place: Array,
    *,
    runs: int,
    seed: int,
    halving: bool = True,
) -> tuple[Evaluated, ...]:
    """The plans, best first, after up to `runs` races of each.

    `halving` False: every plan plays all runs. `seed` is for the probabilities only.
    """
    table = _Table(play, list(plans), objective, points_by_place)
    for target in _schedule(runs, halving):
        table.play_to(dict.fromkeys(table.contenders(), target))
    return table.ranked(seed)


def _schedule(runs: int, halving: bool) -> Iterator[int]:
    target = FIRST_RUNS if halving else runs
    while target < runs:
        yield target
        target *= _ROUND_FACTOR
    yield runs


class _Table:
    """What has been played: races and losses of each plan, the first runs of the same sequence for all."""

    def __init__(self, play: Play, plans: list[Strategy], objective: Objective, points_by_place: Array) -> None:
        self._play, self._plans, self._objective, self._points = play, plans, objective, points_by_place
        empty = PlayedRaces(np.empty(0, np.uint8), np.empty(0, np.bool_), np.empty(0, np.float32))
        self._races = [empty] * len(plans)
        self._losses: list[Array] = [np.empty(0)] * len(plans)

    @property
    def most(self) -> int:
        """Races of the plan that has played most."""
        return max(len(losses) for losses in self._losses)

    def play_to(self, wanted: dict[int, int]) -> None:
        """Plans play on until they have as many races as wanted."""
        steps = {(len(self._losses[plan]), target) for plan, target in wanted.items()}
        for done, target in sorted(step for step in steps if step[0] < step[1]):
            group = [plan for plan in wanted if (len(self._losses[plan]), wanted[plan]) == (done, target)]
            played = self._play([self._plans[plan] for plan in group], target - done, done)
            for row, plan in enumerate(group):
                before = self._races[plan]
                self._races[plan] = PlayedRaces(
                    np.append(before.position, played.position[row]),
                    np.append(before.retired, played.retired[row]),
                    np.append(before.race_time_s, played.race_time_s[row]),
                )
                self._losses[plan] = self._objective.losses(self._races[plan].position, self._points_of(plan))

    def contenders(self) -> list[int]:
        """Plans not clearly worse than the leader; all before the first race."""
        if self.most == 0:
            return list(range(len(self._plans)))
        difference, error, _ = self._differences()
        return np.flatnonzero(difference <= CLEARLY_WORSE * error).tolist()

    def ranked(self, seed: int) -> tuple[Evaluated, ...]:
        """All plans, best first."""
        difference, error, leader = self._differences()
        p_best = self._p_best(difference, error, leader, seed)
        difference = np.maximum(difference, 0.0)
        order = sorted(range(len(self._plans)), key=lambda plan: (plan != leader, difference[plan], plan))
        return tuple(
            Evaluated(
                self._plans[plan],
                self._races[plan],
                self._points_of(plan),
                float(difference[plan]),
                float(error[plan]),
                float(p_best[plan]),
            )
            for plan in order
        )

    def _points_of(self, plan: int) -> Array:
        races = self._races[plan]
        return np.where(races.retired, 0.0, self._points[races.position])

    def _differences(self) -> tuple[Array, Array, int]:
        """Mean loss beyond the leader's and its standard error, on the races both have played; and the leader.

        Only plans with half as many races as any may lead: the luck of few races is no lead.
        """
        longest = int(np.argmax([len(losses) for losses in self._losses]))
        behind, _ = self._beyond(longest)
        may_lead = np.array([2 * len(losses) >= self.most for losses in self._losses])
        leader = int(np.argmin(np.where(may_lead, behind, np.inf)))
        return *self._beyond(leader), leader

    def _beyond(self, other: int) -> tuple[Array, Array]:
        """Mean and standard error of each plan's loss beyond another one's, on the races both have played."""
        difference, error = np.zeros(len(self._plans)), np.zeros(len(self._plans))
        for plan, losses in enumerate(self._losses):
            both = min(len(losses), len(self._losses[other]))
            paired = losses[:both] - self._losses[other][:both]
            difference[plan] = paired.mean()
            error[plan] = paired.std(ddof=1) / np.sqrt(both) if both > 1 else 0.0
        return difference, error

    def _p_best(self, difference: Array, error: Array, leader: int, seed: int) -> Array:
        """How often each plan comes out best when the true differences are drawn from what the races leave open."""
        random = np.random.Generator(np.random.Philox(seed))
        drawn = difference + error * random.standard_normal((_DRAWS, len(difference)))
        together = [
            plan
            for plan in np.argsort(difference, kind="stable")
            if len(self._losses[plan]) == len(self._losses[leader])
        ]
        together = together[:_JOINT_PLANS]
        paired = np.stack([self._losses[plan] - self._losses[leader] for plan in together])
        if paired.shape[1] > 1:
            spread, axes = np.linalg.eigh(np.atleast_2d(np.cov(paired)) / paired.shape[1])
            shaken = random.standard_normal((_DRAWS, len(together))) * np.sqrt(np.maximum(spread, 0.0))
            drawn[:, together] = difference[together] + shaken @ axes.T
        best = np.argmin(drawn, axis=1)
        shares: Array = np.bincount(best, minlength=len(difference)) / _DRAWS
        return shares
