"""`make bench`: every figure with a numeric target, beside a baseline of the same run; kept in build/bench.json."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import deciding
import loading
import predicting
import screen
import serving
import simulating
import starting_simulator
import startup
import validation
from figure import RESULTS, Figure, keep, machine
from happening import happenings_table
from rich.console import Console
from rich.table import Table
from stores import fresh_home
from validated import validated

from pitwall.local.history import load_history
from pitwall.settings import Settings, settings

_FOUNDATION = tuple(f"foundation.{row}" for row in range(1, 8))
_SIMULATOR: dict[str, Callable[[], Figure]] = {
    "simulator.1": simulating.one_race,
    "simulator.2": simulating.many_races,
    "simulator.3": simulating.customers_figure,
    "simulator.4": simulating.scaling,
    "simulator.5": deciding.live_decision,
    "simulator.6": deciding.field_refresh,
    "simulator.7": deciding.screening,
    "simulator.8": deciding.top_plans_resolved,
    "simulator.9": starting_simulator.warm_worker,
}
_VALIDATED = tuple(f"simulator.{row}" for row in range(10, 17))
_BACKTESTED = tuple(f"prediction.{row}" for row in range(1, 12))
_PREDICTING = tuple(f"prediction.{row}" for row in range(12, 15))
_ROWS = (*_FOUNDATION, *_SIMULATOR, *_VALIDATED, *_BACKTESTED, *_PREDICTING)


def main() -> int:
    """Measures the rows asked for (all by default) and prints them; 1 where there is no data set to measure on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "rows", nargs="*", metavar="ROW", help=f"such as simulator.5, or an area; of {', '.join(_ROWS)}"
    )
    asked = parser.parse_args().rows
    wanted = {row for row in _ROWS if not asked or row in asked or row.partition(".")[0] in asked}
    unknown = sorted(set(asked) - set(_ROWS) - {"foundation", "simulator", "prediction"})
    if unknown:
        parser.error(f"no row {', '.join(unknown)}; there are {', '.join(_ROWS)}")
    data = Path(os.environ.get("PITWALL_DATA", ""))
    if wanted & {*_FOUNDATION, *_PREDICTING} and (not os.environ.get("PITWALL_DATA") or not data.is_dir()):
        Console(stderr=True).print("The benchmarks need the racing data set: set PITWALL_DATA to its folder.")
        return 1
    os.environ["POWERTOOLS_LOG_LEVEL"] = "ERROR"  # a log line per request belongs to operation, not to a benchmark
    # The simulator's first: what the others leave running would lie in its times.
    figures = [measure() for row, measure in _SIMULATOR.items() if row in wanted]
    figures += [figure for figure in validated() if figure.id in wanted]
    figures += _foundation(data, _numbers(wanted & set(_FOUNDATION)))
    if wanted & set(_PREDICTING):
        figures += _predictions(data, _numbers(wanted & set(_PREDICTING)))
    keep(figures)
    _show(sorted(figures, key=lambda figure: figure.rank))
    if "simulator.1" in wanted:
        _show_happenings()
    return 0


def _foundation(data: Path, wanted: set[int]) -> list[Figure]:
    figures: list[Figure] = []
    if 5 in wanted:
        figures.append(validation.throughput(data))
    if 6 in wanted:
        figures.append(startup.cold_import())
    if 1 in wanted:
        figures.append(loading.first_load(data))
    if wanted & {2, 3, 4, 7}:
        figures += _with_full_store(data, wanted)
    return figures


def _numbers(rows: set[str]) -> set[int]:
    return {int(row.partition(".")[2]) for row in rows}


def _predictions(data: Path, wanted: set[int]) -> list[Figure]:
    with fresh_home() as home:
        load_history(home.engine, home.lake, Settings(data=data), lambda *_: None)
        return predicting.predictions(home, wanted)


def _with_full_store(data: Path, wanted: set[int]) -> list[Figure]:
    figures = []
    with fresh_home() as home:
        load_history(home.engine, home.lake, Settings(data=data), lambda *_: None)
        if 3 in wanted:
            figures.append(serving.race_page(home))
        if 2 in wanted:
            figures.append(loading.weekend_again(home, data))
        if 7 in wanted:
            with serving.product(home.url) as url:
                figures.append(screen.initial_load(url))
        if 4 in wanted:
            figures.append(serving.race_page_beside_many_laps(home))
    return figures


def _show(figures: Sequence[Figure]) -> None:
    table = Table(title=f"Pitwall on {machine()}")
    for heading in ("id", "figure", "value", "target", "baseline", "more"):
        table.add_column(heading)
    for figure in figures:
        more = ", ".join(f"{name} {value}" for name, value in figure.more.items())
        if figure.commit:
            more += f", commit {figure.commit}"
        table.add_row(figure.id, figure.figure, f"{figure.value:,} {figure.unit}", figure.target, figure.baseline, more)
    console = Console(width=200)
    console.print(table)
    console.print(f"Kept in {RESULTS.relative_to(Path.cwd()) if RESULTS.is_relative_to(Path.cwd()) else RESULTS}")


def _show_happenings() -> None:
    """What happened in simulated races beside history."""
    rows = happenings_table(settings())
    if not rows:
        Console().print("What happens beside history: no calibration is stored; run `pitwall calibrate`.")
        return
    table = Table(title="What happens in a race: forecasts of races since 2019; dry ones, but for the rows on rain")
    for heading in ("per race", "simulated", "in history", "give or take", "difference", "counted, on both sides"):
        table.add_column(heading, justify="left" if heading[0] in "pc" else "right")
    for row in rows:
        apart = f"{row.simulated / row.history - 1.0:+.0%}" if row.history else "-"
        values = (f"{value:.2f}" for value in (row.simulated, row.history, row.standard_error))
        table.add_row(row.name, *values, apart, row.counted)
    Console(width=160).print(table)


if __name__ == "__main__":
    sys.exit(main())
