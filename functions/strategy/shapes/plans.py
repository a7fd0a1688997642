"""Plans of a whole field before the race, and of one car from any moment of it."""

from functions.strategy.shapes.parts import Answer, Car, RankedPlan, Shape
from functions.strategy.shapes.questions import ObjectiveName


class DriverPlans(Shape):
    """One car's plans, best first."""

    driver: Car
    plans: list[RankedPlan]


class Alternatives(Answer):
    """The plans of every car before the race, in grid order."""

    objective: ObjectiveName
    drivers: list[DriverPlans]


class PlanRanking(Answer):
    """One car's plans from a moment of the race on, best first. `p_best`: that the first really is the best."""

    driver: Car
    lap: int
    objective: ObjectiveName
    target_position: int | None
    p_best: float
    plans: list[RankedPlan]
