"""Compares lake and store race by race: rows the lake holds and the store does not are a loss, and are reported."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects.postgresql import insert

from pitwall.domain.datasets import DATASETS, Merge, PartitionBy
from pitwall.lake.lake import Lake
from pitwall.load.targets import TARGETS
from pitwall.store.tables import reconcile_gaps

_COUNTED = [
    name
    for name in TARGETS
    if DATASETS[name].partition_by in (PartitionBy.ROUND, PartitionBy.SESSION)
    and DATASETS[name].merge is not Merge.APART
]


@dataclass(frozen=True)
class Gap:
    """A race of which the store holds another number of rows than the lake's versions merge to."""

    season: int
    round: int
    dataset: str
    lake_rows: int
    store_rows: int


def reconcile(engine: Engine, lake: Lake, checked_at: datetime, season: int | None = None) -> list[Gap]:
    """The gaps of every race (or of one season), also written to the store, where the API reads them.

    Rows that were refused while loading count as missing. Raises LakeError and StoreUnavailableError.
    """
    gaps: list[Gap] = []
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        # One at a time, and no load that ends meanwhile may be seen by half the counts.
        connection.execute(text("LOCK TABLE reconcile_gaps IN SHARE ROW EXCLUSIVE MODE"))
        for dataset in _COUNTED:
            in_lake = _lake_rows(connection, lake, dataset, season)
            in_store = _store_rows(connection, dataset, season)
            gaps += [
                Gap(*race, dataset, in_lake[race], in_store[race])
                for race in sorted(in_lake.keys() | in_store.keys())
                if in_lake[race] != in_store[race]
            ]
        connection.execute(
            text("DELETE FROM reconcile_gaps WHERE CAST(:season AS int) IS NULL OR season = :season"),
            {"season": season},
        )
        if gaps:
            connection.execute(insert(reconcile_gaps), [{**vars(gap), "checked_at": checked_at} for gap in gaps])
    return gaps


def _lake_rows(connection: Connection, lake: Lake, dataset: str, season: int | None) -> Counter[tuple[int, int]]:
    """Rows by race. What the loader's books say of a partition holds if they name all its versions."""
    booked = {
        row.path: row.rows
        for row in connection.execute(
            text("SELECT path, rows FROM loaded_objects WHERE dataset = :dataset"), {"dataset": dataset}
        )
    }
    rows: Counter[tuple[int, int]] = Counter()
    prefix = dataset if season is None else f"{dataset}/season={season}"
    for partition, versions in lake.index(prefix).items():
        assert partition.season is not None
        assert partition.round is not None
        counts = {booked.get(version.path) for version in versions}
        known = counts.pop() if len(counts) == 1 else None
        merged = lake.read(partition, versions).table.num_rows if known is None else known
        rows[partition.season, partition.round] += merged
    return rows


def _store_rows(connection: Connection, dataset: str, season: int | None) -> Counter[tuple[int, int]]:
    found = connection.execute(
        text(
            f"SELECT season, round, count(*) FROM {TARGETS[dataset].name} "
            "WHERE CAST(:season AS int) IS NULL OR season = :season GROUP BY season, round"
        ),
        {"season": season},
    )
    return Counter({(row[0], row[1]): row[2] for row in found})
