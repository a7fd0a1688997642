"""`pitwall learn`: all that follows a race, as the state machine in the cloud does it."""

from typing import Annotated

import typer
from rich.console import Console

from pitwall.settings import settings


def learn(
    begin_with: Annotated[
        str, typer.Option(help="Ingest asks the providers first; Predict foretells with the models in use.")
    ] = "Load",
) -> None:
    """Load, train, judge, promote, foretell and publish. Where learning fails, the models in use foretell, and exit 1.

    The same again changes nothing; after an interruption it does again what was not finished.
    """
    from pitwall.lake.opening import open_lake
    from pitwall.local.aws import AwsStandIn
    from pitwall.local.history import load_what_came
    from pitwall.local.home import announce_store, store_url
    from pitwall.local.post_race import after_race, local_functions
    from pitwall.local.terminal import only_for
    from pitwall.store.engine import open_engine
    from pitwall.store.migrate import migrate

    chosen, console = settings(), Console(highlight=False, soft_wrap=True)
    chosen.home.mkdir(parents=True, exist_ok=True)
    with store_url(chosen) as url, AwsStandIn() as aws, only_for(console, chosen.home / "pitwall.log"):
        announce_store(url)
        aws.ensure()
        lake, engine = open_lake(chosen), open_engine(url, statement_timeout_s=None)
        migrate(engine)
        load_what_came(engine, lake)
        ended = after_race(local_functions(), begin_with, lambda: load_what_came(engine, lake))
        engine.dispose()
    console.print(f"Done: {', '.join(ended.done)}.")
    if ended.problem:
        console.print(f"Learning ended early, and the models in use speak. {ended.problem}", markup=False)
        raise typer.Exit(1)
