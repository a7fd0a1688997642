"""Marks forecasts that were given out before their race, once it has a result: the record that cannot be tuned."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from pitwall.domain.forecasts import Horizon, RaceForecast
from pitwall.domain.model_records import PublishedScores, ScoredCar
from pitwall.domain.vocabulary import RaceKey, parse_race_id
from pitwall.features.history import History
from pitwall.lake.publications import documents
from pitwall.lake.storage import Storage
from pitwall.models.backtest import CHAMPION
from pitwall.models.scoring import Said, score_race

_SCORED_BACK = 40
"""Races whose published forecasts are marked (again, where a result was corrected)."""
_SAID = ("win", "podium", "points", "expected_position")


def scores_of_published(artefacts: Storage, history: History) -> list[PublishedScores]:
    """Marks of what was published before its race: of each race the last word at each horizon."""
    last: dict[tuple[str, Horizon], RaceForecast] = {}
    days = _race_days(history)
    for document in documents(artefacts, RaceForecast):
        if pd.Timestamp(document.header.computed_at.date()) > days.get(document.header.race_id, pd.Timestamp.min):
            # Made late, though from what was known before: that is a back-test, and no forecast given out.
            continue
        key = (document.header.race_id, document.header.horizon)
        if key not in last or last[key].header.computed_at < document.header.computed_at:
            last[key] = document
    orders = {str(race): history.outcome(race).starters for race in history.finished[-_SCORED_BACK:]}
    made = []
    for race_id in sorted({race_id for race_id, _ in last} & orders.keys()):
        order = {line.driver_id: place for place, line in enumerate(orders[race_id], start=1)}
        told = [forecast for (race, _), forecast in last.items() if race == race_id]
        made.append(_scored(race_id, told, order))
    return [one for one in made if one.scores]


def _scored(race_id: str, told: Iterable[RaceForecast], order: Mapping[str, int]) -> PublishedScores:
    scores, cars = [], []
    for forecast in told:
        started = [car for car in forecast.drivers if car.driver_id in order]
        if not started:
            continue
        said = Said(*(np.array([getattr(car, name) for car in started]) for name in _SAID))
        places = np.array([float(order[car.driver_id]) for car in started])
        horizon = forecast.header.horizon
        scores.append(score_race(parse_race_id(race_id), horizon, CHAMPION, said, places))
        cars += [
            ScoredCar(
                race_id,
                horizon,
                CHAMPION,
                car.driver_id,
                car.constructor_id,
                car.win,
                car.podium,
                car.points,
                car.expected_position,
                order[car.driver_id],
            )
            for car in started
        ]
    return PublishedScores(race_id, tuple(scores), tuple(cars))


def _race_days(history: History) -> dict[str, pd.Timestamp]:
    rows = zip(history.races["season"], history.races["round"], history.races["date"], strict=True)
    return {str(RaceKey(int(season), int(round_))): pd.Timestamp(day) for season, round_, day in rows}
