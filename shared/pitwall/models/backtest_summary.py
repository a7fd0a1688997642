"""The figures of a trial: means over races with intervals, paired differences, calibration, and the worst misses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import Backtest, CalibrationBin, Interval, RaceScore, ScoredCar, SummaryScore
from pitwall.models.backtest import CHAMPION, FIRST_SEASON, HorizonTrial
from pitwall.models.baselines import BASELINES, ELO, GRID, STANDING
from pitwall.models.bootstrap import calibration_bins, calibration_error, calibration_floor, interval
from pitwall.models.targets import PLACES, Target
from pitwall.models.trees import Floats

LAST_JUDGED = 2025
"""2026 has new rules, 22 cars and few races: told apart, never tuned on."""
SURE = 0.6
FIGURES: Mapping[str, Callable[[RaceScore], float]] = MappingProxyType(
    {
        "log_loss": lambda one: one.log_loss,
        "top_1": lambda one: float(one.winner_rank == 1),
        "top_3": lambda one: float(one.winner_rank <= 3),
        "podium_precision": lambda one: one.podium_hits / 3.0,
        "brier_win": lambda one: one.brier_win,
        "brier_podium": lambda one: one.brier_podium,
        "brier_points": lambda one: one.brier_points,
        "position_error": lambda one: one.position_error,
        "spearman": lambda one: one.spearman,
    }
)
_PAIRED = ("log_loss", "brier_podium", "brier_points", "position_error")
TARGETS: Mapping[tuple[Horizon, str], float] = MappingProxyType(
    {
        (Horizon.PRE_WEEKEND, "log_loss"): 1.46,
        (Horizon.PRE_WEEKEND, "top_1"): 0.50,
        (Horizon.PRE_WEEKEND, "top_3"): 0.81,
        (Horizon.PRE_WEEKEND, "podium_precision"): 0.60,
        (Horizon.PRE_WEEKEND, "brier_podium"): 0.077,
        (Horizon.PRE_WEEKEND, "brier_points"): 0.168,
        (Horizon.PRE_WEEKEND, "position_error"): 3.35,
        (Horizon.POST_QUALIFYING, "log_loss"): 1.18,
        (Horizon.POST_QUALIFYING, "top_1"): 0.58,
        (Horizon.POST_QUALIFYING, "top_3"): 0.91,
        (Horizon.POST_QUALIFYING, "podium_precision"): 0.69,
        (Horizon.POST_QUALIFYING, "brier_podium"): 0.064,
        (Horizon.POST_QUALIFYING, "brier_points"): 0.149,
        (Horizon.POST_QUALIFYING, "position_error"): 3.00,
        **{
            (horizon, f"ece_{target}"): value
            for horizon in (Horizon.PRE_WEEKEND, Horizon.POST_QUALIFYING)
            for target, value in (("win", 0.008), ("podium", 0.015), ("points", 0.020))
        },
    }
)


@dataclass(frozen=True)
class Miss:
    """A winner hardly anybody expected."""

    race_id: str
    horizon: Horizon
    winner: str
    chance: float
    favourite: str
    favourite_chance: float


def backtest_of(
    trials: Sequence[HorizonTrial],
    *,
    model_version: str,
    code_version: str,
    made_at: datetime,
    seed: int,
    known_limits: tuple[str, ...] = (),
) -> Backtest:
    """All of it as one record."""
    scores = tuple(score for one in trials for score in one.scores)
    return Backtest(
        model_version=model_version,
        code_version=code_version,
        seed=seed,
        made_at=made_at,
        first_season=min(season_of(score.race_id) for score in scores),
        last_race=max(score.race_id for score in scores),
        scores=scores,
        cars=tuple(car for one in trials for car in one.cars),
        summaries=tuple(summary for one in trials for summary in _summaries(one, seed)),
        bins=tuple(found for one in trials for found in bins_of(one.cars, one.horizon)),
        known_limits=known_limits,
    )


def season_of(race_id: str) -> int:
    """Of `2024-05`."""
    return int(race_id[:4])


def judged(race_id: str) -> bool:
    """Whether a race counts to the figures with targets."""
    return FIRST_SEASON <= season_of(race_id) <= LAST_JUDGED


def figure(scores: Sequence[RaceScore], name: str, seed: int) -> Interval:
    """One figure of one model over its races."""
    return interval([FIGURES[name](one) for one in scores], seed)


def difference(ours: Sequence[RaceScore], theirs: Sequence[RaceScore], name: str, seed: int) -> Interval:
    """Ours less theirs, race by race; below zero we lose less."""
    other = {one.race_id: FIGURES[name](one) for one in theirs}
    return interval([FIGURES[name](one) - other[one.race_id] for one in ours if one.race_id in other], seed)


def chances_of(cars: Sequence[ScoredCar], target: Target) -> tuple[Floats, Floats]:
    """(said, came) of all cars."""
    said = np.array([getattr(car, target.value) for car in cars])
    return said, np.array([float(car.position <= PLACES[target]) for car in cars])


def bins_of(cars: Sequence[ScoredCar], horizon: Horizon) -> Iterator[CalibrationBin]:
    """Calibration tables of the champion over the judged races."""
    kept = [car for car in cars if judged(car.race_id)]
    for target in PLACES:
        said, came = chances_of(kept, target)
        if len(said):
            yield from calibration_bins(said, came, horizon, CHAMPION, target.value)


def sure_favourites(cars: Sequence[ScoredCar]) -> tuple[int, int, int]:
    """(races, races with a favourite above SURE, how many of those he won)."""
    races: dict[str, list[ScoredCar]] = {}
    for car in cars:
        races.setdefault(car.race_id, []).append(car)
    favourites = [max(field, key=lambda car: car.win) for field in races.values()]
    sure = [car for car in favourites if car.win > SURE]
    return len(favourites), len(sure), sum(car.position == 1 for car in sure)


def misses(cars: Sequence[ScoredCar], count: int = 12) -> list[Miss]:
    """The winners that were given least."""
    races: dict[str, list[ScoredCar]] = {}
    for car in cars:
        races.setdefault(car.race_id, []).append(car)
    found = []
    for race_id, field in races.items():
        winner = min(field, key=lambda car: car.position)
        first = max(field, key=lambda car: car.win)
        found.append(Miss(race_id, winner.horizon, winner.driver_id, winner.win, first.driver_id, first.win))
    return sorted(found, key=lambda one: one.chance)[:count]


def _summaries(one: HorizonTrial, seed: int) -> Iterator[SummaryScore]:
    span = f"{FIRST_SEASON}-{LAST_JUDGED}"
    models = list(dict.fromkeys(score.model for score in one.scores))
    by_model = {name: [s for s in one.scores if s.model == name] for name in models}
    for name, scores in by_model.items():
        kept = [score for score in scores if judged(score.race_id)]
        for what in FIGURES if kept else ():
            target = TARGETS.get((one.horizon, what)) if name == CHAMPION else None
            yield SummaryScore(one.horizon, name, span, what, figure(kept, what, seed), target)
        if name in (CHAMPION, *BASELINES):
            yield from _by_season(one.horizon, name, scores, seed)
    yield from _paired(one.horizon, by_model, span, seed)
    yield from _calibration(one, span, seed)


def _by_season(horizon: Horizon, name: str, scores: Sequence[RaceScore], seed: int) -> Iterator[SummaryScore]:
    for season in sorted({season_of(score.race_id) for score in scores}):
        kept = [score for score in scores if season_of(score.race_id) == season]
        for what in FIGURES:
            yield SummaryScore(horizon, name, str(season), what, figure(kept, what, seed))


def _paired(
    horizon: Horizon, by_model: Mapping[str, Sequence[RaceScore]], span: str, seed: int
) -> Iterator[SummaryScore]:
    ours = [score for score in by_model[CHAMPION] if judged(score.race_id)]
    for name in (GRID, STANDING, ELO):
        for what in _PAIRED if name in by_model and ours else ():
            paired = difference(ours, by_model[name], what, seed)
            yield SummaryScore(horizon, CHAMPION, span, f"{what} less {name}", paired)


def _calibration(one: HorizonTrial, span: str, seed: int) -> Iterator[SummaryScore]:
    kept = [car for car in one.cars if judged(car.race_id)]
    races = len({car.race_id for car in kept})
    for target in PLACES if kept else ():
        said, came = chances_of(kept, target)
        floor = calibration_floor(said, seed)
        value = calibration_error(said, came)
        name = f"ece_{target.value}"
        yield SummaryScore(
            one.horizon, CHAMPION, span, name, Interval(value, value, value, races), TARGETS.get((one.horizon, name))
        )
        yield SummaryScore(one.horizon, CHAMPION, span, f"{name}_floor", Interval(floor, floor, floor, races))
    mean = [error for race, error in one.mean_errors.items() if judged(race)]
    covered = [share for race, share in one.coverage.items() if judged(race)]
    if mean:
        yield SummaryScore(one.horizon, CHAMPION, span, "position_error_of_mean", interval(mean, seed))
        yield SummaryScore(one.horizon, CHAMPION, span, "coverage_80", interval(covered, seed))
