"""Plans: of the whole field before a race, and of one car from any moment of it."""

from fastapi import APIRouter
from starlette.responses import Response

from functions.strategy.asking import Answering, Reading
from functions.strategy.parameters import DriverFilter, IdempotencyKey, RaceId
from functions.strategy.shapes.parameters import RaceNumbers
from functions.strategy.shapes.plans import Alternatives, PlanRanking
from functions.strategy.shapes.questions import CompareQuestion, OptimalQuestion

router = APIRouter(prefix="/strategy", tags=["strategy"])


@router.get("/races/{race_id}/alternatives", response_model=Alternatives)
def race_alternatives(race_id: RaceId, reading: Reading, driver: DriverFilter = []) -> Response:  # noqa: B006
    """Ranked plans of every car before the race; computed when first asked for, then kept."""
    return reading.answer(race_id, lambda desk, race: desk.alternatives(race, tuple(driver)))


@router.get("/races/{race_id}/parameters", response_model=RaceNumbers)
def race_parameters(race_id: RaceId, reading: Reading) -> Response:
    """The numbers the race is simulated with: wear, pit loss, safety-car chance, what teams usually do."""
    return reading.answer(race_id, lambda desk, race: desk.numbers(race))


@router.post("/optimal", response_model=PlanRanking)
def optimal_plans(body: OptimalQuestion, answering: Answering, idempotency_key: IdempotencyKey = None) -> Response:
    """The best plans of one car, found by search and ranked by simulated races."""
    return answering.answer(body, idempotency_key, lambda desk, race: desk.optimal(race, body))


@router.post("/compare", response_model=PlanRanking)
def compare_plans(body: CompareQuestion, answering: Answering, idempotency_key: IdempotencyKey = None) -> Response:
    """The caller's own plans, ranked under the same random numbers."""
    return answering.answer(body, idempotency_key, lambda desk, race: desk.compare(race, body))
