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
    from pitwall.lake.lake import Lake
    from pitwall.lake.publications import publish
    from pitwall.lake.storage import open_storage
    from pitwall.models.backtesting import benchmark_rows, run_everything, write_report
    from pitwall.models.lap_backtest import lap_models_backtest, write_lap_models
    from pitwall.models.retraining import read_sources

    chosen, began = settings(), perf_counter()
    artefacts = open_storage(chosen.artefacts, chosen.aws_endpoint_url)
    sources = read_sources(Lake(open_storage(chosen.lake, chosen.aws_endpoint_url)), artefacts)
    trials = run_everything(replace(sources, seed=seed), now(), workers=workers, say=_console.print)
    publish(artefacts, trials.backtest)
    load_documents(artefacts)
    if folder is not None:
        write_report(folder, trials, commit_of_code())
        measured = f"{trials.backtest.made_at.date().isoformat()} at commit {commit_of_code()}"
        write_lap_models(folder, lap_models_backtest(sources, _console.print), measured)
        _console.print(f"Reports: {folder / 'prediction.md'}, {folder / 'lap-models.md'}")
    for row in benchmark_rows(trials):
        figure = f"{row['figure']}: {row['value']} {row['unit']}".rstrip()
        _console.print(f"{figure} (target {row['target']}; {row['baseline']})", markup=False)
    _console.print(f"In {perf_counter() - began:.0f} s.")
