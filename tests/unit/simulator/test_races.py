"""What every simulated race must be like, whatever its numbers."""

import multiprocessing
from dataclasses import replace

import numpy as np
import pytest

from pitwall.domain.race_parameters import RaceParameters
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from pitwall.domain.tyre_strategy import PaceMode, Stop, Strategy
from pitwall.domain.vocabulary import Compound
from simulator import HAPPENED, FieldPlans, FocusPlans, RaceRuns, Scenario, simulate
from tests.hand_made_race import LAPS, hand_made_parameters, hand_made_rules, hand_made_state, without_chance

_CARS = 12
_ONE_STOP = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(26, Compound.HARD),))
_RUNS = 400


def _plans(cars: int = _CARS, *, reacts: bool = True) -> FieldPlans:
    return FieldPlans.of([[(_ONE_STOP, 1.0)]] * cars, reacts=reacts)


def _play(parameters: RaceParameters | None = None, **options: object) -> RaceRuns:
    asked = {"runs": _RUNS, "seed": 7, **options}
    return simulate(parameters or hand_made_parameters(_CARS), hand_made_state(_CARS), _plans(), **asked)  # type: ignore[arg-type]  # options are simulate's own


def _same(one: RaceRuns, other: RaceRuns) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("position", "race_time_s", "laps_done", "retired", "stops", "happened")
    )


def test_the_same_seed_gives_the_same_bits_on_one_thread_and_on_two() -> None:
    assert _same(_play(threads=1), _play(threads=2))


@pytest.mark.parametrize(("first", "runs"), [(0, 33), (33, 100), (133, 7)])
def test_a_part_of_the_runs_is_what_it_is_among_all(first: int, runs: int) -> None:
    everything, part = _play(), _play(first_run=first, runs=runs)
    assert np.array_equal(part.race_time_s[0], everything.race_time_s[0, first : first + runs])
    assert np.array_equal(part.position[0], everything.position[0, first : first + runs])


def test_another_seed_gives_another_race() -> None:
    assert not np.array_equal(_play().race_time_s, _play(seed=8).race_time_s)


def test_a_race_without_chance_takes_what_its_parts_add_up_to() -> None:
    parameters, state = without_chance(hand_made_parameters(2, pace_step_s=40.0)), hand_made_state(2)
    runs = simulate(parameters, state, _plans(2), runs=3, seed=1)
    lap, start, pit = parameters.lap, parameters.start, parameters.pit
    seconds = 0.0
    compound, life = 1, 0
    for number in range(1, LAPS + 1):
        fuel_kg = lap.fuel_start_kg - lap.fuel_per_lap_kg * (number - 1)
        wear = life * (lap.wear_linear_s[compound] + lap.wear_quadratic_s[compound] * life)
        wear += lap.cliff_s[compound] * max(life - lap.cliff_lap[compound], 0)
        seconds += 90.0 + lap.fuel_effect_s_per_kg * fuel_kg + lap.track_evolution_s_per_lap * number
        seconds += lap.compound_offset_s[compound] + (0.0 if number == 1 else wear)
        seconds += start.standing_lap_loss_s if number == 1 else 0.0
        seconds += lap.cold_tyre_s[2] if number == 27 else 0.0
        seconds += parameters.traffic.easing_s if 2 * number > LAPS else 0.0
        life += 1
        if number == 26:
            seconds += pit.lane_loss_s[0] + parameters.cars.stationary_median_s[0]
            compound, life = 2, 0
    assert runs.race_time_s[0, :, 0] == pytest.approx(seconds, abs=0.03)  # each lap is a whole number of milliseconds
    assert runs.position[0].tolist() == [[1, 2]] * 3
    assert runs.laps_done[0, 0, 1] < LAPS


def test_after_lap_1_the_places_are_as_far_apart_as_usual_and_who_stopped_is_farther() -> None:
    start = hand_made_parameters(_CARS).start
    stops = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(1, Compound.HARD),))
    plans = FieldPlans.of([*([[(_ONE_STOP, 1.0)]] * (_CARS - 1)), [(stops, 1.0)]], reacts=False)
    given = Scenario(retirement_lap=np.zeros(_CARS, dtype=np.int64))
    parameters = hand_made_parameters(_CARS)
    runs = simulate(parameters, hand_made_state(_CARS), plans, runs=2000, seed=3, scenario=given, trace=True)
    assert runs.trace_gap_s is not None
    gap_s = np.sort(runs.trace_gap_s[0, :, 0], axis=1)
    assert np.median(np.diff(gap_s), axis=0)[:-1] == pytest.approx(start.interval_s[1 : _CARS - 1], rel=0.05)
    assert runs.trace_gap_s[0, :, 0, -1].min() > 10.0


