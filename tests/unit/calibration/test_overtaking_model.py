"""Passing: following laps found, and coefficients recovered from races made with known ones."""

from itertools import product

import numpy as np
import pytest

from pitwall.calibration.event_laps import lap_grid
from pitwall.calibration.event_pace import expected_pace
from pitwall.calibration.logistic import fit_logit, sigmoid
from pitwall.calibration.overtaking import OvertakingMeasurement, following_laps, measure_overtaking, top_speeds
from pitwall.calibration.overtaking_fit import pool_overtaking
from pitwall.calibration.overtaking_reliability import reliability
from tests.unit.calibration.hand_made_facts import hand_made_facts

TRUE = np.array([-3.0, 1.5, 0.0, 0.0, 1.0, 0.0])
CLOSENESS, FOLLOW_GAP_S, GAPS_S = 4.0, 0.6, (0.4, 0.8)


def made_races(circuits: dict[str, float], races: int = 6) -> list[tuple[str, int, OvertakingMeasurement]]:
    """Races whose passes were drawn from TRUE, harder by the circuit's intercept."""
    draws = np.random.default_rng(3)
    made = []
    for circuit, harder in circuits.items():
        for _ in range(races):
            cells = []
            for x in np.linspace(-0.8, 1.6, 13):
                for aid, gap_s in product((0.0, 1.0), GAPS_S):
                    n = 30
                    closer_s = FOLLOW_GAP_S - gap_s
                    p = float(sigmoid(np.array(TRUE[0] + harder + TRUE[1] * x + TRUE[4] * aid + CLOSENESS * closer_s)))
                    cells.append((float(x), 0.0, 0.0, aid, 0.0, gap_s, n, int(draws.binomial(n, p))))
            made.append((circuit, 2024, OvertakingMeasurement(tuple(cells), FOLLOW_GAP_S, 40, 0.2, 1.2, 0.25)))
    return made


def test_the_coefficients_put_in_come_out() -> None:
    fitted = pool_overtaking(made_races({"a": 0.0, "b": 0.0, "c": 0.0}))

    assert [e.mean for e in fitted.coefficients][1] == pytest.approx(1.5, abs=0.15)
    assert [e.mean for e in fitted.coefficients][4] == pytest.approx(1.0, abs=0.2)
    assert fitted.closeness.mean == pytest.approx(CLOSENESS, abs=0.4)
    assert (fitted.follow_gap_s.mean, fitted.follow_gap_sd_s.mean, fitted.pass_gap_s.mean) == (FOLLOW_GAP_S, 0.2, 1.2)


def test_a_hard_circuit_has_the_lower_intercept_and_an_unknown_one_the_mean() -> None:
    fitted = pool_overtaking(made_races({"street": -1.2, "airfield": 0.6, "park": 0.3, "hill": 0.3}))

    assert fitted.logit("street")[0] < fitted.logit("nowhere")[0] < fitted.logit("airfield")[0]
    assert fitted.circuit.of("nowhere").sd > fitted.circuit.of("street").sd
    assert fitted.circuit.of("street").mean - fitted.circuit.of("airfield").mean == pytest.approx(-1.8, abs=0.4)


def test_a_circuit_is_known_from_its_own_seasons() -> None:
    street, park = made_races({"street": -1.2}), made_races({"park": 0.3})
    fitted = pool_overtaking([*street, *((circuit, 2025, measured) for circuit, _, measured in park)])

    assert fitted.circuit.of("street").seasons == (2024,)
    assert fitted.circuit.of("park").seasons == (2025,)
    assert fitted.circuit.overall.seasons == (2024, 2025)


def test_drawn_laps_pass_as_often_as_expected_ones() -> None:
    races = made_races({"a": 0.0, "b": 0.0})
    fitted = pool_overtaking(races)
    drawn = fitted.logit("a")
    cells = np.array([cell for _, _, m in races for cell in m.cells])
    noise = fitted.noise_sd_s * np.random.default_rng(5).standard_normal((len(cells), 400))

    closer = fitted.closeness.mean * (FOLLOW_GAP_S - cells[:, 5:6])

    simulated = sigmoid(drawn[0] + drawn[1] * (cells[:, :1] + noise) + drawn[4] * cells[:, 3:4] + closer).mean(axis=1)

    assert simulated @ cells[:, 6] == pytest.approx(cells[:, 7].sum(), rel=0.05)
    assert drawn[1] > fitted.coefficients[1].mean


def test_a_faster_car_behind_that_ends_the_lap_ahead_has_passed() -> None:
    paces = [90.0, 90.6] + [95.0 + car for car in range(8)]
    # The second car starts ahead, 0.4 s before the faster first one, and is passed where the sums of laps cross.
    facts = hand_made_facts(paces, noise_s=0.01, grid_gap_s=-0.0, off_s={(0, 1): 3.0})
    grid = lap_grid(facts)
    pace = expected_pace(grid)
    assert pace is not None

    rows = following_laps(grid, pace, top_speeds(grid))
    chase = (rows.car == 0) & (rows.ahead == 1)

    assert rows.passed[chase].sum() == 1
    assert rows.pace_difference_s[chase] == pytest.approx(0.6, abs=0.1)


def test_places_won_in_the_pits_are_no_passes() -> None:
    paces = [90.0 + 0.02 * car for car in range(10)]
    facts = hand_made_facts(paces, noise_s=0.01, grid_gap_s=1.0, stops={car: [20 + car] for car in range(0, 10, 2)})
    grid = lap_grid(facts)

    assert sum(cell[-1] for cell in measure_overtaking(grid, expected_pace(grid)).cells if cell[4] == 0.0) == 0


def test_the_logit_fit_finds_the_maximum() -> None:
    draws = np.random.default_rng(1)
    design = np.column_stack([np.ones(4000), draws.normal(size=(4000, 2))])
    events = (draws.uniform(size=4000) < sigmoid(design @ np.array([-1.0, 0.8, -0.4]))).astype(float)

    fitted = fit_logit(design, events, np.ones(4000), np.zeros(3), 100.0)

    gradient = design.T @ (events - sigmoid(design @ fitted.mean))
    assert np.abs(gradient).max() < 1e-2
    assert fitted.mean == pytest.approx([-1.0, 0.8, -0.4], abs=4 * fitted.sd.max())


def test_seasons_are_forecast_from_those_before_them_and_chances_are_kept() -> None:
    races = made_races({"a": 0.0, "b": -0.5}) + [("a", 2025, m) for _, _, m in made_races({"a": 0.0})]

    bins, seasons = reliability(races)

    assert [season.season for season in seasons] == [2025]
    assert seasons[0].forecast == pytest.approx(seasons[0].passes, rel=0.1)
    assert all(b.passed == pytest.approx(b.forecast, abs=0.08) for b in bins if b.attempts > 300)


def test_one_season_forecasts_nothing() -> None:
    assert reliability(made_races({"a": 0.0})) == ((), ())
