"""How drivers drive, season by season, from their laps alone: nothing is typed in, and too few laps say nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from pitwall.domain.model_records import DriverProfile, ProfileTable, Trait
from pitwall.models.lap_table import LapTable
from pitwall.models.on_track import attacks, stint_laps

_ATTACK_REACH_S = 1.0
_CLEAR_S = 2.0
"""With this much room ahead and behind the pace is the driver's own."""
_FOLLOWED_S = 1.0


@dataclass(frozen=True)
class _Measure:
    """How a trait is measured: per driver of a season its value and on how many it rests."""

    values: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
    """Of (attacks, stint laps) a table by driver_id with value and n."""
    unit: str
    fewest: int
    more_is_more: bool
    """Whether a high value is much of the trait."""


def profile_tables(table: LapTable) -> list[ProfileTable]:
    """The profiles of every season with laps."""
    chased, stints = attacks(table, _ATTACK_REACH_S), stint_laps(table)
    stints = stints.assign(relative_wear=stints["wear_pct"] - _field_wear(stints))
    season_of = table.races.set_index("race")["season"]
    return [
        _season_table(
            int(season),
            table.race_ids[int(races.index.max())],
            chased.loc[chased["race"].map(season_of).eq(season)],
            stints.loc[stints["race"].map(season_of).eq(season)],
        )
        for season, races in season_of.groupby(season_of)
    ]


def _season_table(season: int, as_of: str, chased: pd.DataFrame, stints: pd.DataFrame) -> ProfileTable:
    traits: dict[str, list[Trait]] = {}
    for name, measure in _MEASURES.items():
        found = measure.values(chased, stints)
        found = found.loc[(found["n"] >= measure.fewest) & found["value"].notna()]
        order = found["value"].rank(ascending=measure.more_is_more)
        for driver, value, n, rank in zip(found.index, found["value"], found["n"], order, strict=True):
            percentile = 100.0 * (rank - 0.5) / len(found)
            trait = Trait(name, round(float(value), 6), measure.unit, int(n), round(float(percentile), 2))
            traits.setdefault(str(driver), []).append(trait)
    profiles = tuple(DriverProfile(season, driver, as_of, tuple(of)) for driver, of in sorted(traits.items()))
    return ProfileTable(season, as_of, profiles)


def _aggression(chased: pd.DataFrame, _: pd.DataFrame) -> pd.DataFrame:
    """Passes per hundred laps begun within reach of the car ahead."""
    found = chased.groupby("driver_id")["passed"].agg(["mean", "size"])
    return pd.DataFrame({"value": 100.0 * found["mean"], "n": found["size"]})


def _consistency(_: pd.DataFrame, stints: pd.DataFrame) -> pd.DataFrame:
    """Spread of laps in free air about the stint's own line: half the width of the middle 68 %."""
    free = stints.loc[(stints["gap_ahead_s"] > _CLEAR_S) & (stints["gap_behind_s"] > _CLEAR_S)]
    off = free.groupby("driver_id")["off_pct"]
    return pd.DataFrame({"value": (off.quantile(0.84) - off.quantile(0.16)) / 2.0, "n": off.size()})


def _tyre_management(_: pd.DataFrame, stints: pd.DataFrame) -> pd.DataFrame:
    """Wear against the field's on the same compound in the same race."""
    first = stints.groupby(["driver_id", "stint_id"])["relative_wear"].first().groupby("driver_id")
    return pd.DataFrame({"value": first.mean(), "n": first.size()})


def _pressure(_: pd.DataFrame, stints: pd.DataFrame) -> pd.DataFrame:
    """Pace lost with a car close behind against laps with nobody near, nobody being close ahead on either."""
    alone = stints.loc[stints["gap_ahead_s"] > _CLEAR_S]
    followed = alone.loc[alone["gap_behind_s"] < _FOLLOWED_S].groupby("driver_id")["off_pct"]
    free = alone.loc[alone["gap_behind_s"] > _CLEAR_S].groupby("driver_id")["off_pct"]
    return pd.DataFrame({"value": followed.mean() - free.mean(), "n": followed.size()}).fillna({"n": 0})


def _field_wear(stints: pd.DataFrame) -> pd.Series:
    return stints.groupby(["race", "compound"])["wear_pct"].transform("median")


_MEASURES: Mapping[str, _Measure] = MappingProxyType(
    {
        "aggression": _Measure(_aggression, "passes per 100 laps within 1 s of the car ahead", 50, True),
        "consistency": _Measure(_consistency, "% of a lap, spread in free air", 100, False),
        "tyre_management": _Measure(_tyre_management, "% of a lap per lap of tyre life, against the field", 10, False),
        "pressure": _Measure(_pressure, "% of a lap lost with a car within 1 s behind", 30, False),
    }
)
"""Percentiles count towards much of the trait: the steadiest driver is 100 in consistency."""
