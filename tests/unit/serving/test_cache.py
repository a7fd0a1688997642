"""The response cache in this process's memory."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from pitwall.serving.cache import MemoryCache
from pitwall.serving.finality import Finality
from pitwall.serving.packing import PackedAnswer, pack


class _Watch:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def _answer(size: int = 10, finality: Finality = Finality.RECENT) -> PackedAnswer:
    return PackedAnswer(b"x" * size, None, "text/plain", "tag", finality.lifetime_s)


def test_an_answer_is_kept_until_its_own_lifetime_ends() -> None:
    watch = _Watch()
    cache = MemoryCache(monotonic=watch)
    cache.put("live", _answer(finality=Finality.LIVE))
    cache.put("recent", _answer(finality=Finality.RECENT))
    watch.now_s = 4.9
    found = cache.get("live")
    assert found is not None
    assert found.age_s == 4.9
    watch.now_s = 5.0
    assert cache.get("live") is None
    assert cache.get("recent") is not None


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    cache = MemoryCache(budget_bytes=25)
    cache.put("a", _answer())
    cache.put("b", _answer())
    cache.get("a")
    cache.put("c", _answer())
    assert [key for key in "abc" if cache.get(key)] == ["a", "c"]


def test_an_answer_larger_than_the_budget_is_not_kept_and_drives_nothing_out() -> None:
    cache = MemoryCache(budget_bytes=25)
    cache.put("a", _answer())
    cache.put("big", _answer(26))
    assert cache.get("big") is None
    assert cache.get("a") is not None


def test_clearing_forgets_everything() -> None:
    cache = MemoryCache(budget_bytes=20)
    cache.put("a", _answer())
    cache.clear()
    assert cache.get("a") is None
    cache.put("b", _answer())
    cache.put("c", _answer())
    assert cache.get("b") is not None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 30)), max_size=60))
def test_what_is_kept_never_exceeds_the_budget(puts: list[tuple[str, int]]) -> None:
    cache = MemoryCache(budget_bytes=50)
    for key, size in puts:
        cache.put(key, _answer(size))
    kept = [found.answer.size_bytes for key in "abcdef" if (found := cache.get(key))]
    assert sum(kept) <= 50


def test_many_threads_may_use_it_at_once() -> None:
    cache = MemoryCache(budget_bytes=100)

    def work(number: int) -> bool:
        cache.put(number % 20, _answer())
        found = cache.get(number % 20)
        return found is None or found.answer.body == b"x" * 10

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(2_000)))


def test_the_same_body_is_packed_to_the_same_bytes() -> None:
    first, second = (pack(b"lap" * 1_000, "text/plain", Finality.RECENT) for _ in range(2))
    assert first == second
    assert first.compressed is not None
    assert pack(b"small", "text/plain", Finality.RECENT).compressed is None
