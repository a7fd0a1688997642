"""What ingestion and loading are doing and have done."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from functions.api.shapes.status import MissingData, SyncProgress, SyncStatus
from pitwall.serving.finality import Finality
from pitwall.serving.responder import FoundObject, ObjectResponder
from pitwall.store.queries import status
from pitwall.store.reader import Reader

router = APIRouter(prefix="/sync", tags=["sync"])

_DETAIL_AT_MOST = 500
_BETWEEN_FAILURES = "; "


@router.get("/status", response_model=SyncStatus)
def sync_status(responder: ObjectResponder) -> Response:
    """The running load, the newest run of every job, refused rows, and gaps between lake and store."""
    return responder.found_object(lambda reader: FoundObject.shaped(SyncStatus, _status(reader), Finality.LIVE))


def _status(reader: Reader) -> dict[str, Any]:
    progress = status.progress(reader)
    active = progress is not None and progress.active
    return {
        "is_syncing": active,
        "progress": SyncProgress(step=progress.step, done=progress.done, total=progress.total)
        if progress and active
        else None,
        "last_sync": status.last_ingest_at(reader),
        "origin": status.store_state(reader).origin,
        "sources": [{**run, "detail": _brief(run["detail"])} for run in reader.objects(status.newest_runs())],
        "rejects": reader.objects(status.rejects()),
        "gaps": reader.objects(status.gaps()),
        "missing": _missing("laps", "laps", status.races_without_laps(reader))
        + _missing("pit_stops", "pit stops", status.races_without_pit_stops(reader)),
    }


def _missing(dataset: str, words: str, races: list[tuple[str, str]]) -> list[MissingData]:
    return [
        MissingData(race_id=race_id, dataset=dataset, reason=f"completed, but no source gave its {words}")
        for race_id, _ in races
    ]


def _brief(detail: str | None) -> str | None:
    """What failed, each failure once, in at most 500 characters."""
    if detail is None:
        return None
    failures = list(dict.fromkeys(part.strip() for part in detail.split(_BETWEEN_FAILURES)))
    # The books keep so many characters of a long detail: its end may be the beginning of a failure named before.
    if any(failure.startswith(failures[-1]) for failure in failures[:-1]):
        failures.pop()
    text = _BETWEEN_FAILURES.join(failures)
    return text if len(text) <= _DETAIL_AT_MOST else f"{text[: _DETAIL_AT_MOST - 1]}…"
