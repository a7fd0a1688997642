"""The moments of a weekend after which a forecast used nothing, from the calendar of sessions."""

from datetime import UTC, date, datetime, time, timedelta

import pandas as pd

from pitwall.domain.datasets import Partition
from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.models.training import Sources


def cut_offs(sources: Sources, race: RaceKey) -> dict[Horizon, datetime]:
    """The moments after which nothing was used: the first session's day, the start of qualifying, of the race.

    A session whose time is not announced counts from the beginning of its day (UTC).
    """
    partition = Partition("sessions", race.season)
    rows = sources.lake.read(partition, sources.index.get(partition, ())).table.to_pylist()
    sessions = {row["session"]: row for row in rows if row["round"] == race.round}
    days = sources.history.races
    race_day = days.loc[(days["season"] == race.season) & (days["round"] == race.round), "date"].iloc[0]
    starts = {code: row["start_time_utc"] or _begin(row["date"]) for code, row in sessions.items()}
    race_start = starts.get(SessionCode.R) or _begin(race_day)
    qualifying = starts.get(SessionCode.Q) or race_start - timedelta(days=1)
    first = min((row["date"] for row in sessions.values()), default=race_start.date() - timedelta(days=2))
    return {
        Horizon.PRE_WEEKEND: _begin(first),
        Horizon.POST_PRACTICE: qualifying,
        Horizon.POST_QUALIFYING: race_start,
    }


def _begin(day: date) -> datetime:
    return datetime.combine(pd.Timestamp(day).date(), time(), UTC)
