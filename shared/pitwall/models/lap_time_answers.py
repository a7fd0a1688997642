"""Answers how fast the next laps of a car will be, from trees as plain arrays.

The trees say how the later lap differs from the car's recent pace, both freed of fuel; fuel itself is physics.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pitwall.calibration.fuel import TYPICAL_LENGTH_KM, fuel_effect_s_per_kg, fuel_left_kg
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError, UnusableArtefactError
from pitwall.models.plain_answers import FACTS, TREES, PlainAnswer, facts_bytes, facts_of, hardness, told_parts
from pitwall.models.registry import Files
from pitwall.models.trees import Floats, TreeEnsemble

COLUMNS = (
    "ahead",
    "compound",
    "hardness_then",
    "tyre_life_then",
    "recent_compound",
    "recent_hardness",
    "recent_tyre_life",
    "stops_between",
    "laps_left",
    "lap_share",
    "recent_laps",
    "recent_spread_pct",
    "last_to_recent_pct",
    "recent_gap_ahead_s",
    "gap_ahead_now_s",
    "gap_behind_now_s",
    "track_temp_c",
    "rain",
    "wet_share",
    "length_km",
    "street",
    "circuit_drift",
)
FURTHEST = 10
"""Laps looked ahead at most."""
RECENT_LAPS = 4
"""Green laps that recent pace is the mean of, at most."""
AHEAD_BANDS = (1, 3, 6, FURTHEST)
_ROLES = {compound: float(number) for number, compound in enumerate(Compound)}
_NAN = float("nan")


@dataclass(frozen=True)
class RecentLap:
    """A green lap just driven."""

    lap_number: int
    lap_time_s: float
    tyre_life: int
    gap_ahead_s: float | None = None
    """As it began."""


@dataclass(frozen=True)
class LapTimeQuestion:
    """A car after its last lap. `recent`: green laps on `recent_compound`, oldest first, at least one."""

    season: int
    circuit_id: str
    total_laps: int
    recent: tuple[RecentLap, ...]
    recent_compound: Compound
    compound: Compound
    """On the coming laps."""
    tyre_life: int
    """Of the first coming lap: 1 for a new set."""
    laps: int = FURTHEST
    recent_compound_name: str | None = None
    compound_name: str | None = None
    gap_ahead_s: float | None = None
    gap_behind_s: float | None = None
    track_temp_c: float | None = None
    rain: bool | None = None
    length_km: float | None = None


@dataclass(frozen=True)
class Spread:
    """How far lap times fall from what was foretold, by how far ahead and how even the recent laps were."""

    even_pct: tuple[float, ...]
    """Edges of `recent_spread_pct` between the classes."""
    low_pct: tuple[tuple[tuple[float, ...], ...], ...]
    """[dry, wet] [ahead band] [class]."""
    high_pct: tuple[tuple[tuple[float, ...], ...], ...]


@dataclass(frozen=True)
class LapTimeModel:
    """A fitted model."""

    trees: TreeEnsemble
    circuits: Mapping[str, tuple[float, float, float]]
    """By circuit: drift in per cent a lap, length in km, 1 where it is a street circuit."""
    drift: float
    """Of a circuit never seen."""
    spread: Spread

    def predict(self, columns: Floats) -> Floats:
        """Per cent off the recent pace. `columns` as COLUMNS."""
        return self.trees.predict(columns)[:, 0]

    def explain(self, columns: Floats) -> tuple[Floats, Floats]:
        """(base, [rows, COLUMNS]) in the same unit; base and a row's sum make up its prediction."""
        base, shares = self.trees.contributions(columns)
        return base, shares[:, :, 0]

    def answer(self, question: LapTimeQuestion) -> list[PlainAnswer]:
        """The coming laps, nearest first. Raises InvalidStateError where the laps told contradict each other."""
        check(question)
        columns, notes = self._columns(question)
        recent_s, length_km = _recent_pace(question, self._length(question)), self._length(question)
        base, shares = self.explain(columns)
        told = []
        for row in range(len(columns)):
            parts = dict(zip(COLUMNS, (recent_s * shares[row] / 100.0).tolist(), strict=True))
            parts["fuel"] = _fuel_s(question, question.recent[-1].lap_number + row + 1, length_km)
            start = recent_s * (1.0 + float(base[0]) / 100.0)
            value = start + sum(parts.values())
            low, high = self.edges(columns[row : row + 1])
            told.append(
                PlainAnswer(
                    value=value,
                    low=value + recent_s * float(low[0]) / 100.0,
                    high=value + recent_s * float(high[0]) / 100.0,
                    unit="s",
                    base=start,
                    contributions=told_parts(parts),
                    notes=notes,
                )
            )
        return told

    def edges(self, columns: Floats) -> tuple[Floats, Floats]:
        """Of the interval around each row's prediction, in per cent."""
        wet = (columns[:, COLUMNS.index("compound")] >= _ROLES[Compound.INTERMEDIATE]).astype(int)
        band = np.searchsorted(AHEAD_BANDS, columns[:, COLUMNS.index("ahead")])
        even = np.searchsorted(self.spread.even_pct, columns[:, COLUMNS.index("recent_spread_pct")])
        low, high = np.array(self.spread.low_pct), np.array(self.spread.high_pct)
        return low[wet, band, even], high[wet, band, even]

    def files(self) -> Files:
        """Plain files."""
        facts = {
            "circuits": {name: list(one) for name, one in self.circuits.items()},
            "drift": self.drift,
            "spread": {
                "even_pct": self.spread.even_pct,
                "low_pct": self.spread.low_pct,
                "high_pct": self.spread.high_pct,
            },
        }
        return {FACTS: facts_bytes(facts), TREES: self.trees.to_bytes()}

    @classmethod
    def from_files(cls, files: Files) -> "LapTimeModel":
        """Raises UnusableArtefactError where they are not a model of this kind."""
        facts = facts_of(files)
        try:
            spread = facts["spread"]
            model = cls(
                trees=TreeEnsemble.from_bytes(files[TREES]),
                circuits={name: (float(d), float(k), float(s)) for name, (d, k, s) in facts["circuits"].items()},
                drift=float(facts["drift"]),
                spread=Spread(tuple(spread["even_pct"]), spread["low_pct"], spread["high_pct"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise UnusableArtefactError(f"no model of lap times: {problem!r}") from problem
        classes = (2, len(AHEAD_BANDS), len(model.spread.even_pct) + 1)
        if model.trees.features != len(COLUMNS) or np.shape(model.spread.low_pct) != classes:
            raise UnusableArtefactError("no model of lap times: its trees or intervals are of another kind")
        return model

    def _length(self, question: LapTimeQuestion) -> float:
        if question.length_km is not None:
            return question.length_km
        known = self.circuits.get(question.circuit_id)
        return known[1] if known else TYPICAL_LENGTH_KM

    def _columns(self, question: LapTimeQuestion) -> tuple[Floats, tuple[str, ...]]:
        length_km = self._length(question)
        drift, _, street = self.circuits.get(question.circuit_id, (self.drift, length_km, 0.0))
        last = question.recent[-1]
        corrected = np.array([lap.lap_time_s - _fuel_s(question, lap.lap_number, length_km) for lap in question.recent])
        gaps = [lap.gap_ahead_s for lap in question.recent if lap.gap_ahead_s is not None]
        changed = question.compound != question.recent_compound or question.tyre_life <= last.tyre_life
        common = {
            "compound": _ROLES[question.compound],
            "hardness_then": hardness(question.compound_name, question.compound),
            "recent_compound": _ROLES[question.recent_compound],
            "recent_hardness": hardness(question.recent_compound_name, question.recent_compound),
            "recent_tyre_life": float(np.mean([lap.tyre_life for lap in question.recent])),
            "stops_between": float(changed),
            "recent_laps": float(len(question.recent)),
            "recent_spread_pct": 100.0 * float(corrected.std() / corrected.mean()),
            "last_to_recent_pct": 100.0 * float(corrected[-1] / corrected.mean() - 1.0),
            "recent_gap_ahead_s": float(np.mean(gaps)) if gaps else _NAN,
            "gap_ahead_now_s": _or_nan(question.gap_ahead_s),
            "gap_behind_now_s": _or_nan(question.gap_behind_s),
            "track_temp_c": _or_nan(question.track_temp_c),
            "rain": _NAN if question.rain is None else float(question.rain),
            "wet_share": float(question.recent_compound not in (Compound.SOFT, Compound.MEDIUM, Compound.HARD)),
            "length_km": length_km,
            "street": street,
            "circuit_drift": drift,
        }
        rows = []
        for ahead in range(1, question.laps + 1):
            lap = last.lap_number + ahead
            own = {
                "ahead": float(ahead),
                "tyre_life_then": float(question.tyre_life + ahead - 1),
                "laps_left": float(question.total_laps - lap),
                "lap_share": lap / question.total_laps,
            }
            rows.append([{**common, **own}[name] for name in COLUMNS])
        return np.array(rows), self._notes(question, changed)

    def _notes(self, question: LapTimeQuestion, changed: bool) -> tuple[str, ...]:
        notes = []
        if question.circuit_id not in self.circuits:
            notes.append(
                f"no race at '{question.circuit_id}' was learned from: what all circuits have in common is used"
            )
            if question.length_km is None:
                notes.append(f"the length of a lap is not known: {TYPICAL_LENGTH_KM} km is assumed")
        if question.track_temp_c is None or question.rain is None:
            notes.append("weather is not given: what is usual is used")
        if changed:
            notes.append("new tyres: the stop itself and its out lap are not in these times")
        return tuple(notes)


def _recent_pace(question: LapTimeQuestion, length_km: float) -> float:
    freed = [lap.lap_time_s - _fuel_s(question, lap.lap_number, length_km) for lap in question.recent]
    return float(np.mean(freed))


def _fuel_s(question: LapTimeQuestion, lap: int, length_km: float) -> float:
    return fuel_left_kg(question.season, lap - 1, question.total_laps) * fuel_effect_s_per_kg(length_km)


def _or_nan(value: float | None) -> float:
    return _NAN if value is None else value


def check(question: LapTimeQuestion) -> None:
    """Raises InvalidStateError where the laps told contradict each other."""
    reasons = []
    laps = [lap.lap_number for lap in question.recent]
    if not laps:
        raise InvalidStateError(["no recent lap is given: at least one green lap says how fast the car is"])
    if any(later <= earlier for earlier, later in pairwise(laps)):
        reasons.append(f"recent laps {laps}: each must come after the one before")
    if laps[-1] + question.laps > question.total_laps:
        reasons.append(f"{question.laps} laps after lap {laps[-1]} of {question.total_laps}: the race is over before")
    if reasons:
        raise InvalidStateError(reasons)
