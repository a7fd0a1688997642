"""Answers questions to single models, down a ladder: the champion, else a rule from the newest calibration.

The answer says which of them spoke and why; where neither can, the error says what to run.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from functions.strategy.archive_in_use import ArchiveInUse
from functions.strategy.model_rules import CalibratedRules, Rules, RuleSource
from functions.strategy.models_in_use import Champion, ModelsInUse
from functions.strategy.shapes.model_answers import (
    DegradationBody,
    DegradationPrediction,
    Foretold,
    InputShare,
    LapForetold,
    LapTimeBody,
    LapTimePrediction,
    PitLossBody,
    PitLossPrediction,
    SafetyCarBody,
    SafetyCarPrediction,
)
from pitwall.errors import CalibrationMissingError, ModelMissingError, UnusableArtefactError
from pitwall.models.degradation_answers import DegradationQuestion
from pitwall.models.lap_time_answers import LapTimeQuestion, RecentLap
from pitwall.models.pit_loss_answers import PitLossQuestion
from pitwall.models.plain_answers import INTERVAL, PlainAnswer
from pitwall.models.safety_car_answers import SafetyCarQuestion

Q = TypeVar("Q")
Q_contra = TypeVar("Q_contra", contravariant=True)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_Header = Mapping[str, Any]


class _Answering(Protocol[Q_contra, T_co]):
    def answer(self, question: Q_contra, /) -> T_co:
        """What the model says."""


class ModelDesk:
    """One per process. Its methods raise InvalidStateError for impossible input, ModelMissingError if none speaks."""

    def __init__(self, models: ModelsInUse | None = None, rules: RuleSource | None = None) -> None:
        """Of None: the registry and the newest calibration where the settings say."""
        self._models = models or ModelsInUse()
        self._rules = rules or CalibratedRules(ArchiveInUse())

    def lap_time(self, body: LapTimeBody, now: datetime) -> LapTimePrediction:
        """The coming laps of a car."""
        question = LapTimeQuestion(
            **{
                **_fields(body),
                "recent": tuple(RecentLap(**_fields(lap)) for lap in body.recent),
            }
        )
        told, header = self._told("lap-time", question, now, self._models.lap_time, Rules.lap_time)
        last = body.recent[-1].lap_number
        laps = [LapForetold(lap=last + ahead, **_foretold(one)) for ahead, one in enumerate(told, start=1)]
        return LapTimePrediction(**_with_notes(header, told[0]), laps=laps)

    def degradation(self, body: DegradationBody, now: datetime) -> DegradationPrediction:
        """What a tyre costs against a fresh one."""
        question = DegradationQuestion(**_fields(body))
        told, header = self._told("tyre-degradation", question, now, self._models.degradation, Rules.degradation)
        return DegradationPrediction(**_with_notes(header, told), loss=Foretold(**_foretold(told)))

    def safety_car(self, body: SafetyCarBody, now: datetime) -> SafetyCarPrediction:
        """The chances of a neutralisation on a lap."""
        question = SafetyCarQuestion(**_fields(body))
        told, header = self._told("safety-car", question, now, self._models.safety_car, Rules.safety_car)
        return SafetyCarPrediction(
            **_with_notes(header, told["SC"]),
            safety_car=Foretold(**_foretold(told["SC"])),
            virtual_safety_car=Foretold(**_foretold(told["VSC"])),
        )

    def pit_loss(self, body: PitLossBody, now: datetime) -> PitLossPrediction:
        """What a stop costs against staying out."""
        question = PitLossQuestion(**_fields(body))
        told, header = self._told("pit-loss", question, now, self._models.pit_loss, Rules.pit_loss)
        stationary_s = told.contributions.get("stationary", 0.0)
        return PitLossPrediction(
            **_with_notes(header, told),
            loss=Foretold(**_foretold(told)),
            lane_s=told.value - stationary_s,
            stationary_s=stationary_s,
        )

    def _told(
        self,
        name: str,
        question: Q,
        now: datetime,
        champion: Callable[[], Champion[_Answering[Q, T]]],
        rule: Callable[[Rules, Q], T],
    ) -> tuple[T, _Header]:
        """What the first on the ladder that can speak says, and who it is. Raises ModelMissingError where none can."""
        common = {"model": name, "computed_at": now, "interval": INTERVAL}
        try:
            used = champion()
        except (ModelMissingError, UnusableArtefactError) as missing:
            rules = self._rules_instead(missing)
            spoken = {"source": "rule", "model_version": rules.version, "as_of": rules.calibration.as_of}
            return rule(rules, question), {**common, **spoken, "quality": [f"a rule from calibration: {missing}"]}
        spoken = {"source": "model", "model_version": used.version, "as_of": used.as_of}
        return used.model.answer(question), {**common, **spoken, "quality": []}

    def _rules_instead(self, missing: ModelMissingError | UnusableArtefactError) -> Rules:
        try:
            return Rules.of(self._rules)
        except (CalibrationMissingError, UnusableArtefactError) as uncalibrated:
            raise ModelMissingError(
                f"{missing}; nor is there a calibration for a rule: {uncalibrated}"
            ) from uncalibrated


def _fields(body: object) -> dict[str, Any]:
    return dict(vars(body))


def _foretold(told: PlainAnswer) -> dict[str, Any]:
    return {
        "value": told.value,
        "low": told.low,
        "high": told.high,
        "unit": told.unit,
        "base": told.base,
        "scale": told.scale,
        "contributions": [InputShare(input=name, amount=share) for name, share in told.contributions.items()],
    }


def _with_notes(header: _Header, told: PlainAnswer) -> dict[str, Any]:
    return {**header, "quality": [*header["quality"], *told.notes]}
