"""The calendar as the lake knows it: what fetchers go by, since they have no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pitwall.domain.datasets import Partition
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.lake.lake import Lake

_PLANNED = {SessionCode.R: timedelta(hours=3), SessionCode.S: timedelta(hours=1)}
"""How long after its start a race is surely over (the regulations' limit with red flags) and a sprint usually is."""
_OTHER = timedelta(hours=2)
"""Practice and qualifying take an hour, and red flags have more than once made two of it."""

_FINAL_LAPS = frozenset({"dataset", "fastf1", "official_f1"})
"""Whoever else has laps has fewer of them, or less about each: their laps stand in until a better source has some."""
_ASK_AGAIN_AFTER = timedelta(hours=6)


@dataclass(frozen=True)
class PlannedSession:
    """A session on the calendar. `start_utc` is midnight UTC where only the day is known."""

    race: RaceKey
    session: SessionCode
    day: date
    start_utc: datetime
    has_time: bool

    @property
    def end_utc(self) -> datetime:
        """When it should be over; the end of its day where only the day is known."""
        if not self.has_time:
            return self.start_utc + timedelta(days=1)
        return self.start_utc + _PLANNED.get(self.session, _OTHER)


@dataclass(frozen=True)
class PlannedRace:
    """A race on the calendar."""

    race: RaceKey
    day: date
    circuit_id: str
    cancelled: bool
    sessions: tuple[PlannedSession, ...]

    @property
    def end_utc(self) -> datetime:
        """When the race itself should be over."""
        return next(s for s in self.sessions if s.session is SessionCode.R).end_utc


def planned_season(lake: Lake, season: int) -> list[PlannedRace]:
    """The races of `season` by round; none where the lake has no calendar of it. Raises LakeError."""
    sessions: dict[int, list[PlannedSession]] = {}
    for row in lake.read(Partition("sessions", season)).table.to_pylist():
        planned = _session(RaceKey(season, row["round"]), row["session"], row["date"], row["start_time_utc"])
        sessions.setdefault(row["round"], []).append(planned)
    races = []
    for row in lake.read(Partition("races", season)).table.to_pylist():
        key = RaceKey(season, row["round"])
        mine = sessions.get(row["round"], [])
        if not any(planned.session is SessionCode.R for planned in mine):
            mine = [*mine, _session(key, "R", row["date"], row["start_time_utc"])]
        races.append(PlannedRace(key, row["date"], row["circuit_id"], row["cancelled"], tuple(mine)))
    return sorted(races, key=lambda planned: planned.race)


def _session(race: RaceKey, session: str, day: date, start_utc: datetime | None) -> PlannedSession:
    start = start_utc or datetime.combine(day, time(), tzinfo=UTC)
    return PlannedSession(race, SessionCode(session), day, start, start_utc is not None)


def stored_sessions(lake: Lake, dataset: str, season: int) -> set[tuple[RaceKey, SessionCode]]:
    """The sessions of which the lake holds any version of `dataset`. Raises LakeError."""
    found = set()
    for partition in lake.index(f"{dataset}/season={season}"):
        if partition.round is not None and partition.session is not None:
            found.add((RaceKey(season, partition.round), SessionCode(partition.session)))
    return found


def sessions_with_laps(lake: Lake, season: int, now: datetime) -> set[tuple[RaceKey, SessionCode]]:
    """The sessions whose laps need no asking: a final source has said them, or another one lately. Raises LakeError."""
    lately = int((now - _ASK_AGAIN_AFTER).timestamp())
    return {
        (RaceKey(season, partition.round), SessionCode(partition.session))
        for partition, versions in lake.index(f"laps/season={season}").items()
        if partition.round is not None and partition.session is not None
        # Revisions of fetched sources are epoch seconds.
        if any(version.source in _FINAL_LAPS or version.stands_at > lately for version in versions)
    }


def results_to_fetch(
    planned: Sequence[PlannedRace],
    stored: set[tuple[RaceKey, SessionCode]],
    now: datetime,
    again_within: timedelta | None = None,
) -> list[tuple[RaceKey, SessionCode]]:
    """Races, sprints and qualifyings that are over and have no result among the `stored`.

    All of a race that ended at most `again_within` ago are due again: results get corrected. Qualifying that the
    calendar does not date is due with its race.
    """
    due: list[tuple[RaceKey, SessionCode]] = []
    for race in planned:
        ends = {session.session: session.end_utc for session in race.sessions}
        again = again_within is not None and timedelta(0) <= now - race.end_utc <= again_within
        mine = [
            code
            for code in (SessionCode.R, SessionCode.S, SessionCode.Q)
            if code in ends and ends[code] <= now and (again or (race.race, code) not in stored)
        ]
        if SessionCode.R in mine and SessionCode.Q not in ends:
            mine.append(SessionCode.Q)
        due += [(race.race, code) for code in mine if not race.cancelled]
    return due


def sessions_to_fetch(
    planned: Sequence[PlannedRace],
    settled: set[tuple[RaceKey, SessionCode]],
    now: datetime,
    within: timedelta,
) -> list[PlannedSession]:
    """Sessions that ended at most `within` ago and are not `settled` (see sessions_with_laps), newest first."""
    due = [
        session
        for race in planned
        if not race.cancelled
        for session in race.sessions
        if (session.race, session.session) not in settled and timedelta(0) <= now - session.end_utc <= within
    ]
    return sorted(due, key=lambda session: session.end_utc, reverse=True)


def races_with_weather_due(planned: Sequence[PlannedRace], now: datetime, around: timedelta) -> list[PlannedRace]:
    """Races with a session running now or `around` it."""
    return [
        race
        for race in planned
        if not race.cancelled and any(s.start_utc - around <= now <= s.end_utc + around for s in race.sessions)
    ]
