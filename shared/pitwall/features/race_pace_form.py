"""How fast drivers and teams were over race distances: measured from all laps since 2018, from best laps before.

Measured pace is freed of fuel, tyres and traffic (see calibration); where there are no laps, the fastest lap stands in.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import nan

from pitwall.calibration.pace_form import FormBook
from pitwall.calibration.race_pace import DriverPace
from pitwall.domain.team_lineage import team_of
from pitwall.features.folding import FadingBook, mean_known
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import MOST_GAP_PCT, gaps_pct, mate_differences
from pitwall.features.weekend import Outcome, Weekend

_PRIOR_MATE_RACES = 3.0
_LEAST_LAPS = 15.0
_BEST_LAP_WORTH = 0.64
"""Best laps spread wider than race pace does, and say less: slope of the one on the other in 2018 and 2019."""
_COLUMNS = columns_of(
    "race pace",
    ("race_pace_form_short", "%", "measured race pace against the field's mean (half-life 2 races)"),
    ("race_pace_form", "%", "measured race pace against the field's mean (half-life 6 races)"),
    ("constructor_race_pace_form", "%", "measured race pace of the team's cars (half-life 3 races)"),
    ("teammate_race_pace_form", "%", "measured race pace against team-mates (half-life 12, drawn to nothing)"),
    ("race_craft", "%", "measured race pace minus one-lap pace, both against the field (half-life 8)"),
    ("expected_pace", "%", "pace of car and driver from all races so far, winters and new rules weighed"),
    ("expected_pace_car", "%", "the car's part of it"),
    ("expected_pace_driver", "%", "the driver's part of it: against his team-mates"),
    ("fastest_lap_gap_form_short", "%", "gap to the race's fastest lap (half-life 3)"),
    ("fastest_lap_gap_form", "%", "gap to the race's fastest lap (half-life 10)"),
    ("constructor_fastest_lap_gap_form", "%", "gap of the team's faster car to the fastest lap (half-life 4)"),
)


class RacePaceForm:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No race is known."""
        self._short, self._form, self._team = FadingBook(2.0), FadingBook(6.0), FadingBook(3.0)
        self._mates, self._craft = FadingBook(12.0), FadingBook(8.0)
        self._book = FormBook()
        self._best_short, self._best, self._best_team = FadingBook(3.0), FadingBook(10.0), FadingBook(4.0)

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry."""
        season = weekend.race.key.season
        rows = []
        for entry in weekend.entries:
            driver, team = entry.driver_id, team_of(entry.constructor_id, season)
            car = 100.0 * self._book.team(team) if team in self._book.teams else nan
            own = 100.0 * self._book.driver(driver) if driver in self._book.drivers else nan
            rows.append(
                (
                    self._short.mean(driver),
                    self._form.mean(driver),
                    self._team.mean(team),
                    self._mates.mean(driver, 0.0, _PRIOR_MATE_RACES),
                    self._craft.mean(driver),
                    # A rookie is expected to be the mean driver of his car.
                    car + (own if own == own else 0.0),
                    car,
                    own,
                    self._best_short.mean(driver),
                    self._best.mean(driver),
                    self._best_team.mean(team),
                )
            )
        return rows

    def absorb(self, outcome: Outcome) -> None:
        """Learns measured pace and best laps."""
        season = outcome.race.key.season
        teams = {line.driver_id: team_of(line.constructor_id, season) for line in outcome.starters}
        best = gaps_pct({line.driver_id: line.lap_time_s for line in outcome.fastest_laps if line.driver_id in teams})
        measured = {
            line.driver_id: 100.0 * line.gap
            for line in outcome.race_pace
            if line.laps >= _LEAST_LAPS and line.driver_id in teams
        }
        self._absorb_measured(outcome, measured, teams)
        self._book.begin_season(season)
        self._book.add_race(_paces(measured or _from_best_laps(best), teams))
        of_team: defaultdict[str, list[float]] = defaultdict(list)
        for driver, gap in best.items():
            self._best_short.add(driver, gap)
            self._best.add(driver, gap)
            of_team[teams[driver]].append(gap)
        for team, gaps in of_team.items():
            self._best_team.add(team, min(gaps))

    def _absorb_measured(self, outcome: Outcome, measured: Mapping[str, float], teams: Mapping[str, str]) -> None:
        of_team: defaultdict[str, list[float]] = defaultdict(list)
        one_lap = gaps_pct({line.driver_id: line.best_s for line in outcome.weekend.qualifying})
        middle = mean_known(one_lap.get(driver, nan) for driver in measured)
        for driver, gap in measured.items():
            self._short.add(driver, gap)
            self._form.add(driver, gap)
            self._craft.add(driver, gap - (one_lap.get(driver, nan) - middle))
            of_team[teams[driver]].append(gap)
        for team, gaps in of_team.items():
            self._team.add(team, mean_known(gaps))
        for driver, difference in mate_differences(measured, teams).items():
            self._mates.add(driver, difference)


def _from_best_laps(best: Mapping[str, float]) -> Mapping[str, float]:
    """Race pace guessed from fastest laps, in percent of the field's mean; cars that never got going are left out."""
    kept = {driver: gap for driver, gap in best.items() if gap < MOST_GAP_PCT}
    middle = mean_known(kept.values())
    return {driver: _BEST_LAP_WORTH * (gap - middle) for driver, gap in kept.items()}


def _paces(gaps: Mapping[str, float], teams: Mapping[str, str]) -> list[DriverPace]:
    return [DriverPace(driver, teams[driver], gap / 100.0, 0.0, 0) for driver, gap in gaps.items()]
