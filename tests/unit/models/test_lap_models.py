"""The lap models on hand-made races: what was put in is found, parts sum, files come back, damage is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError, UnusableArtefactError
from pitwall.models.degradation import DegradationLearner
from pitwall.models.degradation_answers import DegradationModel, DegradationQuestion
from pitwall.models.driving_mode import DrivingModeLearner
from pitwall.models.driving_mode_answers import DrivingModeModel
from pitwall.models.lap_learning import MODEL, walk_forward
from pitwall.models.lap_table import LapTable
from pitwall.models.lap_time import LapTimeLearner
from pitwall.models.lap_time_answers import COLUMNS, LapTimeModel, LapTimeQuestion, RecentLap
from pitwall.models.lap_time_rows import lap_pairs
from pitwall.models.pace_sequence import PaceSequenceLearner, PaceSequenceModel
from pitwall.models.pit_loss import TRAINER as PIT_LOSS
from pitwall.models.pit_loss import PitLossLearner
from pitwall.models.pit_loss_answers import PitLossModel, PitLossQuestion
from pitwall.models.safety_car import SafetyCarLearner
from pitwall.models.safety_car_answers import SafetyCarModel, SafetyCarQuestion
from tests.hand_made_laps import hand_made_table, hand_made_tables
from tests.unit.calibration.hand_made_laps import LANE_S, LAPS, WEAR_S

MEDIUM, SOFT = Compound.MEDIUM, Compound.SOFT
QUESTION = LapTimeQuestion(
    season=2021,
    circuit_id="forest",
    total_laps=LAPS,
    recent=tuple(RecentLap(20 + i, 90.0 + 0.02 * i, 10 + i, 6.0) for i in range(4)),
    recent_compound=MEDIUM,
    compound=MEDIUM,
    tyre_life=14,
    laps=10,
    track_temp_c=35.0,
    rain=False,
)


@pytest.fixture(scope="module")
def table() -> LapTable:
    return hand_made_table()


@pytest.fixture(scope="module")
def everything(table: LapTable) -> np.ndarray:
    return np.ones(len(table.races), dtype=bool)


@pytest.fixture(scope="module")
def lap_time(table: LapTable, everything: np.ndarray) -> LapTimeModel:
    return LapTimeLearner(table).fit(everything)


@pytest.fixture(scope="module")
def degradation(table: LapTable, everything: np.ndarray) -> DegradationModel:
    return DegradationLearner(table).fit(everything)


@pytest.fixture(scope="module")
def safety_car(table: LapTable, everything: np.ndarray) -> SafetyCarModel:
    return SafetyCarLearner(table).fit(everything)


@pytest.fixture(scope="module")
def pit_loss(table: LapTable, everything: np.ndarray) -> PitLossModel:
    return PitLossLearner(table).fit(everything)


def test_the_next_laps_get_slower_by_wear_and_lighter_by_fuel(lap_time: LapTimeModel) -> None:
    told = lap_time.answer(QUESTION)
    assert len(told) == 10
    # Wear of 0.06 s a lap and fuel of 0.05 s a lap nearly cancel out.
    assert all(abs(one.value - 90.03) < 0.4 for one in told)
    assert all(one.low < one.value < one.high for one in told)


def test_what_a_lap_time_is_made_of_sums_to_it(lap_time: LapTimeModel) -> None:
    for one in lap_time.answer(QUESTION):
        assert one.base + sum(one.contributions.values()) == pytest.approx(one.value, abs=1e-9)
    assert "fuel" in lap_time.answer(QUESTION)[0].contributions


def test_a_new_circuit_and_missing_weather_are_answered_and_said(lap_time: LapTimeModel) -> None:
    notes = lap_time.answer(replace(QUESTION, circuit_id="moon", track_temp_c=None))[0].notes
    assert any("no race at 'moon'" in note for note in notes)
    assert any("weather is not given" in note for note in notes)
    assert any("5.2 km is assumed" in note for note in notes)


def test_laps_that_contradict_each_other_are_refused(lap_time: LapTimeModel) -> None:
    backwards = replace(QUESTION, recent=QUESTION.recent[::-1])
    with pytest.raises(InvalidStateError, match="each must come after the one before"):
        lap_time.answer(backwards)
    with pytest.raises(InvalidStateError, match="the race is over before"):
        lap_time.answer(replace(QUESTION, total_laps=30))
    with pytest.raises(InvalidStateError, match="no recent lap"):
        lap_time.answer(replace(QUESTION, recent=()))


def test_what_came_after_a_lap_changes_nothing_of_what_was_known_at_its_end() -> None:
    laps = hand_made_tables()["laps"]
    later = laps["lap_number"] > 30
    changed = laps.assign(lap_time_s=laps["lap_time_s"] + later * 0.7, compound=laps["compound"].mask(later, "SOFT"))
    pairs = [lap_pairs(hand_made_table({"laps": one})) for one in (laps, changed)]
    names = ["recent_spread_pct", "last_to_recent_pct", "recent_tyre_life", "recent_gap_ahead_s"]
    columns = [COLUMNS.index(name) for name in names]
    origin = COLUMNS.index("laps_left")
    before = [one.columns[(LAPS - one.columns[:, origin] <= 30)][:, columns] for one in pairs]
    np.testing.assert_array_equal(before[0], before[1])


def test_wear_is_found_as_it_was_put_in_and_never_falls(degradation: DegradationModel) -> None:
    losses = [
        degradation.answer(DegradationQuestion(SOFT, life, "forest", "d3", "C4", 35.0)).value for life in range(1, 25)
    ]
    assert losses[0] == 0.0
    assert all(later >= earlier - 1e-12 for earlier, later in pairwise(losses))
    assert losses[11] == pytest.approx(11 * WEAR_S["SOFT"], rel=0.4)


def test_softer_tyres_wear_faster(degradation: DegradationModel) -> None:
    soft, hard = (
        degradation.answer(DegradationQuestion(compound, 14, "forest", None, name, 35.0)).value
        for compound, name in ((SOFT, "C4"), (Compound.HARD, "C2"))
    )
    assert soft > hard


def test_a_rookie_is_answered_with_the_fields_style_and_parts_sum(degradation: DegradationModel) -> None:
    told = degradation.answer(DegradationQuestion(MEDIUM, 12, "moon", "rookie"))
    assert sum(told.contributions.values()) == pytest.approx(told.value)
    assert [note for note in told.notes if "'rookie'" in note or "'moon'" in note or "temperature" in note][2:]


def test_wear_of_wet_tyres_is_not_told(degradation: DegradationModel) -> None:
    with pytest.raises(InvalidStateError, match="only slicks"):
        degradation.answer(DegradationQuestion(Compound.WET, 5, "forest"))


def test_safety_cars_are_likelier_on_the_lap_they_came_on(safety_car: SafetyCarModel) -> None:
    start = SafetyCarQuestion("forest", 1, LAPS, running=18, rain=False)
    first, later = (safety_car.answer(one)["SC"] for one in (start, replace(start, lap=40, laps_since_restart=37)))
    assert first.value > 5 * later.value
    assert first.low < first.value < first.high


def test_what_is_not_told_of_a_later_lap_does_not_make_it_the_first(safety_car: SafetyCarModel) -> None:
    first = safety_car.answer(SafetyCarQuestion("forest", 1, LAPS))["SC"]
    later = safety_car.answer(SafetyCarQuestion("forest", 40, LAPS, laps_since_restart=37))["SC"]
    assert later.value < first.value / 5
    assert any("the field's spread is not given" in note for note in later.notes)


def test_a_compound_without_its_name_is_the_usual_one(lap_time: LapTimeModel, degradation: DegradationModel) -> None:
    named = replace(QUESTION, compound_name="C3", recent_compound_name="C3")
    assert [one.value for one in lap_time.answer(named)] == [one.value for one in lap_time.answer(QUESTION)]
    tyre = DegradationQuestion(SOFT, 10, "forest")
    assert degradation.answer(tyre).value == degradation.answer(replace(tyre, compound_name="C4")).value


def test_chances_are_the_sum_of_their_parts_in_log_odds(safety_car: SafetyCarModel) -> None:
    for told in safety_car.answer(SafetyCarQuestion("moon", 12, LAPS)).values():
        assert told.scale == "log-odds"
        log_odds = told.base + sum(told.contributions.values())
        assert 1.0 / (1.0 + np.exp(-log_odds)) == pytest.approx(told.value)
        assert any("no race at 'moon'" in note for note in told.notes)


def test_a_lap_beyond_the_race_is_refused(safety_car: SafetyCarModel) -> None:
    with pytest.raises(InvalidStateError, match="lap 60 of 54"):
        safety_car.answer(SafetyCarQuestion("forest", 60, LAPS))


def test_the_lane_costs_what_was_put_in_and_stationary_time_is_apart(pit_loss: PitLossModel) -> None:
    # 20 s in the lane, 4 s braking into it and half a second of cold tyres, of which the stop itself took 2.5 s.
    assert pit_loss.predict("forest", "GREEN") == pytest.approx(LANE_S + 4.5 - 2.5, abs=0.5)
    quick, slow = (pit_loss.answer(PitLossQuestion("forest", stationary_s=s)).value for s in (2.0, 12.0))
    assert slow - quick == pytest.approx(10.0)


def test_a_lane_never_seen_is_pooled_wider_and_says_so(pit_loss: PitLossModel) -> None:
    known, unknown = (pit_loss.answer(PitLossQuestion(circuit)) for circuit in ("forest", "moon"))
    assert unknown.high - unknown.low > known.high - known.low
    assert "no stop at 'moon'" in unknown.notes[0]
    assert unknown.base + sum(unknown.contributions.values()) == pytest.approx(unknown.value)


def test_an_impossible_stationary_time_is_refused(pit_loss: PitLossModel) -> None:
    with pytest.raises(InvalidStateError, match="from 0 to 120 s"):
        pit_loss.answer(PitLossQuestion("forest", stationary_s=-1.0))


def test_chances_of_modes_sum_to_one(table: LapTable, everything: np.ndarray) -> None:
    learner = DrivingModeLearner(table)
    model = learner.fit(everything)
    rows = np.full((3, 10), np.nan)
    np.testing.assert_allclose(model.predict(rows).sum(axis=1), 1.0)
    assert DrivingModeModel.from_files(model.files()).files() == model.files()


def test_a_pace_sequence_is_the_exact_sum_of_its_terms(table: LapTable, everything: np.ndarray) -> None:
    learner = PaceSequenceLearner(table)
    model = learner.fit(everything)
    losses = {name: np.mean(list(of.values())) for name, of in learner.losses(everything, everything).items()}
    assert losses[MODEL] < losses["the last lap's pace again"]
    rows = np.random.default_rng(1).normal(size=(4, len(model.coefficients)))
    np.testing.assert_allclose(model.explain(rows).sum(axis=1), model.predict(rows))
    assert PaceSequenceModel.from_files(model.files()) == model


@pytest.mark.parametrize("name", ["lap_time", "degradation", "safety_car", "pit_loss"])
def test_files_come_back_as_they_were_and_damaged_ones_are_refused(name: str, request: pytest.FixtureRequest) -> None:
    model = request.getfixturevalue(name)
    files = model.files()
    read: Callable[[object], object] = type(model).from_files
    assert read(files).files() == files  # type: ignore[attr-defined]
    facts = json.loads(files["model.json"])
    for damaged in (
        {},
        {**files, "model.json": b"[]"},
        {**files, "model.json": b"{"},
        {**files, "model.json": json.dumps({key: facts[key] for key in list(facts)[1:]}).encode()},
        {**files, "model.json": json.dumps(dict.fromkeys(facts, "x")).encode()},
    ):
        with pytest.raises(UnusableArtefactError):
            read(damaged)


@pytest.mark.parametrize("name", ["lap_time", "degradation", "safety_car"])
def test_trees_of_another_model_are_refused(name: str, request: pytest.FixtureRequest, table: LapTable) -> None:
    model = request.getfixturevalue(name)
    other = DrivingModeLearner(table).fit(np.ones(len(table.races), dtype=bool)).trees.to_bytes()
    for trees in (other, b"no trees", model.files()["trees.npz"][:-40]):
        with pytest.raises(UnusableArtefactError):
            type(model).from_files({**model.files(), "trees.npz": trees})


def test_the_same_laps_give_the_same_bytes(
    table: LapTable, everything: np.ndarray, degradation: DegradationModel
) -> None:
    assert DegradationLearner(table).fit(everything).files() == degradation.files()
    twice = [SafetyCarLearner(table).fit(everything).files() for _ in range(2)]
    assert twice[0] == twice[1]


@pytest.mark.parametrize("learner", [LapTimeLearner, DegradationLearner, SafetyCarLearner, PitLossLearner])
def test_too_few_races_are_refused(learner: Callable[[LapTable], object], table: LapTable) -> None:
    with pytest.raises(UnusableArtefactError, match="too few"):
        learner(table).fit(np.zeros(len(table.races), dtype=bool))  # type: ignore[attr-defined]


def test_a_season_is_judged_by_models_of_the_seasons_before_it(table: LapTable) -> None:
    figure = walk_forward(PIT_LOSS, table)
    assert set(figure.by_season) == {2020, 2021}
    assert figure.value.races == 12
    assert set(figure.baselines) == {"mean of the circuit", "mean of the status"}
    later = table.laps.assign(lap_time_s=table.laps["lap_time_s"] + 5.0 * (table.laps["race"] >= 12))
    changed = walk_forward(PIT_LOSS, replace(table, laps=later))
    assert changed.by_season[2020] == figure.by_season[2020]


def test_a_trainer_judges_the_last_races_without_having_learned_from_them(table: LapTable) -> None:
    trained = PIT_LOSS.learned(table)
    assert list(trained.holdout) == list(table.race_ids[-10:])
    assert trained.training_races == len(table.races)
    assert pd.notna(list(trained.metrics.values())).all()
