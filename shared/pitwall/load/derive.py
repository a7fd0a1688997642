"""What the store knows beyond its records, computed from them in the same transaction: stints, standings, status."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, Table, text

from pitwall.domain.datasets import Partition
from pitwall.domain.stints import RaceLapColumns, Stint, race_stints
from pitwall.domain.vocabulary import RaceKey
from pitwall.load.championship import season_standings
from pitwall.load.staging import delete_vanished, refuse_unreferenced, stage, upsert
from pitwall.store import tables

_STINT_SESSIONS = ("R", "S")
_VIEWS = ("current_driver_standings", "current_constructor_standings")
_NAMES_IN_VIEWS = frozenset({"drivers", "constructors"})
_MOVES_STANDINGS = frozenset(
    {"races", "race_results", "fastest_laps", "published_driver_standings", "published_constructor_standings"}
)


def ensure_seasons(connection: Connection, seasons: Collection[int]) -> None:
    """Names the seasons, so that races can refer to them."""
    for season in sorted(seasons):
        connection.execute(text("INSERT INTO seasons (season) VALUES (:s) ON CONFLICT DO NOTHING"), {"s": season})


def ensure_lap_partitions(connection: Connection, seasons: Collection[int]) -> None:
    """Makes each season's partition of the lap table."""
    for season in sorted(seasons):
        name = f"lap_times_{season}"
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF lap_times FOR VALUES IN ({season})"))


def derive(
    connection: Connection, dataset: str, partitions: Sequence[Partition], laps: pa.Table | None, changed: int
) -> None:
    """Brings everything derived from `dataset` up to date for the partitions just loaded.

    `laps` are the rows just loaded, where `dataset` is laps; `changed` counts the rows that differ now.
    """
    if laps is not None:
        _stints(connection, partitions, laps)
    if dataset in _NAMES_IN_VIEWS and changed:
        _refresh_views(connection)
    if dataset in _MOVES_STANDINGS:
        seasons = sorted({p.season for p in partitions if p.season is not None})
        _race_status(connection, seasons)
        moved = [_standings(connection, season) for season in seasons]
        if any(moved):
            _refresh_views(connection)


def _refresh_views(connection: Connection) -> None:
    for view in _VIEWS:
        connection.execute(text(f"REFRESH MATERIALIZED VIEW {view}"))


def _stints(connection: Connection, partitions: Sequence[Partition], laps: pa.Table) -> None:
    scope = [p.columns for p in partitions if p.session in _STINT_SESSIONS]
    if not scope:
        return
    names = list(RaceLapColumns.__dataclass_fields__)
    identity = {name: np.asarray(laps[name].to_numpy(zero_copy_only=False)) for name in ("season", "round", "session")}
    columns = {name: np.asarray(laps[name].to_numpy(zero_copy_only=False)) for name in names}
    stints: list[Stint] = []
    for part in scope:
        mine = np.logical_and.reduce([identity[name] == value for name, value in part.items()])
        race = RaceKey(int(str(part["season"])), int(str(part["round"])))
        stints += race_stints(race, str(part["session"]), RaceLapColumns(**{n: c[mine] for n, c in columns.items()}))
    _replace(connection, tables.stints, [asdict(stint) for stint in stints], scope)


def _standings(connection: Connection, season: int) -> bool:
    drivers, constructors = season_standings(connection, season)
    scope: list[dict[str, object]] = [{"season": season}]
    changed = _replace(connection, tables.driver_standings, drivers, scope)
    return _replace(connection, tables.constructor_standings, constructors, scope) or changed


def _race_status(connection: Connection, seasons: Sequence[int]) -> None:
    connection.execute(
        text(
            """
            UPDATE races SET status = new.status
            FROM (
                SELECT r.season, r.round, CASE
                    WHEN EXISTS (SELECT 1 FROM race_results x
                                 WHERE x.season = r.season AND x.round = r.round AND x.session = 'R') THEN 'completed'
                    WHEN r.cancelled THEN 'cancelled'
                    ELSE 'scheduled' END AS status
                FROM races r WHERE r.season = ANY(:seasons)
            ) new
            WHERE races.season = new.season AND races.round = new.round AND races.status <> new.status
            """
        ),
        {"seasons": list(seasons)},
    )


def _replace(
    connection: Connection, table: Table, rows: Iterable[dict[str, object]], scope: Sequence[dict[str, object]]
) -> bool:
    names = [column.name for column in table.columns]
    listed = list(rows)
    columns = {name: [row[name] for row in listed] for name in names}
    stage(connection, table, pa.table({name: _typed(values) for name, values in columns.items()}))
    # What was derived from rows that wait for a reference waits with them.
    refuse_unreferenced(connection, table)
    written = upsert(connection, table, names)
    return bool(delete_vanished(connection, table, scope) + written)


def _typed(values: list[object]) -> pa.Array:
    array = pa.array(values)
    return array.cast(pa.string()) if pa.types.is_null(array.type) else array
