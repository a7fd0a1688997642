"""One OpenAPI document of all applications that answer under /api/v1.

`python -m functions.openapi` writes the committed copy, docs/openapi.json.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from pitwall.errors import ConfigurationError

COMMITTED_COPY = Path(__file__).parents[1] / "docs" / "openapi.json"


def merged(apps: Sequence[FastAPI]) -> dict[str, Any]:
    """The document of all `apps`. Raises ConfigurationError where two say different things under one name."""
    first, *others = (app.openapi() for app in apps)
    document = {**first, "paths": dict(first["paths"]), "components": {"schemas": dict(first["components"]["schemas"])}}
    for other in others:
        _add(document["paths"], other["paths"], "path")
        _add(document["components"]["schemas"], other["components"]["schemas"], "shape")
    return document


def render(document: dict[str, Any]) -> str:
    """The document as it is committed."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _add(known: dict[str, Any], more: dict[str, Any], kind: str) -> None:
    for name, value in more.items():
        if known.setdefault(name, value) != value:
            raise ConfigurationError(f"two applications disagree about the {kind} {name}")


if __name__ == "__main__":
    from functions.api.app import create_app as create_api
    from functions.strategy.app import create_app as create_strategy

    COMMITTED_COPY.parent.mkdir(exist_ok=True)
    COMMITTED_COPY.write_text(render(merged([create_api(), create_strategy()])), encoding="utf-8")
