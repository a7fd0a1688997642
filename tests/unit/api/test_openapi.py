"""The committed OpenAPI document is the one the code serves."""

import json
from copy import deepcopy

import pytest

from functions.api.app import create_app as create_api
from functions.openapi import COMMITTED_COPY, merged, render
from functions.strategy.app import create_app as create_strategy
from pitwall.errors import ConfigurationError


@pytest.fixture(scope="module")
def text() -> str:
    """The document of both applications."""
    return render(merged([create_api().openapi(), create_strategy().openapi()]))


def test_the_committed_copy_is_current(text: str) -> None:
    assert COMMITTED_COPY.read_text() == text, "run: python -m functions.openapi"


def test_every_operation_names_the_problem_as_its_error_and_lists_offer_csv(text: str) -> None:
    for path in json.loads(text)["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            assert "application/problem+json" in responses["default"]["content"]
            assert "422" not in responses
            if "202" in responses:
                continue
            schema = responses["200"]["content"]["application/json"]["schema"]
            assert (schema.get("type") == "array") == ("text/csv" in responses["200"]["content"])


def test_every_reference_in_the_document_has_a_target(text: str) -> None:
    schemas = json.loads(text)["components"]["schemas"]
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used == set(schemas) & used
    assert used >= {"Problem", "FieldProblem", "LapRow", "Simulated", "RaceNumbers"}


def test_two_applications_may_not_say_different_things_under_one_name() -> None:
    document = create_strategy().openapi()
    other = deepcopy(document)
    other["components"]["schemas"]["Car"]["title"] = "Another car"
    with pytest.raises(ConfigurationError, match="shape Car"):
        merged([document, other])
