"""Published documents: forecasts, model cards, marks. Each is one JSON file that is written once and never changed.

They lie beside the models in the artefacts; the store is filled from them and can be dropped.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pitwall.domain.forecasts import ChampionshipForecast, QualifyingForecast, RaceForecast
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


@dataclass(frozen=True)
class Publication:
    """A document and where it lies."""

    path: str
    kind: str
    document: Document


def publish(storage: Storage, document: Document) -> str:
    """Writes `document` unless it is there already; its path. Raises LakeWriteError."""
    kind = _KIND_OF[type(document)]
    data = _adapter(kind).dump_json(document)
    path = f"{FOLDER}/{kind}/{_name(document, data)}.json"
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


def promotion_path(model_name: str, number: int) -> str:
    """Where the promotion lies: two at once want the same path, and one of them gets it."""
    return f"{FOLDER}/promotions/{model_name}/{number:06d}.json"


def _name(document: Document, data: bytes) -> str:
    match document:
        case RaceForecast() | QualifyingForecast():
            return f"{document.header.race_id}/{document.header.horizon}-{document.forecast_id}"
        case ChampionshipForecast():
            return f"{document.header.race_id}/{document.title}-{document.forecast_id}"
        case ModelCard():
            return f"{document.name}/{document.version}"
        case Promotion():
            return f"{document.model_name}/{document.number:06d}"
        case FeatureManifest():
            return f"{document.name}/{document.version}"
    return hashlib.sha256(data).hexdigest()[:16]


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    if kind not in KINDS:
        raise LakeCorruptError(f"{kind} is no kind of published document: {', '.join(KINDS)}")
    return TypeAdapter(KINDS[kind])
