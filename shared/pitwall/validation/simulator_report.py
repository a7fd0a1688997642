"""Writes what validation found: a page to read, plots, and the rows that `make bench` prints."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from pathlib import Path

from pitwall.validation import measures
from pitwall.validation.plots import draw_errors, draw_pit, draw_winners
from pitwall.validation.replay import ForecastScore, ReplayScore
from pitwall.validation.summary import LEVELS, Figure, benchmark_rows, bounds_of, coverage_figure, over_cars, over_races
from pitwall.validation.walk_forward import WARM_UP_SEASON, RaceScores, replays


@dataclass(frozen=True)
class Measured:
    """How the figures came about."""

    commit: str
    measured_on: str
    """Date, ISO 8601."""
    calibration_version: str
    runs: int
    seed: int


def write_report(folder: Path, scores: Sequence[RaceScores], measured: Measured) -> None:
    """simulator.md, simulator.json and the plots into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    judged = [score for score in scores if score.race.season > WARM_UP_SEASON] or list(scores)
    outside, inside = replays(judged), replays(judged, in_sample=True)
    forecasts = [score.forecast for score in judged]
    rows = benchmark_rows(outside, inside, forecasts)
    document = {
        "commit": measured.commit,
        "measured_on": measured.measured_on,
        "calibration_version": measured.calibration_version,
        "runs": measured.runs,
        "seed": measured.seed,
        "rows": [asdict(row) for row in rows],
    }
    (folder / "simulator.json").write_text(json.dumps(document, indent=1) + "\n")
    (folder / "simulator.md").write_text("\n".join(_page(scores, judged, measured)) + "\n")
    draw_pit(forecasts, folder / "simulator-pit.svg")
    draw_errors(replays(scores), folder / "simulator-errors.svg")
    draw_winners(forecasts, folder / "simulator-winners.svg")


def _page(scores: Sequence[RaceScores], judged: Sequence[RaceScores], measured: Measured) -> Iterator[str]:
    seasons = sorted({score.race.season for score in judged})
    outside, forecasts = replays(judged), [score.forecast for score in judged]
    yield "# The simulator against real races"
    yield ""
    yield (
        f"Measured on {measured.measured_on} at commit {measured.commit}, calibration {measured.calibration_version}, "
        f"{measured.runs} runs a race, seed {measured.seed}. Written by `pitwall validate simulator`."
    )
    yield ""
    yield from _definitions()
    yield f"## Dry races {seasons[0]}-{seasons[-1]}, real strategies, neutralisations and retirements given"
    yield ""
    yield from _replay_table(outside, replays(judged, in_sample=True))
    yield "![Position error by season](simulator-errors.svg)"
    yield ""
    yield f"## Forecast after qualifying, all races {seasons[0]}-{seasons[-1]}, nothing of the race known"
    yield ""
    yield from _forecast_table(forecasts)
    yield "![Where the real positions fell in the forecast](simulator-pit.svg)"
    yield "![How often favourites won](simulator-winners.svg)"
    yield ""
    yield "## What limits these figures"
    yield ""
    yield from (f"* {note}" for note in _LIMITS)
    yield ""
    yield from _season_table(scores)
    yield from _race_table(scores)


_LIMITS = (
    "Given strategies tell something of the race: a stop for a broken wing, or one more stop late on, is given too. "
    "The forecast below them is given nothing.",
    "Today's pace: what the weekend and earlier races say leaves about 0.3 % of a lap open for each car, shared by "
    "team-mates in part. This is what separates out of sample from in sample.",
    "Lap counts: more cars are a lap short in the simulator than a lap ahead. On pace fitted on "
    "the race itself places 7 to 14 end up 0.2 s a lap too far behind, most of it in the middle third; a third to a "
    "half of it is what cars lose behind others. At Monaco, where real leaders hold back the field all race long, far "
    "more. Pace before the race does the rest.",
    "Passes: with real stops and flags a tenth fewer than in reality; on the first lap after a "
    "restart less than half as many places change, for the trouble real cars have there is not simulated; on lap 2 "
    "twice as many, though gaps are as in reality.",
    "Likely stops: two cars in five draw their plan with the race's number, so that pairs plan the same compounds as "
    "often as those of 2018 to 2025 drove them (25 %); of all settings this one was fitted to the judged seasons too.",
    "The forecast's log loss is worst in races that turn wet: no weather forecast is given, rain is drawn from the "
    "circuit's history.",
    "Penalties after the race and disqualifications are part of the real order and not of the given one.",
    "Settings of pace: half-lives, priors and the spread of form were chosen on 2018 and 2019; those of practice "
    "long runs and of the robust fits while looking at all seasons, which moved the position error by about 0.01.",
)


