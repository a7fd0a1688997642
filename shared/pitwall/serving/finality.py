"""How long an answer may be believed: by how final the races behind it are."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any

from pitwall.domain.vocabulary import FIRST_LAP_SEASON, FIRST_SEASON
from pitwall.store.queries.race_identity import RaceRef

_LONGEST_RACE = timedelta(hours=4)
_RESULT_MAY_CHANGE_DAYS = 1
_CORRECTIONS_MAY_COME_DAYS = 7
_FIRST_PIT_STOP_SEASON = 1994

_PARTS_SINCE: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("results", "qualifying", "grid"), FIRST_SEASON),
        "pit_stops": _FIRST_PIT_STOP_SEASON,
        **dict.fromkeys(("laps", "stints", "weather", "race_control"), FIRST_LAP_SEASON),
    }
)
"""From which season on a completed race should have the parts that its coverage counts."""


class Finality(Enum):
    """The four lifetimes of an answer, in seconds."""

    LIVE = 5
    RECENT = 3_600
    FINISHED = 86_400
    SETTLED = 604_800

    @property
    def lifetime_s(self) -> int:
        """How long the answer may be kept, in seconds."""
        return self.value


def least(first: Finality, *others: Finality) -> Finality:
    """The shortest-lived of them: an answer is only as final as its freshest part."""
    return min((first, *others), key=lambda finality: finality.lifetime_s)


def race_finality(race: RaceRef, now: datetime) -> Finality:
    """How final a race's data are at `now` (UTC)."""
    days_since = (now.date() - race.race_day).days
    if race.status == "scheduled":
        return Finality.LIVE if _weekend_under_way(race, now) else Finality.RECENT
    if days_since <= _RESULT_MAY_CHANGE_DAYS:
        return Finality.RECENT
    return Finality.FINISHED if days_since <= _CORRECTIONS_MAY_COME_DAYS else Finality.SETTLED


def listed(rows: int, finality: Finality) -> Finality:
    """How final a list of that many rows is: what is absent today may be delivered tomorrow, however old the race."""
    return finality if rows else least(finality, Finality.RECENT)


def covered(season: int, has_sprint: bool, coverage: Mapping[str, int], finality: Finality) -> Finality:
    """How final what is told about a race is: recent, where its `coverage` (row counts) lacks what it should have."""
    expected = [part for part, since in _PARTS_SINCE.items() if season >= since] + ["sprint"] * has_sprint
    return finality if all(coverage[part] for part in expected) else least(finality, Finality.RECENT)


def calendar_finality(calendar: Iterable[Mapping[str, Any]], finality: Finality) -> Finality:
    """How final a list of races (of RaceSummary) is: recent, while laps of a race that was run are still to come."""
    awaited = any(
        race["status"] == "completed" and race["season"] >= FIRST_LAP_SEASON and not race["has_laps"]
        for race in calendar
    )
    return least(finality, Finality.RECENT) if awaited else finality


def season_finality(races: Iterable[RaceRef], now: datetime) -> Finality:
    """How final what is told about these races together is; of no races at all it is recent."""
    found = [race_finality(race, now) for race in races]
    return least(*found) if found else Finality.RECENT


def _weekend_under_way(race: RaceRef, now: datetime) -> bool:
    last_day = race.race_day
    if race.start_time_utc is not None:
        last_day = max(last_day, (race.start_time_utc + _LONGEST_RACE).date())
    return race.first_day <= now.date() <= last_day
