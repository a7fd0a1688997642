"""The numbers a race is simulated with, as fitted from earlier races: for the preview page and for the curious."""

from typing import Literal

from functions.strategy.shapes.parts import Answer, Car, Estimated, Probability, Shape
from pitwall.domain.vocabulary import Compound


class WearPoint(Shape):
    """Time lost to wear on a lap with this tyre life, against the fresh set; low and high span 80 %."""

    tyre_life: int
    loss_s: float
    low_s: float
    high_s: float


class CompoundWear(Shape):
    """How a compound wears here. `name` is such as C3; `offset_s` is against the medium."""

    compound: Compound
    name: str | None
    offset_s: Estimated
    linear_s: Estimated
    quadratic_s: Estimated
    cliff_lap: float
    cliff_s: float
    cold_tyre_s: float
    curve: list[WearPoint]
    laps: int
    seasons: list[int]


class PitLoss(Shape):
    """Time a stop costs against staying out, stationary time included."""

    status: Literal["GREEN", "VSC", "SC"]
    loss_s: Estimated


class LapChance(Shape):
    """The chance that something is so on a lap."""

    lap: int
    probability: Probability


class UsualStop(Shape):
    """A stop as teams used to make it, at a share of the distance and on that lap of this race."""

    share: float
    lap: int
    compound: Compound


class Usual(Shape):
    """A strategy that teams used at this circuit; `weight` is its share of all cars."""

    label: str
    start: Compound
    stops: list[UsualStop]
    weight: float
    cars: int
    seasons: list[int]


class LapModel(Shape):
    """What a lap is made of, common to all cars."""

    fuel_effect_s_per_kg: float
    fuel_start_kg: float
    fuel_per_lap_kg: float
    track_evolution_s_per_lap: float
    dirty_air_loss_s: float
    dirty_air_reach_s: float
    overtaking_reach_s: float


class Rules(Shape):
    """The tyre rules and the distance of the race."""

    laps: int
    dry_compounds: int
    tyre_sets: int
    longest_stint_laps: int | None
    q2_start_tyres: bool
    drs: bool


class CarPace(Shape):
    """A car's expected pace: `to_fastest_s` per lap, `sd_s` what is not known of it before the race."""

    driver: Car
    to_fastest_s: float
    sd_s: float
    retirement_per_lap: Probability


class RaceNumbers(Answer):
    """Everything a race is simulated with that a reader can judge."""

    circuit_id: str
    rules: Rules
    compounds: list[CompoundWear]
    pit_loss: list[PitLoss]
    safety_car_by_lap: list[LapChance]
    usual: list[Usual]
    lap_model: LapModel
    cars: list[CarPace]
