"""Writes what the back-test found as a page to read: figures beside targets and baselines, calibration, misses."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import Backtest, Interval, SummaryScore
from pitwall.models.backtest import CHAMPION, FIRST_SEASON, FOREST_AND_XGBOOST
from pitwall.models.backtest_plots import draw_calibration, draw_seasons
from pitwall.models.backtest_summary import LAST_JUDGED, SURE, judged, misses, season_of, sure_favourites
from pitwall.models.baselines import BASELINES, ELO, GRID, STANDING
from pitwall.models.bootstrap import interval
from pitwall.models.qualifying_trial import QualifyingScore

_SPAN = f"{FIRST_SEASON}-{LAST_JUDGED}"
_TITLES = {
    Horizon.PRE_WEEKEND: "Before the weekend",
    Horizon.POST_PRACTICE: "After practice",
    Horizon.POST_QUALIFYING: "After qualifying",
}
_NAMES = {
    "log_loss": "log loss of the winner",
    "top_1": "favourite wins",
    "top_3": "winner among the first three",
    "podium_precision": "podium precision@3",
    "brier_win": "Brier, win",
    "brier_podium": "Brier, podium",
    "brier_points": "Brier, points",
    "position_error": "error of the expected place",
    "spearman": "Spearman",
    "ece_win": "ECE win",
    "ece_podium": "ECE podium",
    "ece_points": "ECE points",
}
_MORE_IS_BETTER = ("top_1", "top_3", "podium_precision", "spearman")
_QUALIFYING_TARGET = 2.45
_DEFINITIONS = (
    "Every race is foretold from the races before it only; 2018-2025 count, 2026 is told apart (new rules, 22 cars).",
    "All starters count; who retires keeps his official order.",
    "Log loss: minus the logarithm of the chance given to the winner. Podium precision@3: of the three likeliest for "
    "the podium, the share that stood on it. Brier: mean over all cars.",
    "Expected place: the place a car is as likely to beat as not (median of its chances, interpolated), which is what "
    "errs least; the mean of the same chances is told beside it. Error: mean absolute difference to official order.",
    "ECE: ten equally full bins of all cars; beside it what a model that is exactly right would show by chance.",
    "In brackets: 95 % interval over races drawn again (bootstrap). Paired: our loss less theirs, race by race.",
    "Hyper-parameters and columns were chosen by 2010-2017, with the figures of 2018-2025 in sight; straight lines and "
    "blend are fitted after every race, trees every eight and at the start of a season.",
    "Grid frequencies: how often cars from each slot won, came on the podium or scored, with additive smoothing.",
)


def write_page(
    folder: Path, backtest: Backtest, qualifying: Sequence[QualifyingScore], tried: Sequence[str], measured_on: str
) -> None:
    """prediction.md and its plots into `folder`; `tried` are sentences on what was tried."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for part in _parts(backtest, qualifying, tried, measured_on) for line in part]
    (folder / "prediction.md").write_text("\n".join(lines) + "\n")
    draw_calibration(backtest.bins, folder / "prediction-calibration.svg")
    names = (CHAMPION, GRID, STANDING, ELO)
    losses = {name: _by_season(backtest, Horizon.POST_QUALIFYING, name) for name in names}
    draw_seasons(losses, folder / "prediction-seasons.svg")


def _parts(
    backtest: Backtest, qualifying: Sequence[QualifyingScore], tried: Sequence[str], measured_on: str
) -> Iterator[Iterator[str]]:
    yield _head(backtest, measured_on)
    for horizon in (Horizon.POST_QUALIFYING, Horizon.POST_PRACTICE, Horizon.PRE_WEEKEND):
        yield _horizon(backtest, horizon)
    yield _qualifying(qualifying, backtest.seed)
    yield _seasons(backtest)
    yield _calibration(backtest)
    yield _misses(backtest)
    yield iter(["## What was tried", "", *(f"* {line}" for line in tried), ""])
    yield iter(["## Known limits", "", *(f"* {line}" for line in backtest.known_limits)])


