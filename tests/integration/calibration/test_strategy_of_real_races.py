"""From the laps in a lake to printed strategies: `pitwall calibrate`, then `pitwall strategy`, on races of 2024."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pitwall.cli import app

pytestmark = [pytest.mark.data, pytest.mark.slow]

_PLAN = re.compile(r"^ *(\d+)  ([SMH](?: \d+ [SMH])+) +(\d+\.\d\d)  P(\d+)-P(\d+) ")


def printed(*arguments: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output + str(result.exception)
    return result.output


def plans(output: str) -> list[str]:
    """The ranked plans with their numbers."""
    return [line for line in output.splitlines() if _PLAN.match(line)]


def test_plans_are_printed_from_races_before_it_alone(home: Path) -> None:
    printed("calibrate", "--as-of", "2024-04")
    known_then = printed("strategy", "2024-04", "--driver", "VER", "--runs", "128")
    assert "2024-04 japan, Max Verstappen" in known_then or "2024-04 japan, VER" in known_then
    assert "as of 2024-03, pace before the race" in known_then
    ranked = [_PLAN.match(line) for line in plans(known_then)]
    assert [int(one[1]) for one in ranked if one] == list(range(1, 11))
    assert all(1 <= int(one[4]) <= float(one[3]) <= int(one[5]) <= 20 for one in ranked if one)
    printed("calibrate")
    assert plans(printed("strategy", "2024-04", "--driver", "VER", "--runs", "128")) == plans(known_then)
    at_lap = printed("strategy", "2024-05", "--driver", "NOR", "--lap", "15", "--runs", "64")
    assert "after lap 15 of 56" in at_lap
    assert re.search(r"^(BOX NOW|STAY OUT|EXTEND|SWITCH|TOSS-UP)", at_lap, re.MULTILINE)


def test_what_cannot_be_answered_is_said_in_words(home: Path) -> None:
    printed("calibrate", "--as-of", "2024-02")
    for arguments, words in (
        (("2024-02", "--driver", "XYZ"), "no car of XYZ in 2024-02; there are"),
        (("2024-09", "--driver", "VER"), "2024-09"),
        (("2024-02", "--driver", "VER", "--lap", "70"), "after lap 70 of 50"),
        (("2024-02", "--driver", "VER", "--runs", "100000000"), "at most 1,000,000 races"),
    ):
        refused = CliRunner().invoke(app, ["strategy", *arguments])
        assert refused.exit_code != 0
        assert words in str(refused.exception)
