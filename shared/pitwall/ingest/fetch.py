"""What each job asks of which provider, in which order, and whom it asks when one is away."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial

from pitwall.clock import Clock
from pitwall.domain.datasets import Batch, Partition
from pitwall.domain.records import HourlyWeather
from pitwall.domain.vocabulary import (
    FIRST_LAP_SEASON,
    FIRST_SEASON,
    LAST_SEASON,
    RaceKey,
    SessionCode,
    parse_race_id,
)
from pitwall.errors import InvalidRequestError, SourceError, SourceRateLimitedError
from pitwall.ingest.asking import Answers, Asking, Complete, Fetched
from pitwall.ingest.calendar import (
    PlannedRace,
    PlannedSession,
    planned_season,
    races_with_weather_due,
    results_to_fetch,
    sessions_to_fetch,
    sessions_with_laps,
    stored_sessions,
)
from pitwall.ingest.engines import season_engines
from pitwall.ingest.flags import neutralisations_batch
from pitwall.lake.lake import Lake
from pitwall.settings import Settings
from pitwall.sources.f1db import F1db
from pitwall.sources.fastf1_sessions import FastF1Sessions
from pitwall.sources.jolpica import Jolpica
from pitwall.sources.official_f1 import OfficialF1
from pitwall.sources.openf1 import OpenF1
from pitwall.sources.registry import PROVIDERS
from pitwall.sources.weather import Place, WeatherSources, race_weather

CORRECTIONS_WITHIN = timedelta(days=14)
"""Stewards' reviews and protests change results for up to two weeks (FIA International Sporting Code, Article 14)."""
LAPS_WITHIN = timedelta(days=4)
WEATHER_AROUND = timedelta(hours=1)
FIRST_OPENF1_SEASON = 2023
_RELEASES = "ingested/f1db"


@dataclass(frozen=True)
class Request:
    """What a job is asked for; nothing named means what is due now."""

    season: int | None = None
    race: RaceKey | None = None
    session: SessionCode | None = None

    def __str__(self) -> str:
        """In words, for the books."""
        named = [str(part) for part in (self.race or self.season, self.session) if part is not None]
        return " ".join(named) or "what is due"


def parse_request(event: dict[str, object]) -> Request:
    """The request in a schedule's input: `season`, `race` (like 2026-08), `session`. Raises InvalidRequestError."""
    season, race, session = event.get("season"), event.get("race"), event.get("session")
    if season is not None and (not isinstance(season, int) or not FIRST_SEASON <= season <= LAST_SEASON):
        raise InvalidRequestError(f"season must be a year from {FIRST_SEASON} to {LAST_SEASON}, not {season!r}")
    try:
        code = SessionCode(str(session)) if session is not None else None
    except ValueError as error:
        raise InvalidRequestError(f"session must be one of {', '.join(SessionCode)}, not {session!r}") from error
    return Request(season, parse_race_id(str(race)) if race is not None else None, code)


@dataclass(frozen=True)
class Sources:
    """The providers, each made when first asked."""

    settings: Settings
    clock: Clock

    @cached_property
    def jolpica(self) -> Jolpica:
        """Results within hours of a race."""
        return Jolpica.from_settings(self.settings, self.clock)

    @cached_property
    def official(self) -> OfficialF1:
        """The sport's own classification, where a licence exists."""
        return OfficialF1.from_settings(self.settings, self.clock)

    @cached_property
    def f1db(self) -> F1db:
        """History in bulk."""
        return F1db.from_settings(self.settings)

    @cached_property
    def fastf1(self) -> FastF1Sessions:
        """Timing of whole sessions."""
        return FastF1Sessions.from_settings(self.settings, self.clock)

    @cached_property
    def openf1(self) -> OpenF1:
        """Timing where FastF1 has none."""
        return OpenF1.from_settings(self.settings, self.clock)

    @cached_property
    def weather(self) -> WeatherSources:
        """The weather ladder."""
        return WeatherSources.from_settings(self.settings, self.clock)


def calendar(sources: Sources, _lake: Lake, request: Request, now: datetime) -> Fetched:
    """A season's races and sessions."""
    yield from Asking()("jolpica", lambda: sources.jolpica.calendar(request.season or now.year))


def entries(sources: Sources, _lake: Lake, request: Request, now: datetime) -> Fetched:
    """A season's drivers and constructors."""
    yield from Asking()("jolpica", lambda: sources.jolpica.entries(request.season or now.year))


def history(sources: Sources, lake: Lake, _request: Request, _now: datetime) -> Fetched:
    """f1db's newest release, whole; nothing where the lake has taken in that release before."""
    try:
        release = sources.f1db.newest_release()
    except SourceError as error:
        yield error
        return
    marker = f"{_RELEASES}/{release.tag}"
    if marker not in lake.storage.paths(_RELEASES):
        yield from Asking()("f1db", lambda: sources.f1db.batches(release))
        yield Complete(marker)


def results(sources: Sources, lake: Lake, request: Request, now: datetime) -> Fetched:
    """Classifications of what is over and has none, and again of races that may have been corrected."""
    yield from _results(sources, lake, request, now, CORRECTIONS_WITHIN)


def post_race(sources: Sources, lake: Lake, request: Request, now: datetime) -> Fetched:
    """Classifications of races, sprints and qualifyings that are over and have none."""
    yield from _results(sources, lake, request, now, None)


