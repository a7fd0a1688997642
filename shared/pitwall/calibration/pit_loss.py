"""What the pit lane costs: time lost against staying out, by circuit and track status, stationary time apart.

In lap and first sector of the out lap against the car's own expected clean laps; what cold tyres cost in the rest of
the out lap belongs to the lap model. Neutralised stops are measured against the cars around that stayed out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Measured, Pooled, pool_means
from pitwall.calibration.event_laps import Floats, LapGrid, of_stops
from pitwall.calibration.event_pace import ExpectedPace
from pitwall.domain.race_state import TrackStatus

if TYPE_CHECKING:
    from pitwall.calibration.race_facts import RaceFacts

_NEIGHBOURS_S = 12.0
"""Cars within this meet a neutralisation at the same part of the lap."""
_PLAUSIBLE_S = (6.0, 60.0)
_NEUTRALISED_SHARE_SD = 0.35
"""Of one race's neutralised loss as a share of the green one: all its stops met the same neutralisation at the same
part of the lap, so many stops of one race say little more than one."""
_FEWEST_STOPS = 4
_UNSEEN = Estimate(20.0, 4.0, 0)
"""Before any stop was seen: 350 m at the limit of 80 km/h (Sporting Regulations, Article 34.7) against racing speed."""
_UNSEEN_SHARE = Estimate(0.6, 0.25, 0)
"""A neutralised field is about so much faster than the pit lane limit, compared with a racing one."""
_DRIFT_SD_S = 0.35
"""Pit lanes, exits and speed limits are rebuilt; so much a season."""


@dataclass(frozen=True)
class StatusLoss:
    """Median lane loss under one track status."""

    median_s: float
    sd_s: float
    """From stop to stop, robust."""
    stops: int


@dataclass(frozen=True)
class PitLossMeasurement:
    """One race's pit lane."""

    green: StatusLoss | None = None
    vsc: StatusLoss | None = None
    sc: StatusLoss | None = None


def measure_pit_loss(facts: "RaceFacts", grid: LapGrid, pace: ExpectedPace | None) -> PitLossMeasurement:
    """The lane loss of a dry race; nothing where too few stops tell it."""
    if pace is None:
        return PitLossMeasurement()
    stationary = _stationary(facts, grid)
    losses: dict[TrackStatus, list[float]] = {TrackStatus.GREEN: [], TrackStatus.VSC: [], TrackStatus.SC: []}
    for lap, car in zip(*np.nonzero(grid.stop[:-1] & grid.dry[:-1] & grid.dry[1:]), strict=True):
        status = _status(grid, lap, car)
        if lap == 0 or status is None:
            continue
        loss = (
            _green_loss(grid, pace, lap, car) if status is TrackStatus.GREEN else _against_field(grid, pace, lap, car)
        )
        net = loss - stationary[lap, car]
        if np.isfinite(net) and (status is not TrackStatus.GREEN or _PLAUSIBLE_S[0] < net < _PLAUSIBLE_S[1]):
            losses[status].append(float(net))
    return PitLossMeasurement(
        green=_summary(losses[TrackStatus.GREEN], _FEWEST_STOPS),
        vsc=_summary(losses[TrackStatus.VSC], 1),
        sc=_summary(losses[TrackStatus.SC], 1),
    )


def _status(grid: LapGrid, lap: int, car: int) -> TrackStatus | None:
    """Of the in lap; None where a red flag fell on the stop or a neutralisation began on the out lap."""
    if grid.red[lap : lap + 2, car].any():
        return None
    if grid.sc[lap, car]:
        return TrackStatus.SC
    if grid.vsc[lap, car]:
        return TrackStatus.VSC
    return None if grid.neutralised[lap + 1, car] else TrackStatus.GREEN


def _green_loss(grid: LapGrid, pace: ExpectedPace, lap: int, car: int) -> float:
    """In lap and first sector of the out lap."""
    driven = grid.time_s[lap, car] + grid.sector1_s[lap + 1, car]
    clean = pace.lap_s[lap, car] + pace.first_sector_share[car] * pace.lap_s[lap + 1, car]
    return float(driven - clean)


