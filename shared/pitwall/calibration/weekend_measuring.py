"""Measures a race weekend up to the lights going out: who is entered, from where, and how fast they looked."""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Literal

import pandas as pd

from pitwall.calibration.race_facts import RaceFacts
from pitwall.calibration.race_pace_measuring import pace_of_laps
from pitwall.calibration.weekend_gaps import long_run_gaps, qualifying_gaps, short_run_gaps
from pitwall.calibration.weekend_measurement import WeekendEntry, WeekendMeasurement
from pitwall.domain.regulations import race_rules
from pitwall.domain.tyre_strategy import WET_COMPOUNDS
from pitwall.domain.vocabulary import FIRST_LAP_SEASON, Compound, SessionCode

RACE_DISTANCE_KM = 305.0
"""The least number of laps that exceeds it; 260 km at Monaco. FIA Formula One Sporting Regulations, Article 5.3."""
MONACO_DISTANCE_KM = 260.0
_TOP_TEN = 10
_WET_PARTS_SHARE = 0.2
"""Of the laps of qualifying on intermediates or wets, from which its gaps are those of a wet track."""


def measure_weekend(facts: RaceFacts) -> WeekendMeasurement:
    """What `facts` tell about the weekend before its race; without a grid or qualifying it says less."""
    gaps = qualifying_gaps(facts.qualifying)
    short_runs = short_run_gaps(facts.practice)
    long_runs, long_run_laps = long_run_gaps(facts.session_laps)
    sprint = facts.session_laps.get(SessionCode.S)
    sprint_pace = {} if sprint is None else {pace.driver_id: pace for pace in pace_of_laps(sprint).drivers}
    overall = facts.qualifying.loc[facts.qualifying["part"] == "overall"]
    places = dict(zip(overall["driver_id"], overall["position"], strict=True))
    q2_compounds = _q2_compounds(facts)
    codes = _by_driver((facts.seats, *facts.session_laps.values(), facts.laps), "driver_code")
    numbers = _by_driver((facts.grid, facts.qualifying, *facts.session_laps.values(), facts.laps), "driver_number")
    slots, state = _slots(facts)
    entries = tuple(
        WeekendEntry(
            driver_id=driver,
            constructor_id=team,
            driver_code=codes.get(driver),
            grid=grid,
            pit_lane_start=pit_lane,
            qualifying_position=_whole(places.get(driver)),
            qualifying_gap=_rounded(gaps.get(driver)),
            q2_compound=q2_compounds.get(driver) if grid is not None and grid <= _TOP_TEN else None,
            long_run_gap=_rounded(long_runs.get(driver)),
            long_run_laps=long_run_laps.get(driver, 0),
            short_run_gap=_rounded(short_runs.get(driver)),
            sprint_gap=sprint_pace[driver].gap if driver in sprint_pace else None,
            sprint_laps=sprint_pace[driver].laps if driver in sprint_pace else 0,
            driver_number=numbers.get(driver),
        )
        for driver, team, grid, pit_lane in slots
    )
    return WeekendMeasurement(
        race=facts.key,
        grand_prix_id=facts.grand_prix_id,
        circuit_id=facts.circuit_id,
        laps=facts.scheduled_laps or usual_laps(facts.grand_prix_id, facts.course_length_km),
        entries=entries,
        state=state,
        course_length_km=None if pd.isna(facts.course_length_km) else facts.course_length_km,
        nominations=facts.nominations,
        pole_lap_s=_pole_lap_s(overall),
        sprint_weekend=not facts.sprint_qualifying.empty or sprint is not None,
        wet_qualifying=_wet_qualifying(facts),
    )


def usual_laps(grand_prix_id: str, course_length_km: float | None) -> int:
    """The distance the regulations give a course; 0 where its length is unknown."""
    if course_length_km is None or not course_length_km > 0:
        return 0
    return ceil((MONACO_DISTANCE_KM if grand_prix_id == "monaco" else RACE_DISTANCE_KM) / course_length_km)


_Slot = tuple[str, str, int | None, bool]
"""Driver, constructor, slot, start from the pit lane."""


def _slots(facts: RaceFacts) -> tuple[list[_Slot], Literal["entries", "practice", "qualifying", "grid"]]:
    if not facts.grid.empty:
        rows = zip(facts.grid["driver_id"], facts.grid["constructor_id"], facts.grid["position_text"], strict=True)
        return [(driver, team, slot, text == "PL") for slot, (driver, team, text) in enumerate(rows, start=1)], "grid"
    if not facts.qualifying.empty:
        return _without_slot(facts.qualifying.loc[facts.qualifying["part"] == "overall"]), "qualifying"
    if facts.seats.empty and not facts.practice.empty:
        return _without_slot(facts.practice.drop_duplicates("driver_id", keep="last")), "practice"
    return _without_slot(facts.seats), "entries" if facts.practice.empty else "practice"


def _without_slot(rows: pd.DataFrame) -> list[_Slot]:
    pairs = zip(rows["driver_id"], rows["constructor_id"], strict=True)
    return [(driver, team, None, False) for driver, team in dict.fromkeys(pairs)]


def _by_driver(tables: Iterable[pd.DataFrame], column: str) -> Mapping[str, str]:
    """What the last table that knows it says of each driver."""
    known = [table for table in tables if not table.empty]
    pairs = [pair for table in known for pair in zip(table["driver_id"], table[column], strict=True)]
    return {str(driver): str(value) for driver, value in dict.fromkeys(pairs) if value}


def _q2_compounds(facts: RaceFacts) -> Mapping[str, Compound]:
    """The compound of each driver's fastest lap of Q2, where the laps of qualifying show it."""
    laps = facts.session_laps.get(SessionCode.Q)
    season, grand_prix = max(facts.key.season, FIRST_LAP_SEASON), facts.grand_prix_id
    if laps is None or not race_rules(season, grand_prix, 1).q2_start_tyres:
        return {}
    best = facts.qualifying.loc[facts.qualifying["part"] == "overall", ["driver_id", "q2_s"]].dropna()
    timed = laps.merge(best, on="driver_id")
    fastest = timed.loc[((timed["lap_time_s"] - timed["q2_s"]).abs() < 0.002) & timed["compound"].notna()]
    pairs = zip(fastest["driver_id"], fastest["compound"], strict=True)
    return {str(driver): Compound(compound) for driver, compound in pairs}


def _pole_lap_s(qualifying: pd.DataFrame) -> float | None:
    if qualifying.empty:
        return None
    best = qualifying[["q1_s", "q2_s", "q3_s", "time_s"]].min().min()
    return None if pd.isna(best) else float(best)


def _wet_qualifying(facts: RaceFacts) -> bool:
    laps = facts.session_laps.get(SessionCode.Q)
    if laps is None or laps["compound"].notna().sum() == 0:
        return False
    return bool(laps["compound"].isin(WET_COMPOUNDS).mean() > _WET_PARTS_SHARE)


def _whole(value: float | None) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
