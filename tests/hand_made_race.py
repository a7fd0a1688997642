"""A hand-made race for tests: plausible round numbers, written by us, with no circuit or season behind them."""

from dataclasses import replace

import numpy as np

from pitwall.domain.race_parameters import (
    LONGEST_NEUTRALISATION_LAPS,
    CarParameters,
    LapParameters,
    NeutralisationParameters,
    PitParameters,
    RaceParameters,
    StartParameters,
    TrafficParameters,
    WeatherParameters,
)
from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.regulations import MOST_CARS, RaceRules, race_rules
from pitwall.domain.vocabulary import Compound

LAPS = 57


def hand_made_rules(laps: int = LAPS) -> RaceRules:
    """Two dry compounds, twenty cars, DRS."""
    return race_rules(2024, "nowhere", laps)


def hand_made_state(cars: int = 20, laps: int = LAPS, start: Compound = Compound.MEDIUM) -> RaceState:
    """The grid: car `d0` of team `t0` on pole, two cars a team."""
    grid = (CarState(f"d{i}", f"t{i // 2}", position=i + 1, compound=start) for i in range(cars))
    return RaceState(lap=0, laps=laps, cars=tuple(grid))


def hand_made_parameters(cars: int = 20, pace_step_s: float = 0.08) -> RaceParameters:
    """Each car `pace_step_s` a lap slower than the one before it on the grid."""
    return RaceParameters(
        lap=_lap(),
        traffic=_traffic(),
        pit=_pit(),
        neutralisation=_neutralisation(),
        weather=_weather(),
        start=_start(),
        cars=hand_made_cars(cars, pace_step_s),
    )


def hand_made_cars(cars: int = 20, pace_step_s: float = 0.08) -> CarParameters:
    """The cars alone."""
    every = np.ones(cars)
    return CarParameters(
        base_pace_s=90.0 + pace_step_s * np.arange(cars),
        day_form_sd_s=0.15 * every,
        team=np.arange(cars) // 2,
        team_form_sd_s=0.15 * every,
        noise_sd_s=0.3 * every,
        mistake_probability=0.01 * every,
        mistake_mean_s=1.5 * every,
        wear_factor=every,
        start_gain_s=0.0 * every,
        top_speed_kmh=0.0 * every,
        stationary_median_s=2.5 * every,
        stationary_log_sd=0.12 * every,
        slow_stop_probability=0.05 * every,
        slow_stop_extra_s=4.0 * every,
        retirement_hazard=0.0012 * every,
        first_lap_retirement=0.012 * every,
        penalty_probability=0.0008 * every,
    )


def without_chance(parameters: RaceParameters) -> RaceParameters:
    """The same race with every draw switched off: no noise, no incidents, no rain, no form, mean stops."""
    cars = parameters.cars
    nothing = np.zeros_like(cars.base_pace_s)
    return replace(
        parameters,
        lap=replace(parameters.lap, compound_offset_sd_s=np.zeros(5), wear_spread=np.zeros(5)),
        pit=replace(parameters.pit, lane_loss_sd_s=0.0, cover_probability=0.0),
        neutralisation=replace(parameters.neutralisation, hazard=np.zeros(3), per_retirement=np.zeros(3)),
        weather=replace(parameters.weather, rain_start_hazard=0.0),
        start=replace(parameters.start, spread_s=np.zeros(MOST_CARS)),
        cars=replace(
            cars,
            day_form_sd_s=nothing,
            team_form_sd_s=nothing,
            noise_sd_s=nothing,
            mistake_probability=nothing,
            stationary_log_sd=nothing,
            slow_stop_probability=nothing,
            retirement_hazard=nothing,
            first_lap_retirement=nothing,
            penalty_probability=nothing,
        ),
    )


