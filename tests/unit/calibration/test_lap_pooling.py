"""From measured laps to the simulator's lap parameters."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.calibration.driver_pooling import pool_drivers
from pitwall.calibration.lap_measurement import DriverLaps, LapMeasurement, Sample, WetKind, WetMeasurement
from pitwall.calibration.lap_measuring import measure_laps
from pitwall.calibration.lap_pooling import LapCalibration, RaceConditions, pool_laps
from pitwall.calibration.tyre_life import pool_cold_tyres
from pitwall.calibration.wet_pooling import best_track, pool_wet
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS
from pitwall.domain.vocabulary import Compound
from tests.unit.calibration.hand_made_laps import LAPS, OFFSET_S, WEAR_S, facts_of, plans, race_laps

HERE = RaceConditions("nowhere", 2024, LAPS, 90.0, 5.0, ("C4", "C3", "C2"))


@pytest.fixture(scope="module")
def measured() -> list[LapMeasurement]:
    return [measure_laps(facts_of(race_laps(plans(), seed=seed))) for seed in range(5)]


@pytest.fixture(scope="module")
def calibration(measured: list[LapMeasurement]) -> LapCalibration:
    return pool_laps([("nowhere", 2024, one) for one in measured])


def test_what_was_put_into_the_laps_comes_out(calibration: LapCalibration) -> None:
    lap = calibration.for_race(HERE).parameters
    at_fifteen = lap.wear_linear_s * 15.0 + lap.wear_quadratic_s * 225.0
    assert at_fifteen[:3] == pytest.approx([15.0 * WEAR_S[name] for name in DRY_COMPOUNDS], abs=0.25)
    assert lap.compound_offset_s[[0, 2]] == pytest.approx([OFFSET_S["SOFT"], OFFSET_S["HARD"]], abs=0.2)
    assert lap.compound_offset_s[1] == 0.0
    fuel_s = lap.fuel_effect_s_per_kg * lap.fuel_per_lap_kg
    assert lap.track_evolution_s_per_lap - fuel_s == pytest.approx(-0.05, abs=0.01)


def test_parameters_are_complete_and_physical(calibration: LapCalibration) -> None:
    for race in (HERE, replace(HERE, circuit_id="elsewhere", length_km=None, nominations=None)):
        lap = calibration.for_race(race).parameters
        assert all(np.all(np.isfinite(value)) for value in vars(lap).values())
        assert np.all(lap.wear_linear_s > 0.0)
        assert np.all(lap.wear_quadratic_s >= 0.0)
        assert np.all(lap.cliff_s >= 0.0)
        assert np.all(lap.cold_tyre_s >= 0.0)
        assert lap.fuel_per_lap_kg * race.laps == pytest.approx(lap.fuel_start_kg)
        assert lap.pace_mode_wear[1] == 1.0
        assert lap.pace_mode_s[1] == 0.0


def test_an_unknown_circuit_says_so_and_is_less_certain(calibration: LapCalibration) -> None:
    known, unknown = calibration.for_race(HERE), calibration.for_race(replace(HERE, circuit_id="elsewhere"))
    assert known.quality == ("one dry season at nowhere (2024): tyres lean on all circuits",)
    assert any("no earlier dry race at elsewhere" in remark for remark in unknown.quality)
    assert unknown.wear[Compound.SOFT].linear_s.sd > known.wear[Compound.SOFT].linear_s.sd
    assert unknown.wear[Compound.SOFT].laps == 0
    assert known.wear[Compound.SOFT].laps > 500
    assert known.wear[Compound.SOFT].seasons == (2024,)


def test_the_race_itself_narrows_what_its_tyres_did(
    calibration: LapCalibration, measured: list[LapMeasurement]
) -> None:
    before, after = calibration.for_race(HERE), calibration.for_race(HERE, measured[0])
    assert np.all(after.parameters.wear_spread[:3] < before.parameters.wear_spread[:3])


def test_each_compound_is_the_fastest_on_its_own_track(calibration: LapCalibration) -> None:
    lap = calibration.for_race(HERE).parameters
    wetness = np.linspace(0.0, 1.0, 41)
    loss = lap.compound_offset_s[:, None] + sum(
        lap.wetness_penalty_s[:, power, None] * wetness**power for power in range(3)
    )
    assert set(DRY_COMPOUNDS) >= {(*DRY_COMPOUNDS, Compound.INTERMEDIATE, Compound.WET)[int(np.argmin(loss[:, 0]))]}
    assert int(np.argmin(loss[:, 20])) == 3
    assert int(np.argmin(loss[:, -1])) == 4
    assert np.min(loss[3] - lap.compound_offset_s[3]) == pytest.approx(0.0, abs=0.05)


def test_without_any_race_parameters_are_beliefs_and_say_so() -> None:
    laps = pool_laps([]).for_race(HERE)
    assert laps.quality[0] == "no dry race measured: tyres are what is believed before any data"
    assert np.all(np.isfinite(laps.parameters.wear_linear_s))


def driver(name: str, noise_s: float = 0.3, mistakes: int = 1, wear_s: float = 0.0, laps: int = 400) -> DriverLaps:
    return DriverLaps(name, laps, noise_s**2 * laps, laps, mistakes, 2.5 * mistakes, wear_s, 0.004)


def test_drivers_are_drawn_to_the_field_by_how_little_is_known_of_them() -> None:
    field = [driver(f"d{i}", 0.25 + 0.01 * (i % 11), wear_s=0.01 * (i % 3 - 1)) for i in range(20)]
    pool = pool_drivers([(2024, [*field, driver("rough", 0.6, 12), driver("guest", 0.6, 1, laps=12)])], 2024)
    noise = pool.noise(["rough", "guest", "unseen"])
    assert noise[0] > noise[1] > noise[2]
    assert pool.mistakes(["rough"])[0] > pool.mistakes(["d1"])[0]
    assert pool.wear_factor(["d2", "d0", "unseen"], 0.05) == pytest.approx([1.2, 0.8, 1.0], abs=0.06)


def test_without_drivers_there_is_the_usual_noise() -> None:
    pool = pool_drivers([], 2024)
    assert 0.2 < pool.noise(["anyone"])[0] < 0.5
    assert pool.wear_factor(["anyone"], 0.05)[0] == 1.0


def test_a_cold_tyre_seen_once_is_drawn_to_the_others() -> None:
    known, once = Sample(60, 0.6, 0.2), Sample(2, 4.0, 0.2)
    pool = pool_cold_tyres([(2024, (known, known, known, known, once))] * 6)
    soft, *_, wet = pool.by_compound
    assert soft.mean == pytest.approx(0.6, abs=0.1)
    assert soft.n == 360
    assert wet.mean < 4.0


def test_a_wet_race_moves_the_crossover() -> None:
    kind = WetKind(
        points=40,
        powers=tuple(60.0 * 0.3**power for power in range(5)),
        moments=tuple(60.0 * 0.16 * 0.3**power for power in range(3)),
    )
    wetter = pool_wet([(2024, WetMeasurement(kinds=(WetKind(), kind, WetKind())))])
    assert best_track(wetter.parabolas[1]) > best_track(pool_wet([]).parabolas[1])
    assert wetter.points == (0, 40, 0)


def test_wet_races_that_contradict_each_other_make_no_dry_race_faster_on_intermediates() -> None:
    powers = (60.0, 30.0, 15.0, 7.5, 3.75)
    races = [
        WetMeasurement(kinds=(WetKind(), WetKind(40, powers, (60.0 * loss, 30.0 * loss, 15.0 * loss)), WetKind()))
        for loss in (0.02, 0.4)
    ]
    pool = pool_wet([(2024, race) for race in races])
    assert 0.0 < 4.0 * pool.spread[0] <= pool.parabolas[1][0] + 1e-9


def test_intermediates_become_faster_where_the_parabolas_cross() -> None:
    pool = pool_wet([])
    dry, damp, wetter = (
        [sum(term * wetness**power for power, term in enumerate(parabola)) for parabola in pool.parabolas[:2]]
        for wetness in (0.0, pool.crossover_wetness - 0.01, pool.crossover_wetness + 0.01)
    )
    assert dry[0] < dry[1]
    assert damp[0] < damp[1]
    assert wetter[1] < wetter[0]
