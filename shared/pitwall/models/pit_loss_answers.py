"""Answers what a pit stop costs against staying out: a linear model with its uncertainty, stationary time apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pitwall.errors import InvalidStateError, UnusableArtefactError
from pitwall.models.plain_answers import FACTS, TO_EDGE_SDS, PlainAnswer, facts_bytes, facts_of, told_parts
from pitwall.models.registry import Files

Status = Literal["GREEN", "VSC", "SC"]
STATUSES: tuple[Status, ...] = ("GREEN", "VSC", "SC")
_LONGEST_STATIONARY_S = 120.0


@dataclass(frozen=True)
class PitLossQuestion:
    """A stop. `stationary_s` of None: as long as stops usually are."""

    circuit_id: str
    status: Status = "GREEN"
    stationary_s: float | None = None


@dataclass(frozen=True)
class PitLossModel:
    """A fitted model: lane loss = mean of the status + circuit + circuit under that status."""

    means_s: Mapping[str, float]
    """By status, over circuits."""
    circuits_s: Mapping[str, float]
    """What a circuit's lane costs more than the mean one, however the track is."""
    neutralised_s: Mapping[str, float]
    """By `circuit status`: what it costs more on top under that neutralisation."""
    sds_s: Mapping[str, float]
    """By `circuit status`, and by status for a circuit never seen: what is not known of the mean."""
    stop_sds_s: Mapping[str, float]
    """From stop to stop, by status."""
    stationary_s: float
    stationary_sd_s: float

    def predict(self, circuit_id: str, status: Status) -> float:
        """Lane loss in s, stationary time apart."""
        return sum(self.explain(circuit_id, status).values())

    def explain(self, circuit_id: str, status: Status) -> dict[str, float]:
        """The terms of it, exactly."""
        return {
            "mean_lane": self.means_s["GREEN"],
            "neutralisation": self.means_s[status] - self.means_s["GREEN"],
            "circuit": self.circuits_s.get(circuit_id, 0.0),
            "circuit_under_neutralisation": self.neutralised_s.get(f"{circuit_id} {status}", 0.0),
        }

    def answer(self, question: PitLossQuestion) -> PlainAnswer:
        """The whole stop. Raises InvalidStateError for a stationary time no stop has."""
        given = question.stationary_s
        if given is not None and not 0.0 <= given <= _LONGEST_STATIONARY_S:
            raise InvalidStateError([f"stationary for {given} s: from 0 to {_LONGEST_STATIONARY_S:.0f} s"])
        parts = self.explain(question.circuit_id, question.status)
        base = parts.pop("mean_lane")
        parts["stationary"] = self.stationary_s if given is None else given
        known = f"{question.circuit_id} {question.status}" in self.sds_s
        sd = self.sds_s[f"{question.circuit_id} {question.status}" if known else question.status]
        spread = [sd, self.stop_sds_s[question.status], self.stationary_sd_s if given is None else 0.0]
        edge = TO_EDGE_SDS * float(np.sqrt(np.square(spread).sum()))
        value = base + sum(parts.values())
        notes = [] if known else [f"no stop at '{question.circuit_id}' was learned from: the mean of all lanes is used"]
        if given is None:
            notes.append(f"stationary for {self.stationary_s:.1f} s, as stops usually are")
        return PlainAnswer(value, value - edge, value + edge, "s", base, told_parts(parts), notes=tuple(notes))

    def files(self) -> Files:
        """Plain files."""
        return {FACTS: facts_bytes({name: getattr(self, name) for name in self.__dataclass_fields__})}

    @classmethod
    def from_files(cls, files: Files) -> "PitLossModel":
        """Raises UnusableArtefactError where they are not a model of this kind."""
        facts = facts_of(files)
        try:
            tables = {
                name: {str(key): float(value) for key, value in facts[name].items()}
                for name in ("means_s", "circuits_s", "neutralised_s", "sds_s", "stop_sds_s")
            }
            model = cls(
                **tables, stationary_s=float(facts["stationary_s"]), stationary_sd_s=float(facts["stationary_sd_s"])
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise UnusableArtefactError(f"no model of pit loss: {problem!r}") from problem
        if not all(status in held for held in (model.means_s, model.sds_s, model.stop_sds_s) for status in STATUSES):
            raise UnusableArtefactError("no model of pit loss: a track status is missing")
        return model
