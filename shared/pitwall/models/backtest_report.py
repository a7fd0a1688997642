"""What the back-test found, written to read and kept as rows of the benchmark's table."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import SummaryScore
from pitwall.models.backtest import CHAMPION, FIRST_SEASON
from pitwall.models.backtest_page import write_page
from pitwall.models.backtest_run import TRIED, BacktestRun
from pitwall.models.backtest_summary import LAST_JUDGED
from pitwall.models.baselines import GRID, STANDING
from pitwall.models.bootstrap import interval
from pitwall.models.season_trial import TitleScore

_SPAN = f"{FIRST_SEASON}-{LAST_JUDGED}"
_ROWS: Sequence[tuple[str, str, Horizon, str, float, str]] = (
    ("log_loss", "log loss of winner, before the weekend", Horizon.PRE_WEEKEND, "<=", 1.46, ""),
    ("log_loss", "log loss of winner, after qualifying", Horizon.POST_QUALIFYING, "<=", 1.18, ""),
    ("top_1", "top-1 winner, before", Horizon.PRE_WEEKEND, ">=", 50, "%"),
    ("top_1", "top-1 winner, after qualifying", Horizon.POST_QUALIFYING, ">=", 58, "%"),
    ("top_3", "winner in top 3, before", Horizon.PRE_WEEKEND, ">=", 81, "%"),
    ("top_3", "winner in top 3, after qualifying", Horizon.POST_QUALIFYING, ">=", 91, "%"),
    ("podium_precision", "podium precision@3, before", Horizon.PRE_WEEKEND, ">=", 60, "%"),
    ("podium_precision", "podium precision@3, after qualifying", Horizon.POST_QUALIFYING, ">=", 69, "%"),
    ("position_error", "expected-position MAE, before", Horizon.PRE_WEEKEND, "<=", 3.35, "places"),
    ("position_error", "expected-position MAE, after qualifying", Horizon.POST_QUALIFYING, "<=", 3.00, "places"),
)
"""Rows 1 to 10 of the benchmark's table: figure, words, horizon, target and unit. Row 11 is qualifying's."""
_BASELINE = {Horizon.PRE_WEEKEND: STANDING, Horizon.POST_QUALIFYING: GRID}
_QUALIFYING_TARGET = "<= 2.45"


def write_report(folder: Path, run: BacktestRun, commit: str) -> None:
    """`prediction.md` with its plots, and `prediction.json` with the rows of the benchmark's table."""
    day = run.backtest.made_at.date().isoformat()
    write_page(folder, run.backtest, run.qualifying, TRIED, f"{day} at commit {commit}")
    page = folder / "prediction.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n".join(_title_lines(run.titles)) + "\n", encoding="utf-8")
    kept = {
        "commit": commit,
        "measured_on": day,
        "model_version": run.backtest.model_version,
        "rows": benchmark_rows(run),
    }
    (folder / "prediction.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def benchmark_rows(run: BacktestRun) -> list[dict[str, object]]:
    """Rows `prediction.1` to `prediction.11`, each with its interval and baseline."""
    found = {(one.horizon, one.model, one.figure): one for one in run.backtest.summaries if one.seasons == _SPAN}
    rows: list[dict[str, object]] = []
    for number, (figure, words, horizon, sign, target, unit) in enumerate(_ROWS, start=1):
        own, beside = found[horizon, CHAMPION, figure], found[horizon, _BASELINE[horizon], figure]
        scale = 100.0 if unit == "%" else 1.0
        rows.append(
            {
                "id": f"prediction.{number}",
                "figure": words,
                "value": round(scale * own.value.mean, 3),
                "unit": unit,
                "target": f"{sign} {target:g}",
                "baseline": f"{scale * beside.value.mean:.3f}: {beside.model}",
                "more": _more(own, found, scale),
            }
        )
    return [*rows, _qualifying_row(run)]


def _more(own: SummaryScore, found: Mapping[tuple[Horizon, str, str], SummaryScore], scale: float) -> dict[str, float]:
    more = {"low": scale * own.value.low, "high": scale * own.value.high, "races": float(own.value.races)}
    paired = found.get((own.horizon, CHAMPION, f"{own.figure} less {_BASELINE[own.horizon]}"))
    if paired:
        more |= {"paired": paired.value.mean, "paired_low": paired.value.low, "paired_high": paired.value.high}
    return {name: round(value, 4) for name, value in more.items()}


def _qualifying_row(run: BacktestRun) -> dict[str, object]:
    kept = [
        one
        for one in run.qualifying
        if one.horizon is Horizon.POST_PRACTICE and FIRST_SEASON <= one.race.season <= LAST_JUDGED
    ]
    own = interval([one.position_error for one in kept], run.backtest.seed)
    beside = float(np.mean([one.practice_error for one in kept]))
    return {
        "id": "prediction.11",
        "figure": "qualifying position MAE from practice + history",
        "value": round(own.mean, 3),
        "unit": "places",
        "target": _QUALIFYING_TARGET,
        "baseline": f"{beside:.3f}: order of practice",
        "more": {"low": round(own.low, 3), "high": round(own.high, 3), "sessions": own.races},
    }


def _title_lines(titles: Sequence[TitleScore]) -> list[str]:
    lines = [
        "",
        "## Drivers' title",
        "",
        f"Seasons {_SPAN}, the rest of each played 20,000 times from what was known then; target after half: log loss "
        "<= 0.35.",
        "",
        "| part of the season | log loss of the champion | favourite was champion | leader on points was |",
        "| --- | --- | --- | --- |",
    ]
    for share in sorted({one.share for one in titles}):
        kept = [one for one in titles if one.share == share]
        loss = float(np.mean([one.log_loss for one in kept]))
        favourite, leader = sum(one.favourite_won for one in kept), sum(one.leader_won for one in kept)
        lines.append(f"| {share:g} | {loss:.2f} | {favourite} of {len(kept)} | {leader} of {len(kept)} |")
    return lines
