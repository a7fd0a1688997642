"""The committed OpenAPI document is the one the code serves."""

import json

from functions.api.app import create_app
from functions.api.openapi import COMMITTED_COPY, render


def test_the_committed_copy_is_current() -> None:
    assert COMMITTED_COPY.read_text() == render(create_app()), "run: python -m functions.api.openapi"


def test_every_operation_names_the_problem_as_its_error_and_lists_offer_csv() -> None:
    document = json.loads(render(create_app()))
    for path in document["paths"].values():
        responses = path["get"]["responses"]
        assert "application/problem+json" in responses["default"]["content"]
        assert "422" not in responses
        schema = responses["200"]["content"]["application/json"]["schema"]
        assert (schema.get("type") == "array") == ("text/csv" in responses["200"]["content"])


def test_every_reference_in_the_document_has_a_target() -> None:
    text = render(create_app())
    schemas = json.loads(text)["components"]["schemas"]
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used == set(schemas) & used
    assert used >= {"Problem", "FieldProblem", "LapRow"}
