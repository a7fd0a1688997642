"""Published documents: forecasts, model cards, marks. Each is one JSON file that is written once and never changed.

They lie beside the models in the artefacts; the store is filled from them and can be dropped.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from pitwall.domain.forecasts import ChampionshipForecast, Forecast, QualifyingForecast, RaceForecast
from pitwall.domain.model_records import (
    Backtest,
    CircuitTable,
    FeatureManifest,
    ModelCard,
    ProfileTable,
    Promotion,
    PublishedScores,
    RatingTable,
)
from pitwall.errors import LakeCorruptError
from pitwall.lake.storage import Storage

FOLDER = "published"

Document = (
    RaceForecast
    | QualifyingForecast
    | ChampionshipForecast
    | Backtest
    | CircuitTable
    | FeatureManifest
    | ModelCard
    | ProfileTable
    | Promotion
    | PublishedScores
    | RatingTable
)

KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "features": FeatureManifest,
        "models": ModelCard,
        "promotions": Promotion,
        "ratings": RatingTable,
        "profiles": ProfileTable,
        "circuits": CircuitTable,
        "backtests": Backtest,
        "races": RaceForecast,
        "qualifying": QualifyingForecast,
        "championships": ChampionshipForecast,
        "scores": PublishedScores,
    }
)
"""In loading order: a model's card stands before its promotion."""
_KIND_OF = {kind: name for name, kind in KINDS.items()}

Published = TypeVar("Published")


@dataclass(frozen=True)
class Publication:
    """A document and where it lies."""

    path: str
    kind: str
    document: Document


def publish(storage: Storage, document: Document) -> str:
    """Writes `document` unless it says what was said last; its path. Raises LakeWriteError.

    A table said again after another one, as when a correction is taken back, is written again, and so loaded last; a
    forecast said again after another one is a new edition of it.
    """
    kind = _KIND_OF[type(document)]
    if isinstance(document, Forecast):
        return _publish_forecast(storage, kind, document)
    data = _adapter(kind).dump_json(document)
    digest = hashlib.sha256(data).hexdigest()[:16]
    if isinstance(document, PublishedScores | RatingTable | ProfileTable | CircuitTable):
        folder = f"{FOLDER}/{kind}/{_subject(document)}"
        said = [path for path in sorted(storage.paths(folder)) if path.endswith(".json")]
        if said and said[-1].endswith(f"-{digest}.json"):
            return said[-1]
        path = f"{folder}/{len(said) + 1:04d}-{digest}.json"
    else:
        path = f"{FOLDER}/{kind}/{_name(document) or digest}.json"
    storage.put_if_absent(path, data)
    return path


def read_publication(storage: Storage, path: str) -> Publication:
    """The document at `path`. Raises LakeCorruptError where it is no such document, LakeError where it is absent."""
    _, kind, _ = path.split("/", 2)
    try:
        return Publication(path, kind, _adapter(kind).validate_json(bytes(storage.read(path))))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LakeCorruptError(f"{path} is damaged or of another version: {where}: {first['msg']}") from error


def published_paths(storage: Storage, kind: str | None = None) -> list[str]:
    """Every published document's path, of one kind or of all in loading order, then by name. Raises LakeError."""
    wanted = (kind,) if kind else tuple(KINDS)
    return [path for one in wanted for path in sorted(storage.paths(f"{FOLDER}/{one}")) if path.endswith(".json")]


def documents(storage: Storage, kind: type[Published], about: str = "") -> list[Published]:
    """Every document of a kind, or those of its folder `about`, in order of path.

    Of two tables about the same the later stands last; the path of a forecast says nothing of when it was made.

    Raises LakeError, LakeCorruptError where one is damaged.
    """
    paths = storage.paths(f"{FOLDER}/{_KIND_OF[kind]}/{about}")
    return [cast(Published, read_publication(storage, path).document) for path in paths if path.endswith(".json")]


def card_path(model_name: str, version: str) -> str:
    """Where the card of a model's version lies."""
    return f"{FOLDER}/{_KIND_OF[ModelCard]}/{model_name}/{version}.json"


def promotion_path(model_name: str, number: int) -> str:
    """Where the promotion lies: two at once want the same path, and one of them gets it."""
    return f"{FOLDER}/{_KIND_OF[Promotion]}/{model_name}/{number:06d}.json"


def _publish_forecast(storage: Storage, kind: str, forecast: Forecast) -> str:
    folder, about = f"{FOLDER}/{kind}/{forecast.header.race_id}", _about(forecast)
    said = [path for path in storage.paths(folder) if path.startswith(f"{folder}/{about}-")]
    newest = max((_said_at(storage, path), path) for path in said)[1] if said else None
    for edition in range(1, len(said) + 2):
        edited = replace(forecast, header=replace(forecast.header, edition=edition))
        path = f"{folder}/{about}-{edited.forecast_id}.json"
        if path not in said:
            storage.put_if_absent(path, _adapter(kind).dump_json(edited))
            return path
        if path == newest:
            break
    return path


def _said_at(storage: Storage, path: str) -> tuple[datetime, int]:
    """Since when it stands. A damaged one is older than all: whatever it said may be said again."""
    try:
        header = read_publication(storage, path).document.header  # type: ignore[union-attr]
    except LakeCorruptError:
        return datetime.min.replace(tzinfo=UTC), 0
    return header.computed_at, header.edition


def _about(forecast: Forecast) -> str:
    return forecast.title if isinstance(forecast, ChampionshipForecast) else forecast.header.horizon


def _subject(document: PublishedScores | RatingTable | ProfileTable | CircuitTable) -> str:
    """What a table is about: of two about the same, the later one counts."""
    match document:
        case PublishedScores():
            return document.race_id
        case ProfileTable():
            return f"{document.season}/{document.as_of}"
    return document.as_of


def _name(document: Document) -> str | None:
    match document:
        case ModelCard():
            return f"{document.name}/{document.version}"
        case Promotion():
            return f"{document.model_name}/{document.number:06d}"
        case FeatureManifest():
            return f"{document.name}/{document.version}"
    return None


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    if kind not in KINDS:
        raise LakeCorruptError(f"{kind} is no kind of published document: {', '.join(KINDS)}")
    return TypeAdapter(KINDS[kind])
