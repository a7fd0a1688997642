"""Opaque cursors: where the next page of a list begins, in a form that callers hand back and never build."""

import base64
import binascii
import json
from collections.abc import Sequence

from starlette.datastructures import URL

from pitwall.errors import InvalidRequestError

PAGE_LIMIT = 100


def encode_cursor(values: Sequence[str | int]) -> str:
    """The cursor that stands for the sort key of a page's last row."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> list[str | int]:
    """The sort key in `cursor`, whose parts must be of `kinds`. Raises InvalidRequestError for any other text."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _malformed() from error
    if not isinstance(values, list) or [type(value) for value in values] != list(kinds):
        raise _malformed()
    # A number beyond PostgreSQL's smallint, or a zero byte, never came from a list of ours.
    if any(abs(value) > 32_767 if isinstance(value, int) else "\0" in value for value in values):
        raise _malformed()
    return values


def next_link(url: URL, cursor: str) -> str:
    """The `Link` header to the next page: the same request with `cursor`."""
    target = url.include_query_params(cursor=cursor)
    return f'<{target.path}?{target.query}>; rel="next"'


def _malformed() -> InvalidRequestError:
    return InvalidRequestError("the cursor is malformed; take it from the Link header of the page before")
