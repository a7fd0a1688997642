"""How a race was neutralised: what began when, for how long, after whose retirement, and how fast the field then was.

Chains of status (VSC, then safety car, then red flag) are one event of its gravest kind.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pitwall.calibration.event_laps import Floats, LapGrid
from pitwall.calibration.event_pace import ExpectedPace
from pitwall.calibration.retirements import NOT_DROPPED_OUT
from pitwall.domain.neutralisations import LeaderLaps, leader_laps

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

KINDS = ("VSC", "SC", "RED")
_CHAIN_S = 20.0
_RESTART_CHAIN_S = 150.0
"""Laps behind the safety car right after a red flag belong to it."""
_ROLLING_S = 5.0
_WET_SHARE = 0.3
_PICKED_UP_LAPS = 2.0
_FEWEST_CARS = 5
_NORMAL_QUARTILES = 1.349
"""Distance of a normal's quartiles in standard deviations."""


@dataclass(frozen=True)
class NeutralisationEvent:
    """One neutralisation."""

    kind: int
    """Index in KINDS."""
    lap: int
    """The leader was on."""
    laps: float
    """Of the leader under it; of a red flag those before the race stopped."""
    wet: bool
    retirements: int
    """Cars that dropped out on this lap or the one before."""
    start_time_s: float | None
    end_time_s: float | None
    """Session time; None where the feed has none."""


@dataclass(frozen=True)
class NeutralisationMeasurement:
    """One race's neutralisations and what they could have happened in."""

    events: tuple[NeutralisationEvent, ...] = ()
    started: bool = False
    """False where nothing is known of the race, or it began behind the safety car: its lap 1 says nothing."""
    dry_laps: int = 0
    """Green laps after the first, by leader."""
    wet_laps: int = 0
    first_lap_retirements: int = 0
    later_laps: int = 0
    """After the first, by leader, green or not."""
    later_retirements: int = 0
    """On them."""
    extra_laps: tuple[float, float] = (0.0, 0.0)
    """VSC, SC: time the leader lost in all of them, as free laps."""
    under_laps: tuple[float, float] = (0.0, 0.0)
    """Laps they lasted, each at least one."""
    catch_up_factor: float | None = None
    """Lower quartile of the lap times of the rear half under a safety car that has picked up the leader, on free laps:
    cars that have not reached the queue yet."""
    queue_gap_s: float | None = None
    """Median between cars at the end of the last lap but one of a safety car."""
    restart_gap_s: float | None = None
    """The same as it comes in: the leader lets the field close up before he goes."""
    restart_gap_sd_s: float | None = None
    """Of the same, by quartiles."""


def measure_neutralisations(facts: "RaceFacts", grid: LapGrid, pace: ExpectedPace | None) -> NeutralisationMeasurement:
    """The neutralisations of one race; times of events are session times."""
    if facts.neutralisations.empty and not grid.neutralised.any():
        return _quiet_race(facts, grid)
    dropped = _retirement_laps(facts)
    wet = grid.wet_share() > _WET_SHARE
    events = _events(facts, grid, wet, dropped)
    rolling = [e for e in events if _rolling(facts, e)]
    events = [e for e in events if e not in rolling]
    green = ~grid.neutralised_by_lap()
    green[0] = False
    lost, under = _slowed(grid, pace, events)
    restart_gap_s, restart_gap_sd_s = _restart_gap(grid)
    return NeutralisationMeasurement(
        events=tuple(events),
        started=not rolling,
        dry_laps=int((green & ~wet).sum()),
        wet_laps=int((green & wet).sum()),
        first_lap_retirements=sum(lap == 1 for lap in dropped),
        later_laps=max(0, grid.laps - 1),
        later_retirements=sum(lap > 1 for lap in dropped),
        extra_laps=lost,
        under_laps=under,
        catch_up_factor=_catch_up(grid, pace, events),
        queue_gap_s=_queue_gap(grid, events),
        restart_gap_s=restart_gap_s,
        restart_gap_sd_s=restart_gap_sd_s,
    )


def _rolling(facts: "RaceFacts", event: NeutralisationEvent) -> bool:
    """The race began under it."""
    if facts.start_time_s is None or event.start_time_s is None:
        return False
    return event.start_time_s <= facts.start_time_s + _ROLLING_S


def _known(time_s: float) -> float | None:
    return float(time_s) if np.isfinite(time_s) else None


def _quiet_race(facts: "RaceFacts", grid: LapGrid) -> NeutralisationMeasurement:
    """A race that ran green from start to end."""
    dropped = _retirement_laps(facts)
    wet_laps = int((grid.wet_share()[1:] > _WET_SHARE).sum())
    return NeutralisationMeasurement(
        started=grid.laps > 0,
        dry_laps=max(0, grid.laps - 1 - wet_laps),
        wet_laps=wet_laps,
        first_lap_retirements=sum(lap == 1 for lap in dropped),
        later_laps=max(0, grid.laps - 1),
        later_retirements=sum(lap > 1 for lap in dropped),
    )


def _retirement_laps(facts: "RaceFacts") -> list[int]:
    results = facts.results
    out = results["reason_retired"].notna() & ~results["position_text"].isin(NOT_DROPPED_OUT)
    return [int(laps) + 1 for laps in results.loc[out, "laps"].fillna(0)]


