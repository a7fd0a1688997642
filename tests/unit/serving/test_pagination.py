"""Cursors: what we wrote we can read, and nothing else is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import URL

from pitwall.errors import InvalidRequestError
from pitwall.serving.pagination import decode_cursor, encode_cursor, next_link

_TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(_TEXTS, st.integers(0, 32_767))
def test_a_cursor_gives_back_the_sort_key_it_was_made_of(slug: str, number: int) -> None:
    assert decode_cursor(encode_cursor([slug, number]), [str, int]) == [slug, number]


@given(st.text())
def test_any_other_text_is_refused_or_is_of_the_asked_kinds(text: str) -> None:
    try:
        values = decode_cursor(text, [int, int])
    except InvalidRequestError:
        return
    assert [type(value) for value in values] == [int, int]


@pytest.mark.parametrize(
    "cursor",
    ["", "e30", "WzEsMl0=x", "ä", *map(encode_cursor, ([1], ["a", 1], [True, 1], [1, 99_999], [-99_999, 1]))],
)
def test_a_malformed_cursor_is_an_invalid_request(cursor: str) -> None:
    with pytest.raises(InvalidRequestError, match="cursor"):
        decode_cursor(cursor, [int, int])


def test_a_zero_byte_never_reaches_the_store() -> None:
    with pytest.raises(InvalidRequestError):
        decode_cursor(encode_cursor(["a\0b"]), [str])


def test_the_link_keeps_the_filters_and_replaces_the_cursor() -> None:
    link = next_link(URL("https://api.example.com/api/v1/drivers?season=2024&cursor=old"), "new")
    assert link == '</api/v1/drivers?season=2024&cursor=new>; rel="next"'
