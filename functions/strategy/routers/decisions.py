"""What to do now: recommendations, the strategy tree, the undercut."""

from fastapi import APIRouter
from starlette.responses import Response

from functions.strategy.asking import Answering
from functions.strategy.parameters import IdempotencyKey
from functions.strategy.shapes.decisions import Recommendations, StrategyTree, Undercut
from functions.strategy.shapes.questions import RecommendQuestion, TreeQuestion, UndercutQuestion

router = APIRouter(prefix="/strategy", tags=["strategy"])


@router.post("/recommend", response_model=Recommendations)
def recommendations(body: RecommendQuestion, answering: Answering, idempotency_key: IdempotencyKey = None) -> Response:
    """What the car should do now, with reasons, and what if a safety car comes."""
    return answering.answer(body, idempotency_key, lambda desk, race: desk.recommend(race, body))


@router.post("/tree", response_model=StrategyTree)
def strategy_tree(body: TreeQuestion, answering: Answering, idempotency_key: IdempotencyKey = None) -> Response:
    """Decisions and chances from here to the flag, pruned to what matters."""
    return answering.answer(body, idempotency_key, lambda desk, race: desk.tree(race, body))


@router.post("/undercut", response_model=Undercut)
def undercut(body: UndercutQuestion, answering: Answering, idempotency_key: IdempotencyKey = None) -> Response:
    """Whether stopping before or after the target brings the attacker past, lap by lap."""
    return answering.answer(body, idempotency_key, lambda desk, race: desk.undercut(race, body))
