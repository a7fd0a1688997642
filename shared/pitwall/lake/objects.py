"""How a lake object is named: its partition, its source, the source's revision and a hash of its content."""

import re
from dataclasses import dataclass, field

from pitwall.domain.datasets import DATASETS, Partition

_PATH = re.compile(
    r"^(?P<dataset>[a-z_]+)(?:/season=(?P<season>\d{4}))?(?:/round=(?P<round>\d{2}))?"
    r"(?:/session=(?P<session>[A-Z0-9]+))?/(?P<source>[a-z0-9_]+)-(?P<revision>\d+)-(?P<content>[0-9a-f]+)\.(?P<kind>parquet|same)$"
)


@dataclass(frozen=True)
class LakeObject:
    """One version of one partition by one source."""

    partition: Partition
    source: str
    revision: int
    content: str
    """Hash of the rows; equal content under another revision is not written again."""
    confirmations: tuple[int, ...] = field(default=(), compare=False)
    """Later revisions under which the source said the same again."""

    @property
    def stands_at(self) -> int:
        """The revision up to which the source is known to have said so."""
        return max(self.revision, *self.confirmations, 0)

    @property
    def path(self) -> str:
        """Its path below the lake's root. Revisions are padded so that names sort by age."""
        return f"{self.partition.path}/{self.source}-{self.revision:012d}-{self.content}.parquet"

    def confirmation_path(self, revision: int) -> str:
        """The empty object that says: at `revision` the source still said so."""
        return f"{self.partition.path}/{self.source}-{revision:012d}-{self.content}.same"


def parse_path(path: str) -> LakeObject | None:
    """The object a path names, or None where it is no data object (rejects, markers, foreign or misplaced files)."""
    return _parsed(path, "parquet")


def parse_confirmation(path: str) -> LakeObject | None:
    """What a confirmation's path says, as the object it would name, or None where it is none."""
    return _parsed(path, "same")


def _parsed(path: str, kind: str) -> LakeObject | None:
    match = _PATH.match(path)
    if not match or match["kind"] != kind or match["dataset"] not in DATASETS:
        return None
    named = tuple(name for name in ("season", "round", "session") if match[name])
    if named != DATASETS[match["dataset"]].partition_by.columns:
        return None
    season, round_ = match["season"], match["round"]
    partition = Partition(
        match["dataset"], int(season) if season else None, int(round_) if round_ else None, match["session"]
    )
    return LakeObject(partition, match["source"], int(match["revision"]), match["content"])
