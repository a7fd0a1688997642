"""`make bench`: every figure with a numeric target, beside a baseline of the same run; kept in build/bench.json."""

import argparse
import os
import sys
from pathlib import Path

import loading
import screen
import serving
import startup
import validation
from figure import RESULTS, Figure, keep, machine
from rich.console import Console
from rich.table import Table
from stores import fresh_home

from pitwall.local.history import load_history
from pitwall.settings import Settings


def main() -> int:
    """Measures the rows asked for (all by default) and prints them; 1 where there is no data set to measure on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, help="rows of the table, 1 to 7; all where none is named")
    wanted = set(parser.parse_args().rows or range(1, 8))
    data = Path(os.environ.get("PITWALL_DATA", ""))
    if not os.environ.get("PITWALL_DATA") or not data.is_dir():
        Console(stderr=True).print("The benchmarks need the racing data set: set PITWALL_DATA to its folder.")
        return 1
    os.environ["POWERTOOLS_LOG_LEVEL"] = "ERROR"  # a log line per request belongs to operation, not to a benchmark
    figures: list[Figure] = []
    if 5 in wanted:
        figures.append(validation.throughput(data))
    if 6 in wanted:
        figures.append(startup.cold_import())
    if 1 in wanted:
        figures.append(loading.first_load(data))
    if wanted & {2, 3, 4, 7}:
        figures += _with_full_store(data, wanted)
    keep(figures)
    _show(sorted(figures, key=lambda figure: figure.id))
    return 0


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


def _show(figures: list[Figure]) -> None:
    table = Table(title=f"Pitwall on {machine()}")
    for heading in ("id", "figure", "value", "target", "baseline", "more"):
        table.add_column(heading)
    for figure in figures:
        more = ", ".join(f"{name} {value}" for name, value in figure.more.items())
        table.add_row(figure.id, figure.figure, f"{figure.value:,} {figure.unit}", figure.target, figure.baseline, more)
    console = Console(width=200)
    console.print(table)
    console.print(f"Kept in {RESULTS.relative_to(Path.cwd()) if RESULTS.is_relative_to(Path.cwd()) else RESULTS}")


if __name__ == "__main__":
    sys.exit(main())
