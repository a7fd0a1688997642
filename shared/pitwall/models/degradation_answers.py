"""Answers what a tyre of some age costs against a fresh one, from trees as plain arrays that never fall with age."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError, UnusableArtefactError
from pitwall.models.plain_answers import FACTS, TREES, PlainAnswer, facts_bytes, facts_of, hardness, told_parts
from pitwall.models.registry import Files
from pitwall.models.trees import Floats, TreeEnsemble

COLUMNS = ("tyre_life", "compound", "hardness", "track_temp_c", "driver_style", "circuit_wear", "length_km", "street")
FRESH_LAPS = 1.0
"""Tyre life of a set on its first lap."""
LIFE_BANDS = (5, 10, 15, 20, 30)
TYPICAL_LAP_S = 90.0
_ROLES = {compound: float(number) for number, compound in enumerate(Compound)}


@dataclass(frozen=True)
class DegradationQuestion:
    """A tyre. `lap_s`: an untroubled lap of the circuit, by which losses in per cent become seconds."""

    compound: Compound
    tyre_life: int
    circuit_id: str
    driver_id: str | None = None
    compound_name: str | None = None
    track_temp_c: float | None = None
    lap_s: float | None = None


@dataclass(frozen=True)
class DegradationModel:
    """A fitted model: pace lost in per cent of a lap, up to a constant that the fresh tyre takes away."""

    trees: TreeEnsemble
    circuits: Mapping[str, tuple[float, float, float, float]]
    """By circuit: wear in per cent a lap against all circuits, length in km, 1 for a street circuit, a lap in s."""
    drivers: Mapping[str, float]
    """By driver: wear in per cent a lap against the field on the same tyres."""
    low_pct: tuple[float, ...]
    """Edges of the interval by band of tyre life."""
    high_pct: tuple[float, ...]

    def predict(self, columns: Floats) -> Floats:
        """Per cent of a lap lost against the fresh tyre. `columns` as COLUMNS."""
        return (self.trees.predict(columns) - self.trees.predict(_fresh(columns)))[:, 0]

    def explain(self, columns: Floats) -> Floats:
        """[rows, COLUMNS]; a row's sum is its prediction, nothing is lost on a fresh tyre."""
        shares: Floats = (self.trees.contributions(columns)[1] - self.trees.contributions(_fresh(columns))[1])[:, :, 0]
        return shares

    def answer(self, question: DegradationQuestion) -> PlainAnswer:
        """The loss on that lap. Raises InvalidStateError for a tyre there is no wear of."""
        if question.compound not in DRY_COMPOUNDS:
            raise InvalidStateError([f"{question.compound}: only slicks' wear is learned, a wet track hides the rest"])
        row, lap_s, notes = self._row(question)
        part = self.explain(row)[0] * lap_s / 100.0
        value = float(part.sum())
        band = int(np.searchsorted(LIFE_BANDS, question.tyre_life))
        return PlainAnswer(
            value=value,
            low=value + self.low_pct[band] * lap_s / 100.0,
            high=value + self.high_pct[band] * lap_s / 100.0,
            unit="s",
            base=0.0,
            contributions=told_parts(dict(zip(COLUMNS, part.tolist(), strict=True))),
            notes=notes,
        )

    def files(self) -> Files:
        """Plain files."""
        facts = {
            "circuits": {name: list(one) for name, one in self.circuits.items()},
            "drivers": dict(self.drivers),
            "low_pct": list(self.low_pct),
            "high_pct": list(self.high_pct),
        }
        return {FACTS: facts_bytes(facts), TREES: self.trees.to_bytes()}

    @classmethod
    def from_files(cls, files: Files) -> "DegradationModel":
        """Raises UnusableArtefactError where they are not a model of this kind."""
        facts = facts_of(files)
        try:
            model = cls(
                trees=TreeEnsemble.from_bytes(files[TREES]),
                circuits={
                    name: (float(w), float(k), float(s), float(lap))
                    for name, (w, k, s, lap) in facts["circuits"].items()
                },
                drivers={name: float(style) for name, style in facts["drivers"].items()},
                low_pct=tuple(float(one) for one in facts["low_pct"]),
                high_pct=tuple(float(one) for one in facts["high_pct"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise UnusableArtefactError(f"no model of tyre degradation: {problem!r}") from problem
        bands = len(LIFE_BANDS) + 1
        if model.trees.features != len(COLUMNS) or not len(model.low_pct) == len(model.high_pct) == bands:
            raise UnusableArtefactError("no model of tyre degradation: its trees or intervals are of another kind")
        return model

    def _row(self, question: DegradationQuestion) -> tuple[Floats, float, tuple[str, ...]]:
        notes = []
        known = self.circuits.get(question.circuit_id)
        if known is None:
            notes.append(f"no race at '{question.circuit_id}' was learned from: the mean of all circuits is used")
        wear, length_km, street, usual_s = known or (0.0, float("nan"), 0.0, TYPICAL_LAP_S)
        if known is None and question.lap_s is None:
            notes.append(f"the time of a lap is not known: {TYPICAL_LAP_S:.0f} s is assumed")
        if question.driver_id is not None and question.driver_id not in self.drivers:
            notes.append(f"no stint of '{question.driver_id}' was learned from: the field's style is used")
        if question.track_temp_c is None:
            notes.append("track temperature is not given: what is usual is used")
        values = {
            "tyre_life": float(question.tyre_life),
            "compound": _ROLES[question.compound],
            "hardness": hardness(question.compound_name, question.compound),
            "track_temp_c": float("nan") if question.track_temp_c is None else question.track_temp_c,
            "driver_style": self.drivers.get(question.driver_id or "", 0.0),
            "circuit_wear": wear,
            "length_km": length_km,
            "street": street,
        }
        return np.array([[values[name] for name in COLUMNS]]), question.lap_s or usual_s, tuple(notes)


def _fresh(columns: Floats) -> Floats:
    """The same rows on their first lap."""
    fresh = np.array(columns, dtype=float)
    fresh[:, COLUMNS.index("tyre_life")] = FRESH_LAPS
    return fresh
