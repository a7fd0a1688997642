"""Lap hygiene, tyre sets and stints again, the slow and obvious way: one car, one lap, one step at a time.

The oracle of the fast versions; written from their docstrings, sharing no code with them.
"""

from collections import defaultdict
from typing import Any

NaiveLap = dict[str, Any]
FLAGS = ("valid", "in_lap", "out_lap", "neutralised", "tyre_life_recomputed", "tyre_life_consistent")


def by_car(laps: list[NaiveLap]) -> list[list[NaiveLap]]:
    cars: dict[tuple[Any, ...], list[NaiveLap]] = defaultdict(list)
    for lap in laps:
        cars[lap["season"], lap["round"], lap["session"], lap["driver_id"]].append(lap)
    return [sorted(car, key=lambda lap: lap["lap_number"]) for car in cars.values()]


def signs_of_a_new_set(lap: NaiveLap, before: NaiveLap) -> bool:
    if lap["compound"] and before["compound"] and lap["compound"] != before["compound"]:
        return True
    life, life_before = lap["tyre_life"], before["tyre_life"]
    life_known = life is not None and life_before is not None
    if life_known and life <= life_before:
        return True
    went_on = life_known and life - life_before == lap["lap_number"] - before["lap_number"]
    return bool((lap["pit_out"] or before["pit_in"]) and not went_on)


def tyre_sets(car: list[NaiveLap]) -> list[list[NaiveLap]]:
    sets: list[list[NaiveLap]] = []
    last_number: int | None = None
    seen_a_sign_since = False
    for i, lap in enumerate(car):
        if i == 0:
            new = True
        elif lap["stint"] is not None and last_number is not None:
            new = lap["stint"] != last_number and not seen_a_sign_since
        else:
            new = signs_of_a_new_set(lap, car[i - 1])
            seen_a_sign_since = seen_a_sign_since or new
        if lap["stint"] is not None:
            last_number, seen_a_sign_since = lap["stint"], False
        if new:
            sets.append([])
        sets[-1].append(lap)
    return sets


def flags_of_car(car: list[NaiveLap]) -> None:
    for i, lap in enumerate(car):
        following = car[i + 1] if i + 1 < len(car) else None
        before = car[i - 1] if i else None
        time_s = lap["lap_time_s"]
        lap["valid"] = time_s is not None and 30 <= time_s <= 300
        lap["in_lap"], lap["out_lap"] = lap["pit_in"], lap["pit_out"]
        if lap["in_lap"] is None and following and following["lap_number"] == lap["lap_number"] + 1:
            lap["in_lap"] = following["pit_out"]
        if lap["out_lap"] is None and before and before["lap_number"] == lap["lap_number"] - 1:
            lap["out_lap"] = before["pit_in"]
        status = lap["track_status"]
        lap["neutralised"] = any(code in status for code in "4567") if status else None
    for tyre_set in tyre_sets(car):
        first = next((lap for lap in tyre_set if lap["tyre_life"] is not None), None)
        for lap in tyre_set:
            life = first["tyre_life"] + lap["lap_number"] - first["lap_number"] if first else None
            life = life if life is not None and life >= 1 else None
            lap["tyre_life_recomputed"] = life
            unknown = life is None or lap["tyre_life"] is None
            lap["tyre_life_consistent"] = None if unknown else life == lap["tyre_life"]


def naive_lap_hygiene(laps: list[NaiveLap]) -> list[tuple[Any, ...]]:
    """The flags of each lap, in the order given."""
    copies = [dict(lap) for lap in laps]
    for car in by_car(copies):
        flags_of_car(car)
    return [tuple(lap[flag] for flag in FLAGS) for lap in copies]
