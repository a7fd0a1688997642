"""Every plan there is, the slow and obvious way: the twin of dynamic programming and screening."""

import itertools
from collections.abc import Iterator

from pitwall.domain.race_parameters import COMPOUNDS, RaceParameters
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.errors import IllegalStrategyError
from pitwall.strategy.free_air import FreeAir
from pitwall.strategy.situation import Situation


def legal_strategies(situation: Situation, options: tuple[int, ...], stops: range) -> Iterator[Strategy]:
    """Every plan with so many stops to come that the domain lets be constructed."""
    compounds = [COMPOUNDS[index] for index in options]
    starts = [compound for compound in situation.start_options if compound in compounds]
    for count in stops:
        for laps in itertools.combinations(range(situation.lap + 1, situation.rules.laps), count):
            for start, *fitted in itertools.product(starts, *[compounds] * count):
                chosen = [Stop(lap, compound) for lap, compound in zip(laps, fitted, strict=True)]
                try:
                    yield situation.strategy(start, chosen)
                except IllegalStrategyError:
                    continue


def dry_race_s(parameters: RaceParameters, situation: Situation, strategy: Strategy) -> float:
    """Time from now to the flag in free air on a dry track, lap by lap as design describes a lap."""
    lap_parameters, car = parameters.lap, situation.car
    stationary_s = parameters.cars.stationary_median_s[car] + (
        parameters.cars.slow_stop_probability[car] * parameters.cars.slow_stop_extra_s[car]
    )
    stops = {stop.lap: stop for stop in strategy.stops if stop.lap > situation.lap}
    compound = COMPOUNDS.index(strategy.start if situation.lap == 0 else situation.start_options[0])
    life, total, out_lap = situation.tyre_life, 0.0, False
    for lap in range(situation.lap + 1, situation.rules.laps + 1):
        fuel_kg = max(0.0, lap_parameters.fuel_start_kg - lap_parameters.fuel_per_lap_kg * (lap - 1))
        wear_s = lap_parameters.wear_linear_s[compound] * life + lap_parameters.wear_quadratic_s[compound] * life**2
        wear_s += lap_parameters.cliff_s[compound] * max(0.0, life - lap_parameters.cliff_lap[compound])
        total += parameters.cars.base_pace_s[car] + lap_parameters.fuel_effect_s_per_kg * fuel_kg
        total += lap_parameters.track_evolution_s_per_lap * lap + lap_parameters.compound_offset_s[compound]
        total += wear_s * parameters.cars.wear_factor[car]
        total += lap_parameters.wetness_penalty_s[compound][0]
        total += parameters.start.standing_lap_loss_s if lap == 1 else 0.0
        total += lap_parameters.cold_tyre_s[compound] if out_lap else 0.0
        life, out_lap = life + 1, False
        if lap in stops:
            total += parameters.pit.lane_loss_s[0] + stationary_s
            compound, life, out_lap = COMPOUNDS.index(stops[lap].compound), 0, True
    return float(total)


def fastest(tables: FreeAir, stops: range) -> float:
    """The least free-air time over every legal plan."""
    return min((tables.race_s(plan) for plan in legal_strategies(tables.situation, tables.options, stops)), default=1e9)
