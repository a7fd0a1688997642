"""Laps of a hand-made race with tyres that wear at known rates, to compare a fit with what was put in."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np
import pandas as pd

from pitwall.calibration.race_facts import RaceFacts
from pitwall.domain.vocabulary import RaceKey

SLOPE_S = -0.05
OFFSET_S = {"SOFT": -0.4, "MEDIUM": 0.0, "HARD": 0.3, "INTERMEDIATE": 9.0, "WET": 16.0}
WEAR_S = {"SOFT": 0.10, "MEDIUM": 0.06, "HARD": 0.03, "INTERMEDIATE": 0.02, "WET": 0.02}
COLD_S = 0.5
LANE_S = 20.0
LAP_S = 90.0
LAPS = 54

Plan = Sequence[tuple[int, str]]
"""First lap and compound of each stint."""


def plans(cars: int = 18) -> list[Plan]:
    """One and two stops at many laps, every compound in use."""
    made: list[Plan] = []
    for car in range(cars):
        first, last = 12 + car % 9, 30 + car % 7
        orders = (("SOFT", "HARD"), ("MEDIUM", "HARD"), ("SOFT", "MEDIUM", "HARD"), ("MEDIUM", "HARD", "SOFT"))
        order = orders[car % 4]
        made.append(list(zip((1, first, last), order, strict=False)))
    return made


def race_laps(
    plans: Sequence[Plan],
    *,
    laps: int = LAPS,
    noise_s: float = 0.15,
    spacing_s: float = 6.0,
    extra_wear_s: Mapping[int, float] | None = None,
    off_s: Mapping[tuple[int, int], float] | None = None,
    seed: int = 3,
) -> pd.DataFrame:
    """Cars `d0`, ... each `spacing_s` behind the one before at the start; no traffic, a stop costs LANE_S."""
    draw = np.random.default_rng(seed)
    rows = []
    for car, plan in enumerate(plans):
        end_s, starts = 3600.0 + spacing_s * car, dict(plan)
        life, compound, stint = 0, plan[0][1], 0
        for lap in range(1, laps + 1):
            out = lap > 1 and lap in starts
            if lap in starts:
                life, compound, stint = 0, starts[lap], stint + 1
            life += 1
            wear_s = (WEAR_S[compound] + (extra_wear_s or {}).get(car, 0.0)) * life
            warm_s = LAP_S + 0.05 * car + SLOPE_S * lap + OFFSET_S[compound] + wear_s
            warm_s += draw.normal(0.0, noise_s) + (off_s or {}).get((car, lap), 0.0)
            in_lap = lap + 1 in starts
            sector2_s = warm_s / 3 + COLD_S * out
            first_s = warm_s / 3 + LANE_S * out + (3.0 if lap == 1 else 0.0)
            lap_time_s = first_s + sector2_s + warm_s / 3 + 4.0 * in_lap
            end_s += lap_time_s
            rows.append(
                {
                    "driver_id": f"d{car}",
                    "lap_number": lap,
                    "lap_time_s": lap_time_s,
                    "sector2_s": sector2_s,
                    "sector3_s": warm_s / 3,
                    "stint": stint,
                    "compound": compound,
                    "tyre_life": float(life),
                    "track_status": "1",
                    "lap_end_time_s": end_s,
                    "valid": True,
                    "in_lap": in_lap,
                    "out_lap": out,
                    "neutralised": False,
                }
            )
    return pd.DataFrame(rows)


def facts_of(laps: pd.DataFrame, season: int = 2024, round_: int = 5, circuit_id: str = "nowhere") -> RaceFacts:
    """A weekend of which nothing is known but the race's laps."""
    given: dict[str, object] = {
        "key": RaceKey(season, round_),
        "grand_prix_id": circuit_id,
        "circuit_id": circuit_id,
        "course_length_km": 5.0,
        "counted_laps": LAPS,
        "scheduled_laps": LAPS,
        "nominations": ("C4", "C3", "C2"),
        "laps": laps,
        "session_laps": {},
        "start_time_s": 3600.0,
    }
    empty = {field.name: pd.DataFrame() for field in fields(RaceFacts) if field.name not in given}
    return RaceFacts(**empty, **given)  # type: ignore[arg-type]


def unreliable(facts: RaceFacts) -> RaceFacts:
    """The same laps as if of the race whose tyre feed was wrong."""
    return replace(facts, key=RaceKey(2022, 11))
