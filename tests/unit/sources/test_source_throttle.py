"""The throttle keeps its budgets whatever the callers do; time is a number that its sleep moves on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitwall.errors import SourceRateLimitedError
from pitwall.sources.throttle import HOUR_S, SECOND_S, Budget, Throttle


class FakeTime:
    """A clock that moves only when slept on or set."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def clock(self) -> float:
        return self.now_s

    def sleep(self, wait_s: float) -> None:
        self.now_s += wait_s


def _throttle(time: FakeTime, *budgets: Budget, longest_wait_s: float = float("inf")) -> Throttle:
    return Throttle("provider", budgets, longest_wait_s=longest_wait_s, clock=time.clock, sleep=time.sleep)


@given(
    calls=st.integers(1, 20),
    pauses_s=st.lists(st.one_of(st.just(0.0), st.floats(0, 30)), min_size=2, max_size=80),
    complaints=st.sets(st.integers(0, 80)),
)
def test_no_window_ever_sees_more_calls_than_its_budget(
    calls: int, pauses_s: list[float], complaints: set[int]
) -> None:
    window_s = 10.0
    time = FakeTime()
    throttle = _throttle(time, Budget(calls, window_s))
    made_at: list[float] = []
    for index, pause_s in enumerate(pauses_s):
        time.now_s += pause_s
        throttle.acquire()
        made_at.append(time.now_s)
        if index in complaints:
            throttle.slow_down()
        else:
            throttle.recover()
    for index, start in enumerate(made_at):
        assert sum(start <= at < start + window_s for at in made_at[index:]) <= calls


def test_one_a_second_means_a_second_between_calls() -> None:
    time = FakeTime()
    throttle = _throttle(time, Budget(1, SECOND_S), Budget(180, HOUR_S))
    made_at = []
    for _ in range(10):
        throttle.acquire()
        made_at.append(time.now_s)
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(made_at))


def test_a_complaint_halves_the_rate_and_good_answers_bring_it_back_slowly() -> None:
    time = FakeTime()
    throttle = _throttle(time, Budget(1, SECOND_S))
    throttle.slow_down()
    assert throttle.pace == 0.5
    throttle.acquire()
    assert throttle.acquire() == pytest.approx(2.0, abs=0.001)
    for _ in range(24):
        throttle.recover()
    assert throttle.pace == pytest.approx(0.98)
    throttle.recover()
    throttle.recover()
    assert throttle.pace == 1.0


def test_endless_complaints_never_stop_it_altogether() -> None:
    throttle = _throttle(FakeTime(), Budget(1, SECOND_S))
    for _ in range(50):
        throttle.slow_down()
    assert throttle.pace == 1 / 16


def test_a_spent_budget_says_when_the_next_call_is_free_instead_of_sleeping_for_long() -> None:
    time = FakeTime()
    throttle = _throttle(time, Budget(2, HOUR_S), longest_wait_s=60)
    throttle.acquire()
    with pytest.raises(SourceRateLimitedError, match="our own budget of calls is spent") as raised:
        throttle.acquire()
    assert time.now_s == 0
    assert raised.value.retry_after_s == pytest.approx(1_200, abs=1)
