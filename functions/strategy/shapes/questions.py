"""What callers may ask: bodies with their bounds. Whatever else they carry is refused by name."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pitwall.domain.regulations import FEWEST_CARS, MOST_CARS, MOST_LAPS
from pitwall.domain.tyre_strategy import MOST_STOPS, PaceMode
from pitwall.domain.vocabulary import Compound

SYNC_RUNS = 20_000
"""More simulated races than this are a job."""
SEARCH_RUNS = 5_000
"""Of each of up to a hundred plans."""
JOB_RUNS = 1_000_000
MOST_PLANS_SIMULATED = 4
MOST_PLANS_COMPARED = 20
MOST_SEED = 2**63 - 1

_NAME = r"^[\w .'-]+$"

RaceName = Annotated[
    str, Field(max_length=20, description="`2026-08`, or `current`, `last`, `next`", examples=["2024-05"])
]
DriverName = Annotated[
    str,
    Field(max_length=100, pattern=_NAME, description="slug, three-letter code or car number", examples=["VER"]),
]
Lap = Annotated[int, Field(ge=0, le=MOST_LAPS, description="laps done; 0 is the grid")]
Runs = Annotated[int, Field(ge=1, le=SEARCH_RUNS, description="simulated races of each plan in contention")]
Seed = Annotated[int, Field(ge=0, le=MOST_SEED, description="the same seed gives the same answer")]
ObjectiveName = Literal["expected_position", "expected_points", "win", "podium", "target_position", "cautious"]
Wetness = Annotated[float, Field(ge=0, le=1)]


class Question(BaseModel):
    """Base of all bodies: unknown fields and numbers that are none (NaN, infinity) are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class AskedStop(Question):
    """A tyre change at the end of `lap`."""

    lap: int
    compound: Compound
    tyre_life: Annotated[int, Field(ge=0, le=MOST_LAPS)] = 0
    under_red_flag: bool = False


class AskedPlan(Question):
    """Start tyres and stops over the whole race, what is already driven included."""

    start: Compound
    stops: Annotated[tuple[AskedStop, ...], Field(max_length=MOST_STOPS)] = ()
    modes: tuple[Literal["conserve", "balanced", "push"], ...] = Field(
        default=(), description="one per stint; empty: balanced throughout"
    )

    @property
    def pace_modes(self) -> tuple[PaceMode, ...]:
        """The modes as the domain names them."""
        return tuple(PaceMode[mode.upper()] for mode in self.modes)


class AskedCar(Question):
    """One car of a race state."""

    driver: DriverName
    position: Annotated[int, Field(ge=1, le=MOST_CARS)]
    compound: Compound
    gap_s: Annotated[float, Field(ge=0, description="to the leader")] = 0.0
    tyre_life: Annotated[int, Field(ge=0)] = 0
    used: tuple[Compound, ...] = ()
    stops_done: Annotated[int, Field(ge=0)] = 0
    running: bool = True
    laps_done: int | None = None
    penalty_s: Annotated[float, Field(ge=0)] = 0.0
    pit_lane_start: bool = False
    driven: AskedPlan | None = Field(default=None, description="start tyres and stops so far, where known")


class AskedState(Question):
    """The race as it stands after `lap` laps. Cars that are left out do not take part."""

    lap: Lap
    cars: Annotated[tuple[AskedCar, ...], Field(min_length=FEWEST_CARS, max_length=MOST_CARS)]
    track_status: Literal["GREEN", "VSC", "SC", "RED"] = "GREEN"
    status_laps: Annotated[int, Field(ge=0)] = 0
    wetness: Wetness = 0.0
    raining: bool = False


class SafetyCarLaps(Question):
    """A safety car on `laps` laps from `lap` on, and no other neutralisation."""

    lap: Annotated[int, Field(ge=1, le=MOST_LAPS)]
    laps: Annotated[int, Field(ge=1, le=20)] = 4


