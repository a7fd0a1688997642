"""Figures that take long: measured by `pitwall validate simulator` and `pitwall backtest`, and kept by them."""

import json
from typing import Any

from figure import REPOSITORY, Figure

KEPT = REPOSITORY / "docs" / "validation"
FILES = ("simulator.json", "prediction.json")


def validated() -> list[Figure]:
    """The rows as they were measured last, with the commit of that run; none where they never were."""
    return [
        figure for name in FILES if (KEPT / name).exists() for figure in _kept(json.loads((KEPT / name).read_text()))
    ]


def _kept(kept: dict[str, Any]) -> list[Figure]:
    source = {name: kept[name] for name in ("calibration_version", "model_version", "measured_on") if name in kept}
    return [
        Figure(
            row["id"],
            row["figure"],
            row["value"],
            row["unit"],
            row["target"],
            row["baseline"],
            {name: round(value, 3) for name, value in row["more"].items()} | source,
            commit=kept["commit"],
        )
        for row in kept["rows"]
    ]
