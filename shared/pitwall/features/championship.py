"""The championship as it stood before the race, by the season's own points and countback."""

from collections.abc import Sequence
from math import nan

from pitwall.domain.points import FIRST_COMPUTED_SEASON, Finish, RaceOutcome
from pitwall.domain.standings import constructor_standings, driver_standings
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.weekend import Outcome, ResultLine, Weekend

_COLUMNS = columns_of(
    "championship",
    ("championship_position", "place", "place in the drivers' championship before the race"),
    ("championship_points_gap", "points", "points behind the leader"),
    ("championship_points_share", "share", "points as a share of the leader's"),
    ("constructor_championship_position", "place", "place of the team before the race"),
    ("constructor_championship_points_share", "share", "the team's points as a share of the leading team's"),
)


class Championship:
    """See the features. NaN before a season's first race, and before 1981 (dropped scores of another kind)."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No race is known."""
        self._season = 0
        self._outcomes: list[RaceOutcome] = []
        self._drivers: dict[str, Row] = {}
        self._constructors: dict[str, Row] = {}

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry; who has not scored or finished yet this season stands nowhere."""
        if weekend.race.key.season != self._season:
            return [(nan,) * len(_COLUMNS) for _ in weekend.entries]
        leader_points = max((points for _, points in self._drivers.values()), default=0.0)
        best_points = max((points for _, points in self._constructors.values()), default=0.0)
        rows = []
        for entry in weekend.entries:
            place, points = self._drivers.get(entry.driver_id, (nan, 0.0))
            team_place, team_points = self._constructors.get(entry.constructor_id, (nan, 0.0))
            rows.append(
                (
                    place,
                    leader_points - points,
                    points / leader_points if leader_points else nan,
                    team_place,
                    team_points / best_points if best_points else nan,
                )
            )
        return rows

    def absorb(self, outcome: Outcome) -> None:
        """Computes the tables after the race."""
        season, round_ = outcome.race.key
        if season < FIRST_COMPUTED_SEASON:
            return
        if season != self._season:
            self._season, self._outcomes = season, []
        self._outcomes += _race_outcomes(outcome)
        self._drivers = {
            one.driver_id: (float(one.position) if one.position else nan, one.points)
            for one in driver_standings(season, self._outcomes)
            if one.round == round_
        }
        # A constructor with two makes of engine stands twice; the better one is its place.
        tables = [one for one in constructor_standings(season, self._outcomes) if one.round == round_]
        self._constructors = {
            one.constructor_id: (float(one.position) if one.position else nan, one.points)
            for one in sorted(tables, key=lambda one: one.points)
        }


def _race_outcomes(outcome: Outcome) -> list[RaceOutcome]:
    season, round_ = outcome.race.key
    engines = {one.driver_id: one.engine_manufacturer_id for one in outcome.weekend.entries}
    fastest = min(outcome.fastest_laps, key=lambda line: line.lap_time_s, default=None)

    def finish(line: ResultLine) -> Finish:
        position = int(line.position) if line.position == line.position else None
        laps = int(line.laps) if line.laps == line.laps else None
        engine = engines.get(line.driver_id)
        return Finish(line.driver_id, line.constructor_id, engine, position, line.position_text, laps)

    race = RaceOutcome(
        season,
        round_,
        "R",
        tuple(finish(line) for line in outcome.results),
        laps=_whole(outcome.counted_laps),
        scheduled_laps=_whole(outcome.race.scheduled_laps),
        fastest_lap_driver_id=fastest.driver_id if fastest else None,
    )
    sprint = tuple(finish(line) for line in outcome.weekend.sprint)
    return [race, RaceOutcome(season, round_, "S", sprint)] if sprint else [race]


def _whole(value: float) -> int | None:
    return int(value) if value == value else None