def test_a_lapped_car_is_never_placed_before_one_with_more_laps() -> None:
    runs = _play(hand_made_parameters(_CARS, pace_step_s=0.6))
    finished = ~runs.retired[0]
    for run in range(_RUNS):
        order = np.argsort(runs.position[0, run])
        laps = runs.laps_done[0, run][order][finished[run][order]]
        assert np.all(np.diff(laps.astype(int)) <= 0)
    assert runs.laps_done[0][finished].min() < LAPS


def test_positions_are_each_taken_once_and_cars_out_of_the_race_come_last() -> None:
    runs = _play()
    assert np.array_equal(np.sort(runs.position[0], axis=1), np.tile(np.arange(1, _CARS + 1), (_RUNS, 1)))
    last_finisher = np.where(runs.retired[0], 0, runs.position[0]).max(axis=1)
    assert np.all(np.where(runs.retired[0], runs.position[0], 99).min(axis=1) > last_finisher)


def test_a_faster_car_finishes_better() -> None:
    change = np.zeros(_CARS)
    change[6] = -0.4
    ahead = _play(scenario=Scenario(pace_change_s=change)).position[0, :, 6].mean()
    assert ahead < _play().position[0, :, 6].mean() - 1.0


def _laps_behind(pace_s: float) -> float:
    """Mean laps that a car spends behind one 0.6 s a lap slower, both as slow as this against the leader's 90 s."""
    parameters = hand_made_parameters(3)
    cars = replace(parameters.cars, base_pace_s=np.array([90.0, pace_s + 0.6, pace_s]))
    traffic = replace(parameters.traffic, blue_flag_loss_s=0.0)
    quiet = np.zeros(LAPS, dtype=np.int8)
    given = Scenario(status_by_lap=quiet, wetness_by_lap=np.zeros(LAPS), retirement_lap=np.zeros(3, dtype=np.int64))
    runs = simulate(
        replace(parameters, cars=cars, traffic=traffic),
        hand_made_state(3),
        _plans(3),
        runs=200,
        seed=3,
        scenario=given,
        trace=True,
    )
    assert runs.trace_position is not None
    places = runs.trace_position[0].astype(int)
    return float(np.mean(np.sum(places[:, :, 2] > places[:, :, 1], axis=1)))


def test_passing_is_as_hard_for_slow_cars_as_for_fast_ones() -> None:
    assert _laps_behind(98.0) == pytest.approx(_laps_behind(91.0), rel=0.15)


@pytest.mark.parametrize(("ahead_s", "slower_s"), [(1.0, 0.5), (0.05, 0.0)])
def test_a_leader_far_ahead_eases_off_in_the_second_half_and_no_other_does(ahead_s: float, slower_s: float) -> None:
    base = without_chance(hand_made_parameters(2, pace_step_s=ahead_s))
    parameters = replace(base, traffic=replace(base.traffic, easing_s=0.5, easing_gap_s=8.0))
    plans = FieldPlans.driven([(Compound.MEDIUM, ())] * 2)
    gaps_s = simulate(parameters, hand_made_state(2), plans, runs=1, seed=1, trace=True).trace_gap_s
    assert gaps_s is not None
    grown_s = np.diff(gaps_s[0, 0, :, 1])
    assert np.median(grown_s[10:27]) - np.median(grown_s[40:]) == pytest.approx(slower_s, abs=0.02)


def test_pushing_is_faster_at_once_and_wears_more() -> None:
    parameters = without_chance(hand_made_parameters(2, pace_step_s=30.0))
    pushed = Strategy(
        hand_made_rules(), Compound.MEDIUM, (Stop(26, Compound.HARD),), modes=(PaceMode.PUSH, PaceMode.BALANCED)
    )
    focus = FocusPlans(0, (_ONE_STOP, pushed))
    runs = simulate(parameters, hand_made_state(2), _plans(2), runs=1, seed=1, focus=focus, trace=True)
    assert runs.trace_gap_s is not None
    gaps = runs.trace_gap_s[:, 0, :, 1]
    assert gaps[1, 3] > gaps[0, 3]
    assert gaps[1, 25] - gaps[1, 24] < gaps[0, 25] - gaps[0, 24]


