"""Scores of single races brought together: means with intervals, and the rows that `make bench` prints."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from pitwall.validation import measures
from pitwall.validation.measures import PitBounds
from pitwall.validation.replay import ForecastScore, ReplayScore

_Score = TypeVar("_Score")
LEVELS = (0.5, 0.8, 0.95)


@dataclass(frozen=True)
class Figure:
    """A number over races with its 95 % interval over races drawn again."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Such as `1.90 [1.82, 1.98]`."""
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True)
class Row:
    """One row of the benchmark table."""

    id: str
    figure: str
    value: float
    unit: str
    target: str
    baseline: str
    more: dict[str, float] = field(default_factory=dict)


def over_cars(scores: Sequence[ReplayScore], of: Callable[[ReplayScore], float]) -> Figure:
    """Mean over all cars of all races: every race counts by its finishers."""
    return _figure([of(score) for score in scores], [float(score.cars) for score in scores])


def over_races(scores: Sequence[_Score], of: Callable[[_Score], float | None]) -> Figure:
    """Mean over races; a race that says nothing is left out."""
    values = [value for score in scores if (value := of(score)) is not None]
    return _figure(values, [1.0] * len(values))


def bounds_of(scores: Sequence[ForecastScore]) -> PitBounds:
    """The forecasts of all cars of all races."""
    below = np.array([value for score in scores for value in score.pit_below])
    return PitBounds(below, np.array([value for score in scores for value in score.pit_at]))


def coverage_figure(scores: Sequence[ForecastScore], level: float) -> Figure:
    """Coverage of the central interval over all cars."""
    values = [measures.coverage(bounds_of([score]), level) for score in scores]
    return _figure(values, [float(score.cars) for score in scores])


def benchmark_rows(
    out_of_sample: Sequence[ReplayScore], in_sample: Sequence[ReplayScore], forecasts: Sequence[ForecastScore]
) -> list[Row]:
    """Rows simulator.10 to simulator.16 of the figures to reach."""
    loss = over_races(forecasts, lambda s: s.log_loss)
    frequency_loss = over_races(forecasts, lambda s: s.frequency_log_loss).value
    return [
        *_order_rows(out_of_sample, in_sample),
        *_hit_rows(out_of_sample),
        _coverage_row(forecasts, coverage_figure(forecasts, 0.8)),
        Row(
            "simulator.16",
            "winner log loss, simulator alone, after qualifying",
            *_rounded(loss.value, "nats"),
            "<= 1.25",
            f"grid frequencies {frequency_loss:.3f}",
            _interval(loss, forecasts),
        ),
    ]


def _order_rows(out_of_sample: Sequence[ReplayScore], in_sample: Sequence[ReplayScore]) -> Iterator[Row]:
    grid_error = over_cars(out_of_sample, lambda s: s.grid_error).value
    grid_rank = over_races(out_of_sample, lambda s: s.grid_spearman).value
    error = over_cars(out_of_sample, lambda s: s.position_error)
    rank = over_races(out_of_sample, lambda s: s.spearman)
    inside = over_cars(in_sample, lambda s: s.position_error)
    yield Row(
        "simulator.10",
        "position error of finishers, dry, out of sample",
        *_rounded(error.value, "positions"),
        "<= 1.95 and below grid order; stretch 1.8",
        f"grid order {grid_error:.2f}",
        _interval(error, out_of_sample) | {"grid_order": grid_error},
    )
    yield Row(
        "simulator.11",
        "the same: Spearman",
        *_rounded(rank.value, ""),
        ">= 0.84 and above grid order",
        f"grid order {grid_rank:.3f}",
        _interval(rank, out_of_sample) | {"grid_order": grid_rank},
    )
    yield Row(
        "simulator.12",
        "position error in sample (pace fitted on the race itself)",
        *_rounded(inside.value, "positions"),
        "<= 1.50",
        "academic reference 1.97 (2018-19)",
        _interval(inside, in_sample),
    )


def _hit_rows(out_of_sample: Sequence[ReplayScore]) -> Iterator[Row]:
    winner = over_races(out_of_sample, lambda s: 100.0 * s.winner_hit)
    grid_winner = over_races(out_of_sample, lambda s: 100.0 * s.grid_winner_hit).value
    laps = over_cars(out_of_sample, lambda s: 100.0 * s.laps_match)
    yield Row(
        "simulator.13",
        "winner hit, out of sample",
        *_rounded(winner.value, "%"),
        ">= 58",
        f"pole {grid_winner:.1f}",
        _interval(winner, out_of_sample) | {"grid_order": grid_winner},
    )
    yield Row(
        "simulator.14",
        "finishers' lap counts that match, out of sample",
        *_rounded(laps.value, "%"),
        ">= 85",
        "academic reference 68",
        _interval(laps, out_of_sample),
    )


def _interval(figure: Figure, scores: Sequence[object]) -> dict[str, float]:
    return {"low": figure.low, "high": figure.high, "races": float(len(scores))}


def _coverage_row(forecasts: Sequence[ForecastScore], covered: Figure) -> Row:
    crps = over_races(forecasts, lambda s: s.crps).value
    return Row(
        "simulator.15",
        "coverage of the 80 % interval, nothing of the race known",
        *_rounded(100.0 * covered.value, "%"),
        "76-84, CRPS below the grid's",
        f"CRPS: grid order {over_races(forecasts, lambda s: s.grid_crps).value:.2f}, "
        f"grid frequencies {over_races(forecasts, lambda s: s.frequency_crps).value:.2f}",
        {
            "low": 100.0 * covered.low,
            "high": 100.0 * covered.high,
            "crps": crps,
            "grid_order_crps": over_races(forecasts, lambda s: s.grid_crps).value,
            "grid_frequency_crps": over_races(forecasts, lambda s: s.frequency_crps).value,
            "whole_positions": 100.0 * measures.whole_coverage(bounds_of(forecasts), 0.8),
            "races": float(len(forecasts)),
        },
    )


def _rounded(value: float, unit: str) -> tuple[float, str]:
    return round(value, 4), unit


def _figure(values: Sequence[float], weights: Sequence[float]) -> Figure:
    if not values:
        return Figure(float("nan"), float("nan"), float("nan"))
    rows, shares = np.array(values, dtype=float), np.array(weights, dtype=float)
    return Figure(float(np.average(rows, weights=shares)), *measures.bootstrap_interval(rows, shares))