def _definitions() -> Iterator[str]:
    yield "## Definitions"
    yield ""
    yield from (
        f"* {line}"
        for line in (
            "Out of sample: every parameter comes from the races before the one replayed, and from its own practice, "
            f"qualifying and grid. {WARM_UP_SEASON} is warm-up, reported apart. In sample: pace and wear fitted on the "
            "race itself, as the academic reference does.",
            "Dry: no lap on intermediates or wets.",
            "Position error: mean of |predicted - real rank| over the cars that finish in both; the predicted rank is "
            "that of the mean simulated position. Winner and podium: who came there in most runs.",
            "Grid order: the same cars ranked as they started. Middle of the field: everyone at the middle rank.",
            "Race time: simulated mean against real, each centred on the mean of the cars on the lead lap in both; "
            "median over the cars of a race, then mean over races.",
            "Lap counts: median simulated laps done equal the real ones.",
            "Coverage: positions are whole, so the outer positions of an interval count by the share of them inside "
            "the level; a calibrated forecast covers 80 % and not more. With whole outer positions the same interval "
            "covers more; both are given.",
            "CRPS in positions (unnormalised ranked probability score): of a sure forecast it is the absolute error. "
            "Grid frequencies: where each slot came in all earlier races of the archive.",
            "Forecasts count all starters in the official order, retirements and disqualifications included.",
            "In brackets: 95 % interval over races drawn again (bootstrap).",
        )
    )
    yield ""


def _replay_table(outside: Sequence[ReplayScore], inside: Sequence[ReplayScore]) -> Iterator[str]:
    yield f"{len(outside)} races."
    yield ""
    yield "| | out of sample | in sample | grid order | target |"
    yield "| --- | --- | --- | --- | --- |"
    yield _replay_row(over_cars, outside, inside, ("position error", "position_error", "grid_error"), _ERROR_TARGET)
    yield _replay_row(over_cars, outside, inside, ("lap counts that match", "laps_match", None), ">= 0.85")
    middle = over_cars(outside, lambda s: s.middle_error)
    yield f"| position error of the middle of the field | {middle} | | | |"
    for row, target in (
        (("Spearman", "spearman", "grid_spearman"), ">= 0.84"),
        (("Kendall tau", "kendall_tau", None), ""),
        (("winner hit", "winner_hit", "grid_winner_hit"), ">= 0.58"),
        (("podium hits", "podium_hits", "grid_podium_hits"), ""),
        (("race time error, s", "time_error_s", None), ""),
    ):
        yield _replay_row(over_races, outside, inside, row, target)
    yield ""


_ERROR_TARGET = "<= 1.95 (stretch 1.8); in sample <= 1.50"


def _replay_row(
    mean: Callable[[Sequence[ReplayScore], Callable[[ReplayScore], float]], Figure],
    outside: Sequence[ReplayScore],
    inside: Sequence[ReplayScore],
    row: tuple[str, str, str | None],
    target: str,
) -> str:
    name, own, grid = row
    baseline = "-" if grid is None else str(mean(outside, attrgetter(grid)))
    return f"| {name} | {mean(outside, attrgetter(own))} | {mean(inside, attrgetter(own))} | {baseline} | {target} |"


