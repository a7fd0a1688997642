"""The chance to retire: a logistic curve through team, driver, circuit and field records.

Retirements are nearly unpredictable (AUC about 0.57); the curve's use is their number, less who they are.
"""

import json
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from pitwall.models import outcome_columns as of
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.trees import Floats

_PENALTY = 20.0
_HALF_LIFE_SEASONS = 4.0
"""Cars have become reliable: old seasons say little."""
_SMALLEST_SPREAD = 1e-6


@dataclass(frozen=True)
class RetirementModel:
    """Standardised columns, weighted; what is unknown counts as usual."""

    columns: tuple[str, ...]
    means: Floats
    spreads: Floats
    weights: Floats
    base: float
    """Log-odds of a usual car."""

    def chances(self, table: OutcomeTable) -> Floats:
        """[rows] 0-1."""
        rows = np.nan_to_num((table.matrix(self.columns) - self.means) / self.spreads)
        made: Floats = 1.0 / (1.0 + np.exp(-(self.base + rows @ self.weights)))
        return made

    def to_bytes(self) -> bytes:
        """As JSON."""
        held = {
            "columns": list(self.columns),
            "means": self.means.tolist(),
            "spreads": self.spreads.tolist(),
            "weights": self.weights.tolist(),
            "base": self.base,
        }
        return json.dumps(held, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "RetirementModel":
        """From JSON."""
        held = json.loads(data)
        means, spreads, weights = (np.array(held[name]) for name in ("means", "spreads", "weights"))
        return cls(tuple(held["columns"]), means, spreads, weights, float(held["base"]))


def fit_retirement(table: OutcomeTable) -> RetirementModel:
    """From the finished races of `table`."""
    rows = table.matrix(of.HAZARD)
    means = np.nan_to_num(np.nanmean(rows, axis=0))
    spreads = np.maximum(np.nan_to_num(np.nanstd(rows, axis=0)), _SMALLEST_SPREAD)
    standard = np.nan_to_num((rows - means) / spreads)
    when = table.seasons
    counts = 0.5 ** ((when.max() - when) / _HALF_LIFE_SEASONS)

    def loss(weights: Floats) -> tuple[float, Floats]:
        score = weights[0] + standard @ weights[1:]
        chance = 1.0 / (1.0 + np.exp(-score))
        penalty = np.concatenate([[0.0], weights[1:]]) * _PENALTY
        lost = (counts * (np.logaddexp(0.0, score) - table.retired * score)).sum()
        slope = counts * (chance - table.retired)
        return (
            float(lost + (penalty * weights).sum() / 2.0),
            np.concatenate([[slope.sum()], standard.T @ slope]) + penalty,
        )

    found = minimize(loss, np.zeros(1 + len(of.HAZARD)), jac=True, method="L-BFGS-B").x
    return RetirementModel(of.HAZARD, means, spreads, found[1:], float(found[0]))