def _lap() -> LapParameters:
    return LapParameters(
        fuel_effect_s_per_kg=0.03,
        fuel_start_kg=105.0,
        fuel_per_lap_kg=1.8,
        track_evolution_s_per_lap=-0.005,
        compound_offset_s=np.array([-0.5, 0.0, 0.4, 0.0, 0.0]),
        compound_offset_sd_s=np.array([0.15, 0.0, 0.15, 0.3, 0.3]),
        wear_linear_s=np.array([0.10, 0.06, 0.035, 0.05, 0.05]),
        wear_quadratic_s=np.array([0.001, 0.0005, 0.0003, 0.0, 0.0]),
        cliff_lap=np.array([20.0, 30.0, 42.0, 40.0, 40.0]),
        cliff_s=np.array([0.25, 0.20, 0.15, 0.1, 0.1]),
        wear_spread=np.array([0.2, 0.2, 0.2, 0.3, 0.3]),
        cold_tyre_s=np.array([0.3, 0.6, 1.0, 0.8, 0.8]),
        wetness_penalty_s=np.array(
            [[0.0, 20.0, 30.0], [0.0, 20.0, 30.0], [0.0, 22.0, 30.0], [5.0, 2.0, 6.0], [8.0, 3.0, 1.0]]
        ),
        pace_mode_s=np.array([0.35, 0.0, -0.25]),
        pace_mode_wear=np.array([0.75, 1.0, 1.3]),
    )


def _traffic() -> TrafficParameters:
    return TrafficParameters(
        overtaking_logit=np.array([-1.8, 1.2, 0.05, 0.05, 0.6, 1.0]),
        overtaking_reach_s=1.5,
        aid_reach_s=1.0,
        aid_from_lap=3,
        follow_gap_s=0.7,
        follow_gap_sd_s=0.2,
        closeness_per_s=4.0,
        pass_gap_s=1.2,
        failed_attempt_loss_s=0.15,
        dirty_air_loss_s=0.45,
        dirty_air_reach_s=2.0,
        blue_flag_loss_s=0.8,
        easing_s=0.3,
        easing_gap_s=8.0,
    )


def _pit() -> PitParameters:
    return PitParameters(
        lane_loss_s=np.array([19.0, 13.5, 9.5, 0.0]),
        lane_loss_sd_s=0.5,
        double_stack_loss_s=3.0,
        cover_probability=0.4,
        cover_gap_s=3.0,
        cover_window_laps=8,
    )


def _neutralisation() -> NeutralisationParameters:
    return NeutralisationParameters(
        hazard=np.array([0.004, 0.006, 0.0008]),
        first_lap_factor=np.array([2.0, 15.0, 6.0]),
        rain_factor=np.array([1.5, 2.5, 3.0]),
        per_retirement=np.array([0.12, 0.25, 0.03]),
        duration_pmf=_durations(),
        lap_time_factor=np.array([1.0, 1.35, 1.45, 1.0]),
        queue_gap_s=1.0,
        restart_gap_s=0.5,
        restart_gap_sd_s=0.15,
        reaction_logit=np.array([[-2.0, 4.0, 0.5, 0.5, -6.0], [-1.0, 5.0, 0.5, 0.8, -5.0]]),
        shortest_useful_laps=4,
    )


def _weather() -> WeatherParameters:
    return WeatherParameters(
        rain_start_hazard=0.0015,
        rain_stop_hazard=0.08,
        wetting_per_lap=0.12,
        drying_per_lap=0.04,
        last_drying_per_lap=0.1,
        slick_wetness=0.25,
        intensity_mean=0.25,
        wet_start_probability=0.1,
        wet_start_rain_probability=0.3,
        crossover_margin_s=1.5,
        crossover_delay_probability=0.4,
    )


def _start() -> StartParameters:
    return StartParameters(
        slot_loss_s=np.arange(MOST_CARS) * 0.35,
        spread_s=np.linspace(0.4, 1.6, MOST_CARS),
        pit_lane_loss_s=8.0,
        standing_lap_loss_s=5.0,
        interval_s=np.concatenate([[0.0], np.linspace(1.2, 0.5, MOST_CARS - 1)]),
        interval_log_sd=0.3,
    )


def _durations() -> np.ndarray:
    laps = np.arange(1, LONGEST_NEUTRALISATION_LAPS + 1)
    table = np.stack([np.exp(-laps / 1.5), np.exp(-0.5 * ((laps - 4) / 1.8) ** 2), np.exp(-laps.astype(float))])
    return table / table.sum(axis=1, keepdims=True)
