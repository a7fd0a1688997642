"""The outcome model: its chances add up, its reasons too, its files bring it back, and its fallbacks say who spoke."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from pitwall.domain.forecasts import ForecastSource, Horizon, RaceForecast
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import NotFoundError, UnusableArtefactError
from pitwall.models import outcome_columns as of
from pitwall.models.blend import fit_blend, prior_blend
from pitwall.models.linear import Linear, fit_median_share, fit_share
from pitwall.models.outcome import OutcomeModel, fit_outcome, remember
from pitwall.models.outcome_explain import column_shares
from pitwall.models.outcome_forecast import Asking, forecast_race
from pitwall.models.outcome_members import MEMBERS
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.targets import Target, truth
from tests.hand_made_outcomes import CARS, made_up_races

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ASKING = Asking("2017-10", "2017-09 race", NOW, NOW, "v1")
LAST = RaceKey(2017, 10)


@pytest.fixture(scope="module")
def table() -> OutcomeTable:
    return made_up_races()


@pytest.fixture(scope="module")
def model(table: OutcomeTable) -> OutcomeModel:
    return fit_outcome(table.before(LAST), (), seed=1)


def _with(table: OutcomeTable, name: str, race: RaceKey, values: object) -> OutcomeTable:
    held = table.values.copy()
    place = table.races.index(race)
    held[table.starts[place] : table.starts[place + 1], table.columns.index(name)] = values
    return replace(table, values=held)


def _asked(
    tables: dict[Horizon, OutcomeTable], models: dict[Horizon, OutcomeModel], wanted: Horizon = Horizon.POST_QUALIFYING
) -> RaceForecast:
    return forecast_race(tables, models, LAST, wanted, ASKING)


def test_a_forecast_names_every_car_likeliest_winner_first(table: OutcomeTable, model: OutcomeModel) -> None:
    forecast = _asked({Horizon.POST_QUALIFYING: table}, {Horizon.POST_QUALIFYING: model})
    assert forecast.header.source is ForecastSource.MODEL
    assert len(forecast.drivers) == CARS
    wins = [car.win for car in forecast.drivers]
    assert wins == sorted(wins, reverse=True)
    assert sum(wins) == pytest.approx(1.0)


def test_whoever_starts_first_is_given_more_than_who_starts_last(table: OutcomeTable, model: OutcomeModel) -> None:
    race = table.of(LAST)
    grid = race.matrix(("grid_position",))[:, 0]
    wins = model.places(race)[:, 0]
    assert wins[np.argmin(grid)] > 5 * wins[np.argmax(grid)]


def test_reasons_add_up_to_the_blend_in_log_odds(table: OutcomeTable, model: OutcomeModel) -> None:
    race = table.of(LAST)
    for target in Target:
        said = model.blend.scores(model.members.scores(race, target), target, race.starts)
        shares = column_shares(model.members, model.blend, race, target)
        np.testing.assert_allclose(sum(shares.values()), said, atol=2e-4)


def test_each_reason_has_words_and_every_column_a_reason(table: OutcomeTable, model: OutcomeModel) -> None:
    car = model.forecast(table.of(LAST))[0]
    assert car.explanation is not None
    assert all(reason.words for reason in car.explanation.reasons)
    for horizon in Horizon:
        assert {*of.LINEAR[horizon], *of.TREES[horizon], of.RULE_PLACE[horizon]} <= set(of.REASON_OF)


def test_files_bring_the_model_back_to_the_digit(table: OutcomeTable, model: OutcomeModel) -> None:
    files = model.files()
    assert all(name.endswith((".json", ".npz", ".txt")) for name in files)
    again = OutcomeModel.from_files(files)
    np.testing.assert_array_equal(again.places(table.of(LAST)), model.places(table.of(LAST)))


def test_the_same_seed_fits_the_same_model(table: OutcomeTable, model: OutcomeModel) -> None:
    again = fit_outcome(table.before(LAST), (), seed=1)
    np.testing.assert_array_equal(again.places(table.of(LAST)), model.places(table.of(LAST)))


def test_a_missing_file_makes_the_model_unusable(model: OutcomeModel) -> None:
    files = {name: data for name, data in model.files().items() if name != "forest.npz"}
    with pytest.raises(UnusableArtefactError):
        OutcomeModel.from_files(files)


def test_too_few_races_teach_nothing(table: OutcomeTable) -> None:
    with pytest.raises(UnusableArtefactError, match="fewer than"):
        fit_outcome(table.part(0, 20), (), seed=1)


def test_a_race_does_not_teach_the_model_that_foretells_it(table: OutcomeTable, model: OutcomeModel) -> None:
    place = table.races.index(LAST)
    scrambled = table.order.copy()
    scrambled[table.starts[place] :] = scrambled[table.starts[place] :][::-1]
    again = fit_outcome(replace(table, order=scrambled).before(LAST), (), seed=1)
    np.testing.assert_array_equal(again.places(table.of(LAST)), model.places(table.of(LAST)))


def test_a_blend_trusts_the_member_that_foretold_well(table: OutcomeTable, model: OutcomeModel) -> None:
    told = [remember(model.members, table.part(i, i + 1)) for i in range(40, 79)]
    noise = np.random.default_rng(1)
    spoiled = [
        replace(one, scores={**one.scores, Target.WIN: one.scores[Target.WIN] * ([1] + [0] * 7) + noise.normal(size=8)})
        for one in told
    ]
    weights = fit_blend(spoiled).weights[Target.WIN]
    assert weights[0] == max(weights)
    assert (weights >= 0).all()


@pytest.mark.parametrize("target", list(Target))
def test_without_memory_the_members_share_one(target: Target) -> None:
    weights = prior_blend().weights[target]
    assert len(weights) == len(MEMBERS[target])
    assert weights.sum() == pytest.approx(1.0)
    assert (weights > 0).all()


def test_without_memory_the_trees_of_the_winner_count_as_one_member() -> None:
    weights = dict(zip(MEMBERS[Target.WIN], prior_blend().weights[Target.WIN], strict=True))
    assert weights["forest"] + weights["xgboost"] + weights["lightgbm"] == pytest.approx(weights["ratings"])


def test_a_line_of_least_miss_misses_less_than_one_of_least_squares(table: OutcomeTable) -> None:
    counts = np.ones(len(table.races))
    wanted = truth(Target.PLACE, table.order, table.starts) - 0.5
    wanted[table.order == 1] = 0.5

    def miss(fit: Callable[..., Linear]) -> float:
        line = fit(table, ("rating_total", "finish_form"), wanted, counts, 1.0)
        return float(np.abs(line.scores(table) - wanted).mean())

    assert miss(fit_median_share) < miss(fit_share)


def test_without_a_model_ratings_and_grid_speak_and_say_so(table: OutcomeTable) -> None:
    forecast = _asked({Horizon.POST_QUALIFYING: table}, {})
    assert forecast.header.source is ForecastSource.SIMPLER_MODEL
    assert any("no race-outcome model" in note for note in forecast.header.quality)


def test_with_hardly_any_race_the_rule_speaks(table: OutcomeTable) -> None:
    place = table.races.index(LAST)
    forecast = _asked({Horizon.POST_QUALIFYING: table.part(place - 5, place + 1)}, {})
    assert forecast.header.source is ForecastSource.RULE
    assert forecast.drivers[0].win > forecast.drivers[-1].win


def test_with_no_race_at_all_everybody_is_given_the_same(table: OutcomeTable) -> None:
    forecast = _asked({Horizon.POST_QUALIFYING: table.of(LAST)}, {})
    assert forecast.header.source is ForecastSource.RULE
    assert {round(car.win, 2) for car in forecast.drivers} == {round(1 / CARS, 2)}


def test_a_race_without_qualifying_is_foretold_as_after_practice(table: OutcomeTable, model: OutcomeModel) -> None:
    tables = {
        Horizon.POST_QUALIFYING: _with(table, "grid_position", LAST, np.nan),
        Horizon.POST_PRACTICE: made_up_races(Horizon.POST_PRACTICE),
    }
    forecast = _asked(tables, {Horizon.POST_QUALIFYING: model})
    assert forecast.header.horizon is Horizon.POST_QUALIFYING
    assert forecast.header.quality[0] == "no grid known: as post practice"


def test_missing_practice_is_foretold_as_before_the_weekend(table: OutcomeTable) -> None:
    tables = {
        Horizon.POST_PRACTICE: _with(made_up_races(Horizon.POST_PRACTICE), of.PRACTICE_BEST, LAST, np.nan),
        Horizon.PRE_WEEKEND: made_up_races(Horizon.PRE_WEEKEND),
    }
    forecast = _asked(tables, {}, Horizon.POST_PRACTICE)
    assert "no practice times known: as pre weekend" in forecast.header.quality


def test_a_rookie_and_a_new_team_are_foretold_and_named(table: OutcomeTable, model: OutcomeModel) -> None:
    unknown = table.of(LAST).matrix(("finish_form",))[:, 0]
    unknown[11] = np.nan
    rookie = _with(table, "finish_form", LAST, unknown)
    no_team = np.where(np.arange(CARS) >= 10, np.nan, 5.0)
    forecast = _asked(
        {Horizon.POST_QUALIFYING: _with(rookie, "constructor_best_form", LAST, no_team)},
        {Horizon.POST_QUALIFYING: model},
    )
    assert "driver-11 has no race yet" in forecast.header.quality
    assert "team-5 has no race yet" in forecast.header.quality


def test_a_new_circuit_of_which_nothing_is_known_is_foretold(table: OutcomeTable, model: OutcomeModel) -> None:
    blank = _with(_with(table, "circuit_team_affinity", LAST, np.nan), "circuit_overtaking", LAST, np.nan)
    forecast = _asked({Horizon.POST_QUALIFYING: blank}, {Horizon.POST_QUALIFYING: model})
    assert sum(car.win for car in forecast.drivers) == pytest.approx(1.0)


def test_a_race_nobody_is_entered_for_is_not_found(table: OutcomeTable) -> None:
    with pytest.raises(NotFoundError):
        forecast_race(dict.fromkeys(Horizon, table), {}, RaceKey(2030, 1), Horizon.POST_QUALIFYING, ASKING)
