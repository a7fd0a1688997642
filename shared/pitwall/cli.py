"""`pitwall`: the command line. Each command delegates to a room and says in words and by its exit code how it went.

Exit codes: 0 done, 1 failed, 2 wrong use or setting, 3 a data provider is away, 4 the store is away, 5 the data set
is incomplete.
"""

import os
import sys
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from pitwall.cli_backtest import backtest
from pitwall.cli_calibration import calibrate
from pitwall.cli_learning import learn
from pitwall.cli_models import models, predict, train
from pitwall.cli_strategy import strategy
from pitwall.cli_validation import validate
from pitwall.clock import now
from pitwall.errors import ConfigurationError, DataSetError, PitwallError, RequestError, SourceError, StoreError
from pitwall.local.lock import FolderInUseError
from pitwall.settings import Settings, settings

_EXIT_CODES: tuple[tuple[type[PitwallError], int], ...] = (
    (SourceError, 3),
    (StoreError, 4),
    (DataSetError, 5),
    (FolderInUseError, 1),
    (ConfigurationError, 2),
    (RequestError, 2),
)

app = typer.Typer(
    help="Formula 1 data in, a running product out.\n\nSettings are PITWALL_* environment variables; PITWALL_HOME "
    "(default .pitwall) holds the database and the lake, PITWALL_DATA names a data set folder.",
    epilog="Exit codes: 0 done, 1 failed, 2 wrong use or setting, 3 provider away, 4 store away, "
    "5 data set incomplete.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The store: migrate, reset, or look into it with psql.", no_args_is_help=True)
