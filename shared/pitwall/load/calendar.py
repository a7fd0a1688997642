"""What happens to a race that the calendar no longer names: it goes, unless a result is stored."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, text

from pitwall.domain.datasets import DATASETS, Partition, PartitionBy
from pitwall.lake.lake import Index, Lake, Merged
from pitwall.load.staging import scope_condition
from pitwall.load.targets import REFERENCES, TARGETS


def with_raced(lake: Lake, calendars: Sequence[Merged], index: Index) -> list[Merged]:
    """Seasons' calendars with the races they no longer name although a result of them lies in the lake.

    `index` has the calendars' versions. Raises LakeError.
    """
    raced = set(
        lake.index("race_results" if len(calendars) > 1 else f"race_results/season={calendars[0].partition.season}")
    )
    return [_with_raced(lake, calendar, index, raced) for calendar in calendars]


def _with_raced(lake: Lake, calendar: Merged, index: Index, raced: set[Partition]) -> Merged:
    rounds = {p.round for p in raced if p.season == calendar.partition.season and p.round is not None}
    lost = rounds - set(calendar.table["round"].to_pylist())
    if not lost:
        return calendar
    every = lake.read_every(calendar.partition, index.get(calendar.partition, ()))
    kept = every.filter(pc.is_in(every["round"], pa.array(sorted(lost), every["round"].type)))
    return replace(calendar, table=pa.concat_tables([calendar.table, kept]))


def calendars_to_ask(connection: Connection, results: Sequence[Partition]) -> list[Partition]:
    """The calendars to load before these results: of their races the store has none, an older version may."""
    stored = {(season, round_) for season, round_ in connection.execute(text("SELECT season, round FROM races"))}
    return sorted({Partition("races", p.season) for p in results if (p.season, p.round) not in stored})


def remove_vanished_races(connection: Connection, scope: Sequence[dict[str, object]]) -> list[Partition]:
    """Deletes races within `scope` that are not staged and have no result, with what was planned for them.

    Gives the partitions whose rows went with them, to be loaded again: they now wait for their race.
    """
    gone = connection.execute(
        text(
            f"""
            SELECT t.season, t.round FROM races t WHERE {scope_condition(scope)}
            AND NOT EXISTS (SELECT 1 FROM staging s WHERE s.season = t.season AND s.round = t.round)
            AND NOT EXISTS (SELECT 1 FROM race_results x WHERE x.season = t.season AND x.round = t.round)
            """
        )
    ).all()
    waiting: list[Partition] = []
    for season, round_ in gone:
        waiting += _remove(connection, season, round_)
    return waiting


def _remove(connection: Connection, season: int, round_: int) -> list[Partition]:
    race = {"season": season, "round": round_}
    affected: list[Partition] = []
    for dataset, table in TARGETS.items():
        if dataset in REFERENCES or "round" not in table.columns:
            continue
        by_season = DATASETS[dataset].partition_by is PartitionBy.SEASON
        session = "NULL" if by_season or "session" not in table.columns else "session"
        deleted = connection.execute(
            text(f"DELETE FROM {table.name} WHERE season = :season AND round = :round RETURNING {session}"), race
        ).all()
        affected += {Partition(dataset, season, None if by_season else round_, code) for (code,) in deleted}
    for name in ("stints", "driver_standings", "constructor_standings"):
        connection.execute(text(f"DELETE FROM {name} WHERE season = :season AND round = :round"), race)
    connection.execute(text("DELETE FROM races WHERE season = :season AND round = :round"), race)
    return affected
