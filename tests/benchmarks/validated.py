"""Rows 10 to 16 of the simulator's table: measured by `pitwall validate simulator`, which takes long, and kept."""

import json

from figure import REPOSITORY, Figure

KEPT = REPOSITORY / "docs" / "validation" / "simulator.json"


def validated() -> list[Figure]:
    """The rows as they were validated last, with the commit of that run; none where they never were."""
    if not KEPT.exists():
        return []
    kept = json.loads(KEPT.read_text())
    source = {"calibration": kept["calibration_version"], "measured_on": kept["measured_on"]}
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
