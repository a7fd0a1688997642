"""`pitwall train` and `pitwall models`: train challengers, put the better ones into use, look at them, go back."""

from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from pitwall.clock import now
from pitwall.settings import settings

if TYPE_CHECKING:
    from pitwall.lake.storage import Storage
    from pitwall.models.registry import Registry

_console = Console(highlight=False, soft_wrap=True)

models = typer.Typer(help="The models: list, show, promote, roll back.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A model such as race-outcome; `pitwall models list` names them.")]


def train(
    model: Annotated[list[str] | None, typer.Option(help="Which model; may be repeated. Without it, all.")] = None,
    promotion: Annotated[bool, typer.Option(help="Put challengers that are not worse into use.")] = True,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Train models on everything in the lake, judge them on the last races, put the better ones into use."""
    from pitwall.models import retraining
    from pitwall.models.catalogue import model_names, trainer

    chosen, began = settings(), perf_counter()
    names = [trainer(name).name for name in model] if model else model_names()
    places = retraining.Places(chosen.lake, chosen.artefacts, chosen.aws_endpoint_url)
    lake, artefacts = places.open()
    sources = retraining.read_sources(lake, artefacts)
    retraining.write_features(sources)
    registry = _registry(artefacts)
    for candidate, taken_s in retraining.train_side_by_side(places, names, now, workers):
        if candidate.version is None:
            _console.print(f"{candidate.name}: not trained, {candidate.lacks}", markup=False)
            continue
        (verdict,) = retraining.evaluate(registry, [candidate])
        _console.print(f"{candidate.name} {candidate.version}: {verdict.words} ({taken_s:.1f} s)", markup=False)
        if promotion:
            retraining.promote(registry, [verdict])
    _console.print(f"Learned from races up to {sources.newest_race}, in {perf_counter() - began:.0f} s.")
    load_documents(artefacts)


def predict(
    race: Annotated[str, typer.Argument(help="next-race, or a race such as 2026-09.")] = "next-race",
) -> None:
    """Foretell the next race and the titles, publish that, and print it; of a past race, what was said before it."""
    from pitwall.lake.opening import open_lake
    from pitwall.local.told_forecasts import told
    from pitwall.models.publishing import publish_everything
    from pitwall.models.retraining import read_sources

    artefacts = _artefacts()
    publish_everything(read_sources(open_lake(settings()), artefacts), now)
    load_documents(artefacts)
    for line in told(artefacts, race):
        _console.print(line)


@models.command("list")
def list_models() -> None:
    """Say which version of each model is in use."""
    from pitwall.models.catalogue import model_names

    registry = _registry(_artefacts())
    table = Table()
    for column in ("model", "in use", "learned up to", "since", "versions"):
        table.add_column(column)
    for name in model_names():
        cards, promotions = registry.cards(name), registry.promotions(name)
        card = next((one for one in cards if promotions and one.version == promotions[-1].version), None)
        since = f"{promotions[-1].promoted_at:%Y-%m-%d %H:%M}" if promotions else ""
        shown = (card.version, card.data_cut_off) if card else ("none: run `pitwall train`", "")
        table.add_row(name, *shown, since, str(len(cards)))
    _console.print(table)


@models.command()
def show(name: Name) -> None:
    """Say what a model is made of, what it scored, and when which version was in use."""
    registry = _registry(_artefacts())
    stored = registry.load(name)
    card = stored.card
    _console.print(f"{card.name} {card.version}: {card.kind}, {card.training_races:,} races up to {card.data_cut_off}.")
    for figure, value in sorted(card.metrics.items()):
        _console.print(f"  {figure}: {value:.4f}", markup=False)
    for limit in card.known_limits:
        _console.print(f"Known limit: {limit}", markup=False)
    for one in registry.promotions(name):
        _console.print(f"{one.promoted_at:%Y-%m-%d %H:%M} {one.version}: {one.reason}", markup=False)


@models.command()
def promote(name: Name, version: Annotated[str, typer.Argument(help="One of its versions.")]) -> None:
    """Put a version into use."""
    artefacts = _artefacts()
    promotion = _registry(artefacts).promote(name, version, "promoted by hand")
    load_documents(artefacts)
    _console.print(f"{name} {promotion.version} is in use.")


@models.command()
def rollback(name: Name) -> None:
    """Put the version before the present one back into use."""
    artefacts = _artefacts()
    promotion = _registry(artefacts).roll_back(name)
    load_documents(artefacts)
    _console.print(f"{name} {promotion.version} is in use again.")


def load_documents(artefacts: "Storage") -> None:
    """Bring what was published into the store, where there is one; without one, the next `pitwall up` does."""
    from pitwall.local.documents import take_in_published
    from pitwall.local.home import has_store, open_store
    from pitwall.store.migrate import migrate

    if not has_store(settings()):
        return
    with open_store(settings()) as engine:
        migrate(engine)
        report = take_in_published(engine, artefacts)
    for problem in report.unreadable:
        _console.print(f"Not loaded: {problem}", markup=False)


def _artefacts() -> "Storage":
    from pitwall.lake.opening import open_artefacts

    return open_artefacts(settings())


def _registry(artefacts: "Storage") -> "Registry":
    from pitwall.models.registry import Registry

    return Registry(artefacts, now)
