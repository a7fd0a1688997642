"""Teams that changed their name but not their factory: who a constructor of a season is, whatever its cars say.

Names come back to other teams (Renault of 1977 and of 2002, Aston Martin of 1959 and of 2021), so the season counts.
"""

from collections.abc import Mapping
from types import MappingProxyType

_NEWEST = 9999

_NAMES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("tyrrell", 1970), ("bar", 1999), ("honda", 2006), ("brawn", 2009), ("mercedes", 2010)),
    (
        ("toleman", 1981),
        ("benetton", 1986),
        ("renault", 2002),
        ("lotus-f1", 2012),
        ("renault", 2016),
        ("alpine", 2021),
    ),
    (
        ("sauber", 1993),
        ("bmw-sauber", 2006),
        ("sauber", 2011),
        ("alfa-romeo", 2019),
        ("kick-sauber", 2024),
        ("audi", 2026),
    ),
    (
        ("jordan", 1991),
        ("midland", 2006),
        ("spyker", 2007),
        ("force-india", 2008),
        ("racing-point", 2019),
        ("aston-martin", 2021),
    ),
    (("minardi", 1985), ("toro-rosso", 2006), ("alphatauri", 2020), ("rb", 2024), ("racing-bulls", 2025)),
    (("stewart", 1997), ("jaguar", 2000), ("red-bull", 2005)),
    (("ligier", 1976), ("prost", 1997)),
    (("arrows", 1978), ("footwork", 1991), ("arrows", 1997)),
    (("march", 1970), ("leyton-house", 1990), ("march", 1992)),
    (("osella", 1980), ("fondmetal", 1991)),
    (("coloni", 1987), ("andrea-moda", 1992)),
    (("virgin", 2010), ("marussia", 2012), ("manor", 2016)),
    (("lotus-racing", 2010), ("caterham", 2012)),
    (
        ("politoys", 1972),
        ("iso-marlboro", 1973),
        ("frank-williams-racing-cars", 1975),
        ("wolf-williams", 1976),
        ("wolf", 1977),
    ),
)
"""Each factory's names and their first seasons, oldest first: the successions of the constructors' chronology."""


def _spans() -> Mapping[str, tuple[tuple[int, int, str], ...]]:
    spans: dict[str, tuple[tuple[int, int, str], ...]] = {}
    for names in _NAMES:
        ends = [first - 1 for _, first in names[1:]] + [_NEWEST]
        for (name, first), last in zip(names, ends, strict=True):
            spans[name] = (*spans.get(name, ()), (first, last, names[-1][0]))
    return MappingProxyType(spans)


_SPANS = _spans()


def team_of(constructor_id: str, season: int) -> str:
    """The team behind a constructor in a season: its newest name."""
    for first, last, newest in _SPANS.get(constructor_id, ()):
        if first <= season <= last:
            return newest
    return constructor_id


def last_team_of(constructor_id: str) -> str:
    """The team that bore a constructor's name last, under its newest name: for seasons since 2018 the only one."""
    spans = _SPANS.get(constructor_id)
    return spans[-1][2] if spans else constructor_id
