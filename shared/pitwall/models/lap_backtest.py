"""The trial of the lap-based models: each season by models of the seasons before it, simple baselines beside.

No laps exist before 2018: hyper-parameters are from 2018 and 2019, what is judged begins in 2020.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from pitwall.domain.model_records import Interval
from pitwall.models import degradation, driving_mode, lap_time, pace_sequence, pit_loss, safety_car
from pitwall.models.lap_learning import FIRST_JUDGED_SEASON, Figure, LapTrainer, walk_forward
from pitwall.models.lap_table import LapTable, lap_table
from pitwall.models.safety_car import SafetyCarLearner
from pitwall.models.safety_car_answers import KINDS
from pitwall.models.training import Sources

TRAINERS: tuple[LapTrainer, ...] = (
    lap_time.TRAINER,
    degradation.TRAINER,
    safety_car.TRAINER,
    pit_loss.TRAINER,
    driving_mode.TRAINER,
    pace_sequence.TRAINER,
)
PAGE = "lap-models.md"
_SEASONS_COVERED = 2
_BINS = (0.0, 0.005, 0.01, 0.02, 0.04, 0.08, 1.0)
_TO_95 = 1.96


@dataclass(frozen=True)
class ChanceBin:
    """Of the laps whose chance lay between `low` and `high`, how many saw it come true."""

    kind: str
    low: float
    high: float
    n: int
    mean_told: float
    observed: float
    observed_low: float
    observed_high: float


@dataclass(frozen=True)
class LapTrials:
    """What was found."""

    first_race: str
    last_race: str
    seed: int
    figures: tuple[Figure, ...]
    coverage: Mapping[int, float]
    """By season, the newest ones: share of clean laps that fell into their 80 % interval."""
    chances: tuple[ChanceBin, ...]
    """Of safety cars."""


def lap_models_backtest(sources: Sources, say: Callable[[str], None] = lambda _: None) -> LapTrials:
    """Every model of TRAINERS tried; the same sources and seed give the same digits. Raises UnusableArtefactError."""
    table = lap_table(sources.lake, sources.index)
    figures = []
    for trainer in TRAINERS:
        say(f"{trainer.name}: each season from {FIRST_JUDGED_SEASON} on")
        figures.append(walk_forward(trainer, table, sources.seed))
    judged = [table.race_ids[race] for race in table.races["race"] if table.season[race] >= FIRST_JUDGED_SEASON]
    return LapTrials(judged[0], judged[-1], sources.seed, tuple(figures), _coverage(table), tuple(_chances(table)))


def write_lap_models(folder: Path, trials: LapTrials, measured: str) -> None:
    """The page `lap-models.md` in `folder`; `measured` says when and at which commit."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_text("\n".join(_page(trials, measured)) + "\n", encoding="utf-8")


def _coverage(table: LapTable) -> dict[int, float]:
    learner = lap_time.LapTimeLearner(table)
    newest = sorted({int(one) for one in table.season})[-_SEASONS_COVERED:]
    return {season: learner.coverage(table.season < season, table.season == season) for season in newest}


def _chances(table: LapTable) -> list[ChanceBin]:
    learner = SafetyCarLearner(table)
    seasons = sorted({int(one) for one in table.season if one >= FIRST_JUDGED_SEASON})
    told = [learner.judged(table.season < season, table.season == season) for season in seasons]
    chances, events = (np.concatenate([one[side] for one in told]) for side in (0, 1))
    found = []
    for kind, name in enumerate(KINDS):
        for low, high in pairwise(_BINS):
            inside = (chances[:, kind] >= low) & (chances[:, kind] < high)
            n = int(inside.sum())
            if n:
                mean, share = float(chances[inside, kind].mean()), float(events[inside, kind].mean())
                found.append(ChanceBin(name, low, high, n, mean, share, *_wilson(share, n)))
    return found


def _wilson(share: float, n: int) -> tuple[float, float]:
    square = _TO_95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    edge = _TO_95 * float(np.sqrt(share * (1 - share) / n + square / (4 * n * n))) / (1 + square / n)
    return max(0.0, middle - edge), min(1.0, middle + edge)


def _page(trials: LapTrials, measured: str) -> Sequence[str]:
    return [
        "# Lap-based models, tried on races they had not seen",
        "",
        f"Each season from {FIRST_JUDGED_SEASON} on is foretold by models of the seasons before it alone "
        f"({trials.first_race} to {trials.last_race}); hyper-parameters are from 2018 and 2019. Losses are means over "
        f"races, lower is better, with the 95 % interval of a bootstrap over races (seed {trials.seed}). Measured "
        f"{measured}.",
        "",
        "| model | figure | model | baseline | baseline's | model loses less by |",
        "| --- | --- | --- | --- | --- | --- |",
        *(row for figure in trials.figures for row in _rows(figure)),
        "",
        "Where the last interval holds 0, the model is no better than that baseline as far as these races tell. Which "
        "stops count as routine ones (8 to 40 s lost under green) was set with all seasons in view, for model and "
        "baselines alike.",
        "",
        "## By season",
        "",
        f"| model (first baseline) | {' | '.join(str(season) for season in _seasons(trials))} |",
        f"| --- |{' --- |' * len(_seasons(trials))}",
        *(_season_row(figure, _seasons(trials)) for figure in trials.figures),
        "",
        "## Intervals and chances",
        "",
        f"Of the clean laps of {_covered(trials)} fell into the 80 % interval of the lap-time model, fitted on the "
        "seasons before.",
        "",
        "Safety cars: chances per green lap against what happened.",
        "",
        "| kind | chance from | to | laps | mean told | observed | 95 % interval |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(_chance_row(one) for one in trials.chances),
        "",
        "## What they do not know",
        "",
        *(f"* **{trainer.name}**: {'; '.join(trainer.known_limits)}." for trainer in TRAINERS),
        "* **brake balance** is no learned model: an estimate by load transfer from rules and typical dimensions.",
    ]


def _covered(trials: LapTrials) -> str:
    return ", of ".join(f"{season} {100 * share:.1f} %" for season, share in trials.coverage.items())


def _rows(figure: Figure) -> list[str]:
    own = f"| {figure.model} | {figure.figure} | {_told(figure.value)} |"
    return [f"{own} {name} | {_told(of)} | {_told(figure.less[name])} |" for name, of in figure.baselines.items()]


def _told(value: Interval) -> str:
    return f"{value.mean:.4f} [{value.low:.4f}, {value.high:.4f}]"


def _seasons(trials: LapTrials) -> list[int]:
    return sorted({season for figure in trials.figures for season in figure.by_season})


def _season_row(figure: Figure, seasons: Sequence[int]) -> str:
    cells = [
        f"{figure.by_season[season][0]:.3f} ({figure.by_season[season][1]:.3f})" if season in figure.by_season else "-"
        for season in seasons
    ]
    return f"| {figure.model} | {' | '.join(cells)} |"


def _chance_row(one: ChanceBin) -> str:
    return (
        f"| {one.kind} | {one.low:.3f} | {one.high:.3f} | {one.n} | {one.mean_told:.4f} | {one.observed:.4f} | "
        f"{one.observed_low:.4f} to {one.observed_high:.4f} |"
    )
