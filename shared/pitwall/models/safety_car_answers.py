"""Answers how likely a safety car or a virtual one is on a lap, from a forest as plain arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pitwall.calibration.logistic import sigmoid
from pitwall.errors import InvalidStateError, UnusableArtefactError
from pitwall.models.plain_answers import FACTS, TO_EDGE_SDS, TREES, PlainAnswer, facts_bytes, facts_of, told_parts
from pitwall.models.registry import Files
from pitwall.models.trees import Floats, TreeEnsemble

COLUMNS = (
    "lap",
    "first_lap",
    "laps_left",
    "circuit_rate_sc",
    "circuit_rate_vsc",
    "street",
    "wet_share",
    "rain",
    "field_spread_s",
    "running",
    "retired",
    "laps_since_restart",
)
KINDS: tuple[Literal["SC", "VSC"], ...] = ("SC", "VSC")
NEVER_NEUTRALISED = 99.0
"""`laps_since_restart` where the race was green so far."""
_USUAL_CARS = 20
_RAINING_SHARE = 0.5
"""Of the field on wet tyres, where nobody says whether it rains."""
_FLOOR = 1e-4
"""No chance per lap is told to be smaller: so few laps were seen."""


@dataclass(frozen=True)
class SafetyCarQuestion:
    """A race about to begin `lap`, green."""

    circuit_id: str
    lap: int
    total_laps: int
    running: int | None = None
    """Cars still in the race."""
    retired: int = 0
    wet_share: float | None = None
    """Of the field on intermediates or wets."""
    rain: bool | None = None
    field_spread_s: float | None = None
    """From the first to the last car on the leader's lap."""
    laps_since_restart: int | None = None
    """None where the race was green so far."""


