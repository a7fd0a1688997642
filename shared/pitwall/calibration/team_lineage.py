"""Teams that changed their name but not their factory: form is carried over under the newest name.

f1db names a constructor anew with every change; successions since 2018 as in its constructor chronology.
"""

from collections.abc import Mapping
from types import MappingProxyType

_SUCCESSOR: Mapping[str, str] = MappingProxyType(
    {
        "sauber": "audi",
        "alfa-romeo": "audi",
        "kick-sauber": "audi",
        "force-india": "aston-martin",
        "racing-point": "aston-martin",
        "toro-rosso": "racing-bulls",
        "alphatauri": "racing-bulls",
        "rb": "racing-bulls",
        "renault": "alpine",
    }
)


def team_of(constructor_id: str) -> str:
    """The team behind a constructor: its newest name."""
    return _SUCCESSOR.get(constructor_id, constructor_id)
