"""The report's tables, as Markdown."""

from collections.abc import Iterable, Sequence

from pitwall.calibration.calibration import Calibration
from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_pooling import EventCalibration
from pitwall.calibration.neutralisations_measured import KINDS
from pitwall.calibration.overtaking_reliability import ReliabilityBin, SeasonForecast
from pitwall.calibration.report_plots import Wear
from pitwall.calibration.weekend_measurement import WeekendEntry
from pitwall.domain.race_parameters import OVERTAKING_TERMS, REACTION_TERMS
from pitwall.domain.race_state import TrackStatus
from pitwall.domain.team_lineage import last_team_of
from pitwall.domain.vocabulary import Compound


def calibration_figures(calibration: Calibration) -> str:
    """The figures of a mean circuit."""
    events = calibration.events
    figures = [
        *calibration.laps.summary(),
        ("pit lane under green, s", events.pit_loss.green_s.overall),
        ("the same under VSC, share", events.pit_loss.vsc_share.overall),
        ("the same under the safety car, share", events.pit_loss.sc_share.overall),
        ("from stop to stop, s", events.pit_loss.sd_s),
        ("stationary, s", events.stationary.median_s.overall),
        ("slow stop, probability", events.stationary.slow_probability.overall),
        ("a slow stop's extra, s", events.stationary.slow_extra_s),
        ("second car of a double stack, s", events.stationary.double_stack_s),
        ("answer to an undercut from behind, probability", events.reaction.cover_probability),
        ("retirement, share of starters", events.retirement.per_race),
        ("retirement on lap 1, probability", events.retirement.first_lap.overall),
        ("retirement, log hazard from first to last on the grid", events.retirement.grid_slope),
        ("time penalty, probability per lap", events.penalty.per_lap.overall),
        ("time penalty, s", events.penalty.seconds),
        ("right behind another car, s per lap", events.dirty_air.loss_s.overall),
        ("dirty air reaches, s", events.dirty_air.reach_s),
        ("holding off an attack, s", events.dirty_air.failed_attempt_s),
        ("blue flags, s per car that laps", events.dirty_air.blue_flag_s),
        ("a leader alone in the second half, s per lap", events.easing_s),
        ("queue behind the safety car, s from car to car", events.neutralisation.queue_gap_s),
        ("the same as it comes in, s", events.neutralisation.restart_gap_s),
        ("gap after a failed attempt, s", events.overtaking.follow_gap_s),
        ("lead of a passer at the end of the lap, s", events.overtaking.pass_gap_s),
        ("lap 1 against a flying lap, s", events.start.standing_lap_loss_s.overall),
        ("start from the pit lane, s behind the last slot", events.start.pit_lane_loss_s),
        ("rain for other tyres begins, probability per lap", events.rain.start_hazard.overall),
        ("rain ends, probability per lap", events.rain.stop_hazard),
        ("a race is wet at some point, probability", events.rain.wet_race.overall),
    ]
    return _table(("at a mean circuit", "value", "give or take", "n", "seasons"), (_row(*f) for f in figures))


def wear_table(wear: Wear) -> str:
    """Wear in seconds per lap of tyre life, by compound and circuit."""
    rows = [
        (circuit, *(f"{e.linear_s.mean:.3f} ± {e.linear_s.sd:.3f} ({e.laps:,})" for e in compounds.values()))
        for circuit, compounds in wear.items()
    ]
    return _table(("s per lap of life (laps seen)", "soft", "medium", "hard"), rows)


def compound_table(wear: Wear) -> str:
    """Fresh against medium, how wear bends, and the tyre life from which it turns steeper, by circuit."""
    soft, medium, hard = Compound.SOFT, Compound.MEDIUM, Compound.HARD
    rows = [
        (
            circuit,
            *(_short(of[compound].offset_s) for compound in (soft, hard)),
            *(f"{1000 * of[compound].quadratic_s.mean:.2f}" for compound in (soft, medium, hard)),
            *(f"{of[compound].cliff_lap:.0f} (+{of[compound].cliff_s:.3f})" for compound in (soft, medium, hard)),
        )
        for circuit, of in wear.items()
    ]
    fresh = (f"{compound.lower()} fresh, s" for compound in (soft, hard))
    bend = (f"{compound.lower()}: ms per squared lap" for compound in (soft, medium, hard))
    cliff = (f"{compound.lower()}: from lap (s per lap more)" for compound in (soft, medium, hard))
    return _table(("circuit", *fresh, *bend, *cliff), rows)


def start_table(events: EventCalibration, slots: int) -> str:
    """What a grid slot is worth at the end of lap 1 at a mean circuit, and who starts well."""
    start = events.start
    places = zip(start.slot_loss_s[:slots], start.spread_s[:slots], strict=True)
    rows = ((f"{slot}", f"{loss:.2f}", f"{spread:.2f}") for slot, (loss, spread) in enumerate(places, start=1))
    gains = sorted(start.gain_s.groups.items(), key=lambda item: -item[1].mean)
    drivers = ((name, _short(estimate), f"{estimate.n}") for name, estimate in gains)
    return (
        _table(("slot", "behind pole at the end of lap 1, s", "give or take"), rows)
        + "\n\n"
        + _table(("driver", "gained on lap 1, s", "starts"), drivers)
    )


