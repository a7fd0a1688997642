"""Championship standings."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from functions.api.parameters import RoundFilter, SeasonFilter
from functions.api.shapes.standings import ConstructorStandingRow, DriverStandingRow
from pitwall.errors import InvalidRequestError
from pitwall.serving.finality import Finality, season_finality
from pitwall.serving.responder import FoundList, ListResponder, Responder
from pitwall.store.queries import standings as queries
from pitwall.store.queries.race_identity import races_of_season
from pitwall.store.reader import Reader, Statement

router = APIRouter(prefix="/standings", tags=["standings"])


@router.get("/drivers", response_model=list[DriverStandingRow])
def driver_standings(
    responder: ListResponder, season: SeasonFilter = None, after_round: RoundFilter = None
) -> Response:
    """The drivers' championship after a round; by default after the newest race with a result."""
    return _standings(responder, season, after_round, queries.current_driver_standings, queries.driver_standings)


@router.get("/constructors", response_model=list[ConstructorStandingRow])
def constructor_standings(
    responder: ListResponder, season: SeasonFilter = None, after_round: RoundFilter = None
) -> Response:
    """The constructors' championship after a round; by default after the newest race with a result."""
    return _standings(
        responder, season, after_round, queries.current_constructor_standings, queries.constructor_standings
    )


def _standings(
    responder: Responder,
    season: int | None,
    after_round: int | None,
    current: Callable[[], Statement],
    after: Callable[[int, int], Statement],
) -> Response:
    if season is None and after_round is not None:
        raise InvalidRequestError("a round needs its season: add season=")

    def find(reader: Reader) -> FoundList:
        if season is None:
            return FoundList(reader.json_rows(current()), Finality.RECENT)
        finality = season_finality(races_of_season(reader, season), responder.now)
        wanted = after_round or queries.newest_round(reader, season)
        rows = reader.json_rows(after(season, wanted)) if wanted else []
        return FoundList(rows, finality)

    return responder.found_list(find)
