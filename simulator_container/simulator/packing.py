"""Parameters, state and scenario as the kernel's inputs; the plans are in `plan_packing`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pitwall.domain.race_parameters import COMPOUNDS, LapParameters, RaceParameters
from pitwall.domain.race_state import CarState, RaceState
from simulator.inputs import FRACTIONS, FRACTIONS_AT, INPUTS, STATE_ROWS, WHOLES, WHOLES_AT, Wholes
from simulator.kernel_types import Record
from simulator.layout import NEVER, PARK_MS, PARK_STEP_MS
from simulator.scenario import Scenario

_SURE = 1e-9
"""Probabilities closer than this to 0 are 0: no draw reaches them."""
_NEVER_LOG = -1e4
_MIDDLE = 255 / 512
_SUM_SD = (2 * (256**2 - 1) / 12) ** 0.5 / 512
"""Mean and standard deviation of the sum of two bytes over 512: gaps after failed attempts and restarts are such."""
_DRY = 3
_EVERY_DRY = 7
_INDEX = {compound: index for index, compound in enumerate(COMPOUNDS)}
_BIT = {compound: 1 << index for compound, index in _INDEX.items()}

Array = NDArray[Any]


def packed(parameters: RaceParameters, state: RaceState, focus: int | None, scenario: Scenario) -> Record:
    """The kernel's inputs but for the plans; everything has been validated."""
    record = np.zeros(1, INPUTS)
    given = (parameters, state, scenario)
    numbers = {**_wholes(*given), **_fractions(*given), "focus": -1 if focus is None else focus}
    for names, kind, first in ((WHOLES, np.int64, WHOLES_AT), (FRACTIONS, np.float32, FRACTIONS_AT)):
        place = record.view(np.uint8)[first : first + len(names) * np.dtype(kind).itemsize].view(kind)
        place[:] = [numbers[name] for name in names]
    order = _order(state)
    tables: dict[str, Any] = {
        **_tables(parameters, state, scenario),
        "car": _car_table(parameters, scenario),
        "state": _state_table(state, order),
        "order": order,
        "team": _teams(parameters.cars.team),
        "mate": _mates(parameters.cars.team),
        "best_dry": _best_dry(parameters.lap, state.laps),
    }
    for name, value in tables.items():
        record[name][0][tuple(slice(length) for length in value.shape)] = value
    return record.view(np.recarray)[0]


def _ms(seconds: float) -> int:
    return round(float(seconds) * 1000.0)


def _wholes(parameters: RaceParameters, state: RaceState, scenario: Scenario) -> dict[str, float]:
    traffic, pit, neutralisation = parameters.traffic, parameters.pit, parameters.neutralisation
    span_s = min(traffic.follow_gap_sd_s / _SUM_SD, traffic.follow_gap_s / _MIDDLE)
    restart_span_s = min(neutralisation.restart_gap_sd_s / _SUM_SD, neutralisation.restart_gap_s / _MIDDLE)
    return {
        "cars": len(state.cars),
        "laps": state.laps,
        "first_lap": state.lap + 1,
        "first_status": int(state.track_status),
        "first_status_laps": state.status_laps,
        "raining": int(state.raining),
        "status_given": int(scenario.status_by_lap is not None),
        "wetness_given": int(scenario.wetness_by_lap is not None),
        "retirements_given": int(scenario.retirement_lap is not None),
        "aid_from_lap": traffic.aid_from_lap,
        "cover_window": pit.cover_window_laps,
        "shortest_laps": neutralisation.shortest_useful_laps,
        "follow_ms": max(1, _ms(traffic.follow_gap_s)),
        "follow_least_ms": max(1, _ms(traffic.follow_gap_s - span_s * _MIDDLE)),
        "follow_span_ms": _ms(span_s),
        "pass_ms": max(1, _ms(traffic.pass_gap_s)),
        "fail_ms": _ms(traffic.failed_attempt_loss_s),
        "queue_ms": max(1, _ms(neutralisation.queue_gap_s)),
        "restart_least_ms": max(1, _ms(neutralisation.restart_gap_s - restart_span_s * _MIDDLE)),
        "restart_span_ms": _ms(restart_span_s),
        "reach_ms": _ms(traffic.overtaking_reach_s),
        "aid_ms": _ms(traffic.aid_reach_s),
        "cover_ms": _ms(pit.cover_gap_s),
        "penalty_ms": _ms(parameters.penalty_s),
        "blue_ms": _ms(traffic.blue_flag_loss_s),
        "dirty_reach_ms": _ms(traffic.dirty_air_reach_s),
        "easing_ms": _ms(traffic.easing_s),
        "easing_gap_ms": _ms(traffic.easing_gap_s),
    }


