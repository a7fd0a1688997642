"""When a race was neutralised: safety cars, virtual safety cars and red flags from the changes of track status.

Timing gives the status in session time; strategy thinks in laps, so each period is placed in the leader's laps.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from pitwall.domain.records import Neutralisation
from pitwall.domain.tyre_sets import Array
from pitwall.domain.vocabulary import NeutralisationKind, RaceKey, SessionCode

_KIND_OF_STATUS = {
    "4": NeutralisationKind.SC,
    "5": NeutralisationKind.RED,
    "6": NeutralisationKind.VSC,
    "7": NeutralisationKind.VSC,
}
"""7 announces the end of the virtual safety car, during which it still holds."""


class StatusChange(NamedTuple):
    """The track's status from `time_s` (session time) on: 1 clear, 2 yellow, 4 SC, 5 red, 6 VSC, 7 VSC ending."""

    time_s: float
    status: str


class LeaderLaps(NamedTuple):
    """When the leader ended each lap; both arrays rise."""

    lap_number: Array
    end_time_s: Array
    """Session time."""


class _Period(NamedTuple):
    kind: NeutralisationKind
    start_time_s: float
    end_time_s: float
    """Infinite where the feed never ended it."""


def leader_laps(lap_number: Array, lap_end_time_s: Array) -> LeaderLaps:
    """The leader's lap ends from all cars' laps (NaN where unknown): whoever ended a lap first led it.

    A lap that would end before an earlier one is left out: its time is wrong.
    """
    known = ~np.isnan(lap_end_time_s)
    lap_number, lap_end_time_s = lap_number[known], lap_end_time_s[known]
    by_end = np.lexsort((lap_end_time_s, lap_number))
    laps, first = np.unique(lap_number[by_end], return_index=True)
    ends = lap_end_time_s[by_end][first]
    # Later laps are surer than one early outlier, so a lap must end before all that follow it.
    rising = ends < np.append(np.minimum.accumulate(ends[::-1])[::-1][1:], np.inf)
    return LeaderLaps(laps[rising], ends[rising])


def race_neutralisations(
    race: RaceKey,
    session: SessionCode,
    changes: Sequence[StatusChange],
    leader: LeaderLaps,
    start_time_s: float,
) -> list[Neutralisation]:
    """The neutralisations of a race or sprint, by start.

    `changes` in any order; `start_time_s` is the session time of the start. What ended before the start or began after
    the leader's last lap (crashes on the way to the grid, cars stopped on the cool-down lap) is not part of the race.
    A period under way at the flag ends with the leader's last lap.
    """
    if not len(leader.lap_number):
        return []
    flag_time_s = float(leader.end_time_s[-1])
    in_race = [
        period for period in _periods(changes) if period.end_time_s > start_time_s and period.start_time_s < flag_time_s
    ]
    return [
        Neutralisation(
            season=race.season,
            round=race.round,
            session=session,
            number=number,
            kind=period.kind,
            start_lap=_lap_at(leader, max(period.start_time_s, start_time_s)),
            end_lap=_lap_at(leader, min(period.end_time_s, flag_time_s)),
            start_time_s=period.start_time_s,
            end_time_s=min(period.end_time_s, flag_time_s),
        )
        for number, period in enumerate(in_race, start=1)
    ]


def _periods(changes: Sequence[StatusChange]) -> Iterator[_Period]:
    """Stretches of one kind; a change of kind (VSC to SC, SC to red) ends one and starts the next."""
    kind, since = None, 0.0
    for change in sorted(changes):
        kind_now = _KIND_OF_STATUS.get(change.status)
        if kind_now is kind:
            continue
        if kind is not None:
            yield _Period(kind, since, change.time_s)
        kind, since = kind_now, change.time_s
    if kind is not None:
        yield _Period(kind, since, float("inf"))


def _lap_at(leader: LeaderLaps, time_s: float) -> int:
    """The lap the leader was on; a lap's last instant is still that lap."""
    index = int(np.searchsorted(leader.end_time_s, time_s, side="left"))
    return int(leader.lap_number[min(index, len(leader.lap_number) - 1)])