def laps(sources: Sources, lake: Lake, request: Request, now: datetime) -> Fetched:
    """Laps, weather and race control of sessions that are over: FastF1, else OpenF1, else Jolpica's lap times."""
    season = request.race.season if request.race else request.season or now.year
    planned = planned_season(lake, season)
    if request.race:
        due = [s for race in planned if race.race == request.race for s in race.sessions if _is_asked(s, request)]
    else:
        due = sessions_to_fetch(planned, sessions_with_laps(lake, season, now), now, LAPS_WITHIN)
    asking = Asking()
    for session in due:
        yield from session_laps(sources, session, asking)


def session_laps(sources: Sources, session: PlannedSession, asking: Asking) -> Answers:
    """The timing of one session from the first provider that has it, with the failures of those before.

    A provider that we asked too fast ends it: a worse one must not stand in for what would have come later.
    """
    for source, ask in _timing_ladder(sources, session):
        answers = list(asking(source, ask))
        yield from answers
        batches = [answer for answer in answers if isinstance(answer, Batch)]
        if batches:
            yield from neutralisations_batch(batches, session.race, session.session)
        if batches or any(isinstance(answer, SourceRateLimitedError) for answer in answers):
            return


def weather(sources: Sources, lake: Lake, request: Request, now: datetime) -> Fetched:
    """The hours of today at the circuit of a weekend that is on (or of the race asked for, on its day)."""
    season = request.race.season if request.race else now.year
    planned = planned_season(lake, season)
    if request.race:
        due = [(race, race.day) for race in planned if race.race == request.race]
    else:
        due = [(race, now.date()) for race in races_with_weather_due(planned, now, WEATHER_AROUND)]
    places, asking = _places(lake) if due else {}, Asking()
    for race, day in due:
        if race.circuit_id in places:
            place, past = places[race.circuit_id], _past_weather(lake, race)
            yield from asking("weather", partial(_weather, sources, race.race, place, day, past))


def _results(sources: Sources, lake: Lake, request: Request, now: datetime, again_within: timedelta | None) -> Answers:
    season = request.race.season if request.race else request.season or now.year
    if request.race:
        codes = [request.session] if request.session else [SessionCode.R, SessionCode.S, SessionCode.Q]
        due = [(request.race, code) for code in codes]
    else:
        stored = stored_sessions(lake, "race_results", season) | stored_sessions(lake, "qualifying_results", season)
        due = results_to_fetch(planned_season(lake, season), stored, now, again_within)
    asking = Asking()
    for race, code in due:
        if code is SessionCode.R:
            yield from _race_classified(sources, lake, race, asking)
        elif code is SessionCode.S:
            yield from asking("jolpica", partial(sources.jolpica.sprint, race))
        elif code is SessionCode.Q:
            yield from asking("jolpica", partial(sources.jolpica.qualifying, race))


def _race_classified(sources: Sources, lake: Lake, race: RaceKey, asking: Asking) -> Answers:
    if PROVIDERS["official_f1"].is_configured(sources.settings):
        yield from asking("official_f1", partial(sources.official.classification, race))
    came = False
    for answer in asking("jolpica", partial(sources.jolpica.results, race)):
        came = came or isinstance(answer, Batch)
        yield answer
    if came:
        # What goes with a result comes with it or later; asked for again while results get corrected.
        yield from asking("jolpica", partial(sources.jolpica.pit_stops, race))
        yield from asking("jolpica", lambda: sources.jolpica.standings(race, season_engines(lake, race.season)))


def _weather(
    sources: Sources, race: RaceKey, place: Place, day: date, past: Sequence[HourlyWeather]
) -> Sequence[Batch]:
    return [race_weather(sources.weather, race, place, day, past).batch]


def _timing_ladder(sources: Sources, session: PlannedSession) -> Iterator[tuple[str, Callable[[], Sequence[Batch]]]]:
    race, code = session.race, session.session
    if race.season >= FIRST_LAP_SEASON:
        yield "fastf1", partial(sources.fastf1.batches, race, code)
    if race.season >= FIRST_OPENF1_SEASON:
        yield "openf1", lambda: sources.openf1.batches(sources.openf1.find_session(race, code, session.day))
    if code is SessionCode.R:
        yield "jolpica", partial(sources.jolpica.laps, race)


def _is_asked(session: PlannedSession, request: Request) -> bool:
    return request.session is None or session.session is request.session


def _places(lake: Lake) -> dict[str, Place]:
    rows = lake.read(Partition("circuits")).table.to_pylist()
    return {
        row["circuit_id"]: Place(row["latitude"], row["longitude"])
        for row in rows
        if row["latitude"] is not None and row["longitude"] is not None
    }


def _past_weather(lake: Lake, race: PlannedRace) -> list[HourlyWeather]:
    """Observed hours of earlier weekends at the same circuit."""
    same_circuit = {
        (row["season"], row["round"])
        for season in {p.season for p in lake.index("hourly_weather") if p.season is not None}
        for row in lake.read(Partition("races", season)).table.to_pylist()
        if row["circuit_id"] == race.circuit_id and (row["season"], row["round"]) < race.race
    }
    names = HourlyWeather.model_fields
    return [
        HourlyWeather(**{name: row[name] for name in names})
        for season, round_ in sorted(same_circuit)
        for row in lake.read(Partition("hourly_weather", season, round_)).table.to_pylist()
        if row["kind"] == "observed"
    ]
