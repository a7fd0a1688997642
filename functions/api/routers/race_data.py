"""What happened during the sessions of one race weekend."""

from fastapi import APIRouter
from starlette.responses import Response

from functions.api.parameters import AnySession, DriverFilter, LapBound, LapColumns, RaceId, RaceOrSprint
from functions.api.shapes.race_data import LapRow, NeutralisationRow, PitStopRow, RaceControlRow, StintRow, WeatherRow
from pitwall.errors import InvalidRequestError
from pitwall.serving.csv_rendering import layout_of_keys, timedelta_text
from pitwall.serving.responder import ListResponder
from pitwall.store.queries import race_data as queries
from pitwall.store.queries.drivers import resolve_driver
from pitwall.store.queries.laps import (
    FASTF1_COLUMNS,
    FASTF1_TIMES,
    FIRST_LAP,
    MOST_LAPS,
    LapFilter,
    fastf1_laps,
    laps,
)
from pitwall.store.queries.race_identity import RaceRef
from pitwall.store.reader import Reader, Statement

router = APIRouter(prefix="/races/{race_id}", tags=["race data"])

_FASTF1_LAYOUT = layout_of_keys(list(FASTF1_COLUMNS), dict.fromkeys(FASTF1_TIMES, timedelta_text))


@router.get("/laps", response_model=list[LapRow])
def race_laps(
    race_id: RaceId,
    responder: ListResponder,
    session: AnySession = "R",
    driver: DriverFilter = [],  # noqa: B006  FastAPI copies it
    lap_from: LapBound = None,
    lap_to: LapBound = None,
    columns: LapColumns = None,
) -> Response:
    """Every lap of a session by driver and lap number."""
    if columns and not responder.wants_csv:
        raise InvalidRequestError("columns=fastf1 is for CSV; add format=csv")
    ask = fastf1_laps if columns else laps

    def statement(reader: Reader, race: RaceRef) -> Statement:
        driver_ids = tuple(resolve_driver(reader, name, *race.key) for name in driver)
        return ask(race, LapFilter(session, driver_ids, lap_from or FIRST_LAP, lap_to or MOST_LAPS))

    return responder.race_list(race_id, statement, layout=_FASTF1_LAYOUT if columns else None)


@router.get("/pit-stops", response_model=list[PitStopRow])
def pit_stops(race_id: RaceId, responder: ListResponder, session: RaceOrSprint = "R") -> Response:
    """The pit stops by lap."""
    return responder.race_list(race_id, lambda _reader, race: queries.pit_stops(race.key, session))


@router.get("/stints", response_model=list[StintRow])
def stints(race_id: RaceId, responder: ListResponder, session: RaceOrSprint = "R") -> Response:
    """Every set of tyres of every car."""
    return responder.race_list(race_id, lambda _reader, race: queries.stints(race.key, session))


@router.get("/weather", response_model=list[WeatherRow])
def weather(race_id: RaceId, responder: ListResponder, session: AnySession = "R") -> Response:
    """The readings of the track-side weather station."""
    return responder.race_list(race_id, lambda _reader, race: queries.weather(race.key, session))


@router.get("/race-control", response_model=list[RaceControlRow])
def race_control(race_id: RaceId, responder: ListResponder, session: AnySession = "R") -> Response:
    """The messages of race control."""
    return responder.race_list(race_id, lambda _reader, race: queries.race_control(race.key, session))


@router.get("/neutralisations", response_model=list[NeutralisationRow])
def neutralisations(race_id: RaceId, responder: ListResponder, session: RaceOrSprint = "R") -> Response:
    """Safety cars, virtual safety cars and red flags."""
    return responder.race_list(race_id, lambda _reader, race: queries.neutralisations(race.key, session))
