"""Random races for the kernel and its twin: any field, distance, state, weather, plans and script."""

from dataclasses import dataclass, fields, replace

import numpy as np
from hypothesis import strategies as st

from pitwall.domain.race_parameters import COMPOUNDS, RaceParameters
from pitwall.domain.race_state import CarState, RaceState, TrackStatus
from simulator import FieldPlans, Scenario
from tests.hand_made_race import hand_made_parameters

_MOST_STOPS = 3


@dataclass(frozen=True)
class RandomRace:
    """One simulation's inputs."""

    parameters: RaceParameters
    state: RaceState
    plans: FieldPlans
    scenario: Scenario
    seed: int


@st.composite
def random_races(draw: st.DrawFn, *, most_cars: int = 30, most_laps: int = 24) -> RandomRace:
    """Sizes are drawn by hypothesis, so that it can make a failing race smaller; the rest by a seeded generator."""
    cars = draw(st.integers(2, most_cars))
    laps = draw(st.integers(1, most_laps))
    lap = draw(st.one_of(st.just(0), st.integers(0, laps - 1)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    eventful = draw(st.sampled_from([0.0, 1.0, 12.0]))
    scripted = draw(st.booleans())
    state = _state(rng, cars, laps, lap)
    return RandomRace(
        parameters=_parameters(rng, cars, eventful),
        state=state,
        plans=_plans(rng, cars, laps),
        scenario=_scenario(rng, state) if scripted else Scenario(),
        seed=draw(st.integers(0, 2**64 - 1)),
    )


def _parameters(rng: np.random.Generator, cars: int, eventful: float) -> RaceParameters:
    base = hand_made_parameters(cars, pace_step_s=float(rng.uniform(0.0, 0.4)))
    n, weather = base.neutralisation, base.weather
    every = {
        field.name: getattr(base.cars, field.name) * rng.uniform(0.5, 2.0, cars)
        for field in fields(base.cars)
        if field.name not in ("base_pace_s", "team", "wear_factor")
    }
    every["top_speed_kmh"] = rng.uniform(300, 330, cars)
    every["start_gain_s"] = rng.normal(0, 0.3, cars)
    for name in ("retirement_hazard", "first_lap_retirement", "penalty_probability", "mistake_probability"):
        every[name] = np.minimum(every[name] * eventful, 0.5)
    return replace(
        base,
        cars=replace(base.cars, team=rng.integers(0, max(1, cars // 2), cars), **every),
        neutralisation=replace(
            n,
            hazard=np.minimum(n.hazard * eventful, 0.2),
            queue_gap_s=float(rng.uniform(0.3, 2)),
            restart_gap_s=float(rng.uniform(0.1, 2)),
            restart_gap_sd_s=float(rng.uniform(0.0, 1)),
        ),
        weather=replace(
            weather,
            rain_start_hazard=min(weather.rain_start_hazard * 10 * eventful, 0.3),
            wetting_per_lap=float(rng.uniform(0.05, 0.5)),
            drying_per_lap=float(rng.uniform(0.02, 0.4)),
            last_drying_per_lap=float(rng.uniform(0.02, 0.4)),
            wet_start_probability=float(rng.uniform(0.0, 1.0)),
        ),
    )


def _state(rng: np.random.Generator, cars: int, laps: int, lap: int) -> RaceState:
    out = int(rng.integers(0, cars)) if lap > 0 and rng.random() < 0.3 else 0
    gaps = np.concatenate([[0.0], np.cumsum(rng.exponential(rng.choice([0.0, 1.0, 15.0]), cars - 1))])
    status = TrackStatus(int(rng.choice(4, p=[0.6, 0.1, 0.2, 0.1]))) if lap > 0 else TrackStatus.GREEN
    rows = []
    for place, index in enumerate(rng.permutation(cars)):
        running = place < cars - out
        stops = int(rng.integers(0, min(lap, 3) + 1))
        rows.append(
            CarState(
                driver_id=f"d{index}",
                constructor_id=f"t{index // 2}",
                position=place + 1,
                compound=COMPOUNDS[int(rng.integers(0, 5))],
                gap_s=float(gaps[place]) if lap > 0 else 0.0,
                tyre_life=int(rng.integers(0, lap + 3)),
                used=frozenset({COMPOUNDS[int(rng.integers(0, 5))]}) if stops else frozenset(),
                stops_done=stops,
                running=running,
                laps_done=None if running else int(rng.integers(0, lap + 1)),
                penalty_s=float(rng.choice([0.0, 0.0, 5.0])),
                pit_lane_start=lap == 0 and place == cars - 1 and rng.random() < 0.3,
            )
        )
    rows.sort(key=lambda car: int(car.driver_id[1:]))
    known = lap > 0 or rng.random() < 0.5
    return RaceState(
        lap=lap,
        laps=laps,
        cars=tuple(rows),
        track_status=status,
        status_laps=int(rng.integers(0, lap + 1)) if lap > 0 else 0,
        wetness=float(rng.choice([0.0, 0.0, rng.uniform(0, 1)])) if known else 0.0,
        raining=bool(known and rng.random() < 0.2),
        weather_known=known,
    )


def _plans(rng: np.random.Generator, cars: int, laps: int) -> FieldPlans:
    alternatives, most = int(rng.integers(1, 4)), min(_MOST_STOPS, laps - 1)
    shape = (cars, alternatives, most)
    laps_of = np.sort(rng.integers(1, max(laps, 2), shape), axis=2)
    kept = rng.integers(0, most + 1, (cars, alternatives, 1)) > np.arange(most)
    weight = rng.random((cars, alternatives)) * (rng.random((cars, alternatives)) < 0.8) + 1e-3
    return FieldPlans(
        start_compound=rng.integers(0, 5, shape[:2]),
        start_tyre_life=rng.integers(0, 5, shape[:2]),
        stop_lap=np.where(kept, laps_of, 0),
        stop_compound=rng.integers(0, 5, shape),
        stop_tyre_life=rng.integers(0, 4, shape),
        stop_free=rng.random(shape) < 0.1,
        mode=rng.integers(0, 3, (cars, alternatives, most + 1)),
        weight=weight / weight.sum(axis=1, keepdims=True),
        reacts=rng.random(cars) < 0.7,
        covers=rng.random(cars) < 0.7,
    )


def _scenario(rng: np.random.Generator, state: RaceState) -> Scenario:
    laps, cars = state.laps, len(state.cars)
    status = np.repeat(rng.choice(4, laps, p=[0.6, 0.1, 0.2, 0.1]), rng.integers(1, 5, laps))[:laps].astype(np.int8)
    dry_then_wet = np.clip(np.cumsum(rng.normal(0, 0.2, laps)), 0, 1)
    return Scenario(
        status_by_lap=status if rng.random() < 0.6 else None,
        retirement_lap=rng.integers(0, laps + 1, cars) * (rng.random(cars) < 0.2) if rng.random() < 0.5 else None,
        wetness_by_lap=dry_then_wet if rng.random() < 0.3 else None,
        pace_change_s=rng.normal(0, 0.3, cars) if rng.random() < 0.3 else None,
        pit_loss_change_s=float(rng.choice([0.0, -3.0])),
    )
