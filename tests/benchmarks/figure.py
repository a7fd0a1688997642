"""A measured figure beside its target and a baseline from the same run, and how the list of them is kept."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
RESULTS = REPOSITORY / "build" / "bench.json"


@dataclass(frozen=True)
class Figure:
    """One row of the table. `value` is the first figure the row names; the others are in `more`."""

    id: str
    figure: str
    value: float
    unit: str
    target: str
    baseline: str
    more: dict[str, object] = field(default_factory=dict)
    commit: str | None = None
    """It was measured on; None: on the present one."""

    @property
    def rank(self) -> tuple[str, int]:
        """Its place in the table: area, then row."""
        return rank_of(self.id)

    def with_machine(self) -> dict[str, object]:
        """As it is kept, with the machine and the commit it was measured on."""
        return {**asdict(self), "machine": machine(), "commit": self.commit or _commit()}


def machine() -> str:
    """What this ran on, in words."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory_gib:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def keep(figures: Sequence[Figure]) -> None:
    """Writes the figures into build/bench.json, in place of earlier ones with the same id."""
    RESULTS.parent.mkdir(exist_ok=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    fresh = {figure.id: figure.with_machine() for figure in figures}
    rows = [row for row in kept if row["id"] not in fresh] + list(fresh.values())
    RESULTS.write_text(json.dumps(sorted(rows, key=lambda row: rank_of(str(row["id"]))), indent=2) + "\n")


def rank_of(id_: str) -> tuple[str, int]:
    """Area and number of a row such as `simulator.10`."""
    area, _, row = id_.partition(".")
    return area, int(row)


def median(values: Sequence[float]) -> float:
    """The median, rounded to what a reader can use."""
    return round(statistics.median(values), 3)


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return round(statistics.quantiles(values, n=20, method="inclusive")[-1], 2)


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "unknown"
