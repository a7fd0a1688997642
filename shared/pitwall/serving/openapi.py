"""The OpenAPI document of one application: what FastAPI derives, corrected where our answers differ from its habits.

`functions.openapi` makes one document of all applications.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from pitwall.serving.problems import MEDIA_TYPE, Problem

BASE = "/api/v1"
API_VERSION = "1"

_DESCRIPTION = (
    "Formula 1 results, laps, standings and strategy. Times are UTC, durations seconds. `X-Data-Origin` says on every "
    "answer whether the data are real or synthetic; `X-Correlation-Id` is taken from the request or made."
)


def describe(app: FastAPI) -> None:
    """Make `app` serve the corrected document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title="Pitwall", version=API_VERSION, description=_DESCRIPTION, routes=app.routes)
    schemas = found["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    for path in found["paths"].values():
        for operation in path.values():
            _correct(operation)
    return found


def _correct(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    responses["default"] = {
        "description": "Any error",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if any(parameter["name"] == "format" for parameter in operation.get("parameters", [])):
        responses["200"]["content"]["text/csv"] = {"schema": {"type": "string"}}
