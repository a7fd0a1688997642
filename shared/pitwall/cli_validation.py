"""`pitwall validate`: how true the simulator and the strategy engine are on past races, written to docs/validation."""

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pitwall.clock import now
from pitwall.errors import InvalidRequestError
from pitwall.settings import settings

if TYPE_CHECKING:
    from pitwall.calibration.archive import Archive
    from pitwall.domain.vocabulary import RaceKey
    from pitwall.validation.simulator_report import Measured

validate = typer.Typer(help="Replay past races and say how true we are.", no_args_is_help=True)
_console = Console(highlight=False, soft_wrap=True)

_Seasons = Annotated[str, typer.Option(help="First and last season, such as 2018-2025.")]
_Runs = Annotated[int, typer.Option(min=10, help="Simulated races of each real one.")]
_Seed = Annotated[int, typer.Option(help="Same seed, same figures.")]
_Folder = Annotated[Path, typer.Option(help="Where the report goes.")]
_Workers = Annotated[int, typer.Option(min=1, help="Processes.")]


@validate.command(epilog="Example: pitwall validate simulator --seasons 2018-2025")
def simulator(
    seasons: _Seasons = "2018-2025",
    runs: _Runs = 1000,
    seed: _Seed = 1,
    folder: _Folder = Path("docs/validation"),
    workers: _Workers = 2,
) -> None:
    """Replay real races, each with parameters from earlier races only, and write docs/validation/simulator.md."""
    from pitwall.validation.simulator_report import write_report
    from pitwall.validation.walk_forward import score_races

    opened, measured = _archive(runs, seed)
    scores = score_races(opened, _span(seasons), runs=runs, seed=seed, workers=workers, done=_say)
    write_report(folder, scores, measured)
    _console.print(f"{len(scores)} races: {folder / 'simulator.md'}")


@validate.command(epilog="Example: pitwall validate strategy --seasons 2019-2025 --cars 3")
def strategy(
    seasons: _Seasons = "2019-2025",
    cars: Annotated[int, typer.Option(min=1, help="Cars of each race.")] = 3,
    runs: _Runs = 500,
    seed: _Seed = 1,
    folder: _Folder = Path("docs/validation"),
    workers: _Workers = 2,
) -> None:
    """Compare the engine's plans with the driven ones and write docs/validation/strategy.md."""
    from pitwall.validation.strategy_report import write_strategy_report
    from pitwall.validation.walk_forward import compare_plans

    opened, measured = _archive(runs, seed)
    found = compare_plans(opened, _span(seasons), cars=cars, runs=runs, seed=seed, workers=workers, done=_say)
    write_strategy_report(folder, found, measured)
    _console.print(f"{len(found)} cars: {folder / 'strategy.md'}")


def _span(seasons: str) -> range:
    """`2018-2025` or `2024`. Raises InvalidRequestError."""
    first, _, last = seasons.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        raise InvalidRequestError(f"'{seasons}' is no span of seasons; write 2018-2025")
    return range(int(first), int(last or first) + 1)


def _archive(runs: int, seed: int) -> "tuple[Callable[[], Archive], Measured]":
    """How every process opens the newest calibration, and what the report says of it."""
    from pitwall.calibration.archive import newest_usable_version
    from pitwall.lake.storage import open_storage
    from pitwall.validation.simulator_report import Measured

    where = settings().artefacts, settings().aws_endpoint_url
    version = newest_usable_version(open_storage(*where))
    return partial(_open, *where, version), Measured(commit_of_code(), now().date().isoformat(), version, runs, seed)


def _open(uri: str, endpoint_url: str | None, version: str) -> "Archive":
    from pitwall.calibration.archive import load_archive
    from pitwall.lake.storage import open_storage

    return load_archive(open_storage(uri, endpoint_url), version)


def _say(race: "RaceKey") -> None:
    _console.print(str(race))


def commit_of_code() -> str:
    """The commit of the code that measures; `unknown` outside a checkout."""
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() if asked.returncode == 0 else "unknown"
