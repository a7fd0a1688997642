"""Seasons, the calendar, and one race."""

import json

from fastapi import APIRouter
from starlette.responses import Response

from functions.api.parameters import Cursor, Limit, RaceId, SeasonFilter
from functions.api.shapes.races import RaceDetail, RaceSummary, Season
from pitwall.domain.vocabulary import LAST_SEASON, RaceKey
from pitwall.serving.finality import Finality, calendar_finality, covered, season_finality
from pitwall.serving.pagination import PAGE_LIMIT, decode_cursor, encode_cursor
from pitwall.serving.responder import FoundList, ListResponder, ObjectResponder
from pitwall.store.queries import races as queries
from pitwall.store.queries.race_identity import races_of_season
from pitwall.store.queries.seasons import seasons
from pitwall.store.reader import Reader

router = APIRouter(tags=["races"])


@router.get("/seasons", response_model=list[Season])
def list_seasons(responder: ListResponder) -> Response:
    """All stored seasons, newest first."""
    return responder.found_list(lambda reader: FoundList(reader.json_rows(seasons()), Finality.RECENT))


@router.get("/races", response_model=list[RaceSummary])
def list_races(
    responder: ListResponder, season: SeasonFilter = None, limit: Limit = PAGE_LIMIT, cursor: Cursor = None
) -> Response:
    """A season's calendar in order of rounds, or all races from the newest back."""

    def find(reader: Reader) -> FoundList:
        if season is None:
            return _all_races(reader, limit, cursor)
        after = decode_cursor(cursor, [int])[0] if cursor else 0
        rows = reader.json_rows(queries.season_calendar(season, int(after), limit + 1))
        settled = season_finality(races_of_season(reader, season), responder.now)
        finality = calendar_finality(map(json.loads, rows), settled)
        return FoundList(rows[:limit], finality, _next(rows, limit, ["round"]))

    return responder.found_list(find)


@router.get("/races/{race_id}", response_model=RaceDetail)
def show_race(race_id: RaceId, responder: ObjectResponder) -> Response:
    """One race, with how many rows are stored about it."""
    return responder.race_object(race_id, lambda _reader, race: queries.race_detail(race.key), _finality)


def _finality(detail: str, finality: Finality) -> Finality:
    race = json.loads(detail)
    return covered(race["season"], race["has_sprint"], race["coverage"], finality)


def _all_races(reader: Reader, limit: int, cursor: str | None) -> FoundList:
    before = decode_cursor(cursor, [int, int]) if cursor else [LAST_SEASON + 1, 0]
    rows = reader.json_rows(queries.all_races(RaceKey(int(before[0]), int(before[1])), limit + 1))
    return FoundList(rows[:limit], Finality.RECENT, _next(rows, limit, ["season", "round"]))


def _next(rows: list[str], limit: int, sort_key: list[str]) -> str | None:
    if len(rows) <= limit:
        return None
    last = json.loads(rows[limit - 1])
    return encode_cursor([last[name] for name in sort_key])
