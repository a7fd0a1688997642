"""What happens to a race that the calendar no longer names: it goes, unless a result is stored."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from pitwall.domain.datasets import DATASETS, Partition, PartitionBy
from pitwall.load.staging import scope_condition
from pitwall.load.targets import REFERENCES, TARGETS


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
