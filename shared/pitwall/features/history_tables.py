"""Turns the lake's tables into history's: one row per car and race, official order, entry lists without gaps."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

NOT_STARTED = ("DNS", "DNQ", "DNPQ", "DNP", "WD")
_KEY = ["season", "round"]
_CAR = [*_KEY, "driver_id"]
_SOFTNESS = {"HARD": 0.0, "MEDIUM": 1.0, "SOFT": 2.0}
_FIRST_SPRINT_SEASON, _SHOOTOUT_SEASON, _SPRINT_FIRST_SEASON = 2021, 2023, 2024


def race_table(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All races that were not called off, in order of time, with what the calendar knows of each."""
    races = tables["races"].loc[~tables["races"]["cancelled"].eq(True)].sort_values(_KEY, ignore_index=True)
    races = races.merge(tables["circuits"], on="circuit_id", how="left")
    sprints = _races_with(tables["sessions"], "S") | _races_with(tables["results"], "S")
    finished = _races_with(tables["results"], "R")
    keys = list(zip(races["season"], races["round"], strict=True))
    of_format = races["qualifying_format"].eq("SPRINT_RACE")
    races["sprint"] = np.array([key in sprints for key in keys], dtype=bool) | of_format.to_numpy()
    races["sprint_format"] = [
        _sprint_format(season, sprint) for season, sprint in zip(races["season"], races["sprint"], strict=True)
    ]
    races["finished"] = [key in finished for key in keys]
    # The distance announced is told apart only where the race did not run it.
    races["scheduled_laps"] = races["scheduled_laps"].astype(float).fillna(races["laps"].astype(float))
    races["season_rounds"] = races.groupby("season")["round"].transform("count")
    races["date"] = pd.to_datetime(races["date"])
    return races.drop(columns=["cancelled", "qualifying_format"]).rename(columns={"laps": "counted_laps"})


def result_table(results: pd.DataFrame) -> pd.DataFrame:
    """Races and sprints by session and official order; of a driver's shared cars his first."""
    rows = results.loc[results["entry"] == 1].drop(columns="entry")
    rows = rows.sort_values([*_KEY, "session", "display_order"], ignore_index=True)
    text = rows["position_text"]
    rows["started"] = ~text.isin(NOT_STARTED)
    rows["finished"] = rows["started"] & text.ne("DNF") & ~(text.str.isdigit() & rows["reason_retired"].notna())
    counted = rows["started"].groupby([rows[key] for key in (*_KEY, "session")]).cumsum()
    rows["order"] = counted.where(rows["started"]).astype(float)
    rows["pit_lane_start"] = rows["grid_position_text"].eq("PL")
    return rows.rename(columns={"grid_position": "grid"}).drop(columns=["grid_position_text", "display_order"])


def qualifying_table(qualifying: pd.DataFrame) -> pd.DataFrame:
    """Qualifying and sprint qualifying, all parts together, with the gap to the best lap in percent."""
    rows = qualifying.loc[(qualifying["part"] == "overall") & (qualifying["entry"] == 1)].drop(
        columns=["part", "entry"]
    )
    rows = rows.sort_values([*_KEY, "session", "display_order"], ignore_index=True)
    rows["best_s"] = rows[["q1_s", "q2_s", "q3_s", "time_s"]].min(axis=1)
    pole_s = rows.groupby([*_KEY, "session"])["best_s"].transform("min")
    rows["gap_pct"] = 100.0 * (rows["best_s"] / pole_s - 1.0)
    return rows


def grid_table(grids: pd.DataFrame) -> pd.DataFrame:
    """Grids in order; `slot` counts on through the starts from the pit lane."""
    rows = grids.sort_values([*_KEY, "display_order"], ignore_index=True)
    rows = rows.loc[rows["position"].notna() | rows["position_text"].eq("PL")].drop_duplicates(_CAR)
    rows["slot"] = rows.groupby(_KEY).cumcount() + 1
    rows["pit_lane"] = rows["position_text"].eq("PL")
    return rows.reset_index(drop=True)


def entry_table(tables: Mapping[str, pd.DataFrame], races: pd.DataFrame) -> pd.DataFrame:
    """Who is entered for each race: its seats, and whoever took part without one in the list (old seasons).

    A coming race nobody is entered for yet has the newest race's entries, marked `assumed`.
    """
    results, qualifying = (tables[name] for name in ("results", "qualifying"))
    took_part = pd.concat(
        [
            results.loc[results["session"] == "R", [*_CAR, "constructor_id", "engine_manufacturer_id"]],
            qualifying.loc[qualifying["session"] == "Q", [*_CAR, "constructor_id"]],
        ]
    )
    together = pd.concat([tables["seats"][[*_CAR, "constructor_id", "engine_manufacturer_id"]], took_part])
    entries = together.drop_duplicates(_CAR).assign(assumed=False)
    known = set(zip(entries["season"], entries["round"], strict=True))
    keys = list(zip(races["season"], races["round"], strict=True))
    assumed, newest = [], None
    for key in keys:
        if key in known:
            newest = key
        elif newest is not None:
            at_newest = entries.loc[(entries["season"] == newest[0]) & (entries["round"] == newest[1])]
            assumed.append(at_newest.assign(season=key[0], round=key[1], assumed=True))
    return pd.concat([entries, *assumed]).sort_values(_CAR, ignore_index=True)


def stop_table(stops: pd.DataFrame) -> pd.DataFrame:
    """Stops of each car, and how soft its tyres were over its stints."""
    ordered = stops.sort_values([*_CAR, "stop"])
    before = ordered["compound_before"].map(_SOFTNESS)
    after = ordered["compound_after"].map(_SOFTNESS)
    by_car = [ordered[name] for name in _CAR]
    first = before.groupby(by_car).first()
    total = after.groupby(by_car).sum(min_count=1) + first
    known = after.groupby(by_car).count() + first.notna()
    counts = ordered.groupby(_CAR).size()
    return pd.DataFrame({"stops": counts, "softness": total / known}).reset_index()


def neutralisation_table(tables: Mapping[str, pd.DataFrame], first_season: int) -> pd.DataFrame:
    """Neutralisations of each finished race from `first_season` on: none is a zero."""
    raced = tables["results"].loc[tables["results"]["session"] == "R", _KEY].drop_duplicates()
    raced = raced.loc[raced["season"] >= first_season].set_index(_KEY)
    kinds = tables["neutralisations"]
    for name, kind in (("safety_cars", "SC"), ("virtual_safety_cars", "VSC"), ("red_flags", "RED")):
        counts = kinds.loc[kinds["kind"] == kind].groupby(_KEY).size()
        raced[name] = counts.reindex(raced.index).fillna(0).astype(int)
    return raced.reset_index()


def _races_with(rows: pd.DataFrame, session: str) -> set[tuple[int, int]]:
    chosen = rows.loc[rows["session"] == session, _KEY].drop_duplicates()
    return set(zip(chosen["season"], chosen["round"], strict=True))


def _sprint_format(season: int, sprint: bool) -> str | None:
    if not sprint or season < _FIRST_SPRINT_SEASON:
        return None
    if season < _SHOOTOUT_SEASON:
        return "sets_grid"
    return "after_qualifying" if season < _SPRINT_FIRST_SEASON else "before_qualifying"
