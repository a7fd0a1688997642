"""Classifications of one race weekend."""

from fastapi import APIRouter
from starlette.responses import Response

from functions.api.parameters import PracticeNumber, QualifyingSession, RaceId, RaceOrSprint
from functions.api.shapes.results import GridRow, PracticeRow, QualifyingRow, ResultRow
from pitwall.serving.responder import ListResponder
from pitwall.store.queries import results as queries

router = APIRouter(prefix="/races/{race_id}", tags=["results"])


@router.get("/results", response_model=list[ResultRow])
def race_results(race_id: RaceId, responder: ListResponder) -> Response:
    """The race's classification in published order."""
    return responder.race_list(race_id, lambda _reader, race: queries.classification(race.key, "R"))


@router.get("/sprint", response_model=list[ResultRow])
def sprint_results(race_id: RaceId, responder: ListResponder) -> Response:
    """The sprint's classification; empty where the weekend had none."""
    return responder.race_list(race_id, lambda _reader, race: queries.classification(race.key, "S"))


@router.get("/qualifying", response_model=list[QualifyingRow])
def qualifying(race_id: RaceId, responder: ListResponder, session: QualifyingSession = "Q") -> Response:
    """The result of qualifying or sprint qualifying."""
    return responder.race_list(race_id, lambda _reader, race: queries.qualifying(race.key, session))


@router.get("/grid", response_model=list[GridRow])
def starting_grid(race_id: RaceId, responder: ListResponder, session: RaceOrSprint = "R") -> Response:
    """Where the cars started."""
    return responder.race_list(race_id, lambda _reader, race: queries.starting_grid(race.key, session))


@router.get("/practice/{number}", response_model=list[PracticeRow])
def practice(race_id: RaceId, number: PracticeNumber, responder: ListResponder) -> Response:
    """The best laps of a practice session."""
    return responder.race_list(race_id, lambda _reader, race: queries.practice(race.key, f"FP{number}"))
