"""The loader's books: which objects are in the store, which rows were refused and what they wait for."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from pitwall.domain.datasets import DATASETS, Partition
from pitwall.errors import LakeError
from pitwall.lake.lake import Merged
from pitwall.lake.rejects import read_rejects
from pitwall.lake.storage import Storage
from pitwall.load.staging import Unreferenced, scope_condition
from pitwall.store.tables import ingest_rejects, loaded_objects

_STAGE = "load"
_DOUBTED = "names less than half the rows its source named before: counts once the source says so again"


def loaded_paths(connection: Connection) -> set[str]:
    """The paths of all objects the store has taken in."""
    return set(connection.execute(text("SELECT path FROM loaded_objects")).scalars())


def record_loaded(connection: Connection, merged: Iterable[Merged]) -> None:
    """Notes every version of the merged partitions as taken in, or as unreadable with the reason."""
    rows = []
    for part in merged:
        where = {"dataset": part.partition.dataset, **part.partition._asdict()}
        known = {"outcome": "loaded", "detail": None, "rows": part.table.num_rows}
        rows += [{"path": path, **where, **known} for path in part.paths]
        rows += [{"path": path, **where, **known, "rows": 0} for path in part.confirmations]
        rows += [{"path": path, **where, "outcome": "doubted", "detail": _DOUBTED, "rows": 0} for path in part.doubted]
        rows += [
            {"path": item.path, **where, "outcome": "unreadable", "detail": item.reason, "rows": 0}
            for item in part.unreadable
        ]
    _note(connection, rows)


def record_refused(
    connection: Connection, dataset: str, scope: Sequence[dict[str, object]], refused: Iterable[Unreferenced]
) -> None:
    """Replaces what was refused of these partitions before by what is refused now."""
    rows = [_reject(dataset, item) for item in refused]
    connection.execute(
        text(
            "DELETE FROM ingest_rejects t WHERE stage = :stage AND dataset = :dataset "
            f"AND {scope_condition(scope)} AND reject_id <> ALL(:still)"
        ),
        {"stage": _STAGE, "dataset": dataset, "still": [row["reject_id"] for row in rows]},
    )
    if rows:
        connection.execute(insert(ingest_rejects).on_conflict_do_nothing(), rows)


def partitions_waiting(connection: Connection) -> list[Partition]:
    """Partitions of which rows were refused for want of a reference."""
    found = connection.execute(
        text("SELECT DISTINCT dataset, season, round, session FROM ingest_rejects WHERE stage = :stage"),
        {"stage": _STAGE},
    )
    waiting = set()
    for dataset, *key in found:
        named = dict(zip(("season", "round", "session"), key, strict=True))
        columns = DATASETS[dataset].partition_by.columns
        waiting.add(Partition(dataset, **{column: named[column] for column in columns}))
    return sorted(waiting, key=lambda p: p.path)


def take_in_rejects(connection: Connection, storage: Storage, paths: Iterable[str]) -> int:
    """Stores the refused rows of these objects; gives how many. An object that cannot be read is noted as such."""
    stored = 0
    for path in paths:
        note = {"path": path, "dataset": path.split("/")[1], "season": None, "round": None, "session": None}
        try:
            rejects = read_rejects(storage, path)
        except LakeError as error:
            _note(connection, [{**note, "outcome": "unreadable", "detail": str(error), "rows": 0}])
            continue
        if rejects:
            connection.execute(insert(ingest_rejects).on_conflict_do_nothing(), [asdict(r) for r in rejects])
        _note(connection, [{**note, "outcome": "loaded", "detail": None, "rows": len(rejects)}])
        stored += len(rejects)
    return stored


def _note(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    if not rows:
        return
    statement = insert(loaded_objects)
    changed = {name: statement.excluded[name] for name in ("rows", "outcome", "detail")}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["path"],
            set_=changed,
            where=loaded_objects.c.rows.is_distinct_from(statement.excluded.rows)
            | loaded_objects.c.outcome.is_distinct_from(statement.excluded.outcome),
        ),
        list(rows),
    )


def _reject(dataset: str, item: Unreferenced) -> dict[str, object]:
    row_json = json.dumps(item.row, sort_keys=True)
    digest = hashlib.blake2b(f"{dataset}|{item.reason}|{row_json}".encode(), digest_size=16).hexdigest()
    return {
        "reject_id": digest,
        "stage": _STAGE,
        "dataset": dataset,
        **{name: item.row.get(name) for name in ("season", "round", "session")},
        "source": item.row["source"],
        "source_revision": item.row["source_revision"],
        "reason": item.reason,
        "row_json": row_json,
    }
