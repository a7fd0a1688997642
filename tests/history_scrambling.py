"""Changes a hand-made history after a cut-off: everything later is drawn anew, or is not there.

What comes after a cut-off is written down here from the regulations, apart from the code that is tested with it.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from tests.hand_made_history import SEASONS, SPRINT_ROUND, Tables

_NAMES = frozenset({"season", "round", "session", "part", "entry", "driver_id", "stop"})
_HIDDEN_SESSIONS: Mapping[Horizon, Mapping[int, frozenset[str]]] = {
    Horizon.PRE_WEEKEND: dict.fromkeys(SEASONS, frozenset({"FP1", "FP2", "FP3", "Q", "SQ", "S", "R"})),
    Horizon.POST_PRACTICE: {
        2022: frozenset({"FP2", "Q", "S", "R"}),
        2023: frozenset({"Q", "SQ", "S", "R"}),
        2024: frozenset({"Q", "R"}),
    },
    Horizon.POST_QUALIFYING: dict.fromkeys(SEASONS, frozenset({"R"})),
}
"""Of a sprint weekend."""
_TABLE_SESSION = {
    "grids": "Q",
    "fastest_laps": "R",
    "pit_stops": "R",
    "neutralisations": "R",
    "sectors": "Q",
    "race_pace": "R",
    "sprint_pace": "S",
    "long_runs": "FP1",
}
"""The session by which the rows of a table exist, where they do not say it themselves."""
_WITH_SESSION = ("results", "qualifying", "practice", "weather")


def hidden_rows(name: str, table: pd.DataFrame, race: RaceKey, horizon: Horizon) -> pd.Series:
    """Which rows of a table come after the cut-off of `race` at `horizon`."""
    of_race = (table["season"] == race.season) & (table["round"] == race.round)
    later = (table["season"] > race.season) | ((table["season"] == race.season) & (table["round"] > race.round))
    sprint = race.round == SPRINT_ROUND
    hidden = _HIDDEN_SESSIONS[horizon][race.season] if sprint else _hidden_of_usual_weekend(horizon)
    if name in _WITH_SESSION:
        return later | (of_race & table["session"].isin(hidden))
    return later | (of_race & (_TABLE_SESSION[name] in hidden))


def _hidden_of_usual_weekend(horizon: Horizon) -> frozenset[str]:
    if horizon is Horizon.POST_PRACTICE:
        return frozenset({"Q", "R"})
    return _HIDDEN_SESSIONS[horizon][SEASONS[0]]


def scrambled(tables: Tables, race: RaceKey, horizon: Horizon, seed: int = 9) -> Tables:
    """The same tables with everything after the cut-off drawn anew."""
    random = np.random.default_rng(seed)
    changed = dict(tables)
    for name in (*_TABLE_SESSION, *_WITH_SESSION):
        table = tables[name].copy()
        hidden = hidden_rows(name, table, race, horizon).to_numpy()
        for column in table.columns.difference(list(_NAMES)):
            table.loc[hidden, column] = random.permutation(table.loc[hidden, column].to_numpy())
            if table[column].dtype == float and column not in ("position", "grid_position"):
                table.loc[hidden, column] *= random.uniform(0.9, 1.1, hidden.sum())
        changed[name] = table
    races = tables["races"].copy()
    after = (races["season"] > race.season) | ((races["season"] == race.season) & (races["round"] >= race.round))
    races.loc[after, "laps"] = 13.0
    changed["races"] = races
    return changed


def cut_off(tables: Tables, race: RaceKey, horizon: Horizon) -> Tables:
    """The same tables as they were at the cut-off: what came later is not there."""
    changed = dict(tables)
    for name in (*_TABLE_SESSION, *_WITH_SESSION):
        changed[name] = tables[name].loc[~hidden_rows(name, tables[name], race, horizon)].reset_index(drop=True)
    races = tables["races"].copy()
    after = (races["season"] > race.season) | ((races["season"] == race.season) & (races["round"] >= race.round))
    races.loc[after, "laps"] = np.nan
    changed["races"] = races
    return changed
