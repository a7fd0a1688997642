"""Validates the simulator race by race, each with parameters from the races before it only."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from pitwall.calibration.archive import Archive
from pitwall.calibration.race_setup import race_setup
from pitwall.domain.vocabulary import RaceKey
from pitwall.validation.replay import ForecastScore, ReplayScore, SlotFrequencies, forecast, replay

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
    """One race: forecast, and if it was dry replayed out of sample and in sample. None without laps of it."""
    driven = archive.driven_race(race)
    if driven is None or driven.laps < _TOO_SHORT_LAPS:
        return None
    before = race_setup(archive, race)
    earlier = [known for key in archive.races if key < race and (known := archive.driven_race(key)) is not None]
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
    workers: int = 2,
    done: Callable[[RaceKey], None],
) -> list[RaceScores]:
    """All races of `seasons` in order of time; each worker opens the archive once. `done` hears of each race."""
    wanted = set(seasons)
    races = [race for race in open_archive().races if race.season in wanted]
    scores = []
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_open, initargs=(open_archive,)
    ) as pool:
        for race, score in zip(races, pool.map(partial(_score, runs=runs, seed=seed), races), strict=True):
            done(race)
            if score is not None:
                scores.append(score)
    return scores


def replays(scores: Sequence[RaceScores], *, in_sample: bool = False) -> list[ReplayScore]:
    """Of the dry races."""
    found = [score.in_sample if in_sample else score.out_of_sample for score in scores]
    return [score for score in found if score is not None]


_archive: list[Archive] = []
"""Of this worker process."""


def _open(open_archive: Callable[[], Archive]) -> None:
    _archive[:] = [open_archive()]


def _score(race: RaceKey, *, runs: int, seed: int) -> RaceScores | None:
    return score_race(_archive[0], race, runs=runs, seed=seed)
