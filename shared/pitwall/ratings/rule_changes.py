"""When new rules shook the order of the cars: what a team knew how to build counted for less the next season.

A size of 1 is a clean sheet for everyone; in between, what was learned carries over in part.
"""

from collections.abc import Mapping
from types import MappingProxyType

RULE_CHANGES: Mapping[int, float] = MappingProxyType(
    {
        1952: 1.0,  # The championship is run to Formula 2 rules: other cars, other teams.
        1954: 1.0,  # 2.5 litres.
        1961: 1.0,  # 1.5 litres instead of 2.5.
        1966: 1.0,  # 3 litres: no engine of the year before can race.
        1983: 1.0,  # Flat bottoms: no ground effect.
        1989: 1.0,  # Turbos banned, 3.5 litres.
        1994: 1.0,  # Driver aids banned, refuelling, after Imola less downforce.
        1998: 1.0,  # Narrow track, grooved tyres.
        2009: 1.0,  # New wings, slicks, KERS.
        2014: 1.0,  # Hybrid power units.
        2017: 0.5,  # Wider cars and tyres; the power units, which set the order, stayed.
        2022: 1.0,  # Ground effect again, 18-inch tyres.
        2026: 1.0,  # New power units, active wings, lighter cars.
    }
)


def rule_change(season: int) -> float:
    """How much the season's rules make the cars anew: 0 an ordinary winter, 1 a clean sheet."""
    return RULE_CHANGES.get(season, 0.0)