def test_candidates_meet_the_same_luck() -> None:
    state, parameters = hand_made_state(_CARS), hand_made_parameters(_CARS)
    later = Strategy(hand_made_rules(), Compound.MEDIUM, (Stop(27, Compound.HARD),))
    runs = simulate(parameters, state, _plans(), runs=2000, seed=5, focus=FocusPlans(3, (_ONE_STOP, later)))
    times = runs.race_time_s[:, :, 3].astype(float)
    finished = ~(runs.retired[0, :, 3] | runs.retired[1, :, 3])
    paired = np.var((times[0] - times[1])[finished])
    unpaired = times[0][finished].var() + times[1][finished].var()
    assert unpaired / paired > 10


def test_a_focus_on_the_plan_everyone_has_changes_nothing() -> None:
    focus = FocusPlans(3, (_ONE_STOP,), reacts=True, covers=True)
    assert _same(_play(), _play(focus=focus))


def test_what_happens_is_plausible() -> None:
    runs = simulate(hand_made_parameters(20), hand_made_state(20), _plans(20), runs=4000, seed=9)
    happened = dict(zip(HAPPENED, runs.happened.mean(axis=(0, 1)), strict=True))
    expected_retirements = 20 * (0.012 + (1 - 0.012) * (1 - (1 - 0.0012) ** (LAPS - 1)))
    assert happened["retirements"] == pytest.approx(expected_retirements, rel=0.05)
    assert happened["retirements"] == pytest.approx(runs.retired.sum(axis=2).mean(), rel=1e-6)
    assert 0.3 < happened["safety_cars"] < 1.5
    assert happened["stops"] == pytest.approx(runs.stops.sum(axis=2).mean(), rel=1e-6)
    assert 18 < happened["stops"] < 32
    assert happened["passes"] > 20


def test_under_a_red_flag_tyres_are_changed_for_nothing() -> None:
    parameters = without_chance(hand_made_parameters(_CARS))
    status = np.zeros(LAPS, np.int8)
    status[25] = TrackStatus.RED
    free = FieldPlans.driven([(Compound.MEDIUM, (Stop(26, Compound.HARD, under_red_flag=True),))] * _CARS)
    runs = simulate(parameters, hand_made_state(_CARS), free, runs=20, seed=1, scenario=Scenario(status_by_lap=status))
    assert runs.stops.max() == 0
    assert np.all(runs.happened[0, :, HAPPENED.index("red_flags")] == 1)


def test_rain_brings_everyone_in_for_other_tyres() -> None:
    wetness = np.zeros(LAPS)
    wetness[9:40] = 0.5
    runs = _play(without_chance(hand_made_parameters(_CARS)), scenario=Scenario(wetness_by_lap=wetness))
    assert runs.stops.min() >= 2


def test_a_shower_makes_the_track_no_wetter_than_it_is_heavy() -> None:
    parameters = hand_made_parameters(_CARS)
    weather = replace(parameters.weather, rain_start_hazard=0.0, rain_stop_hazard=0.0)
    calm = replace(parameters.neutralisation, hazard=np.zeros(3), per_retirement=np.zeros(3))
    state = replace(hand_made_state(_CARS), wetness=0.5, raining=True)
    on_intermediates = Strategy(hand_made_rules(), Compound.INTERMEDIATE, ())
    plans = FieldPlans.of([[(on_intermediates, 1.0)]] * _CARS)

    runs = simulate(replace(parameters, weather=weather, neutralisation=calm), state, plans, runs=100, seed=3)

    assert np.all(runs.happened[..., HAPPENED.index("rain_laps")] == LAPS)
    assert runs.stops.mean() < 0.1  # neither for wets nor for slicks


def test_a_track_dries_as_fast_as_it_is_said_to() -> None:
    parameters = hand_made_parameters(_CARS)
    weather = replace(parameters.weather, rain_start_hazard=0.0, drying_per_lap=0.02, slick_wetness=0.25)
    state = replace(hand_made_state(_CARS), wetness=0.5)

    runs = simulate(replace(parameters, weather=weather), state, _plans(), runs=10, seed=3)

    assert np.all(np.abs(runs.happened[..., HAPPENED.index("rain_laps")] - 12.5) <= 1.0)


