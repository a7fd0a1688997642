"""Which factory stands behind a constructor: form outlives a change of name.

After f1db's constructor chronology; two teams may bear one name decades apart, hence the seasons.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_EVER = 9999
_BEHIND: Mapping[str, tuple[tuple[int, int, str], ...]] = MappingProxyType(
    {
        "tyrrell": ((1970, 1998, "brackley"),),
        "bar": ((1999, 2005, "brackley"),),
        "honda": ((2006, 2008, "brackley"),),
        "brawn": ((2009, 2009, "brackley"),),
        "mercedes": ((2010, _EVER, "brackley"),),
        "stewart": ((1997, 1999, "milton-keynes"),),
        "jaguar": ((2000, 2004, "milton-keynes"),),
        "red-bull": ((2005, _EVER, "milton-keynes"),),
        "minardi": ((1985, 2005, "faenza"),),
        "toro-rosso": ((2006, 2019, "faenza"),),
        "alphatauri": ((2020, 2023, "faenza"),),
        "rb": ((2024, 2024, "faenza"),),
        "racing-bulls": ((2025, _EVER, "faenza"),),
        "toleman": ((1981, 1985, "enstone"),),
        "benetton": ((1986, 2001, "enstone"),),
        "renault": ((2002, 2011, "enstone"), (2016, 2020, "enstone")),
        "lotus-f1": ((2012, 2015, "enstone"),),
        "alpine": ((2021, _EVER, "enstone"),),
        "jordan": ((1991, 2005, "silverstone"),),
        "midland": ((2006, 2006, "silverstone"),),
        "spyker": ((2007, 2007, "silverstone"),),
        "force-india": ((2008, 2018, "silverstone"),),
        "racing-point": ((2019, 2020, "silverstone"),),
        "aston-martin": ((2021, _EVER, "silverstone"),),
        "sauber": ((1993, 2018, "hinwil"),),
        "bmw-sauber": ((2006, 2009, "hinwil"),),
        "alfa-romeo": ((2019, 2023, "hinwil"),),
        "kick-sauber": ((2024, 2025, "hinwil"),),
        "audi": ((2026, _EVER, "hinwil"),),
        "virgin": ((2010, 2011, "banbury"),),
        "marussia": ((2012, 2015, "banbury"),),
        "manor": ((2016, 2016, "banbury"),),
        "lotus-racing": ((2010, 2011, "hingham"),),
        "caterham": ((2012, 2014, "hingham"),),
    }
)


@cache
def team_behind(constructor_id: str, season: int) -> str:
    """The factory a constructor raced from in that season; its own id where no other name is known."""
    for first, last, factory in _BEHIND.get(constructor_id, ()):
        if first <= season <= last:
            return factory
    return constructor_id