def _forecast_table(forecasts: Sequence[ForecastScore]) -> Iterator[str]:
    bounds = bounds_of(forecasts)
    yield f"{len(forecasts)} races, {len(bounds.at)} cars."
    yield ""
    yield "| | simulator | baseline | target |"
    yield "| --- | --- | --- | --- |"
    for level in LEVELS:
        whole = measures.whole_coverage(bounds, level)
        target = "0.76-0.84" if level == 0.8 else ""
        yield (
            f"| coverage of the {level:.0%} interval | {coverage_figure(forecasts, level)} "
            f"(whole positions {whole:.2f}) | {level} | {target} |"
        )
    crps, grid = over_races(forecasts, lambda s: s.crps), over_races(forecasts, lambda s: s.grid_crps)
    frequency = over_races(forecasts, lambda s: s.frequency_crps)
    yield f"| CRPS, positions | {crps} | grid order {grid}; grid frequencies {frequency} | below grid |"
    loss, slots = over_races(forecasts, lambda s: s.log_loss), over_races(forecasts, lambda s: s.frequency_log_loss)
    yield f"| winner log loss | {loss} | grid frequencies {slots} | <= 1.25 |"
    hit, pole = over_races(forecasts, lambda s: s.winner_hit), over_races(forecasts, lambda s: s.grid_winner_hit)
    expected = over_races(forecasts, lambda s: s.winner_probability)
    yield f"| favourite wins | {hit} (expected of itself {expected.value:.2f}) | pole {pole} | |"
    dry = [score for score in forecasts if score.dry]
    wet = [score for score in forecasts if not score.dry]
    for name, part in (("dry", dry), ("not dry", wet)):
        if part:
            covered = coverage_figure(part, 0.8)
            part_loss = over_races(part, lambda s: s.log_loss)
            yield f"| {name} races ({len(part)}) | coverage of 80 %: {covered}; log loss {part_loss} | | |"
    yield ""


def _header(*columns: str) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|" + " --- |" * len(columns)


def _season_table(scores: Sequence[RaceScores]) -> Iterator[str]:
    yield "## By season"
    yield ""
    yield from _header(
        "season",
        "dry races",
        "position error",
        "grid order",
        "in sample",
        "Spearman",
        "winner",
        "laps match",
        "80 %",
        "log loss",
    )
    for season in sorted({score.race.season for score in scores}):
        part = [score for score in scores if score.race.season == season]
        outside, inside, ahead = replays(part), replays(part, in_sample=True), [score.forecast for score in part]
        name = f"{season} (warm-up)" if season == WARM_UP_SEASON else str(season)
        cells = (
            over_cars(outside, lambda s: s.position_error).value,
            over_cars(outside, lambda s: s.grid_error).value,
            over_cars(inside, lambda s: s.position_error).value,
            over_races(outside, lambda s: s.spearman).value,
            over_races(outside, lambda s: s.winner_hit).value,
            over_cars(outside, lambda s: s.laps_match).value,
            coverage_figure(ahead, 0.8).value,
            over_races(ahead, lambda s: s.log_loss).value,
        )
        yield f"| {name} | {len(outside)} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |"
    yield ""


def _race_table(scores: Sequence[RaceScores]) -> Iterator[str]:
    yield "## Race by race"
    yield ""
    yield from _header(
        "race",
        "circuit",
        "cars",
        "position error",
        "grid order",
        "in sample",
        "winner",
        "laps match",
        "time error, s",
        "log loss",
    )
    for score in scores:
        ahead, outside, inside = score.forecast, score.out_of_sample, score.in_sample
        if outside is None or inside is None:
            yield f"| {score.race} | {ahead.circuit_id} (not dry) | | | | | | | | {ahead.log_loss:.2f} |"
            continue
        time_error = "" if outside.time_error_s is None else f"{outside.time_error_s:.1f}"
        yield (
            f"| {score.race} | {ahead.circuit_id} | {outside.cars} | {outside.position_error:.2f} | "
            f"{outside.grid_error:.2f} | {inside.position_error:.2f} | {'yes' if outside.winner_hit else 'no'} | "
            f"{outside.laps_match:.2f} | {time_error} | {ahead.log_loss:.2f} |"
        )
    yield ""
