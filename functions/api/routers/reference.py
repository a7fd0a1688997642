"""Drivers, constructors and circuits."""

import json
from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from functions.api.parameters import CircuitName, ConstructorName, Cursor, DriverName, Limit, SeasonFilter
from functions.api.shapes.reference import (
    CircuitDetail,
    CircuitRow,
    ConstructorDetail,
    ConstructorRow,
    DriverDetail,
    DriverRow,
)
from pitwall.errors import NotFoundError
from pitwall.serving.finality import Finality, season_finality
from pitwall.serving.pagination import PAGE_LIMIT, decode_cursor, encode_cursor
from pitwall.serving.responder import FoundList, FoundObject, ListResponder, ObjectResponder, Responder
from pitwall.store.queries.circuits import circuit_detail, circuits, resolve_circuit
from pitwall.store.queries.constructors import constructor_detail, constructors, resolve_constructor
from pitwall.store.queries.drivers import driver_detail, drivers, resolve_driver
from pitwall.store.queries.race_identity import races_of_season
from pitwall.store.reader import Reader, Statement

router = APIRouter(tags=["reference"])


@router.get("/drivers", response_model=list[DriverRow])
def list_drivers(
    responder: ListResponder, season: SeasonFilter = None, limit: Limit = PAGE_LIMIT, cursor: Cursor = None
) -> Response:
    """Drivers by slug: all there ever were, or those of a season with their constructors."""
    return _page(responder, "driver_id", season, limit, cursor, lambda after, more: drivers(season, after, more))


@router.get("/drivers/{driver_id}", response_model=DriverDetail)
def show_driver(driver_id: DriverName, responder: ObjectResponder, season: SeasonFilter = None) -> Response:
    """One driver with seasons and record; `season` tells apart drivers who share a code or family name."""
    return _one(responder, lambda reader: driver_detail(resolve_driver(reader, driver_id, season)))


@router.get("/constructors", response_model=list[ConstructorRow])
def list_constructors(
    responder: ListResponder, season: SeasonFilter = None, limit: Limit = PAGE_LIMIT, cursor: Cursor = None
) -> Response:
    """Constructors by slug: all there ever were, or those of a season."""
    return _page(
        responder, "constructor_id", season, limit, cursor, lambda after, more: constructors(season, after, more)
    )


@router.get("/constructors/{constructor_id}", response_model=ConstructorDetail)
def show_constructor(constructor_id: ConstructorName, responder: ObjectResponder) -> Response:
    """One constructor with seasons and record."""
    return _one(responder, lambda reader: constructor_detail(resolve_constructor(reader, constructor_id)))


@router.get("/circuits", response_model=list[CircuitRow])
def list_circuits(responder: ListResponder, limit: Limit = PAGE_LIMIT, cursor: Cursor = None) -> Response:
    """Circuits by slug."""
    return _page(responder, "circuit_id", None, limit, cursor, circuits)


@router.get("/circuits/{circuit_id}", response_model=CircuitDetail)
def show_circuit(circuit_id: CircuitName, responder: ObjectResponder) -> Response:
    """One circuit with its races."""
    return _one(responder, lambda reader: circuit_detail(resolve_circuit(reader, circuit_id)))


def _page(
    responder: Responder,
    sort_key: str,
    season: int | None,
    limit: int,
    cursor: str | None,
    ask: Callable[[str, int], Statement],
) -> Response:
    after = str(decode_cursor(cursor, [str])[0]) if cursor else ""

    def find(reader: Reader) -> FoundList:
        rows = reader.json_rows(ask(after, limit + 1))
        finality = Finality.RECENT
        if season is not None:
            finality = season_finality(races_of_season(reader, season), responder.now)
        more = len(rows) > limit
        next_cursor = encode_cursor([json.loads(rows[limit - 1])[sort_key]]) if more else None
        return FoundList(rows[:limit], finality, next_cursor)

    return responder.found_list(find)


def _one(responder: Responder, ask: Callable[[Reader], Statement]) -> Response:
    def find(reader: Reader) -> FoundObject:
        found = reader.json_row(ask(reader))
        if found is None:
            raise NotFoundError("it was stored a moment ago and is no more")
        return FoundObject(found, Finality.RECENT)

    return responder.found_object(find)
