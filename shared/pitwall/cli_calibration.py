"""`pitwall calibrate`: fits every parameter of the simulator to the laps in the lake and stores them as one version."""

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from pitwall.clock import now
from pitwall.errors import ConfigurationError
from pitwall.settings import settings

if TYPE_CHECKING:
    from pitwall.calibration.calibration import Calibration
    from pitwall.calibration.estimates import Estimate

_console = Console(highlight=False, soft_wrap=True)


def calibrate(
    as_of: Annotated[
        str | None, typer.Option(help="Newest race to use, such as 2024-10 or last; unset means all there is.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    report: Annotated[Path | None, typer.Option(help="Folder to write a page with pictures into.")] = None,
) -> None:
    """Fit the simulator's parameters to the laps in the lake; nothing after --as-of is looked at."""
    from pitwall.calibration.artefact import write_artefact
    from pitwall.calibration.calibration import calibrate as pool
    from pitwall.calibration.measure_races import measure_races, weekends
    from pitwall.lake.opening import open_artefacts, open_lake
    from pitwall.local.named_race import named_race

    began = perf_counter()
    chosen = settings()
    newest = named_race(as_of, chosen) if as_of else None
    if report is not None:
        _make_folder(report)
    lake = open_lake(chosen)
    index = lake.index()
    races = weekends(lake, index, newest)
    measurements = measure_races(chosen.lake, chosen.aws_endpoint_url, index, races, workers=workers)
    calibration = pool(measurements)
    storage = open_artefacts(chosen)
    manifest = write_artefact(storage, measurements, calibration, now)
    if report is not None:
        from pitwall.calibration.report import write_report

        _console.print(f"Report: {write_report(measurements, calibration, report)}")
    _console.print(_table(calibration))
    laps = sum(sum(count.laps) for count in calibration.laps.counts)
    _console.print(
        f"Calibration {manifest.version}: {calibration.races} races up to {calibration.as_of}, "
        f"{laps:,} clean dry laps, in {perf_counter() - began:.0f} s."
    )


def _make_folder(report: Path) -> None:
    """Before the work rather than after it. Raises ConfigurationError."""
    try:
        report.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"no report can be written into {report}: {error.strerror}") from error


def _table(calibration: "Calibration") -> Table:
    table = Table(title="At a mean circuit")
    for column, side in (("", "left"), ("value", "right"), ("give or take", "right"), ("n", "right"), ("from", "left")):
        table.add_column(column, justify="right" if side == "right" else "left")
    for name, estimate in calibration.laps.summary():
        table.add_row(name, *_cells(estimate))
    return table


def _cells(estimate: "Estimate") -> tuple[str, str, str, str]:
    seasons = f"{estimate.seasons[0]} to {estimate.seasons[-1]}" if estimate.seasons else "no data"
    return f"{estimate.mean:.4f}", f"{estimate.sd:.4f}", f"{estimate.n:,}", seasons