def _fractions(parameters: RaceParameters, state: RaceState, scenario: Scenario) -> dict[str, float]:
    traffic, pit, weather = parameters.traffic, parameters.pit, parameters.weather
    neutralisation = parameters.neutralisation
    known = state.weather_known or scenario.wetness_by_lap is not None
    logit = traffic.overtaking_logit
    reach_s = max(traffic.dirty_air_reach_s, 1e-3)
    return {
        "dirty_slope": traffic.dirty_air_loss_s / reach_s,
        "logit": logit[0] - traffic.closeness_per_s * (traffic.dirty_air_reach_s - traffic.follow_gap_s),
        "close_weight": traffic.closeness_per_s * 1e-3,
        "close_from_ms": _ms(traffic.dirty_air_reach_s) - _ms(traffic.aid_reach_s),
        "pace_weight": logit[1],
        "life_weight": logit[2],
        "aid_weight": logit[4],
        "out_lap_weight": logit[5],
        "lane_sd_s": pit.lane_loss_sd_s,
        "pit_change_s": scenario.pit_loss_change_s,
        "double_stack_s": pit.double_stack_loss_s,
        "cover_probability": pit.cover_probability,
        "catch_up": neutralisation.catch_up_factor,
        "first_lap_share": neutralisation.reaction_first_lap_share,
        "rain_start": weather.rain_start_hazard,
        "rain_stop": weather.rain_stop_hazard,
        "wetting": weather.wetting_per_lap,
        "drying": weather.drying_per_lap,
        "last_drying": weather.last_drying_per_lap,
        "slick_wetness": weather.slick_wetness,
        "wet_start": 0.0 if known else weather.wet_start_probability,
        "wet_start_rain": weather.wet_start_rain_probability,
        "intensity_mean": weather.intensity_mean,
        "margin_s": weather.crossover_margin_s,
        "delay": weather.crossover_delay_probability,
        "wetness": state.wetness,
        "standing_s": parameters.start.standing_lap_loss_s,
        "pit_start_s": parameters.start.pit_lane_loss_s,
        "interval_log_sd": parameters.start.interval_log_sd,
    }


def _tables(parameters: RaceParameters, state: RaceState, scenario: Scenario) -> dict[str, Array]:
    lap, neutralisation = parameters.lap, parameters.neutralisation
    number = np.arange(state.laps + 1)
    fuel_kg = np.maximum(lap.fuel_start_kg - lap.fuel_per_lap_kg * np.maximum(number - 1, 0), 0.0)
    green_s = lap.fuel_effect_s_per_kg * fuel_kg + lap.track_evolution_s_per_lap * number
    running = [index for index, car in enumerate(state.cars) if car.running]
    reference_s = green_s + float(np.min(parameters.cars.base_pace_s[running]))
    hazard = neutralisation.hazard
    compound = [
        lap.compound_offset_s, lap.compound_offset_sd_s, lap.wear_linear_s, lap.wear_quadratic_s,
        lap.cliff_lap, lap.cliff_s, lap.wear_spread, lap.cold_tyre_s,
    ]  # fmt: skip
    return {
        "green_s": (green_s),
        "reference_s": (reference_s),
        "status_factor": (neutralisation.lap_time_factor),
        "hazard": (np.stack([hazard, neutralisation.first_lap_factor, neutralisation.rain_factor])),
        "per_retirement": (neutralisation.per_retirement),
        "duration": (np.cumsum(neutralisation.duration_pmf, axis=1)),
        "reaction": (neutralisation.reaction_logit),
        "lane_loss_s": (parameters.pit.lane_loss_s),
        "compound": (np.stack(compound)),
        "wet": (lap.wetness_penalty_s),
        "mode_s": (lap.pace_mode_s),
        "mode_wear": (lap.pace_mode_wear),
        "slot_loss_s": (parameters.start.slot_loss_s),
        "slot_spread_s": (parameters.start.spread_s),
        "interval_s": (parameters.start.interval_s),
        "status_by_lap": _by_lap(scenario.status_by_lap, state.laps).astype(np.int64),
        "wetness_by_lap": (_by_lap(scenario.wetness_by_lap, state.laps)),
        "retirement_lap": _retirement_laps(scenario, state),
    }


def _by_lap(values: Array | None, laps: int) -> NDArray[np.float64]:
    return np.zeros(laps + 1) if values is None else np.concatenate([[0.0], np.asarray(values, np.float64)])


def _retirement_laps(scenario: Scenario, state: RaceState) -> Wholes:
    given = np.zeros(len(state.cars), np.int64) if scenario.retirement_lap is None else scenario.retirement_lap
    return np.where(given <= state.lap, NEVER, given).astype(np.int64)