app.add_typer(database, name="db")
app.add_typer(validate, name="validate")
app.add_typer(models, name="models")
app.command(epilog="Example: pitwall calibrate --as-of 2024-10")(calibrate)
app.command(epilog="Example: pitwall learn --begin-with Ingest")(learn)
app.command(epilog="Example: pitwall predict next-race")(predict)
app.command(epilog="Example: pitwall backtest --folder docs/validation")(backtest)
app.command(epilog="Example: pitwall train --model race-outcome")(train)
app.command(epilog="Example: pitwall strategy 2025-24 --driver VER --lap 20")(strategy)
_console = Console(highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line; an error raised on purpose becomes one line and its exit code."""
    try:
        app()
    except PitwallError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"pitwall: {error}", markup=False)
        sys.exit(exit_code(error))


def exit_code(error: PitwallError) -> int:
    """The exit code that says what kind of failure `error` is."""
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), 1)


@app.command(epilog="Example: PITWALL_PORT=9000 pitwall up")
def up() -> None:
    """Serve the product on this machine until Ctrl-C, loading history meanwhile."""
    from pitwall.local.up import run

    try:
        run(_settings(), _console)
    except KeyboardInterrupt:
        _console.print("Stopped.")


@app.command(epilog="Example: pitwall status")
def status() -> None:
    """Say what the store holds, how old it is and what is missing."""
    from pitwall.local.home import has_store, open_store
    from pitwall.local.report import read_report

    chosen = _settings()
    if not has_store(chosen):
        _console.print(f"Nothing in {chosen.home} yet: run `make up`.")
        return
    with open_store(chosen) as engine:
        for line in read_report(engine).lines(now().date()):
            _console.print(line)


@app.command(epilog="Examples: pitwall ingest calendar; pitwall ingest session_laps --race 2026-08 --session Q")
def ingest(
    job: Annotated[str | None, typer.Argument(help="Which job to run; without one, the jobs are listed.")] = None,
    season: Annotated[int | None, typer.Option(help="A season such as 2026; unset means what is due now.")] = None,
    race: Annotated[str | None, typer.Option(help="A race such as 2026-08, or current, last or next.")] = None,
    session: Annotated[str | None, typer.Option(help="A session of that race: FP1, Q, S, R ...")] = None,
) -> None:
    """Fetch from the providers into the lake; `pitwall load` brings it to the store."""
    from pitwall.ingest.fetch import Sources, parse_request
    from pitwall.ingest.jobs import JOBS, run_job
    from pitwall.lake.opening import open_lake
    from pitwall.local.named_race import named_race

    chosen = _settings()
    if job is None:
        for known in JOBS.values():
            _console.print(f"{known.name:<25} {known.schedule:<13} {known.summary}", markup=False)
        return
    meant = str(named_race(race, chosen)) if race else None
    request = parse_request({"season": season, "race": meant, "session": session})
    report = run_job(job, request, Sources(chosen, now), open_lake(chosen), now)
    _console.print(
        f"{report.run.source_name}: {report.run.outcome}, {report.run.rows_accepted:,} rows accepted, "
        f"{report.run.rows_rejected:,} refused, {len(report.written)} new lake objects."
    )
    for failure in report.failures:
        _console.print(f"Went on without {failure}", markup=False)


@app.command(epilog="Example: pitwall load")
def load() -> None:
    """Bring the store up to date with the lake: what the lake has and the store has not taken in yet."""
    from pitwall.lake.opening import open_artefacts, open_lake
    from pitwall.local.documents import take_in_published
    from pitwall.local.history import load_what_came
    from pitwall.local.home import open_store
    from pitwall.local.progress import StepProgress
    from pitwall.store.migrate import migrate

    chosen = _settings()
    lake = open_lake(chosen)
    with open_store(chosen) as engine, StepProgress(_console) as progress:
        migrate(engine)
        report = load_what_came(engine, lake, progress)
        published = take_in_published(engine, open_artefacts(chosen))
    _console.print(
        f"{report.objects:,} lake objects taken in: {report.changed:,} rows changed, {report.refused:,} refused."
    )
    _console.print(f"{published.documents:,} published documents taken in: forecasts, models and their marks.")
    for path in [*report.unreadable, *published.unreadable]:
        _console.print(f"Unreadable: {path}", markup=False)
    if report.unreadable or published.unreadable:
        raise typer.Exit(1)


@database.command("migrate", epilog="Example: pitwall db migrate")
def migrate_store() -> None:
    """Bring the store's tables to the newest version; does nothing where they are."""
    from pitwall.local.home import open_store
    from pitwall.store.migrate import migrate

    with open_store(_settings()) as engine:
        migrate(engine)
    _console.print("The store has the newest tables.")


@database.command("reset", epilog="Example: pitwall db reset --yes && pitwall load")
def reset_store(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Drop every table that the lake can rebuild, and make them anew, empty."""
    from pitwall.local.home import open_store
    from pitwall.store.migrate import reset

    if not yes:
        typer.confirm(f"Drop all rows of the store of {_store_name(_settings())}? The lake keeps them.", abort=True)
    with open_store(_settings()) as engine:
        reset(engine)
    _console.print("The store is empty; `pitwall load` fills it from the lake.")


@database.command(
    "psql",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog="Example: pitwall db psql -- -c 'select count(*) from races'",
)
def open_psql(context: typer.Context) -> None:
    """Open psql on the store; what follows `--` goes to psql."""
    import subprocess

    from pitwall.local.home import psql_command, store_url

    with store_url(_settings()) as url:
        command, environment = psql_command(url)
        finished = subprocess.run([*command, *context.args], env=environment, check=False)
    raise typer.Exit(min(finished.returncode, 1))


def _settings() -> Settings:
    """The settings. Raises ConfigurationError naming each variable that is wrong."""
    try:
        return settings()
    except ValidationError as error:
        wrong = [f"PITWALL_{str(entry['loc'][0]).upper()}: {entry['msg']}" for entry in error.errors()]
        raise ConfigurationError("; ".join(wrong)) from error


def _store_name(chosen: Settings) -> str:
    return "PITWALL_DATABASE_URL" if chosen.database_url else os.fspath(chosen.home)
