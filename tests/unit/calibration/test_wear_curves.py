"""Wear curves: a harder compound never wears faster than a softer one in a forecast, whatever few races say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pitwall.calibration.lap_terms import DRY_TERMS, OFFSET, WEAR
from pitwall.calibration.wear_curves import in_order

NUMBERS = st.floats(-0.2, 0.2)
THREE = st.tuples(NUMBERS, NUMBERS, NUMBERS)


def ordered(
    wear: tuple[float, float, float],
    variances: tuple[float, float, float] = (1.0, 1.0, 1.0),
    offsets: tuple[float, float] = (-0.4, 0.3),
) -> np.ndarray:
    terms, covariance = np.zeros(len(DRY_TERMS)), np.eye(len(DRY_TERMS))
    terms[WEAR], terms[OFFSET] = wear, offsets
    covariance[WEAR, WEAR] = np.diag(variances)
    return in_order(terms, covariance)


@given(THREE, st.tuples(*(st.floats(0.1, 10.0),) * 3))
def test_wear_never_rises_from_soft_to_hard_and_its_weighted_mean_stays(
    wear: tuple[float, float, float], variances: tuple[float, float, float]
) -> None:
    soft, medium, hard = found = ordered(wear, variances)[WEAR]
    assert soft >= medium >= hard
    weights = 1.0 / np.array(variances)
    assert np.isclose(np.average(found, weights=weights), np.average(wear, weights=weights))


def test_what_is_in_order_stays_as_it_is() -> None:
    assert ordered((0.07, 0.05, 0.05))[WEAR].tolist() == [0.07, 0.05, 0.05]


def test_of_two_compounds_out_of_order_the_surer_one_counts_more() -> None:
    _, medium, hard = ordered((0.09, 0.04, 0.06), variances=(1.0, 3.0, 1.0))[WEAR]
    assert np.isclose(medium, 0.055)
    assert np.isclose(hard, 0.055)


def test_no_harder_compound_is_the_faster_one_when_fresh() -> None:
    assert ordered((0.07, 0.05, 0.04), offsets=(0.1, -0.2))[OFFSET].tolist() == [0.0, 0.0]
    assert ordered((0.07, 0.05, 0.04), offsets=(-0.1, 0.2))[OFFSET].tolist() == [-0.1, 0.2]
