"""The drift check: what counts as recent, what as expected, and from where the alarm begins."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.domain.drift import ALARM_ABOVE, Drift, Mark, drift
from pitwall.domain.forecasts import Horizon
from pitwall.domain.model_records import Backtest, PublishedScores, RaceScore
from pitwall.lake.publications import publish
from pitwall.lake.storage import FolderStorage
from pitwall.models.backtest import CHAMPION
from pitwall.models.drift import drift_by_horizon


def _marks(*losses: float, season: int = 2024) -> list[Mark]:
    return [Mark(f"{season}-{number:02d}", loss) for number, loss in enumerate(losses, start=1)]


@pytest.mark.parametrize(("recent", "alarm"), [(1.2, True), (1.1001, True), (1.0999, False), (0.5, False)])
def test_more_than_a_tenth_worse_is_an_alarm(recent: float, alarm: bool) -> None:
    found = drift([], _marks(*[1.0] * 10, *[recent] * 5))
    assert found == Drift(5, pytest.approx(recent), 1.0, pytest.approx(recent - 1.0), alarm)


def test_what_was_published_counts_before_what_was_tried() -> None:
    tried = _marks(*[1.0] * 15)
    found = drift([Mark("2024-15", 3.5)], tried)
    assert found is not None
    assert (found.recent, found.expected) == (1.5, 1.0)


def test_published_races_after_the_trial_are_the_newest() -> None:
    found = drift(_marks(*[2.0] * 5, season=2025), _marks(*[1.0] * 20))
    assert found is not None
    assert (found.recent, found.expected, found.alarm) == (2.0, 1.0, True)


@pytest.mark.parametrize("tried", [[], _marks(1.0, 1.0, 1.0, 1.0), _marks(*[1.0] * 9)])
def test_of_too_few_races_nothing_is_said(tried: list[Mark]) -> None:
    assert drift([], tried) is None


@given(st.lists(st.floats(0.01, 10), min_size=10, max_size=40), st.floats(0.1, 10))
def test_the_unit_does_not_matter(losses: list[float], unit: float) -> None:
    one, other = drift([], _marks(*losses)), drift([], _marks(*(unit * loss for loss in losses)))
    assert one is not None
    assert other is not None
    assert other.change == pytest.approx(one.change, abs=1e-9)
    assert one.alarm == (one.change > ALARM_ABOVE)


def _score(race: str, loss: float, model: str = CHAMPION, horizon: Horizon = Horizon.PRE_WEEKEND) -> RaceScore:
    return RaceScore(race, horizon, model, 20, 0.5, loss, 1, 3, 0.1, 0.1, 0.1, 3.0, 0.5)


def test_it_reads_the_newest_trial_and_the_last_word_on_each_race(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    races = [f"2024-{number:02d}" for number in range(1, 16)]
    for day, loss in ((1, 9.0), (2, 1.0)):
        scores = tuple(_score(race, loss) for race in races) + tuple(_score(race, 99.0, "grid") for race in races)
        made = datetime(2024, 12, day, tzinfo=UTC)
        publish(storage, Backtest("v", "0", 7, made, 2024, races[-1], scores, (), (), ()))
    for loss in (4.0, 8.5, 6.0):
        publish(storage, PublishedScores("2024-15", (_score("2024-15", loss),), ()))
    found = drift_by_horizon(storage)
    assert found == {Horizon.PRE_WEEKEND: Drift(5, 2.0, 1.0, 1.0, True)}


def test_without_a_trial_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    assert drift_by_horizon(FolderStorage(tmp_path)) == {}
