"""Logger, tracer and metrics as every function gets them."""

import asyncio
import json
import subprocess
import sys

import pytest

from pitwall.observability import metrics, tracer


def test_a_log_line_is_one_json_object_with_the_service() -> None:
    script = "from pitwall.observability import logger; logger().info('hello', extra={'race_id': '2024-01'})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    line = json.loads(done.stdout)
    assert (line["message"], line["service"], line["race_id"], line["level"]) == ("hello", "pitwall", "2024-01", "INFO")


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
