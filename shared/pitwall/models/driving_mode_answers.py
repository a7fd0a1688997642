"""The tree of driving modes as plain arrays: how likely the next lap is pushed, balanced or saved."""

from dataclasses import dataclass

from pitwall.errors import UnusableArtefactError
from pitwall.models.plain_answers import TREES
from pitwall.models.registry import Files
from pitwall.models.trees import Floats, TreeEnsemble

MODES = ("PUSH", "BALANCED", "CONSERVE")
EDGE_PCT = 0.2
"""Of a lap: so much faster or slower than the stint's line is another mode."""
COLUMNS = (
    "gap_ahead_s",
    "gap_behind_s",
    "tyre_life",
    "laps_left",
    "lap_share",
    "position",
    "last_off_pct",
    "recent_off_pct",
    "street",
    "stint_lap",
)


@dataclass(frozen=True)
class DrivingModeModel:
    """A fitted tree whose leaves hold the share of each mode."""

    trees: TreeEnsemble

    def predict(self, columns: Floats) -> Floats:
        """[rows, MODES] chances, each row summing to 1. `columns` as COLUMNS."""
        return self.trees.predict(columns)

    def explain(self, columns: Floats) -> tuple[Floats, Floats]:
        """(base [MODES], [rows, COLUMNS, MODES]); base and a row's sum are its chances."""
        return self.trees.contributions(columns)

    def files(self) -> Files:
        """Plain files."""
        return {TREES: self.trees.to_bytes()}

    @classmethod
    def from_files(cls, files: Files) -> "DrivingModeModel":
        """Raises UnusableArtefactError where they are not a model of this kind."""
        if TREES not in files:
            raise UnusableArtefactError("no model of driving modes: its tree is missing")
        trees = TreeEnsemble.from_bytes(files[TREES])
        if trees.features != len(COLUMNS) or trees.value.shape[1] != len(MODES):
            raise UnusableArtefactError("no model of driving modes: its tree is of another kind")
        return cls(trees)
