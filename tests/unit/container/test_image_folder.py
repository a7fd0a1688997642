"""The image's content, installed and compiled into a folder by the Dockerfile's own steps, answers without compiling.

Needs the package registry for the locked packages.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.container.test_image import script

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled folder."""
    folder = tmp_path_factory.mktemp("image")
    script("build_image_folder").build(folder)
    return folder


def test_the_first_call_answers_without_compiling_anything(image: Path, event: dict[str, Any]) -> None:
    called = script("build_image_folder").first_call(image, event)
    assert called.answer["status"] == 200, called.answer
    assert called.answer["result"]["runs"] == event["runs"]
    assert called.compiled == ()
    assert called.memory_mb < 400


def test_the_strategy_function_of_the_same_image_answers_http(image: Path) -> None:
    event = json.loads((Path(__file__).parents[2] / "events" / "http_api_v2_post_optimal.json").read_text())
    called = script("build_image_folder").first_call(image, event, "functions.strategy.handler.handler")
    assert called.answer["statusCode"] == 422, called.answer
    assert "driver" in called.answer["body"]
    assert called.compiled == ()


def test_nothing_the_image_does_not_need_is_in_it(image: Path) -> None:
    packages = {path.name for path in (image / "packages").iterdir()}
    assert {"numba", "numpy", "pyarrow", "fastapi", "awslambdaric"} <= packages
    assert packages.isdisjoint({"pandas", "scipy", "sklearn", "matplotlib", "fastf1", "uvicorn"})
    assert {path.name for path in (image / "code").iterdir()} >= {"pitwall", "simulator", "functions", "entrypoint.py"}
    assert not (image / "code" / "functions" / "api").exists()
