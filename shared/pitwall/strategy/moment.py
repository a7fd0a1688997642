"""One car at one moment of a race, and how its decisions are to be judged: what every part of a recommendation needs.

Built once per question, so that rivals' plans are worked out once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.vocabulary import Compound
from pitwall.strategy.continuations import Continuations, continuations
from pitwall.strategy.dynamic_programming import optimal_plans
from pitwall.strategy.evaluation import Play
from pitwall.strategy.objectives import Array, Objective, points_of_places
from pitwall.strategy.optimal import focus_play
from pitwall.strategy.rivals import rival_plans, tables_in
from simulator import FieldPlans, Scenario

EQUAL_VALUE = 0.05
"""Of a position or a point: less is nobody's concern, and less than the model can know."""
EQUAL_PROBABILITY = 0.005
_UNITS = {"expected_position": "positions", "cautious": "positions", "expected_points": "points"}


@dataclass(frozen=True)
class Moment:
    """A driver's question. `rivals` None: worked out when first needed."""

    setup: RaceSetup
    state: RaceState
    driver_id: str
    objective: Objective
    runs: int
    seed: int
    scenario: Scenario
    given_rivals: FieldPlans | None = None

    @property
    def parameters(self) -> RaceParameters:
        """What the race is simulated with."""
        return self.setup.parameters

    @cached_property
    def car(self) -> int:
        """The car's row. Raises InvalidStateError."""
        return self.state.car(self.driver_id)

    @property
    def here(self) -> CarState:
        """The car as it stands."""
        return self.state.cars[self.car]

    @cached_property
    def ways(self) -> Continuations:
        """Its ways on. Raises InvalidStateError for a car out of the race."""
        tables = tables_in(self.parameters, self.setup.rules, self.state, self.car, self._q2_compound, self.scenario)
        if self.state.lap > 0:
            return continuations(tables)
        fastest = optimal_plans(tables)
        return continuations(tables, fastest[0].strategy.start if fastest else None)

    @cached_property
    def rivals(self) -> FieldPlans:
        """The field's likely plans."""
        if self.given_rivals is not None:
            return self.given_rivals
        return rival_plans(self.setup, self.state, self.driver_id, scenario=self.scenario)

    @property
    def play(self) -> Play:
        """Plays plans of the car, the same races for all of them."""
        return focus_play(self.parameters, self.state, self.rivals, self.car, seed=self.seed, scenario=self.scenario)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Three-letter codes where known, driver ids otherwise."""
        return {entry.driver_id: entry.driver_code or entry.driver_id for entry in self.setup.entries}

    @property
    def points(self) -> Array:
        """Championship points by place."""
        return points_of_places(self.setup.rules)

    @property
    def unit(self) -> str:
        """Of the objective's values."""
        return _UNITS.get(self.objective.name, "probability")

    @property
    def equal_value(self) -> float:
        """Differences up to this are equal, in the objective's unit."""
        return EQUAL_VALUE if self.objective.name in _UNITS else EQUAL_PROBABILITY

    @property
    def _q2_compound(self) -> Compound | None:
        return next((entry.q2_compound for entry in self.setup.entries if entry.driver_id == self.driver_id), None)