def test_where_the_weather_is_not_known_some_races_start_wet_and_on_the_tyres_for_it() -> None:
    parameters, state = hand_made_parameters(_CARS), hand_made_state(_CARS)
    weather = replace(parameters.weather, rain_start_hazard=0.0, wet_start_probability=0.3, drying_per_lap=0.0)
    parameters = replace(parameters, weather=weather)

    known = simulate(parameters, state, _plans(), runs=500, seed=3)
    unknown = simulate(parameters, replace(state, weather_known=False), _plans(), runs=500, seed=3)

    wet = unknown.happened[0, :, HAPPENED.index("rain_laps")] > 0
    assert known.happened[..., HAPPENED.index("rain_laps")].max() == 0
    assert wet.mean() == pytest.approx(0.3, abs=0.06)
    assert unknown.race_time_s[0, wet].mean() > unknown.race_time_s[0, ~wet].mean() + 120.0
    assert np.array_equal(unknown.race_time_s[0, ~wet], known.race_time_s[0, ~wet])
    assert unknown.stops[0, wet].mean() < known.stops[0, wet].mean()  # on intermediates to the flag


def test_a_passer_leads_by_the_gap_given() -> None:
    parameters = without_chance(hand_made_parameters(2, pace_step_s=0.0))
    logit = np.array([30.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    traffic = replace(parameters.traffic, overtaking_logit=logit, pass_gap_s=1.4, overtaking_reach_s=4.0)
    state = hand_made_state(2)

    runs = simulate(replace(parameters, traffic=traffic), state, _plans(2, reacts=False), runs=1, seed=1, trace=True)

    assert runs.trace_gap_s is not None
    assert runs.happened[0, 0, 0] > 10  # each lap the one behind passes
    assert np.median(runs.trace_gap_s[0, 0, :20].max(axis=1)) == pytest.approx(1.4, abs=0.05)


def test_a_penalty_is_served_at_the_stop_or_added_after_the_flag() -> None:
    parameters = without_chance(hand_made_parameters(2, pace_step_s=5.0))
    grid = hand_made_state(2)
    cars = tuple(
        replace(car, gap_s=float(index), compound=Compound.HARD, used=frozenset({Compound.MEDIUM}), stops_done=1)
        for index, car in enumerate(grid.cars)
    )
    state = RaceState(lap=50, laps=LAPS, cars=cars)
    punished = replace(state, cars=(replace(cars[0], penalty_s=5.0), cars[1]))
    plans = FieldPlans.driven([(Compound.MEDIUM, ())] * 2)
    plain, with_penalty = (
        simulate(parameters, one, plans, runs=1, seed=1).race_time_s[0, 0, 0] for one in (state, punished)
    )
    assert with_penalty - plain == pytest.approx(5.0, abs=2e-3)


def test_a_second_car_of_a_team_waits_behind_the_first() -> None:
    parameters = without_chance(hand_made_parameters(2, pace_step_s=0.0))
    state = RaceState(
        lap=1, laps=LAPS, cars=(CarState("a", "t", 1, Compound.MEDIUM), CarState("b", "t", 2, Compound.MEDIUM, 1.0))
    )
    together = FieldPlans.driven([(Compound.MEDIUM, (Stop(2, Compound.HARD),))] * 2)
    alone = FieldPlans.driven([(Compound.MEDIUM, (Stop(2, Compound.HARD),)), (Compound.MEDIUM, ())])
    stacked, single = (
        simulate(parameters, state, plans, runs=1, seed=1, trace=True).trace_gap_s for plans in (together, alone)
    )
    assert stacked is not None
    assert single is not None
    assert stacked[0, 0, 0, 1] == pytest.approx(1.0 + parameters.pit.double_stack_loss_s, abs=0.5)


def test_a_forked_process_plays_the_same_races_on_threads_of_its_own() -> None:
    whole = _play(runs=1000, threads=2).race_time_s.sum()
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(_sum_of_times).get(timeout=60) == whole


def _sum_of_times() -> float:
    return float(_play(runs=1000, threads=2).race_time_s.sum())
