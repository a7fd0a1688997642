"""Makes one table of a partition's versions. The result depends on ranks and revisions, never on arrival."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from pitwall.domain.datasets import DataSetSpec, Merge
from pitwall.domain.precedence import source_rank
from pitwall.lake.objects import LakeObject
from pitwall.lake.schema import lake_schema

Version = tuple[LakeObject, pa.Table]

_SHRINKS_TO = 0.5


def merge_versions(spec: DataSetSpec, versions: Sequence[Version]) -> pa.Table:
    """The merged rows with columns record..., source, source_rank, source_revision; empty for no versions."""
    if not versions:
        return _ranked(lake_schema(spec.name).empty_table(), 0)
    ascending = sorted(versions, key=lambda v: (source_rank(spec.name, v[0].source), v[0].stands_at, v[0].content))
    tables = [_ranked(table, source_rank(spec.name, version.source)) for version, table in ascending]
    if len(tables) == 1:
        return tables[0]
    if spec.merge is Merge.WHOLE:
        return tables[-1]
    if spec.merge is Merge.SNAPSHOT:
        return _fill_snapshot(spec, tables)
    if spec.merge is Merge.BY_SOURCE:
        best = ascending[-1][0].source
        tables = [table for (version, _), table in zip(ascending, tables, strict=True) if version.source == best]
    return _highest_per_key(spec, pa.concat_tables(tables))


def trusted_versions(spec: DataSetSpec, versions: Sequence[Version]) -> list[Version]:
    """The versions without those that look truncated, where a version is the whole truth.

    A version that names less than half the rows its source named before counts once the source has said so again:
    confirmed it, or named as few once more.
    """
    if spec.merge not in (Merge.SNAPSHOT, Merge.WHOLE):
        return list(versions)
    trusted: list[Version] = []
    for source in sorted({version.source for version, _ in versions}):
        mine = [found for found in versions if found[0].source == source]
        trusted += _trusted_of_one(sorted(mine, key=lambda v: (v[0].stands_at, v[0].content)))
    return trusted


def _trusted_of_one(ascending: Sequence[Version]) -> list[Version]:
    trusted: list[Version] = []
    doubted: list[Version] = []
    for version, table in ascending:
        least = trusted[-1][1].num_rows * _SHRINKS_TO if trusted else 0
        if table.num_rows >= least or version.confirmations or doubted:
            trusted.append((version, table))
            doubted = []
        else:
            doubted.append((version, table))
    return trusted


def _ranked(table: pa.Table, rank: int) -> pa.Table:
    position = table.schema.get_field_index("source_revision")
    ranks = pa.repeat(pa.scalar(rank, pa.int16()), table.num_rows)
    return table.add_column(position, "source_rank", ranks).replace_schema_metadata(None)


def _highest_per_key(spec: DataSetSpec, ascending: pa.Table) -> pa.Table:
    numbered = ascending.append_column("version_row", pa.array(range(ascending.num_rows), pa.int64()))
    winners = numbered.group_by(list(spec.key)).aggregate([("version_row", "max")])["version_row_max"]
    return ascending.take(winners.sort())


def _fill_snapshot(spec: DataSetSpec, ascending: Sequence[pa.Table]) -> pa.Table:
    newest = ascending[-1]
    rows: dict[tuple[Any, ...], dict[str, Any]] = {_key(spec, row): row for row in newest.to_pylist()}
    for older in reversed(ascending[:-1]):
        for row in older.to_pylist():
            kept = rows.get(_key(spec, row))
            if kept is not None and all(kept[column] == row[column] for column in spec.same_row):
                kept.update({name: value for name, value in row.items() if kept[name] is None})
    return pa.Table.from_pylist(list(rows.values()), schema=newest.schema)


def _key(spec: DataSetSpec, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in spec.key)