def _events(facts: "RaceFacts", grid: LapGrid, wet: np.ndarray, dropped: list[int]) -> list[NeutralisationEvent]:
    rows = facts.neutralisations
    leader = leader_laps(*_leader_columns(grid))
    chains: list[list[tuple[str, int, int, float, float]]] = []
    for row in zip(
        rows["kind"],
        rows["start_lap"],
        rows["end_lap"].fillna(rows["start_lap"]),
        rows["start_time_s"],
        rows["end_time_s"],
        strict=True,
    ):
        if chains and _continues(chains[-1][-1], row):
            chains[-1].append(row)
        else:
            chains.append([row])
    found = []
    for chain in chains:
        kind = max(KINDS.index(row[0]) for row in chain)
        start, lap = chain[0][3], max(1, int(chain[0][1]))
        end = next((row[3] for row in chain if row[0] == "RED"), chain[-1][4])
        last = next((row[1] for row in chain if row[0] == "RED"), chain[-1][2])
        laps = _laps_between(leader, start, end) if np.isfinite([start, end]).all() else max(0.0, float(last - lap))
        after = sum(lap - 1 <= out <= lap for out in dropped)
        found.append(
            NeutralisationEvent(
                kind,
                lap,
                round(laps, 2),
                bool(wet[min(lap, grid.laps) - 1]),
                after,
                _known(start),
                _known(chain[-1][4]),
            )
        )
    return found


def _continues(before: tuple[str, int, int, float, float], row: tuple[str, int, int, float, float]) -> bool:
    if before[4] != before[4] or row[3] != row[3]:
        return bool(row[1] <= before[2])
    return bool(row[3] - before[4] < (_RESTART_CHAIN_S if before[0] == "RED" and row[0] == "SC" else _CHAIN_S))


def _leader_columns(grid: LapGrid) -> tuple[np.ndarray, np.ndarray]:
    laps = np.repeat(np.arange(1, grid.laps + 1, dtype=float), grid.end_s.shape[1])
    return laps, grid.end_s.ravel()


def _laps_between(leader: LeaderLaps, start_s: float, end_s: float) -> float:
    """Laps the leader drove between two session times, parts of laps included."""
    if len(leader.lap_number) < 2:
        return 0.0
    first, last = np.interp([start_s, end_s], leader.end_time_s, leader.lap_number)
    return float(last - first)


def _slowed(
    grid: LapGrid, pace: ExpectedPace | None, events: list[NeutralisationEvent]
) -> tuple[tuple[float, float], tuple[float, float]]:
    lost, under = [0.0, 0.0], [0.0, 0.0]
    if pace is None:
        return (0.0, 0.0), (0.0, 0.0)
    excess = grid.time_s / pace.lap_s - 1.0
    excess[grid.pitted] = np.nan
    for event in events:
        span = slice(event.lap - 1, min(grid.laps, event.lap + round(event.laps) + 1))
        if event.kind == KINDS.index("RED") or event.wet or event.lap == 1 or grid.red[span].any():
            continue
        front = _front_runners(grid, event.lap)
        per_lap = np.array([_median(row) for row in excess[span][:, front]])
        if np.isfinite(per_lap).all() and len(per_lap):
            lost[event.kind] += float(np.clip(per_lap, 0.0, None).sum())
            under[event.kind] += max(1.0, float(round(event.laps)))
    return (round(lost[0], 3), round(lost[1], 3)), (under[0], under[1])


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _front_runners(grid: LapGrid, lap: int) -> np.ndarray:
    """The first few cars: they meet the safety car first, so their laps are slow as long as it is out."""
    return grid.order(max(0, lap - 2))[:4]


def _catch_up(grid: LapGrid, pace: ExpectedPace | None, events: list[NeutralisationEvent]) -> float | None:
    factors: list[float] = []
    for event in events:
        lap = event.lap  # the index of the lap after the one it began on
        if pace is None or event.kind != KINDS.index("SC") or event.wet or event.laps < _PICKED_UP_LAPS:
            continue
        rear = grid.order(lap - 1)[10:]
        ratio = (grid.time_s[lap] / pace.lap_s[lap])[rear]
        factors.extend(ratio[np.isfinite(ratio) & ~grid.pitted[lap, rear] & grid.sc[lap, rear]].tolist())
    return round(float(np.percentile(factors, 25)), 3) if len(factors) >= _FEWEST_CARS else None


def _queue_gap(grid: LapGrid, events: list[NeutralisationEvent]) -> float | None:
    gaps = []
    _, gap = grid.ahead
    for event in events:
        last = event.lap + round(event.laps) - 2
        if event.kind == KINDS.index("SC") and event.laps > 2 and 0 <= last < grid.laps:
            row = gap[last][np.isfinite(gap[last])]
            gaps.extend(row[(row > 0.1) & (row < 5.0)].tolist())
    return round(float(np.median(gaps)), 3) if len(gaps) >= _FEWEST_CARS else None


def _restart_gap(grid: LapGrid) -> tuple[float, float] | tuple[None, None]:
    """Between cars on the line where green running begins, after at least two laps of safety car."""
    front = grid.neutralised_by_lap()
    safety_car = (grid.sc & ~grid.red).sum(axis=1) * 2 > grid.driven.sum(axis=1)
    _, gap = grid.ahead
    gaps: list[float] = []
    for lap in range(1, grid.laps - 1):
        if safety_car[lap - 1] and safety_car[lap] and not front[lap + 1]:
            row = gap[lap][np.isfinite(gap[lap])]
            gaps.extend(row[row < 5.0].tolist())
    if len(gaps) < _FEWEST_CARS:
        return None, None
    lower, middle, upper = np.percentile(gaps, (25, 50, 75))
    return round(float(middle), 3), round(float(upper - lower) / _NORMAL_QUARTILES, 3)
