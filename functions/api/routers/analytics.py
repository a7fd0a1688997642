"""How drivers, teams and circuits have done: performance, insights, rankings."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from functions.api.parameters import CircuitName, DriverName, Limit, SeasonFilter
from functions.api.shapes.analytics import (
    CircuitInsights,
    ConstructorRankingRow,
    DriverPerformance,
    DriverRankingRow,
    TrackDriverRow,
)
from pitwall.serving.finality import Finality
from pitwall.serving.pagination import PAGE_LIMIT
from pitwall.serving.responder import FoundList, FoundObject, ListResponder, ObjectResponder, Responder
from pitwall.store.queries import analytics as queries
from pitwall.store.queries.circuits import resolve_circuit
from pitwall.store.queries.drivers import resolve_driver
from pitwall.store.queries.rankings import Competitor, RankedBy, ranking
from pitwall.store.reader import Reader

router = APIRouter(prefix="/analytics", tags=["analytics"])

RankedByFilter = Annotated[
    RankedBy, Query(description="`elo`: who raced in the season; `season`: its points; `all-time`: wins")
]


@router.get("/drivers/{driver_id}/performance", response_model=DriverPerformance)
def driver_performance(driver_id: DriverName, responder: ObjectResponder, season: SeasonFilter = None) -> Response:
    """A driver's results over a career or a season, with trend, conditions, ratings and profile."""

    def find(reader: Reader) -> dict[str, Any]:
        driver = resolve_driver(reader, driver_id, season)
        (told,) = reader.objects(queries.driver_summary(driver, season))
        profile = reader.objects(queries.driver_profile(driver, season))
        told["by_condition"] = reader.objects(queries.driver_conditions(driver, season))
        told["ratings"] = reader.objects(queries.driver_ratings(driver))
        told["elo_history"] = reader.objects(queries.driver_elo(driver, season))
        told["profile_season"] = profile[0]["season"] if profile else None
        told["profile"] = [{name: row[name] for name in row if name != "season"} for row in profile]
        return told

    return _found(responder, DriverPerformance, find)


@router.get("/circuits/{circuit_id}/insights", response_model=CircuitInsights)
def circuit_insights(circuit_id: CircuitName, responder: ObjectResponder) -> Response:
    """What races at a circuit are like: lap record, stops, what pole is worth, and what laps say."""

    def find(reader: Reader) -> dict[str, Any]:
        circuit = resolve_circuit(reader, circuit_id)
        (told,) = reader.objects(queries.circuit_insights(circuit))
        told["traits"] = reader.objects(queries.circuit_traits(circuit))
        return told

    return _found(responder, CircuitInsights, find)


@router.get("/tracks/{circuit_id}/drivers", response_model=list[TrackDriverRow])
def track_drivers(
    circuit_id: CircuitName, responder: ListResponder, season: SeasonFilter = None, limit: Limit = PAGE_LIMIT
) -> Response:
    """How drivers did at one circuit, best first; with a season, those who raced in it."""

    def find(reader: Reader) -> FoundList:
        circuit = resolve_circuit(reader, circuit_id)
        return FoundList(reader.json_rows(queries.track_drivers(circuit, season, limit)), Finality.RECENT)

    return responder.found_list(find)


@router.get("/driver-rankings", response_model=list[DriverRankingRow])
def driver_rankings(
    responder: ListResponder, by: RankedByFilter = "elo", season: SeasonFilter = None, limit: Limit = PAGE_LIMIT
) -> Response:
    """The best drivers by Elo, by a season's points, or by wins of all time."""
    return _ranking(responder, "driver", by, season, limit)


@router.get("/constructor-rankings", response_model=list[ConstructorRankingRow])
def constructor_rankings(
    responder: ListResponder, by: RankedByFilter = "elo", season: SeasonFilter = None, limit: Limit = PAGE_LIMIT
) -> Response:
    """The best constructors by Elo, by a season's points, or by wins of all time."""
    return _ranking(responder, "constructor", by, season, limit)


def _ranking(responder: Responder, competitor: Competitor, by: RankedBy, season: int | None, limit: int) -> Response:
    return responder.found_list(
        lambda reader: FoundList(reader.json_rows(ranking(competitor, by, season, limit)), Finality.RECENT)
    )


def _found(responder: Responder, shape: type[BaseModel], find: Callable[[Reader], dict[str, Any]]) -> Response:
    return responder.found_object(lambda reader: FoundObject.shaped(shape, find(reader), Finality.RECENT))
