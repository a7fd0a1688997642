"""OpenF1: laps, stops, race control and weather of sessions since 2023, free once a session is over.

Its answers hold duplicates and gaps; of rows with the same key the last one stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from pitwall.clock import Clock, now
from pitwall.domain.crosswalk import driver_slug, team_slug
from pitwall.domain.datasets import Batch
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import SourceMalformedError, SourceUnavailableError
from pitwall.settings import Settings
from pitwall.sources import openf1_rows as rows
from pitwall.sources.answers import Answer, instant, integer, label, text
from pitwall.sources.batches import Row, batch_of, fetched_revision, last_by_key, without_empty
from pitwall.sources.http import HttpClient
from pitwall.sources.throttle import HOUR_S, SECOND_S, Budget, process_throttle

SOURCE = "openf1"
BUDGETS = (Budget(2, SECOND_S), Budget(600, HOUR_S))

_SESSION_NAMES: Mapping[SessionCode, tuple[str, ...]] = {
    SessionCode.FP1: ("Practice 1",),
    SessionCode.FP2: ("Practice 2",),
    SessionCode.FP3: ("Practice 3",),
    SessionCode.Q: ("Qualifying",),
    SessionCode.SQ: ("Sprint Qualifying", "Sprint Shootout"),
    SessionCode.S: ("Sprint",),
    SessionCode.R: ("Race",),
}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OpenF1Session:
    """A session of OpenF1's and which of ours it is.

    `feed_zero_utc` is the zero of session time; where the caller does not know it, OpenF1's weather stands in: its
    first reading comes within a minute of the feed's start.
    """

    race: RaceKey
    code: SessionCode
    key: int
    start_utc: datetime
    feed_zero_utc: datetime | None = None


@dataclass(frozen=True)
class OpenF1:
    """The REST API."""

    base_url: str
    http: HttpClient
    clock: Clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = now, http: HttpClient | None = None) -> Self:
        """The source at the address in `settings`, with its token where set (needed while a session runs)."""
        token = settings.openf1_token
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        client = http or HttpClient(
            SOURCE,
            timeout_s=settings.source_timeout_s,
            throttle=process_throttle(SOURCE, BUDGETS),
            headers=headers,
        )
        return cls(settings.openf1_url.rstrip("/"), client, clock)

    def find_session(
        self, race: RaceKey, session: SessionCode, on: date, feed_zero_utc: datetime | None = None
    ) -> OpenF1Session:
        """OpenF1's session of `race`: it has no rounds, so year, name and date must meet (`on` is the local date).

        Raises SourceError; SourceUnavailableError also where OpenF1 has no such session.
        """
        names = _SESSION_NAMES.get(session, ())
        for found in self._rows("sessions", {"year": race.season}):
            start_utc = found.need("date_start", instant)
            # Las Vegas at night is tomorrow in UTC.
            near = abs(start_utc.date() - on) <= _DAY
            if near and found.need("session_name", text) in names:
                return OpenF1Session(race, session, found.need("session_key", integer), start_utc, feed_zero_utc)
        raise SourceUnavailableError(SOURCE, f"has no session {session} of {race} near {on.isoformat()}")

    def batches(self, session: OpenF1Session) -> list[Batch]:
        """Laps, pit stops (race and sprint), race control and weather of `session`. Raises SourceError."""
        weather = self._session_rows("weather", session)
        zero_utc = session.feed_zero_utc or min((reading.need("date", instant) for reading in weather), default=None)
        cars = self._cars(session)
        pits = self._session_rows("pit", session)
        laps = self._session_rows("laps", session)
        stints = rows.stints_by_car(self._session_rows("stints", session))
        in_laps = rows.in_laps(pits)
        messages = self._session_rows("race_control", session)
        raced = session.code in (SessionCode.R, SessionCode.S)
        return self._batches(
            ("laps", [rows.lap(_key(session), row, rows.car_of(row, cars), stints, in_laps, zero_utc) for row in laps]),
            ("pit_stops", rows.pit_stops(_key(session), pits, cars) if raced else []),
            ("race_control", rows.race_control(_key(session), messages, zero_utc)),
            (
                "session_weather",
                [] if zero_utc is None else [rows.weather(_key(session), row, zero_utc) for row in weather],
            ),
        )

    def _cars(self, session: OpenF1Session) -> dict[str, rows.Car]:
        found: dict[str, rows.Car] = {}
        for row in self._session_rows("drivers", session):
            car_number = row.need("driver_number", label)
            found[car_number] = rows.Car(
                car_number=car_number,
                driver_id=_slug(row),
                driver_code=row.find("name_acronym", text),
                constructor_id=team_slug(row.find("team_name", text) or "", session.race.season) or None,
            )
        return found

    def _session_rows(self, what: str, session: OpenF1Session) -> list[Answer]:
        return self._rows(what, {"session_key": session.key})

    def _rows(self, what: str, query: Mapping[str, str | int | float]) -> list[Answer]:
        """OpenF1 answers 404 where nothing matches."""
        answer = self.http.get_json_or_none(f"{self.base_url}/{what}", query)
        return [] if answer is None else answer.rows()

    def _batches(self, *found: tuple[str, list[Row]]) -> list[Batch]:
        revision = fetched_revision(self.clock)
        return without_empty(
            [batch_of(dataset, SOURCE, revision, last_by_key(dataset, data_rows)) for dataset, data_rows in found]
        )


def _key(session: OpenF1Session) -> dict[str, object]:
    return {"season": session.race.season, "round": session.race.round, "session": session.code.value}


def _slug(row: Answer) -> str:
    first, last = row.find("first_name", text), row.find("last_name", text)
    if first is None or last is None:
        # Some sessions of 2023 name their drivers only in full: "Max VERSTAPPEN".
        first, last = row.need("full_name", text), ""
    slug = driver_slug(None, first, last)
    if not slug:
        raise SourceMalformedError(SOURCE, f"{row.path} names no driver")
    return slug
