"""A folder in the data set format: a whole history as Parquet tables, read step by step.

Its f1db tables count as f1db's own release of that age; laps and what is derived from them as the data set's.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pitwall.domain.datasets import Batch
from pitwall.domain.precedence import release_revision
from pitwall.errors import DataSetError
from pitwall.sources import dataset_f1db as f1db
from pitwall.sources import dataset_sessions as timing

REQUIRED = ("races", "drivers", "constructors", "circuits", "countries", "race_results")
"""Without these f1db tables nothing else can be understood."""

_RESULTS = "f1db/race_results.parquet"


@dataclass(frozen=True)
class Step:
    """One piece of the data set: `files` it is read from, and what turns their tables into a batch."""

    name: str
    dataset: str
    files: tuple[str, ...]
    read: Callable[["DataSet", str], pa.Table]
    source: str = "f1db"


@dataclass(frozen=True)
class DataSet:
    """A data set folder."""

    folder: Path

    def steps(self) -> list[Step]:
        """What this folder holds, in an order that can be loaded. Raises DataSetError where it is none."""
        absent = [name for name in REQUIRED if not self.has(f"f1db/{name}.parquet")]
        if absent:
            names = ", ".join(f"f1db/{name}.parquet" for name in absent)
            raise DataSetError(f"{self.folder} is no complete data set: it lacks {names}")
        return [*self._table_steps(), *self._season_steps()]

    def is_required(self, step: Step) -> bool:
        """Whether nothing can be loaded without the step's table."""
        return any(step.files[0] == f"f1db/{name}.parquet" for name in REQUIRED)

    def absent(self) -> list[str]:
        """Optional tables this folder does not have: what a load from it will be missing."""
        wanted = [file for _, _, file, _, _ in (*f1db.TABLES, *timing.TABLES)]
        found = [file for file in wanted if not self.has(file)]
        return [*found, *(f"{folder}/" for folder, *_ in timing.SEASON_TABLES if not (self.folder / folder).is_dir())]

    def fingerprint(self, step: Step) -> str:
        """A hash of the step's files: the same content need not be read again."""
        digest = hashlib.blake2b(digest_size=12)
        for file in step.files:
            digest.update((self.folder / file).read_bytes())
        return digest.hexdigest()

    def batch(self, step: Step) -> Batch:
        """The step's rows. Raises DataSetError naming the table that cannot be read or lacks a column."""
        try:
            table = step.read(self, step.files[0])
        except (KeyError, pa.ArrowException, ValueError, TypeError, AttributeError) as error:
            raise DataSetError(f"{self.folder / step.files[0]} cannot be understood: {error}") from error
        return Batch(step.dataset, step.source, self._revision(step), table)

    def has(self, file: str) -> bool:
        """Whether the folder has that file."""
        return (self.folder / file).is_file()

    def table(self, file: str) -> pa.Table:
        """One table as it lies. Raises DataSetError where it cannot be read."""
        try:
            return pq.read_table(self.folder / file, partitioning=None)
        except (OSError, pa.ArrowException) as error:
            raise DataSetError(f"{self.folder / file} cannot be read: {error}") from error

    @cached_property
    def newest_result(self) -> tuple[int, int]:
        """Season and round of the newest race with a result. Raises DataSetError where the results name none."""
        results = self.table(_RESULTS)
        try:
            season = pc.max(results["season"]).as_py()
            round_ = pc.max(results.filter(pc.equal(results["season"], season))["round"]).as_py()
            return int(season), int(round_)
        except (KeyError, pa.ArrowException, ValueError, TypeError) as error:
            raise DataSetError(f"{self.folder / _RESULTS} names no newest race: {error}") from error

    def _revision(self, step: Step) -> int:
        """As f1db numbers its releases, by the newest race; a folder corrected since then counts by its files' time."""
        season, round_ = self.newest_result
        changed = max(int((self.folder / file).stat().st_mtime) for file in step.files)
        return release_revision(season, round_, second=changed)

    def _table_steps(self) -> Iterator[Step]:
        for name, dataset, file, read, source in (*f1db.TABLES, *timing.TABLES):
            if self.has(file):
                yield Step(name, dataset, (file, *f1db.ALSO_READS.get(file, ())), read, source)

    def _season_steps(self) -> Iterator[Step]:
        for folder, dataset, words, read in timing.SEASON_TABLES:
            for path in sorted((self.folder / folder).glob("[0-9]*.parquet")):
                yield Step(f"{words} {path.stem}", dataset, (f"{folder}/{path.name}",), read, "dataset")