def _head(backtest: Backtest, measured_on: str) -> Iterator[str]:
    yield "# Predictions against real races"
    yield ""
    yield (
        f"Measured on {measured_on} at {backtest.code_version}, {FIRST_SEASON} to {backtest.last_race}, "
        f"seed {backtest.seed}. Written by `pitwall backtest`."
    )
    yield ""
    yield "## Definitions"
    yield ""
    yield from (f"* {line}" for line in _DEFINITIONS)
    yield ""


def _horizon(backtest: Backtest, horizon: Horizon) -> Iterator[str]:
    held = [one for one in backtest.summaries if one.horizon is horizon and one.seasons == _SPAN]
    others = [name for name in BASELINES if any(one.model == name for one in held)]
    races = next(one.value.races for one in held if one.model == CHAMPION)
    yield f"## {_TITLES[horizon]}"
    yield ""
    yield f"{races} races {_SPAN}."
    yield ""
    yield f"| | blend | target | {' | '.join(others)} |"
    yield f"| --- |{' --- |' * (len(others) + 2)}"
    for figure, name in _NAMES.items():
        own = _found(held, CHAMPION, figure)
        if own is None:
            continue
        beside = [_found(held, other, figure) for other in others]
        told = " | ".join(_short(one.value, figure) if one else "" for one in beside)
        floor = _found(held, CHAMPION, f"{figure}_floor")
        words = f"{own.value.mean:.4f} (floor {floor.value.mean:.4f})" if floor else _interval(own.value, figure)
        yield f"| {name} | {words} | {_target(own)} | {told} |"
    yield ""
    yield from _beside(held)
    yield from _members(held)


def _beside(held: Sequence[SummaryScore]) -> Iterator[str]:
    mean, cover = _found(held, CHAMPION, "position_error_of_mean"), _found(held, CHAMPION, "coverage_80")
    if mean and cover:
        yield f"Error of the mean place: {_interval(mean.value, 'position_error')}. "
        yield f"The 80 % ranges hold {_interval(cover.value, 'top_1')} of the cars."
        yield ""
    for one in held:
        if " less " in one.figure and one.figure.startswith(("log_loss", "position_error")):
            figure, other = one.figure.split(" less ")
            yield f"* {_NAMES[figure]}, paired against {other}: {_signed(one.value)}"
    yield ""


def _members(held: Sequence[SummaryScore]) -> Iterator[str]:
    names = [one.model for one in held if one.figure == "log_loss" and one.model not in (CHAMPION, *BASELINES)]
    yield "| member alone | log loss | favourite wins | top 3 | podium@3 | Brier podium | Brier points |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name in sorted(names, key=lambda name: (name != FOREST_AND_XGBOOST, name)):
        figures = ("log_loss", "top_1", "top_3", "podium_precision", "brier_podium", "brier_points")
        found = [_found(held, name, figure) for figure in figures]
        yield f"| {name} | {' | '.join(_short(one.value, one.figure) for one in found if one)} |"
    yield ""


def _qualifying(scores: Sequence[QualifyingScore], seed: int) -> Iterator[str]:
    yield "## Qualifying"
    yield ""
    yield "| known | sessions | error of the expected place | of the mean | order of practice or rating | target |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for horizon in (Horizon.POST_PRACTICE, Horizon.PRE_WEEKEND):
        kept = [one for one in scores if one.horizon is horizon and FIRST_SEASON <= one.race.season <= LAST_JUDGED]
        if kept:
            told = [
                _interval(interval([getattr(one, name) for one in kept], seed), "position_error")
                for name in ("position_error", "position_error_of_mean", "practice_error")
            ]
            target = f"<= {_QUALIFYING_TARGET}" if horizon is Horizon.POST_PRACTICE else ""
            yield f"| {_TITLES[horizon].lower()} | {len(kept)} | {' | '.join(told)} | {target} |"
    yield ""


