"""The qualifying model: chances add up, reasons add up in places, files bring it back, its trial goes forward."""

from dataclasses import replace

import numpy as np
import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.errors import UnusableArtefactError
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.qualifying import QualifyingModel, fit_qualifying
from pitwall.models.qualifying_table import line_columns, tree_columns
from pitwall.models.qualifying_trial import qualifying_trial
from tests.hand_made_outcomes import CARS, made_up_races


@pytest.fixture(scope="module")
def table() -> OutcomeTable:
    made = made_up_races(Horizon.POST_PRACTICE)
    names = tuple(dict.fromkeys((*line_columns(made.horizon), *tree_columns(made.horizon))))
    slowness = np.tile(np.linspace(-1.5, 1.5, CARS), len(made.races))
    rng = np.random.default_rng(4)
    values = slowness[:, None] + 0.5 * rng.standard_normal((len(slowness), len(names)))
    values[rng.random(values.shape) < 0.05] = np.nan
    return replace(made, columns=names, values=values)


@pytest.fixture(scope="module")
def model(table: OutcomeTable) -> QualifyingModel:
    return fit_qualifying(table.part(0, 79), seed=1)


def test_every_car_has_a_chance_for_each_place(table: OutcomeTable, model: QualifyingModel) -> None:
    cars = model.forecast(table.part(79, 80))
    assert len(cars) == CARS
    assert sum(car.pole for car in cars) == pytest.approx(1.0)
    assert sum(car.top_ten for car in cars) == pytest.approx(10.0)
    assert all(car.position_low <= car.expected_position <= car.position_high for car in cars)


def test_who_was_fastest_in_practice_is_expected_ahead(table: OutcomeTable, model: QualifyingModel) -> None:
    expected = {car.driver_id: car.expected_position for car in model.forecast(table.part(79, 80))}
    assert expected["driver-00"] < expected["driver-06"] < expected["driver-11"]


def test_reasons_add_up_to_the_expected_place(table: OutcomeTable, model: QualifyingModel) -> None:
    session = table.part(79, 80)
    for car, told in enumerate(model.explanations(session)):
        assert told.log_odds == pytest.approx(CARS * model.shares(session)[car] + (CARS + 1) / 2)
        assert told.base == pytest.approx((CARS + 1) / 2, abs=1e-3)


def test_files_bring_the_model_back_to_the_digit(table: OutcomeTable, model: QualifyingModel) -> None:
    again = QualifyingModel.from_files(model.files())
    np.testing.assert_array_equal(again.places(table.part(79, 80)), model.places(table.part(79, 80)))


def test_a_missing_file_makes_the_model_unusable(model: QualifyingModel) -> None:
    with pytest.raises(UnusableArtefactError):
        QualifyingModel.from_files({})


def test_too_few_sessions_teach_nothing(table: OutcomeTable) -> None:
    with pytest.raises(UnusableArtefactError):
        fit_qualifying(table.part(0, 10), seed=1)


def test_the_trial_scores_each_session_and_beats_chance(table: OutcomeTable) -> None:
    scores = qualifying_trial(table.part(0, 73), first_season=2017, seed=1)
    assert [str(one.race) for one in scores] == ["2017-01", "2017-02", "2017-03"]
    assert np.mean([one.position_error for one in scores]) < (CARS * CARS - 1) / (3 * CARS)
