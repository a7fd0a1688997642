"""Forecasts as they were published: of the next race, of any race, of qualifying, of the titles."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from functions.api.parameters import RaceId, SeasonFilter
from functions.api.shapes.predictions import (
    ChampionshipPrediction,
    HorizonName,
    QualifyingPrediction,
    RacePrediction,
)
from pitwall.domain.forecasts import Title
from pitwall.errors import NotAllowedError, NotFoundError
from pitwall.serving.finality import Finality
from pitwall.serving.responder import FoundObject, ObjectResponder, Responder
from pitwall.store.queries import forecasts as queries
from pitwall.store.queries.race_identity import RaceRef
from pitwall.store.queries.standings import newest_season
from pitwall.store.reader import Reader

router = APIRouter(prefix="/predictions", tags=["predictions"])

HorizonFilter = Annotated[
    HorizonName | None, Query(description="how much of the weekend is known; by default the latest there is")
]


@router.get("/next-race", response_model=RacePrediction)
def predict_next_race(responder: ObjectResponder, horizon: HorizonFilter = None) -> Response:
    """Who wins the next race."""
    return _race(responder, "next", horizon)


@router.get("/races/{race_id}", response_model=RacePrediction)
@router.get("/race/{race_id}", response_model=RacePrediction, include_in_schema=False)
def predict_race(race_id: RaceId, responder: ObjectResponder, horizon: HorizonFilter = None) -> Response:
    """Who wins a race; of a race that no forecast was published of, what the back-test says from before it."""
    return _race(responder, race_id, horizon)


@router.get("/qualifying/{race_id}", response_model=QualifyingPrediction)
def predict_qualifying(race_id: RaceId, responder: ObjectResponder, horizon: HorizonFilter = None) -> Response:
    """Who qualifies where."""

    def find(reader: Reader) -> FoundObject:
        race = responder.race(reader, race_id)
        forecast = queries.newest_forecast(reader, race.key, "qualifying", horizon)
        if forecast is None:
            raise NotFoundError(f"no forecast of the qualifying of {race.key} was published{_at(horizon)}")
        head = _first(reader, queries.forecast_head(forecast))
        head.pop("scoring_places")
        head["horizons"] = queries.forecast_horizons(reader, race.key, "qualifying")
        head["drivers"] = reader.objects(queries.qualifying_chances(forecast))
        return FoundObject.shaped(QualifyingPrediction, head, Finality.RECENT)

    return responder.found_object(find)


@router.get("/championship", response_model=ChampionshipPrediction)
def predict_championship(responder: ObjectResponder, season: SeasonFilter = None) -> Response:
    """Who can still win the titles, how likely, and how that changed from race to race."""

    def find(reader: Reader) -> FoundObject:
        wanted = season or newest_season(reader)
        if wanted is None:
            raise NotFoundError("no season has standings yet")
        told: dict[str, Any] = {"season": wanted}
        for title in Title:
            odds = reader.objects(queries.title_odds(wanted, title))
            told[title.value] = odds[0] if odds else None
            told[f"{title.value}_history"] = reader.objects(queries.title_history(wanted, title))
        return FoundObject.shaped(ChampionshipPrediction, told, Finality.RECENT)

    return responder.found_object(find)


@router.post("/races/{race_id}/generate", status_code=202)
@router.post("/generate/{race_id}", status_code=202, include_in_schema=False)
def generate(race_id: RaceId) -> None:
    """Computes a race's forecast anew. For administrators: nobody is one over HTTP until there are accounts."""
    raise NotAllowedError(
        f"forecasts are made by schedule or by `pitwall predict {race_id}`; there are no accounts yet"
    )


def _race(responder: Responder, race_id: str, horizon: HorizonName | None) -> Response:
    def find(reader: Reader) -> FoundObject:
        race = responder.race(reader, race_id)
        found = _published(reader, race, horizon) or _tried(reader, race, horizon)
        if found is None:
            raise NotFoundError(f"there is no forecast of {race.key}{_at(horizon)}: {_why(race)}")
        return FoundObject.shaped(RacePrediction, found, Finality.RECENT)

    return responder.found_object(find)


def _published(reader: Reader, race: RaceRef, horizon: str | None) -> dict[str, Any] | None:
    forecast = queries.newest_forecast(reader, race.key, "race", horizon)
    if forecast is None:
        return None
    told = _first(reader, queries.forecast_head(forecast))
    earlier = reader.objects(queries.earlier_forecast(forecast))
    told["previous"] = earlier[0] if earlier else None
    told["horizons"] = queries.forecast_horizons(reader, race.key, "race")
    told["drivers"] = reader.objects(queries.race_chances(forecast, earlier[0]["forecast_id"] if earlier else None))
    return told


def _tried(reader: Reader, race: RaceRef, horizon: str | None) -> dict[str, Any] | None:
    spoken_at = queries.tried_horizon(reader, race.key, horizon)
    if spoken_at is None:
        return None
    told = _first(reader, queries.tried_head(race.key, spoken_at))
    told["previous"] = None
    told["horizons"] = queries.tried_horizons(reader, race.key)
    told["drivers"] = reader.objects(queries.tried_chances(race.key, spoken_at))
    return told


def _first(reader: Reader, statement: Any) -> dict[str, Any]:
    found = reader.objects(statement)
    if not found:
        raise NotFoundError("it was stored a moment ago and is no more")
    return found[0]


def _why(race: RaceRef) -> str:
    if race.status == "cancelled":
        return "it is cancelled"
    if race.status == "completed":
        return "none was published, and no back-test of it is stored (`pitwall backtest` tries every race since 2018)"
    return "the next race is foretold first; later ones follow, each in its turn"


def _at(horizon: str | None) -> str:
    return f" at horizon {horizon}" if horizon else ""
