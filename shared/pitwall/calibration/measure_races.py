"""Measures many weekends in several processes: each reads its weekend from the lake and sends back what it says."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.measuring import measure_race
from pitwall.calibration.race_facts import read_race_facts
from pitwall.calibration.weekend_rating import rated
from pitwall.domain.datasets import Partition
from pitwall.domain.vocabulary import FIRST_LAP_SEASON, RaceKey
from pitwall.lake.lake import Index, Lake
from pitwall.lake.objects import LakeObject
from pitwall.lake.storage import open_storage

_RACES_AT_ONCE = 4


def weekends(lake: Lake, index: Index, as_of: RaceKey | None) -> list[RaceKey]:
    """The races of the calendar from 2018 on, up to and with `as_of`; None: to the end of the newest season."""
    found = []
    for partition, versions in index.items():
        if partition.dataset == "races" and partition.season is not None and partition.season >= FIRST_LAP_SEASON:
            calendar = lake.read(partition, versions).table
            for season, round_, cancelled in zip(
                *(calendar[column].to_pylist() for column in ("season", "round", "cancelled")), strict=True
            ):
                if not cancelled:
                    found.append(RaceKey(season, round_))
    return sorted(race for race in found if as_of is None or race <= as_of)


def measure_races(
    lake_uri: str,
    endpoint_url: str | None,
    index: Index,
    races: Sequence[RaceKey],
    *,
    workers: int,
) -> list[RaceMeasurement]:
    """The measurements in the order of `races`, their weekends rated. Raises LakeError."""
    # One thread per process: sums in another order would be other bytes, and the processes fill the cores already.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    tasks = [(lake_uri, endpoint_url, race, versions) for race, versions in _by_race(index, races)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return rated(list(pool.map(_measured, tasks, chunksize=_RACES_AT_ONCE)))


_Versions = Sequence[tuple[Partition, Sequence[LakeObject]]]


def _by_race(index: Index, races: Iterable[RaceKey]) -> Iterator[tuple[RaceKey, _Versions]]:
    """What of the index tells about each race: its weekend and its season's tables."""
    held: dict[tuple[int | None, int | None], list[tuple[Partition, Sequence[LakeObject]]]] = defaultdict(list)
    for partition, versions in index.items():
        held[partition.season, partition.round].append((partition, versions))
    for race in races:
        yield race, [*held[race.season, None], *held[race.season, race.round]]


def _measured(task: tuple[str, str | None, RaceKey, _Versions]) -> RaceMeasurement:
    lake_uri, endpoint_url, race, versions = task
    return measure_race(read_race_facts(Lake(open_storage(lake_uri, endpoint_url)), dict(versions), race))
