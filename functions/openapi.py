"""One OpenAPI document of all applications that answer under /api/v1.

`python -m functions.openapi` writes the committed copy, docs/openapi.json.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pitwall.errors import ConfigurationError

COMMITTED_COPY = Path(__file__).parents[1] / "docs" / "openapi.json"


def merged(documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One of all `documents`. Raises ConfigurationError where two say different things under one name."""
    first, *others = documents
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
    COMMITTED_COPY.write_text(render(merged([create_api().openapi(), create_strategy().openapi()])), encoding="utf-8")