@dataclass(frozen=True)
class SafetyCarModel:
    """A fitted model."""

    trees: TreeEnsemble
    """Of two outputs: SC, VSC."""
    intercepts: tuple[float, float]
    slopes: tuple[float, float]
    """Calibration: log-odds = intercept + slope x log-odds of the forest."""
    circuits: Mapping[str, tuple[float, float, float]]
    """By circuit: SC and VSC per green lap, 1 for a street circuit."""
    rates: tuple[float, float]
    """Of a circuit never seen."""
    usual_spread_s: float
    """Of the field, after lap 1."""
    laps_per_leaf: float
    """How many laps stand behind a chance, on average."""

    def predict(self, columns: Floats) -> Floats:
        """[rows, 2] chance that one begins on the lap, KINDS in order. `columns` as COLUMNS."""
        return sigmoid(self._log_odds(self.trees.predict(columns)))

    def explain(self, columns: Floats) -> tuple[Floats, Floats]:
        """(base [2], [rows, COLUMNS, 2]) in log-odds; base and a row's sum are its calibrated log-odds.

        The forest's parts are of the chance itself: each is scaled as the whole is by going over to log-odds.
        """
        base, shares = self.trees.contributions(columns)
        start = self._log_odds(base[None, :])[0]
        total = self._log_odds(base + shares.sum(axis=1)) - start
        moved = shares.sum(axis=1)
        scale = np.divide(total, moved, out=np.zeros_like(total), where=np.abs(moved) > 1e-12)
        return start, shares * scale[:, None, :]

    def answer(self, question: SafetyCarQuestion) -> dict[Literal["SC", "VSC"], PlainAnswer]:
        """Both chances. Raises InvalidStateError where the race told contradicts itself."""
        if not 1 <= question.lap <= question.total_laps:
            raise InvalidStateError([f"lap {question.lap} of {question.total_laps}: there is none"])
        row, notes = self._row(question)
        base, shares = self.explain(row)
        told: dict[Literal["SC", "VSC"], PlainAnswer] = {}
        for kind, name in enumerate(KINDS):
            log_odds = float(base[kind] + shares[0, :, kind].sum())
            chance = float(sigmoid(np.array(log_odds)))
            edge = TO_EDGE_SDS / np.sqrt(self.laps_per_leaf * chance * (1.0 - chance))
            told[name] = PlainAnswer(
                value=chance,
                low=float(sigmoid(np.array(log_odds - edge))),
                high=float(sigmoid(np.array(log_odds + edge))),
                unit="probability",
                base=float(base[kind]),
                contributions=told_parts(dict(zip(COLUMNS, shares[0, :, kind].tolist(), strict=True))),
                scale="log-odds",
                notes=notes,
            )
        return told

    def files(self) -> Files:
        """Plain files."""
        facts = {
            "intercepts": list(self.intercepts),
            "slopes": list(self.slopes),
            "circuits": {name: list(one) for name, one in self.circuits.items()},
            "rates": list(self.rates),
            "laps_per_leaf": self.laps_per_leaf,
            "usual_spread_s": self.usual_spread_s,
        }
        return {FACTS: facts_bytes(facts), TREES: self.trees.to_bytes()}

    @classmethod
    def from_files(cls, files: Files) -> "SafetyCarModel":
        """Raises UnusableArtefactError where they are not a model of this kind."""
        facts = facts_of(files)
        try:
            model = cls(
                trees=TreeEnsemble.from_bytes(files[TREES]),
                intercepts=_two(facts["intercepts"]),
                slopes=_two(facts["slopes"]),
                circuits={name: (float(a), float(b), float(c)) for name, (a, b, c) in facts["circuits"].items()},
                rates=_two(facts["rates"]),
                laps_per_leaf=float(facts["laps_per_leaf"]),
                usual_spread_s=float(facts["usual_spread_s"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise UnusableArtefactError(f"no model of safety cars: {problem!r}") from problem
        if model.trees.features != len(COLUMNS) or model.trees.value.shape[1] != len(KINDS):
            raise UnusableArtefactError("no model of safety cars: its trees are of another kind")
        return model

    def _log_odds(self, chance: Floats) -> Floats:
        held = np.clip(chance, _FLOOR, 1.0 - _FLOOR)
        calibrated: Floats = np.array(self.intercepts) + np.array(self.slopes) * np.log(held / (1.0 - held))
        return calibrated

    def _row(self, question: SafetyCarQuestion) -> tuple[Floats, tuple[str, ...]]:
        notes = []
        known = self.circuits.get(question.circuit_id)
        if known is None:
            notes.append(f"no race at '{question.circuit_id}' was learned from: the rate of all circuits is used")
        if question.wet_share is None and question.rain is None:
            notes.append("weather is not given: a dry track is assumed")
        if question.field_spread_s is None and question.lap > 1:
            notes.append(f"the field's spread is not given: {self.usual_spread_s:.0f} s, as it usually is")
        rate_sc, rate_vsc, street = known or (*self.rates, 0.0)
        wet_share = float(question.rain or False) if question.wet_share is None else question.wet_share
        usual_spread_s = self.usual_spread_s if question.lap > 1 else 0.0
        since = question.laps_since_restart
        values = {
            "lap": question.lap,
            "first_lap": question.lap == 1,
            "laps_left": question.total_laps - question.lap,
            "circuit_rate_sc": rate_sc,
            "circuit_rate_vsc": rate_vsc,
            "street": street,
            "wet_share": wet_share,
            "rain": wet_share > _RAINING_SHARE if question.rain is None else question.rain,
            "field_spread_s": usual_spread_s if question.field_spread_s is None else question.field_spread_s,
            "running": _USUAL_CARS - question.retired if question.running is None else question.running,
            "retired": question.retired,
            "laps_since_restart": NEVER_NEUTRALISED if since is None else since,
        }
        return np.array([[float(values[name]) for name in COLUMNS]]), tuple(notes)


def _two(values: list[float]) -> tuple[float, float]:
    first, second = values
    return float(first), float(second)
