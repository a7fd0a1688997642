"""Who sits in the car: age, experience, the team-mate, and how long driver and team have known each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import nan

import pandas as pd

from pitwall.domain.team_lineage import team_of
from pitwall.features.folding import FadingBook, mean_known
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import finisher_orders, mate_differences, normalised_orders
from pitwall.features.weekend import Entry, Outcome, Weekend

_DAYS_OF_YEAR = 365.25
_PRIOR_MATE_RACES = 3.0
_COLUMNS = columns_of(
    "line-up",
    ("starts", "races", "Grands Prix started"),
    ("age_years", "years", "age on the day of the race"),
    ("seasons", "seasons", "seasons started in before this one"),
    ("races_with_team", "races", "starts for this team, under all its names"),
    ("new_to_team", "0/1", "1 for fewer than six starts for this team"),
    ("line_up_starts", "races", "starts of all the team's drivers together"),
    ("line_up_age_years", "years", "mean age of the team's drivers"),
    ("teammate_finish_form", "0-1", "order among finishers of the team-mates (half-life 8)"),
    ("teammate_order_difference", "0-1", "normalised order minus the team-mate's where both finished (half-life 10)"),
    ("weeks_since_start", "weeks", "since his last start"),
)
_NEW_STARTS = 6.0


class LineUp:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self, births: Mapping[str, pd.Timestamp]) -> None:
        """`births` are dates of birth by driver."""
        self._births = {driver: born.date() for driver, born in births.items()}
        self._starts: defaultdict[str, float] = defaultdict(float)
        self._with_team: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._seasons: defaultdict[str, set[int]] = defaultdict(set)
        self._last_start: dict[str, date] = {}
        self._finish_form, self._mates = FadingBook(8.0), FadingBook(10.0)

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry."""
        teams: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in weekend.entries:
            teams[entry.constructor_id].append(entry)
        return [self._row(entry, weekend, teams[entry.constructor_id]) for entry in weekend.entries]

    def _row(self, entry: Entry, weekend: Weekend, team: Sequence[Entry]) -> Row:
        driver, season = entry.driver_id, weekend.race.key.season
        together = self._with_team[driver, team_of(entry.constructor_id, season)]
        return (
            self._starts[driver],
            self._age(driver, weekend),
            float(len(self._seasons[driver] - {season})),
            together,
            float(together < _NEW_STARTS),
            sum(self._starts[one.driver_id] for one in team),
            mean_known(self._age(one.driver_id, weekend) for one in team),
            mean_known(self._finish_form.mean(one.driver_id) for one in team if one.driver_id != driver),
            self._mates.mean(driver, 0.0, _PRIOR_MATE_RACES),
            self._weeks(driver, weekend),
        )

    def _age(self, driver: str, weekend: Weekend) -> float:
        born = self._births.get(driver)
        return nan if born is None else (weekend.race.date - born).days / _DAYS_OF_YEAR

    def _weeks(self, driver: str, weekend: Weekend) -> float:
        last = self._last_start.get(driver)
        return nan if last is None else (weekend.race.date - last).days / 7.0

    def absorb(self, outcome: Outcome) -> None:
        """Learns who started, and who beat his team-mate."""
        season, finishes = outcome.race.key.season, finisher_orders(outcome)
        orders = normalised_orders(outcome)
        teams = {line.driver_id: team_of(line.constructor_id, season) for line in outcome.starters}
        for line in outcome.starters:
            self._starts[line.driver_id] += 1.0
            self._with_team[line.driver_id, teams[line.driver_id]] += 1.0
            self._seasons[line.driver_id].add(season)
            self._last_start[line.driver_id] = outcome.race.date
            self._finish_form.add(line.driver_id, finishes.get(line.driver_id, nan))
        both = {driver: orders[driver] for driver in finishes}
        for driver, difference in mate_differences(both, teams).items():
            self._mates.add(driver, difference)
