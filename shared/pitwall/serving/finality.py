"""How long an answer may be believed: by how final the races behind it are."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum

from pitwall.store.queries.race_identity import RaceRef

_LONGEST_RACE = timedelta(hours=4)
_RESULT_MAY_CHANGE_DAYS = 1
_CORRECTIONS_MAY_COME_DAYS = 7


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


def season_finality(races: Iterable[RaceRef], now: datetime) -> Finality:
    """How final what is told about these races together is; of no races at all it is recent."""
    found = [race_finality(race, now) for race in races]
    return least(*found) if found else Finality.RECENT


def _weekend_under_way(race: RaceRef, now: datetime) -> bool:
    last_day = race.race_day
    if race.start_time_utc is not None:
        last_day = max(last_day, (race.start_time_utc + _LONGEST_RACE).date())
    return race.first_day <= now.date() <= last_day
