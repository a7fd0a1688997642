"""Answers the questions of this function: plans, decisions and simulated races from the calibration in use.

The same body and seed give the same answer; only `computed_at` tells them apart.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import simulator
from functions.strategy import shapes
from functions.strategy.archive_in_use import ArchiveInUse, Calibrated
from functions.strategy.cars import car_of, plan_of, plans_of, with_state
from functions.strategy.decision_answers import recommendations_told, tree_told, undercut_told
from functions.strategy.number_answers import race_numbers
from functions.strategy.plan_answers import alternatives, header, ranking
from functions.strategy.shapes.decisions import Recommendations, StrategyTree, Undercut
from functions.strategy.shapes.parameters import RaceNumbers
from functions.strategy.shapes.plans import Alternatives, PlanRanking
from functions.strategy.shapes.questions import (
    CompareQuestion,
    OptimalQuestion,
    RaceQuestion,
    RecommendQuestion,
    SimulateQuestion,
    Situation,
    TreeQuestion,
    UndercutQuestion,
    WhatIf,
)
from functions.strategy.shapes.simulations import FieldSimulation, Simulated
from functions.strategy.simulation_answers import against_reality_told, field_told
from pitwall import strategy
from pitwall.calibration.race_setup import RaceSetup
from pitwall.domain.race_state import RaceState, TrackStatus
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import InvalidStateError
from pitwall.strategy.against_reality import against_reality, driven_rules
from pitwall.strategy.duel_check import check_duel
from pitwall.strategy.field_changes import with_strategy
from pitwall.strategy.objectives import Objective, points_of_places
from pitwall.strategy.optimal import compare, field_answers, optimal
from pitwall.strategy.past_race import situation_at
from pitwall.strategy.recommend import recommend
from pitwall.strategy.rivals import rival_plans
from pitwall.strategy.safety_car_table import safety_car_card, safety_car_table
from pitwall.strategy.tree import strategy_tree
from pitwall.strategy.undercut import overcut, threats, undercut
from pitwall.strategy.what_if import Change, NeutralisedLaps, WetLaps
from simulator.played import Portion, Simulation, play

FIELD_RUNS = 300
"""Simulated races of each plan in contention, for the plans of a whole field that are kept: whoever asks first waits
for them, and plans they leave open are a toss-up to a team as well."""
_FIELD_SEED = 1
_SAME: Mapping[str, Literal["unchanged", "none", "drawn"]] = MappingProxyType(
    {"real": "unchanged", "none": "none", "drawn": "drawn"}
)


@dataclass(frozen=True)
class Asked:
    """The race a question is about, when it is asked, and the newest race with a stored result."""

    race: RaceKey
    now: datetime
    newest: RaceKey | None


class Desk:
    """One per process. Its methods raise CalibrationMissingError before there is a calibration, and RequestError."""

    def __init__(self, calibrated: Calibrated | None = None) -> None:
        """`calibrated` of None: the newest calibration where the settings say, loaded at the first question."""
        self._calibrated = calibrated or ArchiveInUse()

    @property
    def version(self) -> str:
        """The version of the calibration in use."""
        return self._calibrated.version

    def alternatives(self, asked: Asked, drivers: tuple[str, ...]) -> Alternatives:
        """The plans of every car before the race, or of the `drivers`.

        Computed once per calibration and state of the engine's code, then kept.
        """
        setup = self._calibrated.setup(asked.race, "before")
        wanted = {setup.entry(name).driver_id for name in drivers}
        path = f"plans/{self.version}-{engine_version()}/{asked.race}.json"
        kept = self._calibrated.kept(path)
        if kept is None:
            answers = field_answers(setup, setup.start_state(), runs=FIELD_RUNS, seed=_FIELD_SEED)
            told = alternatives(setup, answers, header(setup, asked.now, asked.newest, FIELD_RUNS, _FIELD_SEED))
            kept = self._calibrated.keep(path, told.model_dump_json().encode())
        found = Alternatives.model_validate_json(kept)
        # What is stale changes after the plans were kept.
        found.stale = header(setup, asked.now, asked.newest, 0, 0)["stale"]
        if wanted:
            found.drivers = [one for one in found.drivers if one.driver.driver_id in wanted]
        return found

    def numbers(self, asked: Asked) -> RaceNumbers:
        """The numbers the race is simulated with."""
        setup = self._calibrated.setup(asked.race, "before")
        return race_numbers(setup, header(setup, asked.now, asked.newest, 0, 0))

    def optimal(self, asked: Asked, body: OptimalQuestion) -> PlanRanking:
        """The best plans of one car."""
        setup, state = self._situation(asked, body)
        found = optimal(
            setup,
            state,
            setup.entry(body.driver).driver_id,
            objective=Objective(body.objective, body.target_position),
            runs=body.runs,
            seed=body.seed,
        )
        return ranking(setup, state, found, body.plans, header(setup, asked.now, asked.newest, body.runs, body.seed))

    def compare(self, asked: Asked, body: CompareQuestion) -> PlanRanking:
        """The caller's plans ranked."""
        setup, state = self._situation(asked, body)
        driver_id = setup.entry(body.driver).driver_id
        found = compare(
            setup,
            state,
            driver_id,
            plans_of(setup, state, driver_id, body.plans),
            objective=Objective(body.objective, body.target_position),
            runs=body.runs,
            seed=body.seed,
        )
        common = header(setup, asked.now, asked.newest, body.runs, body.seed)
        return ranking(setup, state, found, len(body.plans), common)

    def recommend(self, asked: Asked, body: RecommendQuestion) -> Recommendations:
        """What to do now, and if the track is neutralised."""
        setup, state = self._situation(asked, body)
        driver_id = setup.entry(body.driver).driver_id
        objective = Objective(body.objective, body.target_position)
        found = recommend(setup, state, driver_id, objective=objective, runs=body.runs, seed=body.seed)
        table = safety_car_table(setup, state, driver_id, seed=body.seed)
        card = safety_car_card(setup.parameters, setup.rules, state, TrackStatus.SC)
        common = header(setup, asked.now, asked.newest, body.runs, body.seed)
        return recommendations_told(setup, state, found, table, card, common)

    def tree(self, asked: Asked, body: TreeQuestion) -> StrategyTree:
        """Decisions and chances."""
        setup, state = self._situation(asked, body)
        driver_id = setup.entry(body.driver).driver_id
        objective = Objective(body.objective, body.target_position)
        found = strategy_tree(setup, state, driver_id, objective=objective, runs=body.runs, seed=body.seed)
        return tree_told(setup, state, found, header(setup, asked.now, asked.newest, body.runs, body.seed))

    def undercut(self, asked: Asked, body: UndercutQuestion) -> Undercut:
        """Undercut and overcut, in closed form and as often played as asked, and those the rest of the field has."""
        setup, state = self._situation(asked, body)
        names = setup.entry(body.attacker).driver_id, setup.entry(body.target).driver_id
        duels = [
            kind(
                setup.parameters,
                state,
                *names,
                attacker_compound=body.attacker_compound,
                target_compound=body.target_compound,
            )
            for kind in (undercut, overcut)
        ]
        rivals = rival_plans(setup, state) if body.runs else None
        played = [
            check_duel(setup, state, duel, rivals=rivals, runs=body.runs, seed=body.seed) if body.runs else None
            for duel in duels
        ]
        common = header(setup, asked.now, asked.newest, body.runs, body.seed)
        return undercut_told(setup, state, duels, played, threats(setup.parameters, state), common)

    def simulate(self, asked: Asked, body: SimulateQuestion) -> Simulated:
        """A past race with other stops of one driver."""
        setup = self._calibrated.setup(asked.race, "race")
        driven = self._calibrated.driven(asked.race)
        driver_id, rules = setup.entry(body.driver).driver_id, driven_rules(setup, driven)
        plans = plans_of(setup, driven.state_after(0), driver_id, body.plans, rules)
        change = _change(body.what_if, driver_id)
        found = against_reality(setup, driven, driver_id, plans, change=change, runs=body.runs, seed=body.seed)
        common = header(setup, asked.now, asked.newest, body.runs, body.seed)
        return against_reality_told(setup, rules, found, common)

    def simulate_field(self, asked: Asked, body: RaceQuestion) -> FieldSimulation:
        """The whole field."""
        setup, simulation = self.field_simulation(asked, body)
        runs = play(simulation, Portion(runs=body.runs, seed=body.seed))
        cars = [car_of(setup, car.driver_id) for car in simulation.state.cars]
        common = header(setup, asked.now, asked.newest, body.runs, body.seed)
        return field_told(cars, points_of_places(setup.rules), runs, common)

    def field_simulation(self, asked: Asked, body: RaceQuestion) -> tuple[RaceSetup, Simulation]:
        """What `simulate_field` plays: given plans, and for the other cars what they are likely to do."""
        setup, state = self._situation(asked, body)
        plans = rival_plans(setup, state)
        for number, plan in enumerate(body.plans, start=1):
            driver_id = setup.entry(plan.driver).driver_id
            if driver_id in [setup.entry(other.driver).driver_id for other in body.plans[: number - 1]]:
                raise InvalidStateError([f"plan {number}: {plan.driver} has a plan already"])
            plans = with_strategy(plans, state.car(driver_id), plan_of(setup, state, driver_id, plan))
        return setup, Simulation(setup.parameters, state, plans)

    def _situation(self, asked: Asked, body: Situation) -> tuple[RaceSetup, RaceState]:
        """The race and the state to start from. Raises InvalidStateError."""
        setup = self._calibrated.setup(asked.race, "before")
        if body.state is not None:
            return with_state(setup, body.state)
        if not body.lap:
            return setup, setup.start_state()
        return situation_at(setup, self._calibrated.driven(asked.race), body.lap)


@cache
def engine_version() -> str:
    """Of the code that makes and words plans: another search, simulator or shape is worth new ones."""
    packages = (strategy, simulator, shapes)
    folders = [Path(package.__file__).parent for package in packages if package.__file__]
    sources = (source for folder in folders for source in sorted(folder.glob("*.py")))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:10]


def _change(asked: WhatIf, driver_id: str) -> Change:
    safety_car, rain = asked.safety_car, asked.rain
    return Change(
        safety_car=_SAME[safety_car]
        if isinstance(safety_car, str)
        else NeutralisedLaps(safety_car.lap, safety_car.laps),
        rain=_SAME[rain] if isinstance(rain, str) else WetLaps(rain.from_lap, rain.to_lap, rain.wetness),
        pace_change_s={driver_id: asked.pace_change_s} if asked.pace_change_s else {},
        pit_loss_change_s=asked.pit_loss_change_s,
    )
