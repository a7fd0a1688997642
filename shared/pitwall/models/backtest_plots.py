"""The pictures of the back-test page, as SVG: calibration, and log loss by season beside the baselines."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import CalibrationBin

_OWN, _BASELINE = "#1f5f99", "#999999"
_SIZE = (7.2, 2.8)
_SAME_BYTES = {"Date": None}
"""No date in the file: the same figures draw the same bytes."""


def draw_calibration(bins: Sequence[CalibrationBin], path: Path) -> None:
    """Said against came for win, podium and points after qualifying, with the 95 % interval of each bin."""
    figure = Figure(_SIZE, layout="constrained")
    for axes, target in zip(figure.subplots(1, 3), ("win", "podium", "points"), strict=True):
        held = [one for one in bins if one.target == target and one.horizon is Horizon.POST_QUALIFYING]
        said, came = [one.mean_predicted for one in held], [one.observed for one in held]
        below = [one.observed - one.observed_low for one in held]
        above = [one.observed_high - one.observed for one in held]
        axes.plot([0, 1], [0, 1], "--", color=_BASELINE)
        axes.errorbar(said, came, yerr=[below, above], fmt="o", color=_OWN, markersize=3, linewidth=1)
        axes.set(xlabel=f"chance of {target}", xlim=(0, 1), ylim=(0, 1))
    figure.axes[0].set(ylabel="share that came true")
    _save(figure, path)


def draw_seasons(losses: Mapping[str, Mapping[int, float]], path: Path) -> None:
    """Log loss of the winner by season and model; the first is drawn as ours."""
    figure = Figure(_SIZE, layout="constrained")
    axes = figure.subplots()
    for place, (name, by_season) in enumerate(losses.items()):
        colour, line = (_OWN, "-") if place == 0 else (_BASELINE, ("--", ":", "-.")[place % 3])
        axes.plot(list(by_season), list(by_season.values()), line, color=colour, marker="o", markersize=3, label=name)
    seasons = sorted({season for by_season in losses.values() for season in by_season})
    axes.set(ylabel="log loss of the winner", xticks=seasons, ylim=(0, None))
    axes.legend(frameon=False, fontsize="small", ncols=2)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    with mpl.rc_context({"svg.hashsalt": "pitwall", "svg.fonttype": "none"}):
        figure.savefig(path, metadata=_SAME_BYTES)