def pit_table(events: EventCalibration, circuits: Sequence[str]) -> str:
    """Lane loss by circuit, and with the usual stationary time."""
    standing = events.stationary.median_s.overall.mean
    rows = []
    for circuit in circuits:
        loss = events.pit_loss.lane_loss(circuit)
        green = loss[TrackStatus.GREEN]
        rows.append(
            (
                circuit,
                f"{green.mean + standing:.1f}",
                *(_short(loss[status]) for status in (TrackStatus.GREEN, TrackStatus.VSC, TrackStatus.SC)),
                f"{green.n}",
            )
        )
    return _table(("circuit", "whole stop, s", "lane, green", "lane, VSC", "lane, SC", "stops"), rows)


def team_table(events: EventCalibration, entries: Sequence[WeekendEntry]) -> str:
    """Crews and reliability of the teams of the newest race."""
    teams = dict.fromkeys(last_team_of(entry.constructor_id) for entry in entries)
    rows = [
        (
            team,
            _short(events.stationary.median_s.of(team)),
            f"{events.stationary.slow_probability.of(team).mean:.3f}",
            f"{1000 * events.retirement.by_team.of(team).mean:.2f}",
            f"{events.overtaking.top_speed_kmh.of(team).mean:+.1f}",
        )
        for team in teams
    ]
    return _table(
        ("team", "stationary, s", "slow stop, probability", "retirements per 1000 laps", "top speed, km/h"), rows
    )


def neutralisation_table(events: EventCalibration) -> str:
    """Hazards, and what stops in them."""
    found = events.neutralisation
    rows = [
        (
            name,
            _short(found.per_race[kind]),
            f"{1000 * found.hazard[kind].mean:.2f}",
            f"{found.per_retirement[kind].mean:.3f}",
            f"{found.first_lap_factor[kind].mean:.1f}",
            f"{found.rain_factor[kind].mean:.1f}",
            f"{found.durations_seen[kind]}",
        )
        for kind, name in enumerate(KINDS)
    ]
    hazards = _table(
        ("", "per race", "by itself per 1000 laps", "per retirement", "lap 1, times", "wet, times", "seen"), rows
    )
    factors = [
        ("circuits differ by", *(f"{pooled.between_sd:.2f}" for pooled in found.circuit_factor)),
        ("lap time of the leader, times", *(f"{factor.mean:.2f}" for factor in found.lap_time_factor)),
        *((term, *(_short(row[k]) for row in events.reaction.logit)) for k, term in enumerate(REACTION_TERMS)),
    ]
    return (
        hazards
        + "\n\nWhat a circuit had before foretells little of its next race; the factor between circuits is small. "
        + "Below, the log-odds that a car stops in the first two laps.\n\n"
        + _table(("", "VSC", "SC"), factors)
    )


def overtaking_table(events: EventCalibration) -> str:
    """Coefficients, and the circuits from hard to easy."""
    model = events.overtaking
    rows = [
        *(_row(name, estimate) for name, estimate in zip(OVERTAKING_TERMS, model.coefficients, strict=True)),
        _row("per second closer than a held-up follower", model.closeness),
    ]
    circuits = sorted(model.circuit.groups.items(), key=lambda item: item[1].mean)
    return (
        _table(("log-odds of a pass, per lap within 1.5 s", "value", "give or take", "n", "seasons"), rows)
        + "\n\n"
        + _table(
            ("circuit, hardest first", "on the intercept", "following laps"),
            ((name, _short(estimate), f"{estimate.n:,}") for name, estimate in circuits),
        )
    )


def reliability_tables(bins: Sequence[ReliabilityBin], seasons: Sequence[SeasonForecast]) -> str:
    """Chances given against passes, each season forecast from those before it."""
    return (
        "Each season forecast from the seasons before it:\n\n"
        + _table(
            ("chance given", "share that passed", "following laps"),
            ((f"{b.forecast:.3f}", f"{b.passed:.3f}", f"{b.attempts:,}") for b in bins),
        )
        + "\n\n"
        + _table(
            ("season", "passes forecast", "passes", "following laps"),
            ((f"{s.season}", f"{s.forecast:.0f}", f"{s.passes}", f"{s.attempts:,}") for s in seasons),
        )
    )


def _row(name: str, estimate: Estimate) -> tuple[str, ...]:
    seasons = f"{estimate.seasons[0]} to {estimate.seasons[-1]}" if estimate.seasons else "believed, not measured"
    return name, f"{estimate.mean:.4g}", f"{estimate.sd:.2g}", f"{estimate.n:,}", seasons


def _short(estimate: Estimate) -> str:
    return f"{estimate.mean:.2f} ± {estimate.sd:.2f}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
