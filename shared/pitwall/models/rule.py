"""The rule nobody needs a model for: how often cars from each grid slot (or championship place) came where.

With additive smoothing, which makes "pole wins" a probability; it is a baseline, a member, and the last fallback.
"""

import json
from dataclasses import dataclass

import numpy as np

from pitwall.models.field_chances import log_odds
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.targets import PLACES, Target, truth
from pitwall.models.trees import Floats

_SMOOTHING = 0.5
"""Added to the count of each place and outcome (Krichevsky and Trofimov 1981)."""
_SLOTS = 26
_UNKNOWN_SLOT = 15


@dataclass(frozen=True)
class PlaceRule:
    """Frequencies by slot."""

    column: str
    frequencies: dict[Target, Floats]
    """[slots] share of cars from there, by target; for PLACE the mean share of the field in front."""

    def values(self, table: OutcomeTable, target: Target) -> Floats:
        """[rows] the frequency of each car's slot; not yet made to add up within a race."""
        slots = table.matrix((self.column,))[:, 0]
        slots = np.where(np.isnan(slots), _UNKNOWN_SLOT, slots)
        found: Floats = self.frequencies[target][np.clip(slots.astype(int), 1, _SLOTS) - 1]
        return found

    def scores(self, table: OutcomeTable, target: Target) -> Floats:
        """[rows] log-odds; of WIN the logarithm, which a field's softmax turns back into the frequencies."""
        values = self.values(table, target)
        if target is Target.WIN:
            logs: Floats = np.log(values)
            return logs
        return values - 0.5 if target is Target.PLACE else log_odds(values)

    def to_bytes(self) -> bytes:
        """As JSON."""
        held = {target.value: values.tolist() for target, values in self.frequencies.items()}
        return json.dumps({"column": self.column, "frequencies": held}, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "PlaceRule":
        """From JSON."""
        held = json.loads(data)
        return cls(held["column"], {Target(name): np.array(values) for name, values in held["frequencies"].items()})


def fit_rule(table: OutcomeTable, column: str) -> PlaceRule:
    """Counts over all races of `table`, which have results."""
    slots = table.matrix((column,))[:, 0]
    known = ~np.isnan(slots)
    slot = np.clip(slots[known].astype(int), 1, _SLOTS) - 1
    cars = np.bincount(slot, minlength=_SLOTS).astype(float)
    size = float(np.diff(table.starts).mean()) if len(table.races) else float(_SLOTS)
    frequencies: dict[Target, Floats] = {}
    for target in Target:
        counted = np.bincount(slot, truth(target, table.order, table.starts)[known], minlength=_SLOTS)
        usual = 0.5 if target is Target.PLACE else min(PLACES[target] / size, 1.0)
        weight = 2 * _SMOOTHING if target is Target.PLACE else _SMOOTHING / usual
        frequencies[target] = np.clip((counted + weight * usual) / (cars + weight), 1e-4, 1 - 1e-4)
    return PlaceRule(column, frequencies)
