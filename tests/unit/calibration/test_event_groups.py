"""Pooling: much data keeps its value, little takes the field's, and nobody is surer than that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.calibration.estimates import Estimate
from pitwall.calibration.event_groups import Counted, Measured, pool_means, pool_rates

UNSEEN = Estimate(20.0, 4.0, 0)


def test_a_group_with_much_data_keeps_its_value_and_one_with_little_is_drawn_to_the_field() -> None:
    rows = [Measured("often", 30.0, 0.1, 2024) for _ in range(20)] + [
        Measured(f"other{k}", 20.0 + k, 0.1, 2024) for k in range(5)
    ]
    pooled = pool_means([*rows, Measured("once", 30.0, 25.0, 2024)], UNSEEN)

    assert pooled.of("often").mean == pytest.approx(30.0, abs=0.1)
    assert 23.0 < pooled.of("once").mean < 29.0
    assert pooled.of("once").sd > pooled.of("often").sd


def test_a_group_never_seen_has_the_overall_value_with_the_wider_spread() -> None:
    pooled = pool_means([Measured(f"g{k}", 20.0 + k, 0.5, 2024) for k in range(6)], UNSEEN)

    unseen = pooled.of("nowhere")

    assert unseen.mean == pooled.overall.mean
    assert unseen.sd > pooled.of("g0").sd
    assert unseen.n == 0


def test_without_any_measurement_the_value_is_what_was_believed() -> None:
    assert pool_means([], UNSEEN).of("anywhere") == UNSEEN


def test_one_far_race_does_not_move_its_group() -> None:
    rows = [Measured("a", 20.0 + 0.1 * k, 0.01, 2024) for k in range(6)]

    with_outlier = pool_means([*rows, Measured("a", 60.0, 0.01, 2024)], UNSEEN)

    assert with_outlier.of("a").mean == pytest.approx(20.25, abs=0.5)


def test_where_values_drift_the_newest_race_counts_most() -> None:
    rows = [Measured("a", 20.0, 0.01, 2018), Measured("a", 24.0, 0.01, 2025)]

    assert pool_means(rows, UNSEEN, drift_sd=1.0).of("a").mean > 23.5


def test_rates_of_a_group_lie_between_its_own_and_the_field_s() -> None:
    counted = [Counted(f"g{k}", 5.0 * k, 100.0, 2024) for k in range(6)]
    pooled = pool_rates(counted)

    assert pooled.overall.mean == pytest.approx(75.5 / 600)
    assert pooled.overall.mean < pooled.of("g5").mean < 0.25


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 50)), min_size=1, max_size=8))
def test_rates_are_positive_whatever_was_counted(rows: list[tuple[int, int]]) -> None:
    pooled = pool_rates([Counted(f"g{k}", events, exposure, 2024) for k, (events, exposure) in enumerate(rows)])

    assert pooled.overall.mean > 0.0
    assert all(estimate.mean > 0.0 and estimate.sd >= 0.0 for estimate in pooled.groups.values())


def test_old_seasons_fade() -> None:
    rows = [Counted("a", 30.0, 100.0, 2018), Counted("a", 10.0, 100.0, 2024)]

    assert pool_rates(rows, half_life_seasons=1.0).overall.mean == pytest.approx(0.1, abs=0.01)
