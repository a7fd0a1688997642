"""Writes how good the strategy engine's plans were on past races."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from pitwall.validation.simulator_report import Measured
from pitwall.validation.strategy_replay import PlanComparison, stop_lap_error, usual_stop_count
from pitwall.validation.summary import Figure, over_races

_PARTS = (
    ("all", lambda one: one.position > 0),
    ("no neutralisation in the race", lambda one: not one.neutralised),
    ("first five", lambda one: one.position <= 5),
    ("the rest", lambda one: one.position > 5),
)


def write_strategy_report(folder: Path, comparisons: Sequence[PlanComparison], measured: Measured) -> None:
    """strategy.md and strategy.json into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {**asdict(measured), "comparisons": [asdict(one) for one in comparisons]}
    (folder / "strategy.json").write_text(json.dumps(document, indent=1) + "\n")
    (folder / "strategy.md").write_text("\n".join(_page(comparisons, measured)) + "\n")


def _page(comparisons: Sequence[PlanComparison], measured: Measured) -> Iterator[str]:
    races = len({one.race for one in comparisons})
    yield "# The strategy engine against real races"
    yield ""
    yield (
        f"Measured on {measured.measured_on} at commit {measured.commit}, calibration {measured.calibration_version}, "
        f"{measured.runs} runs a plan, seed {measured.seed}. Written by `pitwall validate strategy`."
    )
    yield ""
    yield (
        f"{len(comparisons)} cars of {races} dry races over the full distance: of each race a few finishers, spread "
        "evenly from the winner to the last. Left out are cars whose driven plan is not one that could be planned from "
        "the grid: a free change under a red flag, or a tyre rule not met."
    )
    yield ""
    yield "The engine chooses before the race, by parameters from earlier races, practice, qualifying and the grid."
    yield (
        "Both plans are scored under parameters fitted on the race itself, the other cars driving what they drove, "
        "with the real neutralisations and retirements. The driven plan holds what its team did under them; the "
        "engine's may react to them as teams usually do. Better or worse: by more than two standard errors of paired "
        "races."
    )
    yield ""
    yield "| cars | n | engine better | worse | not told apart | positions gained | expected before the race |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name, belongs in _PARTS:
        part = [one for one in comparisons if belongs(one)]
        if part:
            verdicts = np.array([one.verdict for one in part])
            yield (
                f"| {name} | {len(part)} | {np.mean(verdicts > 0):.0%} | {np.mean(verdicts < 0):.0%} | "
                f"{np.mean(verdicts == 0):.0%} | {_gain(part)} | {np.mean([one.expected_loss for one in part]):+.2f} |"
            )
    yield ""
    yield from _stops(comparisons)
    yield from _worst(comparisons)


def _gain(part: Sequence[PlanComparison]) -> Figure:
    """Mean gain of a car, races drawn again as a whole."""
    by_race: dict[object, list[float]] = {}
    for one in part:
        by_race.setdefault(one.race, []).append(one.gain)
    return over_races(list(by_race.values()), lambda gains: float(np.mean(gains)))


def _stops(comparisons: Sequence[PlanComparison]) -> Iterator[str]:
    same_count = np.mean([len(one.recommended_stops) == usual_stop_count(one.top_stops) for one in comparisons])
    own_count = np.mean([len(one.recommended_stops) == len(one.driven_stops) for one in comparisons])
    errors = [error for one in comparisons if (error := stop_lap_error(one)) is not None]
    calm = [error for one in comparisons if not one.neutralised and (error := stop_lap_error(one)) is not None]
    yield "## Recommended stops against those of the first five"
    yield ""
    yield f"* As many stops as most of the first five: {same_count:.0%}; as many as the car made: {own_count:.0%}."
    yield f"* Stop laps against those of the first five who stopped as often: {np.mean(errors):.1f} laps off on average"
    yield f"  ({len(errors)} cars); in races without a neutralisation {np.mean(calm):.1f} laps ({len(calm)} cars)."
    yield ""


def _worst(comparisons: Sequence[PlanComparison], count: int = 10) -> Iterator[str]:
    yield "## Where the engine's plan lost most, and gained most"
    yield ""
    yield "| race | circuit | car | finished | recommended | driven | gain | expected before |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    ordered = sorted(comparisons, key=lambda one: one.gain)
    for one in [*ordered[:count], *ordered[-count:]]:
        yield (
            f"| {one.race} | {one.circuit_id} | {one.driver_id} | P{one.position} | {one.recommended} | {one.driven} | "
            f"{one.gain:+.1f} ± {one.gain_error:.1f} | {one.expected_loss:+.1f} |"
        )
    yield ""
