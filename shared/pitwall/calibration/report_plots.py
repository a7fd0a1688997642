"""The report's pictures: wear curves, pit loss, hazards, overtaking reliability, dirty air. Small PNG files.

Matplotlib is imported when a picture is drawn; nothing that serves imports this file.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pitwall.calibration.dirty_air import GAP_EDGES_S
from pitwall.calibration.event_pooling import EventCalibration
from pitwall.calibration.overtaking_reliability import ReliabilityBin
from pitwall.calibration.wear_estimate import WearEstimate
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.vocabulary import Compound

_COLOURS = {Compound.SOFT: "#d62839", Compound.MEDIUM: "#e0a100", Compound.HARD: "#555555"}
_COLUMNS = 6
_MOST_LAPS = 40
_DPI = 80
Wear = Mapping[str, Mapping[Compound, WearEstimate]]


def draw_wear(wear: Wear, target: Path) -> None:
    """Time lost against a fresh medium over tyre life, each compound at each circuit, with the 80 % band of wear."""
    rows = -(-len(wear) // _COLUMNS)
    figure, axes = _figure(rows, _COLUMNS, (13.0, 1.9 * rows), shared=True)
    life = np.arange(1, _MOST_LAPS + 1, dtype=float)
    for place, (circuit, compounds) in zip(axes.flat, wear.items(), strict=False):
        for compound, estimate in compounds.items():
            if compound not in _COLOURS:
                continue
            curve, spread = _curve(estimate, life)
            place.plot(life, curve, color=_COLOURS[compound], linewidth=1.3)
            place.fill_between(life, curve - spread, curve + spread, color=_COLOURS[compound], alpha=0.15, linewidth=0)
        place.set_title(circuit, fontsize=8)
        place.set_ylim(-1.5, 4.0)
    for place in axes.flat[len(wear) :]:
        place.axis("off")
    figure.supxlabel("tyre life, laps", fontsize=9)
    figure.supylabel("s against a fresh medium", fontsize=9)
    _save(figure, target)


def _curve(estimate: WearEstimate, life: Any) -> tuple[Any, Any]:
    beyond = np.clip(life - estimate.cliff_lap, 0.0, None)
    wear = estimate.linear_s.mean * life + estimate.quadratic_s.mean * life**2 + estimate.cliff_s * beyond
    # 1.28 standard deviations either side hold 80 %.
    spread = 1.28 * np.hypot(estimate.linear_s.sd * life, estimate.offset_s.sd)
    return estimate.offset_s.mean + wear, spread


def draw_pit_loss(calibration: EventCalibration, circuits: Sequence[str], target: Path) -> None:
    """Lane loss by circuit under green, VSC and safety car, 80 % intervals."""
    losses = sorted(
        ((circuit, calibration.pit_loss.lane_loss(circuit)) for circuit in circuits),
        key=lambda row: row[1][TrackStatus.GREEN].mean,
    )
    figure, axes = _figure(1, 1, (8.0, 0.22 * len(losses) + 1.0))
    place = axes.flat[0]
    for status, colour in ((TrackStatus.GREEN, "#2a7f3f"), (TrackStatus.VSC, "#e0a100"), (TrackStatus.SC, "#c46210")):
        means = [loss[status].mean for _, loss in losses]
        errors = [1.28 * loss[status].sd for _, loss in losses]
        place.errorbar(means, range(len(losses)), xerr=errors, fmt="o", ms=3, color=colour, label=status.name, lw=1)
    place.set_yticks(range(len(losses)), [circuit for circuit, _ in losses], fontsize=7)
    place.set_xlabel("lane loss, s (stationary time apart)", fontsize=9)
    place.legend(fontsize=8)
    _save(figure, target)


def draw_hazards(calibration: EventCalibration, safety_car_by_lap: Sequence[float], target: Path) -> None:
    """Durations of VSC and safety car, and the chance of a safety car by lap."""
    figure, axes = _figure(1, 2, (9.0, 2.8))
    for kind, (name, colour) in enumerate((("VSC", "#e0a100"), ("SC", "#c46210"))):
        pmf = calibration.neutralisation.duration_pmf[kind]
        axes.flat[0].bar(np.arange(1, len(pmf) + 1) + 0.4 * kind - 0.2, pmf, 0.4, color=colour, label=name)
    axes.flat[0].set_xlabel("laps", fontsize=9)
    axes.flat[0].set_title("how long it lasts", fontsize=9)
    axes.flat[0].legend(fontsize=8)
    axes.flat[1].plot(np.arange(1, len(safety_car_by_lap) + 1), safety_car_by_lap, color="#c46210")
    axes.flat[1].set_ylim(0.0, None)
    axes.flat[1].set_xlabel("lap", fontsize=9)
    axes.flat[1].set_title("chance that the safety car is out", fontsize=9)
    _save(figure, target)


def draw_reliability(bins: Sequence[ReliabilityBin], target: Path) -> None:
    """Passes against the chances given, seasons forecast from those before them."""
    figure, axes = _figure(1, 1, (4.2, 4.0))
    place = axes.flat[0]
    place.plot([0, 1], [0, 1], color="#aaaaaa", linewidth=1)
    forecast, passed = [b.forecast for b in bins], [b.passed for b in bins]
    errors = [1.28 * np.sqrt(max(b.passed * (1 - b.passed), 1e-4) / b.attempts) for b in bins]
    place.errorbar(forecast, passed, yerr=errors, fmt="o", ms=4, color="#1f4e8c")
    place.set_xlabel("chance given", fontsize=9)
    place.set_ylabel("share that passed", fontsize=9)
    _save(figure, target)


def draw_dirty_air(calibration: EventCalibration, target: Path) -> None:
    """Loss by gap as measured, and the straight line the simulator uses."""
    figure, axes = _figure(1, 1, (4.8, 3.2))
    place = axes.flat[0]
    middles = [(low + high) / 2 for low, high in pairwise(GAP_EDGES_S)]
    measured = calibration.dirty_air.by_gap_s[: len(middles)]
    errors = [1.28 * estimate.sd for estimate in measured]
    place.errorbar(middles[: len(measured)], [e.mean for e in measured], yerr=errors, fmt="o", ms=4, color="#1f4e8c")
    gaps = np.linspace(0.0, 4.0, 50)
    reach, full = calibration.dirty_air.reach_s.mean, calibration.dirty_air.loss_s.overall.mean
    place.plot(gaps, full * np.clip(1.0 - gaps / reach, 0.0, None), color="#c46210", linewidth=1.2)
    place.set_xlabel("gap to the car ahead, s", fontsize=9)
    place.set_ylabel("lost per lap, s", fontsize=9)
    _save(figure, target)


def _figure(rows: int, columns: int, size: tuple[float, float], shared: bool = False) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, squeeze=False, sharex=shared, sharey=shared)
    for place in axes.flat:
        place.tick_params(labelsize=7)
        place.grid(visible=True, linewidth=0.3, color="#cccccc")
    return figure, axes


def _save(figure: Any, target: Path) -> None:
    figure.savefig(target, dpi=_DPI, metadata={"Software": None})
