"""Which race is meant: by its id, or as the current, last or next one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast, get_args

from sqlalchemy import Row

from pitwall.domain.vocabulary import RaceKey, parse_race_id
from pitwall.errors import NotFoundError
from pitwall.store.reader import Reader, Statement

RaceAlias = Literal["current", "last", "next"]
ALIASES: frozenset[str] = frozenset(get_args(RaceAlias))

_COLUMNS = """SELECT r.season, r.round, r.date, r.start_time_utc, r.status, r.laps,
    least(r.date, (SELECT min(x.date) FROM sessions x WHERE x.season = r.season AND x.round = r.round)) AS first_day
    FROM races r"""

_BY_KEY = f"{_COLUMNS} WHERE r.season = :season AND r.round = :round"

_LAST = f"{_COLUMNS} WHERE r.status = 'completed' ORDER BY r.season DESC, r.round DESC LIMIT 1"

_NEXT = f"""{_COLUMNS} WHERE r.status = 'scheduled' AND r.date > coalesce(
        (SELECT date FROM races WHERE status = 'completed' ORDER BY season DESC, round DESC LIMIT 1), '-infinity')
    ORDER BY r.date LIMIT 1"""

# A race that starts on Sunday evening in America ends on Monday in UTC.
_UNDER_WAY = f"""SELECT * FROM ({_COLUMNS} WHERE r.status <> 'cancelled'
        AND r.date BETWEEN CAST(:today AS date) - 1 AND CAST(:today AS date) + 10) AS near
    WHERE CAST(:today AS date) BETWEEN first_day
        AND greatest(date, CAST((start_time_utc + interval '4 hours') AT TIME ZONE 'UTC' AS date))
    ORDER BY date LIMIT 1"""

_OF_SEASON = f"{_COLUMNS} WHERE r.season = :season ORDER BY r.round"


@dataclass(frozen=True)
class RaceRef:
    """A stored race, with what decides how final its data are."""

    key: RaceKey
    race_day: date
    first_day: date
    """The day of the weekend's first session."""
    start_time_utc: datetime | None
    status: str
    laps: int | None
    """Laps counted for the result; None before the race."""


def race_by_key(reader: Reader, key: RaceKey) -> RaceRef:
    """The stored race of that season and round. Raises NotFoundError."""
    found = _one(reader, Statement(_BY_KEY, {"season": key.season, "round": key.round}))
    if found is None:
        raise NotFoundError(f"no race {key} is stored")
    return found


def race_by_alias(reader: Reader, alias: RaceAlias, now: datetime) -> RaceRef:
    """The last race with a result, the first one after it, or the one whose weekend holds `now` (else the next).

    Raises NotFoundError where the stored calendar has no such race.
    """
    found = None
    if alias == "last":
        found = _one(reader, Statement(_LAST))
    if alias == "current":
        found = _one(reader, Statement(_UNDER_WAY, {"today": now.date()}))
    if alias in ("next", "current") and found is None:
        found = _one(reader, Statement(_NEXT))
    if found is None:
        raise NotFoundError(f"the stored calendar has no {alias} race")
    return found


def race_meant(reader: Reader, race_id: str, now: datetime) -> RaceRef:
    """The stored race of an id such as `2026-08` or an alias. Raises NotFoundError and InvalidRequestError."""
    if race_id in ALIASES:
        return race_by_alias(reader, cast(RaceAlias, race_id), now)
    return race_by_key(reader, parse_race_id(race_id))


def races_of_season(reader: Reader, season: int) -> list[RaceRef]:
    """The season's races in their order; empty where nothing of that season is stored."""
    return [_race_ref(row) for row in reader.rows(Statement(_OF_SEASON, {"season": season}))]


def _one(reader: Reader, statement: Statement) -> RaceRef | None:
    row = reader.first(statement)
    return None if row is None else _race_ref(row)


def _race_ref(row: Row[Any]) -> RaceRef:
    return RaceRef(
        key=RaceKey(row.season, row.round),
        race_day=row.date,
        first_day=row.first_day,
        start_time_utc=row.start_time_utc,
        status=row.status,
        laps=row.laps,
    )