def _seasons(backtest: Backtest) -> Iterator[str]:
    yield "## By season"
    yield ""
    yield "![Log loss of the winner by season, after qualifying](prediction-seasons.svg)"
    yield ""
    yield "| season | races | before: log loss | standing | after qualifying: log loss | grid | top 1 | place error |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for season in sorted({season_of(one.race_id) for one in backtest.scores}):
        rows = [one for one in backtest.summaries if one.seasons == str(season)]
        before = [one for one in rows if one.horizon is Horizon.PRE_WEEKEND]
        after = [one for one in rows if one.horizon is Horizon.POST_QUALIFYING]
        wanted = (
            _found(before, CHAMPION, "log_loss"),
            _found(before, STANDING, "log_loss"),
            _found(after, CHAMPION, "log_loss"),
            _found(after, GRID, "log_loss"),
            _found(after, CHAMPION, "top_1"),
            _found(after, CHAMPION, "position_error"),
        )
        races = next((one.value.races for one in wanted if one), 0)
        yield f"| {season} | {races} | {' | '.join(_short(one.value, one.figure) if one else '' for one in wanted)} |"
    yield ""


def _calibration(backtest: Backtest) -> Iterator[str]:
    yield "## Calibration after qualifying"
    yield ""
    yield "![Chances said and shares that came true](prediction-calibration.svg)"
    yield ""
    yield "| target | chances | n | said | came true |"
    yield "| --- | --- | --- | --- | --- |"
    for one in backtest.bins:
        if one.horizon is Horizon.POST_QUALIFYING:
            came = f"{one.observed:.3f} [{one.observed_low:.3f}, {one.observed_high:.3f}]"
            yield f"| {one.target} | {one.low:.2f}-{one.high:.2f} | {one.n} | {one.mean_predicted:.3f} | {came} |"
    yield ""
    cars = [car for car in backtest.cars if car.horizon is Horizon.POST_QUALIFYING and judged(car.race_id)]
    races, sure, won = sure_favourites(cars)
    if sure:
        yield (
            f"Where the favourite has more than {SURE:.0%} after qualifying ({sure} of {races} races) "
            f"he wins {won / sure:.0%}."
        )
        yield ""


def _misses(backtest: Backtest) -> Iterator[str]:
    yield "## Where it was most wrong, after qualifying"
    yield ""
    yield "| race | winner | chance given | favourite | his |"
    yield "| --- | --- | --- | --- | --- |"
    for one in misses([car for car in backtest.cars if car.horizon is Horizon.POST_QUALIFYING]):
        yield (f"| {one.race_id} | {one.winner} | {one.chance:.3f} | {one.favourite} | {one.favourite_chance:.2f} |")
    yield ""


def _by_season(backtest: Backtest, horizon: Horizon, model: str) -> dict[int, float]:
    return {
        int(one.seasons): one.value.mean
        for one in backtest.summaries
        if one.horizon is horizon and one.model == model and one.figure == "log_loss" and one.seasons != _SPAN
    }


def _found(held: Sequence[SummaryScore], model: str, figure: str) -> SummaryScore | None:
    return next((one for one in held if one.model == model and one.figure == figure), None)


def _target(one: SummaryScore) -> str:
    if one.target is None:
        return ""
    return f">= {one.target:g}" if one.figure in _MORE_IS_BETTER else f"<= {one.target:g}"


def _interval(value: Interval, figure: str) -> str:
    return f"{_number(value.mean, figure)} [{_number(value.low, figure)}, {_number(value.high, figure)}]"


def _short(value: Interval, figure: str) -> str:
    return _number(value.mean, figure)


def _signed(value: Interval) -> str:
    return f"{value.mean:+.3f} [{value.low:+.3f}, {value.high:+.3f}]"


def _number(value: float, figure: str) -> str:
    return f"{value:.4f}" if figure.startswith("brier") else f"{value:.3f}"
