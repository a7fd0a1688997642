"""Compiles everything the simulator needs into the cache that goes into the image: run once when it is built.

The race is made up and small: what counts are the types and the ways through the code, not the numbers.
"""

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
from pitwall.domain.regulations import MOST_CARS, race_rules
from pitwall.domain.tyre_strategy import Stop, Strategy
from pitwall.domain.vocabulary import Compound
from simulator import FieldPlans, FocusPlans, Scenario, simulate, summarise

CARS = 4
LAPS = 12


def warm_up(runs: int = 64) -> None:
    """Plays the made-up race in every way: as drawn, with candidates and traces, and with everything given."""
    parameters = made_up_parameters()
    state = made_up_state()
    plan = Strategy(race_rules(2024, "nowhere", LAPS), Compound.MEDIUM, (Stop(6, Compound.HARD),))
    plans = FieldPlans.of([[(plan, 1.0)]] * CARS)
    given = Scenario(
        status_by_lap=np.zeros(LAPS, np.int8),
        retirement_lap=np.zeros(CARS, np.int64),
        wetness_by_lap=np.zeros(LAPS),
        pace_change_s=np.zeros(CARS),
    )
    summarise(simulate(parameters, state, plans, runs=runs, seed=1))
    focus = FocusPlans(1, (plan, plan))
    summarise(simulate(parameters, state, plans, runs=runs, seed=1, focus=focus, trace=True))
    simulate(parameters, state, plans, runs=runs, seed=1, scenario=given, trace=True, threads=1)


def made_up_state() -> RaceState:
    """The grid of four cars."""
    cars = (CarState(f"car-{n}", f"team-{n // 2}", n + 1, Compound.MEDIUM) for n in range(CARS))
    return RaceState(lap=0, laps=LAPS, cars=tuple(cars))


def made_up_parameters() -> RaceParameters:
    """Round numbers in which everything can happen."""
    return RaceParameters(
        lap=_lap(),
        traffic=TrafficParameters(
            overtaking_logit=np.zeros(6),
            overtaking_reach_s=1.5,
            aid_reach_s=1.0,
            aid_from_lap=3,
            follow_gap_s=0.7,
            follow_gap_sd_s=0.2,
            closeness_per_s=4.0,
            pass_gap_s=1.2,
            failed_attempt_loss_s=0.1,
            dirty_air_loss_s=0.4,
            dirty_air_reach_s=2.0,
            blue_flag_loss_s=0.8,
            easing_s=0.3,
            easing_gap_s=8.0,
        ),
        pit=PitParameters(
            lane_loss_s=np.full(4, 20.0),
            lane_loss_sd_s=0.5,
            double_stack_loss_s=3.0,
            cover_probability=0.5,
            cover_gap_s=3.0,
            cover_window_laps=5,
        ),
        neutralisation=_neutralisation(),
        weather=WeatherParameters(
            rain_start_hazard=0.05,
            rain_stop_hazard=0.1,
            wetting_per_lap=0.1,
            drying_per_lap=0.05,
            last_drying_per_lap=0.1,
            slick_wetness=0.25,
            intensity_mean=0.25,
            wet_start_probability=0.1,
            wet_start_rain_probability=0.3,
            crossover_margin_s=1.0,
            crossover_delay_probability=0.3,
        ),
        start=StartParameters(
            slot_loss_s=np.linspace(0.0, 9.0, MOST_CARS),
            spread_s=np.ones(MOST_CARS),
            pit_lane_loss_s=8.0,
            standing_lap_loss_s=5.0,
            interval_s=np.ones(MOST_CARS),
            interval_log_sd=0.4,
        ),
        cars=_cars(),
    )


def _lap() -> LapParameters:
    compounds = np.ones(5)
    return LapParameters(
        fuel_effect_s_per_kg=0.03,
        fuel_start_kg=100.0,
        fuel_per_lap_kg=5.0,
        track_evolution_s_per_lap=0.0,
        compound_offset_s=0.0 * compounds,
        compound_offset_sd_s=0.1 * compounds,
        wear_linear_s=0.05 * compounds,
        wear_quadratic_s=0.001 * compounds,
        cliff_lap=20.0 * compounds,
        cliff_s=0.1 * compounds,
        wear_spread=0.1 * compounds,
        cold_tyre_s=compounds,
        wetness_penalty_s=np.ones((5, 3)),
        pace_mode_s=np.array([0.3, 0.0, -0.3]),
        pace_mode_wear=np.array([0.8, 1.0, 1.2]),
    )


def _neutralisation() -> NeutralisationParameters:
    durations = np.full((3, LONGEST_NEUTRALISATION_LAPS), 1 / LONGEST_NEUTRALISATION_LAPS)
    return NeutralisationParameters(
        hazard=np.full(3, 0.02),
        first_lap_factor=np.ones(3),
        rain_factor=np.ones(3),
        per_retirement=np.full(3, 0.1),
        duration_pmf=durations,
        lap_time_factor=np.array([1.0, 1.3, 1.4, 1.0]),
        queue_gap_s=1.0,
        restart_gap_s=0.5,
        restart_gap_sd_s=0.2,
        reaction_logit=np.zeros((2, 5)),
        shortest_useful_laps=2,
    )


def _cars() -> CarParameters:
    every = np.ones(CARS)
    return CarParameters(
        base_pace_s=90.0 * every,
        day_form_sd_s=0.1 * every,
        team=np.arange(CARS) // 2,
        team_form_sd_s=0.1 * every,
        noise_sd_s=0.3 * every,
        mistake_probability=0.01 * every,
        mistake_mean_s=every,
        wear_factor=every,
        start_gain_s=0.0 * every,
        top_speed_kmh=300.0 * every,
        stationary_median_s=2.5 * every,
        stationary_log_sd=0.1 * every,
        slow_stop_probability=0.05 * every,
        slow_stop_extra_s=4.0 * every,
        retirement_hazard=0.005 * every,
        first_lap_retirement=0.01 * every,
        penalty_probability=0.005 * every,
    )


if __name__ == "__main__":
    warm_up()
