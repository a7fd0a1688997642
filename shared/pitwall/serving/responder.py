"""From a question to a response: look in the cache, ask the store, choose JSON or CSV, pack."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from fastapi import Depends, Header, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from pitwall import clock
from pitwall.errors import NotFoundError
from pitwall.serving.access import StoreAccess
from pitwall.serving.csv_rendering import CsvLayout, layout_of
from pitwall.serving.finality import Finality, least, listed, race_finality
from pitwall.serving.packing import PackedAnswer, pack, unpack
from pitwall.serving.pagination import next_link
from pitwall.store.queries.race_identity import ALIASES, RaceRef, race_meant
from pitwall.store.reader import Reader, Statement

Format = Literal["json", "csv"]


@dataclass(frozen=True)
class FoundList:
    """The rows of a list as JSON objects, and where its next page begins."""

    rows: Sequence[str]
    finality: Finality
    next_cursor: str | None = None
    layout: CsvLayout | None = None
    """The columns of the CSV, where they are not those of the JSON."""


@dataclass(frozen=True)
class FoundObject:
    """One JSON object."""

    json_text: str
    finality: Finality

    @classmethod
    def shaped(cls, shape: type[BaseModel], told: Mapping[str, Any], finality: Finality) -> "FoundObject":
        """`told` in the words and order of `shape`; what does not fit it is a fault of ours (ValidationError)."""
        return cls(shape.model_validate(told).model_dump_json(), finality)


class Responder:
    """Answers one request. Its methods raise what the question or the store raises."""

    def __init__(self, request: Request, now: datetime, answer_format: Format = "json") -> None:
        """`now` decides what is current and how final an answer is."""
        self.now = now
        self._request = request
        self._access: StoreAccess = request.app.state.access
        self._format = answer_format

    @property
    def wants_csv(self) -> bool:
        """Whether the caller asked for CSV."""
        return self._format == "csv"

    def race_list(
        self,
        race_id: str,
        ask: Callable[[Reader, RaceRef], Statement],
        layout: CsvLayout | None = None,
    ) -> Response:
        """All rows of one race; `race_id` may be current, last or next."""

        def find(reader: Reader) -> FoundList:
            race = self.race(reader, race_id)
            return FoundList(reader.json_rows(ask(reader, race)), self._finality(race_id, race), layout=layout)

        return self.found_list(find)

    def race_object(
        self,
        race_id: str,
        ask: Callable[[Reader, RaceRef], Statement],
        judge: Callable[[str, Finality], Finality],
    ) -> Response:
        """One object about a race; `race_id` may be current, last or next.

        `judge` is given the object and how final the race is, and says how final the object is.
        """

        def find(reader: Reader) -> FoundObject:
            race = self.race(reader, race_id)
            found = reader.json_row(ask(reader, race))
            if found is None:
                raise NotFoundError(f"nothing of that kind is stored about {race.key}")
            return FoundObject(found, judge(found, self._finality(race_id, race)))

        return self.found_object(find)

    def found_list(self, find: Callable[[Reader], FoundList]) -> Response:
        """The list that `find` reads, as JSON or CSV."""

        def build(reader: Reader) -> PackedAnswer:
            found = find(reader)
            finality = self._capped(listed(len(found.rows), found.finality))
            link = next_link(self._request.url, found.next_cursor) if found.next_cursor else None
            if self.wants_csv:
                layout = found.layout or self._layout()
                return pack(layout.render(found.rows), "text/csv; charset=utf-8", finality, link)
            return pack(f"[{','.join(found.rows)}]".encode(), "application/json", finality, link)

        return self._answer(build)

    def found_object(self, find: Callable[[Reader], FoundObject]) -> Response:
        """The object that `find` reads, as JSON."""

        def build(reader: Reader) -> PackedAnswer:
            found = find(reader)
            return pack(found.json_text.encode(), "application/json", self._capped(found.finality))

        return self._answer(build)

    def race(self, reader: Reader, race_id: str) -> RaceRef:
        """The stored race that is meant, by id or alias. Raises NotFoundError and InvalidRequestError."""
        return race_meant(reader, race_id, self.now)

    def _answer(self, build: Callable[[Reader], PackedAnswer]) -> Response:
        version = self._access.state().version
        query = tuple(sorted(self._request.query_params.multi_items()))
        key = (version, self._request.url.path, query, self._format)
        cached = self._access.cache.get(key)
        self._request.state.cache = "hit" if cached else "miss"
        if cached is not None:
            return unpack(cached.answer, self._request.headers, cached.age_s)
        with self._access.reading() as reader:
            packed = build(reader)
        self._access.cache.put(key, packed)
        return unpack(packed, self._request.headers)

    def _finality(self, race_id: str, race: RaceRef) -> Finality:
        finality = race_finality(race, self.now)
        # Which race is the last one changes long before that race's data do.
        return least(finality, Finality.RECENT) if race_id in ALIASES else finality

    def _capped(self, finality: Finality) -> Finality:
        state = self._access.state()
        # A store that is being filled, or made-up data waiting for real ones, must not stick in anyone's browser.
        return Finality.LIVE if state.loading or state.origin != "real" else finality

    def _layout(self) -> CsvLayout:
        route = self._request.scope["route"]
        assert isinstance(route, APIRoute)
        (row,) = get_args(route.response_model)
        return layout_of(row)


def present() -> datetime:
    """The present in UTC; tests put their own in its place."""
    return clock.now()


Now = Annotated[datetime, Depends(present)]


def object_responder(request: Request, now: Now) -> Responder:
    """The responder of an endpoint that answers one object."""
    return Responder(request, now)


def list_responder(
    request: Request,
    now: Now,
    answer_format: Annotated[
        Format | None, Query(alias="format", description="`json` or `csv`; overrides the Accept header")
    ] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Responder:
    """The responder of an endpoint that answers a list, as JSON or CSV."""
    by_header: Format = "csv" if "text/csv" in accept and "json" not in accept else "json"
    return Responder(request, now, answer_format or by_header)


ObjectResponder = Annotated[Responder, Depends(object_responder)]
ListResponder = Annotated[Responder, Depends(list_responder)]
