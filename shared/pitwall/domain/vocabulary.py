"""The field's closed sets of words: sessions, compounds, neutralisations, and identities made of them."""

import re
from enum import StrEnum
from typing import NamedTuple

from pitwall.errors import InvalidRequestError

FIRST_SEASON = 1950
LAST_SEASON = 2100
FIRST_LAP_SEASON = 2018
"""Lap-by-lap timing with compounds exists from 2018."""


class SessionCode(StrEnum):
    """The sessions of a race weekend."""

    FP1 = "FP1"
    FP2 = "FP2"
    FP3 = "FP3"
    FP4 = "FP4"
    WU = "WU"
    Q = "Q"
    SQ = "SQ"
    S = "S"
    R = "R"


class Compound(StrEnum):
    """Tyre compounds by their role at an event."""

    SOFT = "SOFT"
    MEDIUM = "MEDIUM"
    HARD = "HARD"
    INTERMEDIATE = "INTERMEDIATE"
    WET = "WET"


class NeutralisationKind(StrEnum):
    """Safety car, virtual safety car, red flag."""

    SC = "SC"
    VSC = "VSC"
    RED = "RED"


class RaceKey(NamedTuple):
    """A race: its season and round. Written `2026-08`."""

    season: int
    round: int

    def __str__(self) -> str:
        """The race id used everywhere outside: season, hyphen, two-digit round."""
        return f"{self.season}-{self.round:02d}"


_RACE_ID = re.compile(r"^(\d{4})-(\d{1,2})$")


def parse_race_id(text: str) -> RaceKey:
    """The race that `text` names, like `2026-08`. Raises InvalidRequestError where it is no race id."""
    match = _RACE_ID.match(text)
    if not match:
        raise InvalidRequestError(f"'{text}' is not a race id; write season and round like 2026-08")
    return RaceKey(int(match[1]), int(match[2]))