def _against_field(grid: LapGrid, pace: ExpectedPace, lap: int, car: int) -> float:
    """In and out lap against the median of the cars around that stayed out, their pace allowed for."""
    two = grid.time_s[lap] + grid.time_s[lap + 1]
    near = np.abs(grid.end_s[lap - 1] - grid.end_s[lap - 1, car]) < _NEIGHBOURS_S
    stayed = near & np.isfinite(two) & ~grid.pitted[lap] & ~grid.pitted[lap + 1]
    if stayed.sum() < 2:
        return float("nan")
    expected = pace.lap_s[lap] + pace.lap_s[lap + 1]
    return float(two[car] - np.median((two - np.nan_to_num(expected - expected[car]))[stayed]))


def _stationary(facts: "RaceFacts", grid: LapGrid) -> Floats:
    """[laps, cars] as measured; the race's median where a stop's is not known, NaN where none is."""
    table = of_stops(grid, facts.pit_stops, "stationary_s")
    known = table[np.isfinite(table)]
    return np.where(np.isfinite(table), table, np.median(known) if len(known) else np.nan)


def _summary(losses: Sequence[float], fewest: int) -> StatusLoss | None:
    if len(losses) < fewest:
        return None
    median = float(np.median(losses))
    return StatusLoss(
        round(median, 3), round(1.4826 * float(np.median(np.abs(np.array(losses) - median))), 3), len(losses)
    )


@dataclass(frozen=True)
class PitLossCalibration:
    """Pit lanes of all circuits."""

    green_s: Pooled
    """By circuit."""
    vsc_share: Pooled
    """Of the green loss, by circuit."""
    sc_share: Pooled
    sd_s: Estimate
    """From stop to stop under green."""

    def lane_loss(self, circuit_id: str) -> dict[TrackStatus, Estimate]:
        """Lane loss by track status, stationary time apart; free under a red flag."""
        green = self.green_s.of(circuit_id)
        return {
            TrackStatus.GREEN: green,
            TrackStatus.VSC: _times(green, self.vsc_share.of(circuit_id)),
            TrackStatus.SC: _times(green, self.sc_share.of(circuit_id)),
            TrackStatus.RED: Estimate(0.0, 0.0, 0),
        }


def pool_pit_loss(races: Iterable[tuple[str, int, PitLossMeasurement]]) -> PitLossCalibration:
    """Of (circuit, season, measurement)."""
    rows = list(races)
    green = pool_means(
        [
            Measured(
                circuit, m.green.median_s, (1.25 * max(m.green.sd_s, 0.3)) ** 2 / m.green.stops, season, m.green.stops
            )
            for circuit, season, m in rows
            if m.green
        ],
        unseen=_UNSEEN,
        drift_sd=_DRIFT_SD_S,
    )
    spreads = np.array([m.green.sd_s for _, _, m in rows if m.green and m.green.stops >= 8] or [1.0])
    return PitLossCalibration(
        green,
        pool_means(_shares(green, ((c, s, m.vsc) for c, s, m in rows)), _UNSEEN_SHARE),
        pool_means(_shares(green, ((c, s, m.sc) for c, s, m in rows)), _UNSEEN_SHARE),
        Estimate(
            float(np.median(spreads)),
            float(np.std(spreads) / np.sqrt(len(spreads))),
            len(spreads),
            green.overall.seasons,
        ),
    )


def _shares(green: Pooled, rows: Iterable[tuple[str, int, StatusLoss | None]]) -> Iterable[Measured]:
    for circuit, season, loss in rows:
        if loss is None:
            continue
        share = float(np.clip(loss.median_s / green.of(circuit).mean, 0.0, 1.2))
        yield Measured(circuit, share, _NEUTRALISED_SHARE_SD**2 * (0.7 + 0.3 / loss.stops), season, loss.stops)


def _times(green: Estimate, share: Estimate) -> Estimate:
    sd = float(np.hypot(share.sd * green.mean, green.sd * share.mean))
    return Estimate(green.mean * share.mean, sd, share.n, share.seasons)
