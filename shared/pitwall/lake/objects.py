"""How a lake object is named: its partition, its source, the source's revision and a hash of its content."""

import re
from dataclasses import dataclass

from pitwall.domain.datasets import DATASETS, Partition

_PATH = re.compile(
    r"^(?P<dataset>[a-z_]+)(?:/season=(?P<season>\d{4}))?(?:/round=(?P<round>\d{2}))?"
    r"(?:/session=(?P<session>[A-Z0-9]+))?/(?P<source>[a-z0-9_]+)-(?P<revision>\d+)-(?P<content>[0-9a-f]+)\.parquet$"
)


@dataclass(frozen=True)
class LakeObject:
    """One version of one partition by one source."""

    partition: Partition
    source: str
    revision: int
    content: str
    """Hash of the rows; equal content under another revision is not written again."""

    @property
    def path(self) -> str:
        """Its path below the lake's root. Revisions are padded so that names sort by age."""
        return f"{self.partition.path}/{self.source}-{self.revision:012d}-{self.content}.parquet"


def parse_path(path: str) -> LakeObject | None:
    """The object a path names, or None where it is no data object (rejects, markers, foreign or misplaced files)."""
    match = _PATH.match(path)
    if not match or match["dataset"] not in DATASETS:
        return None
    named = tuple(name for name in ("season", "round", "session") if match[name])
    if named != DATASETS[match["dataset"]].partition_by.value:
        return None
    season, round_ = match["season"], match["round"]
    partition = Partition(
        match["dataset"], int(season) if season else None, int(round_) if round_ else None, match["session"]
    )
    return LakeObject(partition, match["source"], int(match["revision"]), match["content"])
