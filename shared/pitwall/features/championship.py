"""The championship as it stood before the race, by the season's own points and countback."""

from collections.abc import Sequence
from math import nan

from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.weekend import Outcome, Standing, Weekend

_COLUMNS = columns_of(
    "championship",
    ("championship_position", "place", "place in the drivers' championship before the race"),
    ("championship_points_gap", "points", "points behind the leader"),
    ("championship_points_share", "share", "points as a share of the leader's"),
    ("constructor_championship_position", "place", "place of the team before the race"),
    ("constructor_championship_points_share", "share", "the team's points as a share of the leading team's"),
)


class Championship:
    """See the features. NaN before a season's first race, and before 1981 (points are not computed)."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = False

    def __init__(self) -> None:
        """No race is known."""
        self._season = 0
        self._drivers: dict[str, Standing] = {}
        self._constructors: dict[str, Standing] = {}

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry; who has not scored or finished yet this season stands nowhere."""
        if weekend.race.key.season != self._season or not self._drivers:
            return [(nan,) * len(_COLUMNS) for _ in weekend.entries]
        leader_points = max(one.points for one in self._drivers.values())
        best_points = max((one.points for one in self._constructors.values()), default=0.0)
        rows = []
        for entry in weekend.entries:
            _, place, points = self._drivers.get(entry.driver_id, Standing("", nan, 0.0))
            _, team_place, team_points = self._constructors.get(entry.constructor_id, Standing("", nan, 0.0))
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
        """Takes the tables as they stand after the race."""
        self._season = outcome.race.key.season
        self._drivers = {one.competitor_id: one for one in outcome.driver_standings}
        self._constructors = {one.competitor_id: one for one in outcome.constructor_standings}
