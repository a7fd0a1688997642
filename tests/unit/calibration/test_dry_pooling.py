"""Pooling of lap-time models: shrinkage, seasons, unknown circuits, and the race itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.calibration.dry_pooling import DryRace, pool_dry_races, posterior_of_race
from pitwall.calibration.lap_terms import CURVE, DRY_TERMS, LAP, WEAR
from pitwall.calibration.wear_curves import dry_curves

TERMS = len(DRY_TERMS)
USUAL = np.array([-0.01, -0.4, 0.3, 0.10, 0.06, 0.04, 0.0, 0.0, 0.0, 0.01, 0.01, 0.01])
FUEL_S = -0.05
NAMES = ("C4", "C3", "C2")


def race(circuit: str, season: int = 2024, wear: float = 0.0, sd: float = 0.01, seed: int = 0) -> DryRace:
    """A race that measured USUAL, its wear higher by `wear`, with standard errors in proportion to `sd`."""
    terms = USUAL.copy()
    terms[WEAR] += wear
    sds = np.array([0.2, 10.0, 10.0, 1.0, 1.0, 1.0, 10.0, 10.0, 10.0, 2.0, 2.0, 2.0]) * sd
    terms += np.random.default_rng(seed).normal(0.0, sds)
    terms[LAP] += FUEL_S
    precision = np.diag(1.0 / sds**2)
    return DryRace(circuit, season, 5.0, FUEL_S, NAMES, precision, precision @ terms)


def season_of_races(circuits: int = 8, races: int = 3, season: int = 2024) -> list[DryRace]:
    return [
        race(f"c{circuit}", season, wear=0.02 * (circuit % 3 - 1), seed=100 * circuit + number)
        for circuit in range(circuits)
        for number in range(races)
    ]


def test_a_circuit_hard_on_tyres_is_told_from_a_gentle_one() -> None:
    pool = pool_dry_races(season_of_races(), 2024)
    gentle, _ = pool.expected("c0", 2024, 5.0, NAMES)
    hard, _ = pool.expected("c2", 2024, 5.0, NAMES)
    assert hard[WEAR][1] - gentle[WEAR][1] == pytest.approx(0.04, abs=0.012)


def test_a_circuit_of_one_strange_race_is_drawn_to_the_others() -> None:
    shifts = np.random.default_rng(1).normal(0.0, 0.04, 24)
    races = [race(f"c{number % 8}", wear=float(shift), seed=number) for number, shift in enumerate(shifts)]
    pool = pool_dry_races([*races, race("odd", wear=0.1, sd=0.001)], 2024)
    terms, _ = pool.expected("odd", 2024, 5.0, NAMES)
    usual, _ = pool.expected("nowhere", 2024, 5.0, NAMES)
    assert usual[WEAR][1] < terms[WEAR][1] < USUAL[WEAR][1] + 0.1 - 0.015


def test_an_unknown_circuit_has_the_mean_and_a_wider_spread() -> None:
    pool = pool_dry_races(season_of_races(), 2024)
    _, narrow = pool.expected("c1", 2024, 5.0, NAMES)
    unknown, wide = pool.expected("nowhere", 2024, 5.0, NAMES)
    assert unknown[WEAR] == pytest.approx(USUAL[WEAR], abs=0.02)
    assert wide[WEAR.start, WEAR.start] > narrow[WEAR.start, WEAR.start]


def test_newer_seasons_count_more() -> None:
    old = [race(f"c{i}", 2019, wear=0.0, seed=i) for i in range(10)]
    new = [race(f"c{i}", 2024, wear=0.04, seed=50 + i) for i in range(10)]
    terms, _ = pool_dry_races([*old, *new], 2024).expected("c1", 2024, 5.0, NAMES)
    assert terms[WEAR][1] > USUAL[WEAR][1] + 0.025


def test_a_longer_lap_wears_more() -> None:
    pool = pool_dry_races(season_of_races(), 2024)
    short, _ = pool.expected("nowhere", 2024, 4.0, NAMES)
    long, _ = pool.expected("nowhere", 2024, 6.0, NAMES)
    assert long[WEAR][1] == pytest.approx(1.5 * short[WEAR][1])


def test_fuel_is_not_taken_for_evolution_of_the_track() -> None:
    terms, _ = pool_dry_races(season_of_races(), 2024).expected("nowhere", 2024, 5.0, NAMES)
    assert terms[LAP] == pytest.approx(USUAL[LAP], abs=0.004)


def test_the_order_of_the_races_does_not_matter() -> None:
    races = season_of_races()
    assert pool_dry_races(races, 2024).mean == pytest.approx(pool_dry_races(races[::-1], 2024).mean)


def test_without_any_race_there_is_belief_with_a_wide_spread() -> None:
    terms, covariance = pool_dry_races([], 2024).expected("nowhere", 2024, 5.0, None)
    assert terms[WEAR][0] > terms[WEAR][2] > 0
    assert np.sqrt(np.diag(covariance))[WEAR].min() > 0.03


def test_the_race_itself_outweighs_the_pool_where_it_measured_well() -> None:
    pool = pool_dry_races(season_of_races(), 2024)
    own = race("c1", wear=0.06, sd=0.001)
    terms, covariance = pool.expected("c1", 2024, 5.0, NAMES)
    score = own.score - own.precision[:, LAP] * own.fuel_slope_s
    after, narrowed = posterior_of_race(terms, covariance, own.precision, score)
    assert after[WEAR] == pytest.approx(USUAL[WEAR] + 0.06, abs=0.01)
    assert np.all(np.diag(narrowed) <= np.diag(covariance) + 1e-12)


@given(
    st.lists(st.floats(-1.0, 1.0), min_size=TERMS, max_size=TERMS),
    st.lists(st.floats(0.001, 1.0), min_size=TERMS, max_size=TERMS),
)
def test_wear_never_falls_with_tyre_life(terms: list[float], sds: list[float]) -> None:
    curves = dry_curves(np.array(terms), np.diag(np.square(sds)), np.array([20.0, 28.0, 36.0]))
    life = np.arange(0.0, 80.0)[:, None]
    wear = curves.linear_s * life + curves.quadratic_s * life**2
    wear += curves.cliff_s * np.maximum(0.0, life - curves.cliff_lap)
    assert np.all(np.diff(wear, axis=0) > 0.0)
    assert np.all(np.isfinite(curves.wear_spread))
    assert np.all(curves.offset_sd_s[[0, 2]] > 0.0)


def test_the_curve_keeps_the_mean_slope() -> None:
    terms = USUAL.copy()
    terms[CURVE] = 0.4
    curves = dry_curves(terms, np.eye(TERMS) * 1e-4, np.array([90.0, 90.0, 90.0]))
    at_twenty = curves.linear_s * 20.0 + curves.quadratic_s * 400.0
    assert at_twenty == pytest.approx(USUAL[WEAR] * 20.0)
