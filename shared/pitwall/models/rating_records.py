"""History as the ratings read it: one record per race weekend, past and coming.

Qualifying laps of all parts are brought to one track here, so that ratings see gaps only.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.features.history import History
from pitwall.ratings.belief import Array
from pitwall.ratings.race_record import RaceEntry, RaceRecord

_Rows = Mapping[RaceKey, list[dict[str, object]]]
_PARTS = ("q1_s", "q2_s", "q3_s")
_FEWEST_IN_BOTH = 3
_PCT = 100.0


def rating_records(history: History) -> list[RaceRecord]:
    """A record per race with anybody entered, in order of time; races not run have no order.

    A race that was run is told of all in its result, who did not start without an order.
    """
    results, entries = history.results, _by_race(history.entries)
    races, sprints = (_by_race(results[results["session"] == code]) for code in (SessionCode.R, SessionCode.S))
    qualifying = _by_race(history.qualifying[history.qualifying["session"] == SessionCode.Q])
    pace = _by_race(history.race_pace)
    records = []
    for race, circuit_id in zip(history.keys, history.races["circuit_id"], strict=True):
        entered = races.get(race) or entries.get(race, [])
        if entered:
            told = _entries(
                entered, qualifying_gaps_pct(qualifying.get(race, [])), _pace_gaps(pace, race), _sprint(sprints, race)
            )
            records.append(RaceRecord(race, str(circuit_id), told))
    return records


def qualifying_gaps_pct(rows: Iterable[Mapping[str, object]]) -> dict[str, float]:
    """Each driver's gap in percent of a lap, from the part he came furthest in, the track's progress taken out.

    The progress is the median gain of those who drove both parts. A row has driver_id, q1_s, q2_s, q3_s and time_s;
    who set no time is left out.
    """
    told = {str(row["driver_id"]): row for row in rows}
    names = list(told)
    if not names:
        return {}
    laps_s = np.array([[_number(told[name][part]) for part in _PARTS] for name in names])
    single_s = np.array([_number(told[name]["time_s"]) for name in names])
    with np.errstate(invalid="ignore", divide="ignore"):
        laps, single = np.log(laps_s), np.log(single_s)
    furthest = _on_last_track(laps)
    level = np.where(np.isfinite(furthest), furthest, single)
    known = np.isfinite(level)
    if not known.any():
        return {}
    gaps = _PCT * (level - np.median(level[known]))
    return {name: float(gap) for name, gap, told_ in zip(names, gaps, known, strict=True) if told_}


def _on_last_track(laps: Array) -> Array:
    """[drivers] the lap of the furthest part, as if driven in the last; NaN without any."""
    level = laps[:, 0]
    for part in range(1, laps.shape[1]):
        gain = laps[:, part] - laps[:, part - 1]
        both = gain[np.isfinite(gain)]
        progress = float(np.median(both)) if len(both) >= _FEWEST_IN_BOTH else 0.0
        level = np.where(np.isfinite(laps[:, part]), laps[:, part], level + progress)
    return level


def _entries(
    rows: list[dict[str, object]], qualifying: Mapping[str, float], pace: Mapping[str, float], sprint: Mapping[str, int]
) -> tuple[RaceEntry, ...]:
    places = Counter(_number(row.get("position")) for row in rows)
    first: dict[float, int] = {}
    told = []
    for row in sorted(rows, key=lambda one: _number(one.get("order"))):
        driver, place, order = str(row["driver_id"]), _number(row.get("position")), _number(row.get("order"))
        shared = place == place and places[place] > 1
        official = int(order) if order == order else None
        if shared and official is not None:
            official = first.setdefault(place, official)
        told.append(
            RaceEntry(
                driver_id=driver,
                constructor_id=str(row["constructor_id"]),
                order=official,
                classified=place == place,
                shared_car=shared,
                qualifying_gap_pct=qualifying.get(driver),
                race_pace_gap_pct=pace.get(driver),
                sprint_order=sprint.get(driver),
            )
        )
    return tuple(told)


def _pace_gaps(pace: _Rows, race: RaceKey) -> dict[str, float]:
    return {str(row["driver_id"]): _PCT * _number(row["gap"]) for row in pace.get(race, [])}


def _sprint(sprints: _Rows, race: RaceKey) -> dict[str, int]:
    places = {str(row["driver_id"]): _number(row["position"]) for row in sprints.get(race, [])}
    return {driver: int(place) for driver, place in places.items() if place == place}


def _by_race(table: pd.DataFrame) -> _Rows:
    rows: dict[RaceKey, list[dict[str, object]]] = {}
    for row in table.to_dict("records"):
        rows.setdefault(RaceKey(int(row["season"]), int(row["round"])), []).append({str(k): v for k, v in row.items()})
    return rows


def _number(value: object) -> float:
    """NaN where nothing is known."""
    return float(value) if isinstance(value, int | float | np.number) else float("nan")
