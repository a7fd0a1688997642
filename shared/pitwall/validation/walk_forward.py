"""Validates the simulator race by race, each with parameters from the races before it only."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from pitwall.calibration.archive import Archive
from pitwall.calibration.race_setup import race_setup
from pitwall.domain.vocabulary import RaceKey
from pitwall.strategy.teams_choice import as_teams_choose
from pitwall.validation.replay import ForecastScore, ReplayScore, SlotFrequencies, forecast, replay
from pitwall.validation.strategy_replay import PlanComparison, judge_car, sampled_cars

WARM_UP_SEASON = 2018
"""Parameters rest on hardly any race: reported apart."""
_TOO_SHORT_LAPS = 20
"""A race of fewer laps is none to learn from: two laps behind the safety car at Spa in 2021."""


@dataclass(frozen=True)
class RaceScores:
    """What one race adds; a race that was not dry has no replays."""

    race: RaceKey
    out_of_sample: ReplayScore | None
    in_sample: ReplayScore | None
    forecast: ForecastScore


def score_race(archive: Archive, race: RaceKey, *, runs: int, seed: int) -> RaceScores | None:
    """One race: forecast, and if it was dry replayed out of sample and in sample. None without laps of it or before."""
    driven = archive.measurement(race).driven
    if driven is None or driven.laps < _TOO_SHORT_LAPS:
        return None
    earlier = [measured.driven for measured in archive.before(race) if measured.driven is not None]
    if not earlier:
        return None
    before = race_setup(archive, race)
    return RaceScores(
        race=race,
        out_of_sample=replay(before, driven, runs=runs, seed=seed) if driven.dry else None,
        in_sample=replay(race_setup(archive, race, pace="race"), driven, runs=runs, seed=seed) if driven.dry else None,
        forecast=forecast(before, driven, SlotFrequencies.before(earlier), runs=runs, seed=seed),
    )


def score_races(
    open_archive: Callable[[], Archive],
    seasons: Iterable[int],
    *,
    runs: int,
    seed: int,
    done: Callable[[RaceKey], None],
    workers: int = 2,
) -> list[RaceScores]:
    """All races of `seasons` in order of time; each worker opens the archive once. `done` hears of each race."""
    scores = _each_race(open_archive, seasons, partial(_score, runs=runs, seed=seed), done, workers)
    return [score for score in scores if score is not None]


def replays(scores: Sequence[RaceScores], *, in_sample: bool = False) -> list[ReplayScore]:
    """Of the dry races."""
    found = [score.in_sample if in_sample else score.out_of_sample for score in scores]
    return [score for score in found if score is not None]


def compare_plans(
    open_archive: Callable[[], Archive],
    seasons: Iterable[int],
    *,
    cars: int,
    runs: int,
    seed: int,
    done: Callable[[RaceKey], None],
    workers: int = 2,
) -> list[PlanComparison]:
    """The engine's plans for `cars` cars of every dry race of `seasons` that went its distance."""
    found = _each_race(open_archive, seasons, partial(_compare, cars=cars, runs=runs, seed=seed), done, workers)
    return [comparison for of_race in found for comparison in of_race]


_Found = TypeVar("_Found")
_archive: list[Archive] = []
"""Of this worker process."""


def _each_race(
    open_archive: Callable[[], Archive],
    seasons: Iterable[int],
    look: Callable[[RaceKey], _Found],
    done: Callable[[RaceKey], None],
    workers: int,
) -> list[_Found]:
    wanted = set(seasons)
    races = [race for race in open_archive().races if race.season in wanted]
    found = []
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_open, initargs=(open_archive,)) as pool:
        for race, result in zip(races, pool.map(look, races), strict=True):
            done(race)
            found.append(result)
    return found


def _open(open_archive: Callable[[], Archive]) -> None:
    _archive[:] = [open_archive()]


def _score(race: RaceKey, *, runs: int, seed: int) -> RaceScores | None:
    return score_race(_archive[0], race, runs=runs, seed=seed)


def _compare(race: RaceKey, *, cars: int, runs: int, seed: int) -> list[PlanComparison]:
    archive = _archive[0]
    driven = archive.measurement(race).driven
    if driven is None or not driven.dry or driven.laps < driven.scheduled_laps or race <= archive.races[0]:
        return []
    before, own = as_teams_choose(race_setup(archive, race)), race_setup(archive, race, pace="race")
    judged = (judge_car(before, own, driven, car, runs=runs, seed=seed) for car in sampled_cars(driven, cars))
    return [comparison for comparison in judged if comparison is not None]
