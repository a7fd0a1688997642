"""The numbers of a race setup as the shapes that callers get: wear curves, pit loss, safety-car chance, pace."""

from collections.abc import Iterator, Mapping
from math import hypot, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np

from functions.strategy.cars import car_of
from functions.strategy.shapes.parameters import (
    CarPace,
    CompoundWear,
    LapChance,
    LapModel,
    PitLoss,
    RaceNumbers,
    Rules,
    Usual,
    UsualStop,
    WearPoint,
)
from functions.strategy.shapes.parts import Estimated
from pitwall.calibration.estimates import Estimate
from pitwall.calibration.race_setup import RaceSetup
from pitwall.calibration.usual_strategies import UsualStrategy
from pitwall.calibration.wear_estimate import WearEstimate
from pitwall.domain.race_parameters import COMPOUNDS
from pitwall.domain.race_state import TrackStatus
from pitwall.strategy.optimal import INTERVAL

_TO_EDGE_SDS = NormalDist().inv_cdf((1 + INTERVAL) / 2)
_LONGEST_STINT_SHARE = 0.75
_PIT_STATUSES = (TrackStatus.GREEN, TrackStatus.VSC, TrackStatus.SC)


def race_numbers(setup: RaceSetup, common: Mapping[str, Any]) -> RaceNumbers:
    """Everything a race is simulated with that a reader can judge."""
    rules = setup.rules
    return RaceNumbers(
        **common,
        circuit_id=setup.circuit_id,
        rules=Rules(
            laps=rules.laps,
            dry_compounds=rules.dry_compounds,
            tyre_sets=rules.tyre_sets,
            longest_stint_laps=rules.longest_stint_laps,
            q2_start_tyres=rules.q2_start_tyres,
            drs=rules.drs,
        ),
        compounds=list(_compounds(setup)),
        pit_loss=[
            PitLoss(status=status.name, loss_s=_estimated(setup.pit_loss[status]))
            for status in _PIT_STATUSES
            if status in setup.pit_loss
        ],
        safety_car_by_lap=[
            LapChance(lap=lap, probability=chance) for lap, chance in enumerate(setup.safety_car_by_lap, start=1)
        ],
        usual=[_usual(one, rules.laps) for one in setup.usual],
        lap_model=_lap_model(setup),
        cars=list(_cars(setup)),
    )


def _compounds(setup: RaceSetup) -> Iterator[CompoundWear]:
    lap = setup.parameters.lap
    for row, compound in enumerate(COMPOUNDS):
        if compound not in setup.wear:
            continue
        wear = setup.wear[compound]
        yield CompoundWear(
            compound=compound,
            name=setup.compound_names.get(compound),
            offset_s=_estimated(wear.offset_s),
            linear_s=_estimated(wear.linear_s),
            quadratic_s=_estimated(wear.quadratic_s),
            cliff_lap=wear.cliff_lap,
            cliff_s=wear.cliff_s,
            cold_tyre_s=float(lap.cold_tyre_s[row]),
            curve=list(_curve(wear, float(lap.wear_spread[row]), round(setup.rules.laps * _LONGEST_STINT_SHARE))),
            laps=wear.laps,
            seasons=list(wear.seasons),
        )


def _curve(wear: WearEstimate, spread: float, longest: int) -> Iterator[WearPoint]:
    """The loss by tyre life; its spread is that of the fit and, on top, that from race to race."""
    for life in range(longest + 1):
        loss = (
            wear.linear_s.mean * life + wear.quadratic_s.mean * life**2 + wear.cliff_s * max(0, life - wear.cliff_lap)
        )
        fitted = hypot(wear.linear_s.sd * life, wear.quadratic_s.sd * life**2)
        edge = _TO_EDGE_SDS * sqrt(fitted**2 + (spread * loss) ** 2)
        yield WearPoint(tyre_life=life, loss_s=loss, low_s=loss - edge, high_s=loss + edge)


def _estimated(value: Estimate) -> Estimated:
    edge = _TO_EDGE_SDS * value.sd
    return Estimated(
        mean=value.mean,
        sd=value.sd,
        low=value.mean - edge,
        high=value.mean + edge,
        n=value.n,
        seasons=list(value.seasons),
    )


def _usual(one: UsualStrategy, laps: int) -> Usual:
    stops = [
        UsualStop(share=share, lap=round(share * laps), compound=compound)
        for share, compound in zip(one.stop_shares, one.compounds, strict=True)
    ]
    return Usual(
        label=" ".join([one.start[0], *(f"{stop.lap} {stop.compound[0]}" for stop in stops)]),
        start=one.start,
        stops=stops,
        weight=one.weight,
        cars=one.cars,
        seasons=list(one.seasons),
    )


def _lap_model(setup: RaceSetup) -> LapModel:
    lap, traffic = setup.parameters.lap, setup.parameters.traffic
    return LapModel(
        fuel_effect_s_per_kg=lap.fuel_effect_s_per_kg,
        fuel_start_kg=lap.fuel_start_kg,
        fuel_per_lap_kg=lap.fuel_per_lap_kg,
        track_evolution_s_per_lap=lap.track_evolution_s_per_lap,
        dirty_air_loss_s=traffic.dirty_air_loss_s,
        dirty_air_reach_s=traffic.dirty_air_reach_s,
        overtaking_reach_s=traffic.overtaking_reach_s,
    )


def _cars(setup: RaceSetup) -> Iterator[CarPace]:
    cars = setup.parameters.cars
    fastest_s = float(np.min(cars.base_pace_s))
    for row, entry in enumerate(setup.entries):
        yield CarPace(
            driver=car_of(setup, entry.driver_id),
            to_fastest_s=float(cars.base_pace_s[row]) - fastest_s,
            sd_s=hypot(float(cars.day_form_sd_s[row]), float(cars.team_form_sd_s[row])),
            retirement_per_lap=float(cars.retirement_hazard[row]),
        )
