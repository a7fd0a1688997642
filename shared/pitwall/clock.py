"""What time it is: the only place that reads a clock, so that "now" can be set and tests can hold it still.

`PITWALL_NOW` (ISO 8601) fixes the present, since a data set may end before today.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from pitwall.errors import ConfigurationError

Clock = Callable[[], datetime]


def parse_instant(text: str) -> datetime:
    """The UTC instant that `text` names (ISO 8601; a time without zone counts as UTC).

    Raises ConfigurationError where it is no ISO 8601 time.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"'{text}' is not an ISO 8601 time; write it like 2026-07-01T12:00:00Z") from error
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def now() -> datetime:
    """The present in UTC: `PITWALL_NOW` where set, else the system clock. Raises ConfigurationError."""
    fixed = os.environ.get("PITWALL_NOW")
    return parse_instant(fixed) if fixed else datetime.now(UTC)
