"""The lap-time model of one race against races whose fuel, compounds and wear are known."""

import numpy as np
import pytest

from pitwall.calibration.clean_laps import dry_laps
from pitwall.calibration.lap_fit import DryFit, fit_dry_laps
from pitwall.calibration.lap_terms import LAP, OFFSET, WEAR
from tests.unit.calibration.hand_made_laps import OFFSET_S, SLOPE_S, WEAR_S, facts_of, plans, race_laps


def fitted(**made: object) -> DryFit:
    laps = dry_laps(facts_of(race_laps(plans(), **made)))  # type: ignore[arg-type]
    assert laps is not None
    fit = fit_dry_laps(laps, -0.045)
    assert fit is not None
    return fit


def estimate(fit: DryFit) -> tuple[np.ndarray, np.ndarray]:
    """Terms and standard errors under a prior too weak to matter but where a race is silent."""
    precision = fit.precision + np.diag([1.0] * 6 + [25.0] * 3 + [400.0] * 3)
    covariance = np.linalg.inv(precision)
    return covariance @ fit.score, np.sqrt(np.diag(covariance))


def test_fuel_offsets_and_wear_are_found_within_their_standard_errors() -> None:
    terms, sd = estimate(fitted())
    put_in = [SLOPE_S, OFFSET_S["SOFT"], OFFSET_S["HARD"], WEAR_S["SOFT"], WEAR_S["MEDIUM"], WEAR_S["HARD"]]
    assert np.all(np.abs(terms[:6] - put_in) < 3.0 * sd[:6])
    assert np.all(sd[WEAR] < 0.02)
    assert sd[LAP] < 0.01


def test_the_noise_is_found() -> None:
    assert fitted(noise_s=0.3).noise_sd_s == pytest.approx(0.3, rel=0.2)


def test_slow_laps_of_trouble_do_not_move_the_terms() -> None:
    trouble = {(car, lap): 2.5 for car in range(0, 18, 2) for lap in range(7 + car % 5, 50, 11)}
    calm, _ = estimate(fitted())
    disturbed, sd = estimate(fitted(off_s=trouble))
    assert np.all(np.abs(disturbed - calm)[: WEAR.stop] < 1.5 * sd[: WEAR.stop])


def test_a_driver_slow_throughout_does_not_make_his_compound_slow() -> None:
    slow = {(car, lap): 1.0 for car in range(0, 18, 4) for lap in range(1, 55)}
    calm, _ = estimate(fitted())
    disturbed, sd = estimate(fitted(off_s=slow))
    assert np.all(np.abs(disturbed - calm)[OFFSET] < 2.0 * sd[OFFSET])


def test_a_compound_nobody_drove_is_left_open() -> None:
    only_two = [[(1, "MEDIUM"), (15 + car, "HARD")] for car in range(16)]
    laps = dry_laps(facts_of(race_laps(only_two)))
    assert laps is not None
    fit = fit_dry_laps(laps, -0.045)
    assert fit is not None
    assert fit.precision[WEAR.start, WEAR.start] == pytest.approx(0.0, abs=1e-3)
    assert fit.cliff_laps[0] is None


def test_too_few_laps_are_not_fitted() -> None:
    laps = dry_laps(facts_of(race_laps(plans(4), laps=30)))
    assert laps is not None
    assert fit_dry_laps(laps, -0.045) is None


def test_the_precision_is_symmetric_and_not_negative() -> None:
    precision = fitted().precision
    assert np.array_equal(precision, precision.T)
    assert np.linalg.eigvalsh(precision).min() > -1e-6