def _per_lap(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the logarithm of a uniform number is multiplied by for the laps until something of that hazard."""
    sure = np.clip(probability, 0.0, 1.0 - _SURE)
    return np.where(sure < _SURE, -1e30, 1.0 / np.log1p(-np.maximum(sure, _SURE)))


def _hashes_below(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many of the 2^23 numbers a uniform one is made of are less than the probability."""
    return np.ceil(probability.astype(np.float32).astype(np.float64) * 2**23 - 0.5)


def _car_table(parameters: RaceParameters, scenario: Scenario) -> Array:
    cars = parameters.cars
    change_s = 0.0 if scenario.pace_change_s is None else scenario.pace_change_s
    mistakes = np.where(
        cars.mistake_probability < _SURE, _NEVER_LOG, np.log(np.maximum(cars.mistake_probability, _SURE))
    )
    slow = np.where(
        cars.slow_stop_probability < _SURE, _NEVER_LOG, np.log(np.maximum(cars.slow_stop_probability, _SURE))
    )
    speed = -parameters.traffic.overtaking_logit[3] * (cars.top_speed_kmh - cars.top_speed_kmh.mean())
    return (
        np.stack([
            cars.base_pace_s + change_s, cars.day_form_sd_s, cars.team_form_sd_s, cars.noise_sd_s,
            mistakes, cars.mistake_mean_s, cars.wear_factor, cars.start_gain_s,
            speed, cars.stationary_median_s, cars.stationary_log_sd,
            cars.slow_stop_probability, slow, cars.slow_stop_extra_s,
            cars.first_lap_retirement, _per_lap(cars.retirement_hazard), _per_lap(cars.penalty_probability),
                _hashes_below(cars.mistake_probability),
        ])
    )  # fmt: skip


def _state_table(state: RaceState, order: Wholes) -> Wholes:
    rows = [[0] * STATE_ROWS] * len(state.cars)
    latest_ms = -1
    for index in order.tolist():
        car = state.cars[index]
        latest_ms = max(latest_ms + 1, _ms(car.gap_s))  # two cars cannot cross the line in the same place
        out = not car.running
        time_ms = PARK_MS + PARK_STEP_MS * index if out else latest_ms
        rows[index] = [
            time_ms, _INDEX[car.compound], car.tyre_life, _used(car), car.stops_done, _ms(car.penalty_s),
            (car.laps_done or 0) + 1 if out else NEVER, int(car.pit_lane_start),
        ]  # fmt: skip
    return np.array(rows, np.int64).T


def _order(state: RaceState) -> Wholes:
    """Running cars by position, then the others by index, as the kernel parks them."""
    cars = state.cars
    return np.array(
        sorted(range(len(cars)), key=lambda c: (not cars[c].running, cars[c].running and cars[c].position, c))
    )


def _used(car: CarState) -> int:
    used = _BIT[car.compound]
    for compound in car.used:
        used |= _BIT[compound]
    return used


def _teams(team: Wholes) -> Wholes:
    numbers = {name: number for number, name in enumerate(sorted(set(team.tolist())))}
    return np.array([numbers[name] for name in team.tolist()], np.int64)


def _mates(team: Wholes) -> Wholes:
    """The first other car of each car's team; -1: none."""
    teams = team.tolist()
    cars: dict[int, list[int]] = {}
    for car, name in enumerate(teams):
        cars.setdefault(name, []).append(car)
    return np.array([next((mate for mate in cars[name] if mate != car), -1) for car, name in enumerate(teams)])


def _best_dry(lap: LapParameters, laps: int) -> Wholes:
    """The compound of least mean time over so many laps, by what has been used: two different dry ones are needed."""
    table = np.empty((laps + 1, _EVERY_DRY + 1), np.int64)
    life = np.arange(laps)
    offset, linear, quadratic, cliff_lap, cliff, cold = (
        values[:_DRY, None]
        for values in (
            lap.compound_offset_s, lap.wear_linear_s, lap.wear_quadratic_s, lap.cliff_lap, lap.cliff_s, lap.cold_tyre_s,
        )
    )  # fmt: skip
    costs = np.zeros((_DRY, laps + 1))
    wear = life * (linear + quadratic * life)
    np.cumsum(offset + wear + cliff * np.maximum(life - cliff_lap, 0.0), axis=1, out=costs[:, 1:])
    costs += cold
    table[:] = np.argmin(costs, axis=0)[:, None]
    for compound in range(_DRY):
        one, other = (index for index in range(_DRY) if index != compound)
        table[:, 1 << compound] = np.where(costs[other] < costs[one], other, one)
    return table
