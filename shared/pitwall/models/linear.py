"""Straight-line members: each column against the mean of the race's field, weighted; exact to explain.

What is unknown of one car counts as the field's mean, what is unknown of all counts nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pitwall.models.field_chances import fit_weights
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.plackett_luce import OrderedRaces, fit_strengths
from pitwall.models.trees import Floats, Ints

_SMALLEST_SPREAD = 1e-6
_MEDIAN_ROUNDS = 8
_USUAL_MISS, _LEAST_MISS = 0.15, 0.02
"""Shares of the field: misses far below the least count as squares, so that no car counts without end."""


@dataclass(frozen=True)
class Linear:
    """Weights on standardised columns."""

    columns: tuple[str, ...]
    spreads: Floats
    weights: Floats

    def contributions(self, table: OutcomeTable) -> Floats:
        """[rows, columns] that add up to the score."""
        made: Floats = against_field(table.matrix(self.columns), table.starts) / self.spreads * self.weights
        return made

    def scores(self, table: OutcomeTable) -> Floats:
        """[rows] log-odds within the race."""
        total: Floats = self.contributions(table).sum(axis=1)
        return total

    def document(self) -> dict[str, Any]:
        """As JSON values."""
        return {"columns": list(self.columns), "spreads": self.spreads.tolist(), "weights": self.weights.tolist()}

    @classmethod
    def of_document(cls, held: dict[str, Any]) -> "Linear":
        """From `document`."""
        return cls(tuple(held["columns"]), np.array(held["spreads"]), np.array(held["weights"]))


def fit_among_first(
    table: OutcomeTable,
    names: Sequence[str],
    places: int,
    race_weights: Floats,
    penalty: float,
    start: Linear | None = None,
) -> Linear:
    """Weights that explain best who came among the first `places`; `table` holds finished races only.

    `start` is where the search begins: the weights of a race ago save most of it.
    """
    values, spreads = _standardised(table, names)
    among = (table.order <= places).astype(float)
    return Linear(
        tuple(names),
        spreads,
        fit_weights(values, among, table.starts, places, race_weights, penalty, start=start.weights if start else None),
    )


def fit_order(
    table: OutcomeTable,
    names: Sequence[str],
    reading: tuple[int, float],
    race_weights: Floats,
    penalty: float,
    start: Linear | None = None,
) -> Linear:
    """Plackett-Luce weights; `reading` is how many places are read, and how much each counts of the one before."""
    values, spreads = _standardised(table, names)
    races = OrderedRaces(table.order, table.starts, race_weights, *reading)
    return Linear(tuple(names), spreads, fit_strengths(values, races, penalty, start.weights if start else None))


def fit_share(
    table: OutcomeTable, names: Sequence[str], wanted: Floats, race_weights: Floats, penalty: float
) -> Linear:
    """Weighted least squares of `wanted` ([rows], centred) with a ridge `penalty`."""
    values, spreads = _standardised(table, names)
    weighted = values * np.repeat(race_weights, np.diff(table.starts))[:, None]
    found = np.linalg.solve(values.T @ weighted + penalty * np.eye(len(names)), weighted.T @ wanted)
    return Linear(tuple(names), spreads, np.asarray(found, dtype=np.float64))


def fit_median_share(
    table: OutcomeTable, names: Sequence[str], wanted: Floats, race_weights: Floats, penalty: float
) -> Linear:
    """As `fit_share` of the least absolute miss, by squares weighed anew (Schlossmacher 1973): accidents pull less."""
    values, spreads = _standardised(table, names)
    counts: Floats = np.repeat(race_weights, np.diff(table.starts))
    weights: Floats = counts
    found: Floats = np.zeros(len(names))
    for _ in range(_MEDIAN_ROUNDS):
        weighted = values * weights[:, None]
        solved = np.linalg.solve(values.T @ weighted + penalty * np.eye(len(names)), weighted.T @ wanted)
        found = np.asarray(solved, dtype=np.float64)
        weights = counts * _USUAL_MISS / np.maximum(np.abs(wanted - values @ found), _LEAST_MISS)
    return Linear(tuple(names), spreads, found)


def against_field(values: Floats, starts: Ints) -> Floats:
    """[rows, columns] difference to the mean of the race's known values; 0 where unknown."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    counts = np.maximum(np.add.reduceat(known, starts[:-1], dtype=float), 1.0)
    means: Floats = np.add.reduceat(filled, starts[:-1]) / counts
    centred: Floats = np.where(known, values - np.repeat(means, np.diff(starts), axis=0), 0.0)
    return centred


def documents(parts: dict[str, Linear]) -> bytes:
    """Several of them as one JSON file."""
    return json.dumps({name: part.document() for name, part in parts.items()}, sort_keys=True).encode()


def _standardised(table: OutcomeTable, names: Sequence[str]) -> tuple[Floats, Floats]:
    values = against_field(table.matrix(names), table.starts)
    spreads: Floats = np.maximum(values.std(axis=0), _SMALLEST_SPREAD)
    standard: Floats = values / spreads
    return standard, spreads
