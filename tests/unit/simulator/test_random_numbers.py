"""The random numbers: their distributions, and that one race, one lane and one Python number agree on every bit."""

import numpy as np
import pytest

from simulator import random_numbers
from tests.unit.simulator import naive_numbers

_COUNT = 200_000


def _hashes() -> np.ndarray:
    a, b = np.uint32(0x12345678), np.uint32(0x9ABCDEF0)
    keys = [naive_numbers.mixed(number, 0x9E3779B9) for number in range(_COUNT)]
    return np.array([naive_numbers.mixed(int(a) ^ key, int(b)) for key in keys], np.uint32)


@pytest.fixture(scope="module")
def hashes() -> np.ndarray:
    """Those of consecutive keys, as a race draws them."""
    return _hashes()


def test_hashes_fill_every_bit_evenly(hashes: np.ndarray) -> None:
    ones = [(hashes >> np.uint32(bit) & np.uint32(1)).mean() for bit in range(32)]
    assert np.abs(np.array(ones) - 0.5).max() < 5 * 0.5 / np.sqrt(_COUNT)


def test_normal_numbers_have_the_normal_quantiles(hashes: np.ndarray) -> None:
    drawn = np.sort([random_numbers.normal(word) for word in hashes])
    for z, below in ((-3, 0.00135), (-2, 0.02275), (-1, 0.15866), (0, 0.5), (1, 0.84134), (2, 0.97725), (3, 0.99865)):
        found = np.searchsorted(drawn, z) / _COUNT
        assert found == pytest.approx(below, abs=0.0012 + 4 * np.sqrt(below * (1 - below) / _COUNT))
    assert drawn.mean() == pytest.approx(0, abs=0.01)
    assert drawn.std() == pytest.approx(1, abs=0.01)


def test_a_second_number_of_a_hash_is_unrelated_to_its_normal(hashes: np.ndarray) -> None:
    normals = np.array([random_numbers.normal(word) for word in hashes])
    seconds = np.array([random_numbers.uniform(random_numbers.another(word)) for word in hashes])
    for values in (normals, normals**2, np.abs(normals)):
        assert abs(np.corrcoef(values, seconds)[0, 1]) < 5 / np.sqrt(_COUNT)
    low = normals[seconds < 0.01]
    assert low.mean() == pytest.approx(0, abs=5 / np.sqrt(len(low)))


def test_neighbouring_laps_cars_and_runs_are_unrelated() -> None:
    table = np.empty((40, 20, 50))
    for run in range(40):
        words = naive_numbers.race_words(3, run)
        for car in range(20):
            for lap in range(50):
                key = naive_numbers.key_of("lap noise", car, lap)
                table[run, car, lap] = naive_numbers.normal(naive_numbers.mixed(words[0] ^ key, words[1]))
    limit = 5 / np.sqrt(table.size)
    for axis in range(3):
        one, other = (
            np.take(table, range(table.shape[axis] - 1), axis),
            np.take(table, range(1, table.shape[axis]), axis),
        )
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < limit


def test_logarithm_and_exponential_are_near_the_real_ones() -> None:
    for x in np.geomspace(1e-7, 1e4, 400).astype(np.float32):
        assert random_numbers.logarithm(x) == pytest.approx(np.log(x), abs=3e-4)
    for x in np.linspace(-30, 30, 400).astype(np.float32):
        assert random_numbers.exponential(x) == pytest.approx(np.exp(x), rel=1e-4)


def test_one_number_and_its_slow_twin_have_the_same_bits(hashes: np.ndarray) -> None:
    for word in hashes[:2000]:
        assert random_numbers.normal(word) == naive_numbers.normal(int(word))
        u = np.float32(random_numbers.uniform(word))  # a compiled function gives Python a double
        assert u == naive_numbers.uniform(int(word))
        assert random_numbers.logarithm(u) == naive_numbers.logarithm(u)
        assert random_numbers.exponential(u) == naive_numbers.exponential(u)
        assert random_numbers.another(word) == naive_numbers.another(int(word))
    assert random_numbers.race_words(5, 77) == naive_numbers.race_words(5, 77)
