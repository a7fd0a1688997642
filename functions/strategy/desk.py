"""Answers the questions of this function: from the calibration loaded once per process, by search and simulation."""

from dataclasses import dataclass
from datetime import datetime

from functions.strategy.shapes.decisions import Recommendations, StrategyTree, Undercut
from functions.strategy.shapes.parameters import RaceNumbers
from functions.strategy.shapes.plans import Alternatives, PlanRanking
from functions.strategy.shapes.questions import (
    CompareQuestion,
    OptimalQuestion,
    RaceQuestion,
    RecommendQuestion,
    SimulateQuestion,
    TreeQuestion,
    UndercutQuestion,
)
from functions.strategy.shapes.simulations import FieldSimulation, Simulated
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import CalibrationMissingError


@dataclass(frozen=True)
class Asked:
    """The race a question is about, when it is asked, and the newest race with a stored result."""

    race: RaceKey
    now: datetime
    newest: RaceKey | None


class Desk:
    """One per process."""

    @property
    def version(self) -> str:
        """The version of the calibration in use. Raises CalibrationMissingError."""
        raise CalibrationMissingError("no calibration is stored yet: run `pitwall calibrate`")

    def alternatives(self, asked: Asked, drivers: tuple[str, ...]) -> Alternatives:
        """The plans of every car before the race."""
        raise CalibrationMissingError(self.version)

    def numbers(self, asked: Asked) -> RaceNumbers:
        """The numbers the race is simulated with."""
        raise CalibrationMissingError(self.version)

    def optimal(self, asked: Asked, body: OptimalQuestion) -> PlanRanking:
        """The best plans of one car."""
        raise CalibrationMissingError(self.version)

    def compare(self, asked: Asked, body: CompareQuestion) -> PlanRanking:
        """The caller's plans ranked."""
        raise CalibrationMissingError(self.version)

    def recommend(self, asked: Asked, body: RecommendQuestion) -> Recommendations:
        """What to do now."""
        raise CalibrationMissingError(self.version)

    def tree(self, asked: Asked, body: TreeQuestion) -> StrategyTree:
        """Decisions and chances."""
        raise CalibrationMissingError(self.version)

    def undercut(self, asked: Asked, body: UndercutQuestion) -> Undercut:
        """Undercut and overcut."""
        raise CalibrationMissingError(self.version)

    def simulate(self, asked: Asked, body: SimulateQuestion) -> Simulated:
        """A past race with other stops."""
        raise CalibrationMissingError(self.version)

    def simulate_field(self, asked: Asked, body: RaceQuestion) -> FieldSimulation:
        """The whole field."""
        raise CalibrationMissingError(self.version)
