"""The few pictures of the validation report, as SVG."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from pitwall.validation import measures
from pitwall.validation.replay import ForecastScore, ReplayScore
from pitwall.validation.summary import bounds_of, over_cars

_OWN, _BASELINE = "#1f5f99", "#999999"
_SIZE = (5.6, 2.8)
_SAME_BYTES = {"Date": None}
"""No date in the file: the same figures draw the same bytes."""


def draw_pit(forecasts: Sequence[ForecastScore], path: Path, bins: int = 10) -> None:
    """Histogram of where the real positions fell in their forecast; flat is calibrated."""
    figure = Figure(_SIZE, layout="constrained")
    axes = figure.subplots()
    axes.bar((np.arange(bins) + 0.5) / bins, measures.pit_histogram(bounds_of(forecasts), bins), 0.9 / bins, color=_OWN)
    axes.axhline(1.0 / bins, color=_BASELINE, linestyle="--")
    axes.set(xlabel="forecast probability of a better position", ylabel="share of cars")
    _save(figure, path)


def draw_errors(replays: Sequence[ReplayScore], path: Path) -> None:
    """Position error of each season beside grid order."""
    seasons = sorted({score.race.season for score in replays})
    figure = Figure(_SIZE, layout="constrained")
    axes = figure.subplots()
    parts = [[score for score in replays if score.race.season == season] for season in seasons]
    axes.plot(seasons, [over_cars(part, lambda s: s.grid_error).value for part in parts], "o--", color=_BASELINE)
    axes.plot(seasons, [over_cars(part, lambda s: s.position_error).value for part in parts], "o-", color=_OWN)
    axes.set(ylabel="position error, dry races", xticks=seasons, ylim=(0, None))
    axes.legend(["grid order", "simulator, out of sample"], frameon=False)
    _save(figure, path)


def draw_winners(forecasts: Sequence[ForecastScore], path: Path) -> None:
    """How often the favourite won, by the probability he was given."""
    given = np.array([score.winner_probability for score in forecasts])
    won = np.array([score.winner_hit for score in forecasts], dtype=float)
    order = np.argsort(given, kind="stable")
    groups = [group for group in np.array_split(order, 6) if len(group)]
    figure = Figure(_SIZE, layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], "--", color=_BASELINE)
    axes.plot([given[group].mean() for group in groups], [won[group].mean() for group in groups], "o-", color=_OWN)
    axes.set(xlabel="probability given to the favourite", ylabel="share that won", xlim=(0, 1), ylim=(0, 1))
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    with mpl.rc_context({"svg.hashsalt": "pitwall", "svg.fonttype": "none"}):
        figure.savefig(path, metadata=_SAME_BYTES)
