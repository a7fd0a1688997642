"""How much of each feature is known, and whether it varies: a column of nulls is no feature."""

from dataclasses import dataclass

import pandas as pd

from pitwall.features.building import FeatureTable


@dataclass(frozen=True)
class ColumnCoverage:
    """One column of a feature table."""

    name: str
    group: str
    coverage: float
    """Share of rows in which it is known, 0-1."""
    variance: float
    """Of what is known; 0 where nothing is."""
    first_season: int | None
    """In which it is known at all; None where it never is."""
    coverage_since: float
    """Share of the rows known from that season on."""

    @property
    def usable(self) -> bool:
        """Whether it is known anywhere and varies."""
        return self.coverage > 0.0 and self.variance > 0.0


def coverage_report(table: FeatureTable) -> tuple[ColumnCoverage, ...]:
    """Coverage and variance of every feature of `table`, in column order."""
    seasons = table.rows["season"]
    return tuple(_of_column(column.name, column.group, table.rows[column.name], seasons) for column in table.columns)


def unusable(table: FeatureTable) -> tuple[str, ...]:
    """The features that are known nowhere, or the same everywhere."""
    return tuple(one.name for one in coverage_report(table) if not one.usable)


def _of_column(name: str, group: str, values: pd.Series, seasons: pd.Series) -> ColumnCoverage:
    known = values.notna()
    if not known.any():
        return ColumnCoverage(name, group, 0.0, 0.0, None, 0.0)
    first = int(seasons[known].min())
    variance = float(values[known].var(ddof=0))
    return ColumnCoverage(name, group, float(known.mean()), variance, first, float(known[seasons >= first].mean()))
