"""From a request to an answer: which race is meant, what is known already, what the desk says, how it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from functions.strategy.desk import Asked, Desk
from functions.strategy.idempotency import once
from functions.strategy.job_desk import JobDesk
from functions.strategy.shapes.parts import Answer
from functions.strategy.shapes.questions import Question, RaceQuestion, SimulateQuestion, Situation
from functions.strategy.shapes.simulations import Job
from pitwall.domain.vocabulary import RaceKey, parse_race_id
from pitwall.errors import ConfigurationError, NotFoundError, StoreUnavailableError
from pitwall.serving.access import StoreAccess
from pitwall.serving.finality import Finality, least, race_finality
from pitwall.serving.openapi import BASE
from pitwall.serving.packing import fresh_json, pack, unpack
from pitwall.serving.responder import Now
from pitwall.store.queries.race_identity import ALIASES, race_by_alias, race_meant
from pitwall.store.reader import Reader


@dataclass(frozen=True)
class _Circumstances:
    """What every question shares."""

    request: Request
    now: datetime

    @property
    def access(self) -> StoreAccess:
        access: StoreAccess = self.request.app.state.access
        return access

    @property
    def desk(self) -> Desk:
        desk: Desk = self.request.app.state.desk
        return desk

    def asked(self, race_id: str) -> Asked:
        """The race that is meant, named outright or by alias.

        Named outright it needs no store, so that a store that is away or waking stops no simulation.
        """
        try:
            self.access.state()
            with self.access.reading() as reader:
                newest = _newest(reader, self.now)
                key = race_meant(reader, race_id, self.now).key if race_id in ALIASES else parse_race_id(race_id)
                return Asked(key, self.now, newest)
        except (StoreUnavailableError, ConfigurationError):
            if race_id in ALIASES:
                raise
            return Asked(parse_race_id(race_id), self.now, None)

    def once(self, key: str | None, body: Question, compute: Callable[[], str]) -> str:
        """What `compute` gives, or under a `key` given before what it gave then. Raises IdempotencyConflictError."""
        if key is None:
            return compute()
        self.request.app.state.prepare_aws()
        return once(key, self.request.url.path, body, compute)


class ReadingDesk(_Circumstances):
    """Answers a GET about one race: kept for a while, with entity tag."""

    def answer(self, race_id: str, ask: Callable[[Desk, Asked], Answer]) -> Response:
        """What `ask` gets from the desk about the race of that id or alias."""
        self.access.state()
        with self.access.reading() as reader:
            race, newest = race_meant(reader, race_id, self.now), _newest(reader, self.now)
        asked = Asked(race.key, self.now, newest)
        query = tuple(sorted(self.request.query_params.multi_items()))
        key = (self.desk.version, race.key, newest, self.request.url.path, query)
        cached = self.access.cache.get(key)
        self.request.state.cache = "hit" if cached else "miss"
        if cached is not None:
            return unpack(cached.answer, self.request.headers, cached.age_s)
        # A new calibration may come any hour, however old the race is.
        finality = least(race_finality(race, self.now), Finality.RECENT)
        packed = pack(ask(self.desk, asked).model_dump_json().encode(), "application/json", finality)
        self.access.cache.put(key, packed)
        return unpack(packed, self.request.headers)


class AnsweringDesk(_Circumstances):
    """Answers a POST: computed anew, or given again under its idempotency key."""

    def answer(
        self, body: Situation | SimulateQuestion, key: str | None, ask: Callable[[Desk, Asked], Answer]
    ) -> Response:
        """What `ask` gets from the desk about the race that `body` names."""
        return fresh_json(self.once(key, body, lambda: ask(self.desk, self.asked(body.race_id)).model_dump_json()))


class JobAnswering(_Circumstances):
    """Takes jobs and tells how far they are."""

    @property
    def jobs(self) -> JobDesk:
        """This process's jobs, with AWS at hand."""
        self.request.app.state.prepare_aws()
        jobs: JobDesk = self.request.app.state.jobs
        return jobs

    def submit(self, body: RaceQuestion, key: str | None) -> Response:
        """202 with the job, and where to ask for it."""
        jobs = self.jobs

        def take() -> str:
            return jobs.take(self.desk, self.asked(body.race_id), body).model_dump_json()

        taken = self.once(key, body, take)
        job_id = Job.model_validate_json(taken).job_id
        response = fresh_json(taken, 202)
        response.headers["Location"] = f"{BASE}/simulations/{job_id}"
        return response

    def show(self, job_id: str) -> Response:
        """The job as it stands. Raises NotFoundError."""
        return fresh_json(self.jobs.show(job_id).model_dump_json())


def _newest(reader: Reader, now: datetime) -> RaceKey | None:
    try:
        return race_by_alias(reader, "last", now).key
    except NotFoundError:
        return None


def _reading(request: Request, now: Now) -> ReadingDesk:
    return ReadingDesk(request, now)


def _answering(request: Request, now: Now) -> AnsweringDesk:
    return AnsweringDesk(request, now)


def _jobs(request: Request, now: Now) -> JobAnswering:
    return JobAnswering(request, now)


Reading = Annotated[ReadingDesk, Depends(_reading)]
Answering = Annotated[AnsweringDesk, Depends(_answering)]
Jobs = Annotated[JobAnswering, Depends(_jobs)]
