"""`pitwall backtest`: every race since 2018 foretold from the races before it, beside baselines."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from pitwall.cli_models import load_documents
from pitwall.clock import now
from pitwall.settings import settings

_console = Console(highlight=False, soft_wrap=True)


def backtest(
    folder: Annotated[Path | None, typer.Option(help="Where to write the page to read; unset: nowhere.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same digits.")] = 2026,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Foretell every race since 2018 from the races before it, and publish how good that was, beside baselines."""
    from dataclasses import replace

    from pitwall.cli_validation import commit_of_code
    from pitwall.lake.opening import open_artefacts, open_lake
    from pitwall.lake.publications import publish
    from pitwall.models.backtest_report import benchmark_rows, write_report
    from pitwall.models.backtest_run import run_backtest
    from pitwall.models.lap_backtest import lap_models_backtest, write_lap_models
    from pitwall.models.retraining import read_sources

    chosen, began = settings(), perf_counter()
    artefacts = open_artefacts(chosen)
    sources = replace(read_sources(open_lake(chosen), artefacts), seed=seed)
    found = run_backtest(sources, now(), workers=workers, say=_console.print)
    publish(artefacts, found.backtest)
    load_documents(artefacts)
    if folder is not None:
        write_report(folder, found, commit_of_code())
        measured = f"{found.backtest.made_at.date().isoformat()} at commit {commit_of_code()}"
        write_lap_models(folder, lap_models_backtest(sources, _console.print), measured)
        _console.print(f"Reports: {folder / 'prediction.md'}, {folder / 'lap-models.md'}")
    for row in benchmark_rows(found):
        figure = f"{row['figure']}: {row['value']} {row['unit']}".rstrip()
        _console.print(f"{figure} (target {row['target']}; {row['baseline']})", markup=False)
    _console.print(f"In {perf_counter() - began:.0f} s.")
