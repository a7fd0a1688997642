"""Rows 12 to 14 of the predictions' table: training everything, foretelling a field, and asking for that over HTTP."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from figure import Figure, median, p95
from serving import product
from stores import Home

from pitwall.domain.forecasts import Horizon
from pitwall.lake.storage import FolderStorage
from pitwall.load.published import load_published
from pitwall.models import retraining
from pitwall.models.catalogue import model_names
from pitwall.models.outcome import MODEL_NAME
from pitwall.models.outcome_table import outcome_tables
from pitwall.models.outcome_trainer import outcome_models
from pitwall.models.publishing import next_race, publish_everything
from pitwall.models.registry import Registry

_TIMES = 100
_PROCESSES = 5
_NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def predictions(home: Home, wanted: set[int]) -> list[Figure]:
    """The rows of `wanted`, on a store that holds the whole history."""
    with TemporaryDirectory(prefix="pitwall-bench-models-") as folder:
        artefacts = FolderStorage(Path(folder))
        registry = Registry(artefacts, _now)
        began, spent = time.perf_counter(), {}
        sources = retraining.read_sources(home.lake, artefacts)
        retraining.write_features(sources)
        spent["features"] = time.perf_counter() - began
        places = retraining.Places(home.lake.storage.uri, artefacts.uri, None)
        for candidate, taken_s in retraining.train_side_by_side(places, model_names(), _now, workers=2):
            retraining.promote(registry, retraining.evaluate(registry, [candidate]))
            spent[candidate.name] = taken_s
        figures = [_training(time.perf_counter() - began, spent)]
        if 13 in wanted:
            figures.append(_whole_field(sources, registry))
        if 14 in wanted:
            publish_everything(sources, _now)
            load_published(home.engine, artefacts)
            figures.append(_asked_over_http(home))
    return [figure for figure in figures if int(figure.id.partition(".")[2]) in wanted]


def _now() -> datetime:
    """Where the data end."""
    return _NOW


def _training(whole_s: float, spent: dict[str, float]) -> Figure:
    slowest = max(spent, key=lambda name: spent[name])
    return Figure(
        "prediction.12",
        "full retrain of all models, features and verdicts included",
        round(whole_s, 1),
        "s",
        "<= 300",
        f"{spent['features']:.1f} s: reading history and building features alone",
        {"models": len(spent) - 1, "slowest": slowest, "slowest_s": round(spent[slowest], 1)},
    )


def _whole_field(sources: retraining.Sources, registry: Registry) -> Figure:
    models = outcome_models(registry.load(MODEL_NAME).files)
    race = next_race(sources.history)
    table = outcome_tables(sources)[Horizon.PRE_WEEKEND]
    assert race is not None
    field, model = table.of(race), models[Horizon.PRE_WEEKEND]
    model.forecast(field)
    explained = [_timed(lambda: model.forecast(field)) for _ in range(_TIMES)]
    plain = [_timed(lambda: model.forecast(field, explain=False)) for _ in range(_TIMES)]
    ladder = [_timed(lambda: registry.load(MODEL_NAME)) for _ in range(5)]
    return Figure(
        "prediction.13",
        "whole-field prediction, warm, with reasons",
        median(explained),
        "ms",
        "<= 300",
        f"{median(plain)} ms without reasons",
        {"cars": len(field.driver_ids), "reading_the_champion_ms": median(ladder)},
    )


def _asked_over_http(home: Home) -> Figure:
    """Every question in a process just started, so that the first of each is computed and the rest are kept answers."""
    first, again = [], []
    paths = [f"/predictions/next-race{query}" for query in ("", "?horizon=pre_weekend")]
    paths += ["/predictions/championship", "/predictions/accuracy"]
    for _ in range(_PROCESSES):
        with product(home.url) as url, httpx.Client(base_url=f"{url}/api/v1", timeout=30) as client:
            client.get("/health/ready").raise_for_status()
            first += [_timed(lambda path=path: client.get(path).raise_for_status()) for path in paths]
            again += [
                _timed(lambda path=path: client.get(path).raise_for_status()) for _ in range(_TIMES) for path in paths
            ]
    return Figure(
        "prediction.14",
        "GET predictions, p95: next race, championship, accuracy",
        p95(again),
        "ms",
        "<= 20",
        f"{p95(first)} ms: p95 of answers from the database, none kept",
        {"median_ms": median(again), "first_median_ms": median(first), "asked": len(again)},
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000.0