class Rain(Question):
    """A wet track from one lap to another."""

    from_lap: Annotated[int, Field(ge=1, le=MOST_LAPS)]
    to_lap: Annotated[int, Field(ge=1, le=MOST_LAPS)]
    wetness: Wetness = 0.5

    @model_validator(mode="after")
    def _in_order(self) -> "Rain":
        if self.to_lap < self.from_lap:
            raise ValueError(f"to_lap {self.to_lap} is before from_lap {self.from_lap}")
        return self


class WhatIf(Question):
    """What is different from the real race. `real`: as it was; `none`: it did not happen; `drawn`: left to chance."""

    safety_car: Literal["real", "none", "drawn"] | SafetyCarLaps = "real"
    rain: Literal["real", "none", "drawn"] | Rain = "real"
    pace_change_s: Annotated[float, Field(ge=-5, le=5, description="on every lap of the driver's car")] = 0.0
    pit_loss_change_s: Annotated[float, Field(ge=-20, le=60, description="on every stop of every car")] = 0.0


class Situation(Question):
    """Which race, and from when: the grid by default, `lap` of the real race, or a `state` of the caller's own."""

    race_id: RaceName
    lap: Lap | None = None
    state: AskedState | None = None
    seed: Seed = 1

    @model_validator(mode="after")
    def _one_start(self) -> "Situation":
        if self.lap is not None and self.state is not None:
            raise ValueError("give `lap` or `state`, not both")
        return self


class DriverSituation(Situation):
    """A situation and whose strategy is asked for."""

    driver: DriverName
    runs: Runs = 1_000


class _ObjectiveSituation(DriverSituation):
    objective: ObjectiveName = "expected_position"
    target_position: Annotated[int, Field(ge=1, le=MOST_CARS)] | None = Field(
        default=None, description="for the objective `target_position`"
    )

    @model_validator(mode="after")
    def _target(self) -> "_ObjectiveSituation":
        if (self.objective == "target_position") != (self.target_position is not None):
            raise ValueError("`target_position` belongs to the objective of that name, which needs it")
        return self


class OptimalQuestion(_ObjectiveSituation):
    """The best plans of one car."""

    plans: Annotated[int, Field(ge=1, le=50, description="plans answered at most")] = 10


class CompareQuestion(_ObjectiveSituation):
    """Plans of the caller's own, ranked under the same random numbers."""

    plans: Annotated[tuple[AskedPlan, ...], Field(min_length=1, max_length=MOST_PLANS_COMPARED)]


class RecommendQuestion(_ObjectiveSituation):
    """What to do now."""


class TreeQuestion(_ObjectiveSituation):
    """Decisions and chances from here on."""


class UndercutQuestion(Situation):
    """Whether stopping first (undercut) or later (overcut) passes the target."""

    attacker: DriverName
    target: DriverName
    attacker_compound: Compound | None = Field(default=None, description="fitted at its stop; unset: the quickest")
    target_compound: Compound | None = None
    runs: Annotated[int, Field(ge=0, le=SEARCH_RUNS, description="simulated races to check it with; 0: none")] = 0


class SimulateQuestion(Question):
    """A past race again with other stops of one driver."""

    race_id: RaceName
    driver: DriverName
    plans: Annotated[tuple[AskedPlan, ...], Field(min_length=1, max_length=MOST_PLANS_SIMULATED)]
    what_if: WhatIf = WhatIf()
    runs: Annotated[int, Field(ge=1, le=SYNC_RUNS)] = 2_000
    seed: Seed = 1


class CarPlan(AskedPlan):
    """The plan of one car of the field."""

    driver: DriverName


class RaceQuestion(Situation):
    """The whole field to the flag. Cars without a plan follow what is usual at the circuit."""

    plans: Annotated[tuple[CarPlan, ...], Field(max_length=MOST_CARS)] = ()
    runs: Annotated[
        int, Field(ge=1, le=JOB_RUNS, description=f"up to {SYNC_RUNS} are answered at once, more are a job")
    ] = 10_000
