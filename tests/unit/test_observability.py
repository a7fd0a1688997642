"""Logger, tracer and metrics as every function gets them."""

import asyncio
import json

import pytest

from pitwall.observability import logger, metrics, tracer


def test_a_log_line_is_one_json_object_with_the_service(capsys: pytest.CaptureFixture[str]) -> None:
    logger.cache_clear()
    logger().info("hello", extra={"race_id": "2024-01"})
    line = json.loads(capsys.readouterr().out)
    assert (line["message"], line["service"], line["race_id"], line["level"]) == ("hello", "pitwall", "2024-01", "INFO")
    logger.cache_clear()


def test_metrics_go_to_the_namespace_pitwall() -> None:
    assert (metrics().namespace, metrics().service) == ("Pitwall", "pitwall")


def test_outside_lambda_traced_code_runs_and_fails_as_if_untraced() -> None:
    @tracer().capture_lambda_handler
    def handler(event: str, _context: object) -> str:
        if event == "bad":
            raise ValueError(event)
        return event

    @tracer().capture_method
    async def method() -> int:
        return 1

    assert handler("good", None) == "good"
    assert asyncio.run(method()) == 1
    with pytest.raises(ValueError, match="bad"):
        handler("bad", None)
