"""Form: what earlier races showed of each team's and driver's race pace, newer races counting more.

Exponential weights with a prior of the field's mean: the closed form of a local-level filter at its steady state.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pitwall.calibration.race_pace import DriverPace
from pitwall.domain.team_lineage import last_team_of

TEAM_HALF_LIFE_RACES = 3.0
"""Cars are developed; chosen on 2018 and 2019, as the numbers below."""
DRIVER_HALF_LIFE_RACES = 9.0
TEAM_PRIOR_RACES = 0.7
DRIVER_PRIOR_RACES = 1.5
KEPT_OVER_WINTER = 0.3
"""Share of the weight of last season's races that a new season begins with."""
KEPT_OVER_NEW_RULES = 0.1
"""The same for teams at a change of the technical regulations, by reasoning: one such change says little."""
_NEW_RULES = frozenset({2022, 2026})
_TEAM_DECAY = 0.5 ** (1 / TEAM_HALF_LIFE_RACES)
_DRIVER_DECAY = 0.5 ** (1 / DRIVER_HALF_LIFE_RACES)


@dataclass(frozen=True)
class Form:
    """Weighted sum of what races showed, and the weights' sum."""

    total: float = 0.0
    races: float = 0.0

    def mean(self, prior_races: float) -> float:
        """Shrunk to nothing by as many races of the prior."""
        return self.total / (self.races + prior_races)

    def aged(self, share: float) -> "Form":
        """With that share of its weight."""
        return Form(self.total * share, self.races * share)

    def with_race(self, value: float) -> "Form":
        """After one more race."""
        return Form(self.total + value, self.races + 1.0)


@dataclass
class FormBook:
    """Form of all teams and drivers after the races it was shown, in order of time."""

    teams: dict[str, Form] = field(default_factory=dict)
    drivers: dict[str, Form] = field(default_factory=dict)
    """Against the team-mate."""
    season: int | None = None

    def team(self, constructor_id: str) -> float:
        """The team's expected gap to the field's mean."""
        return self.teams.get(last_team_of(constructor_id), Form()).mean(TEAM_PRIOR_RACES)

    def driver(self, driver_id: str) -> float:
        """The driver's expected gap to his team's mean."""
        return self.drivers.get(driver_id, Form()).mean(DRIVER_PRIOR_RACES)

    def begin_season(self, season: int) -> None:
        """Forget most of last season; nothing within a season."""
        if self.season is not None and season != self.season:
            kept = KEPT_OVER_NEW_RULES if season in _NEW_RULES else KEPT_OVER_WINTER
            self.teams = _aged(self.teams, kept)
            self.drivers = _aged(self.drivers, KEPT_OVER_WINTER)
        self.season = season

    def add_race(self, drivers: Sequence[DriverPace]) -> None:
        """Learn from one race; without measured pace nothing changes."""
        if not drivers:
            return
        self.teams = _aged(self.teams, _TEAM_DECAY)
        self.drivers = _aged(self.drivers, _DRIVER_DECAY)
        for team, cars in _by_team(drivers).items():
            own = {car.driver_id: self.driver(car.driver_id) for car in cars}
            mean_gap = sum(car.gap - own[car.driver_id] for car in cars) / len(cars)
            self.teams[team] = self.teams.get(team, Form()).with_race(mean_gap)
            if len(cars) > 1:
                # Against a fast team-mate half a gap is worth more: the pair's own level is added back.
                pair_gap, pair_level = sum(car.gap for car in cars) / len(cars), sum(own.values()) / len(cars)
                for car in cars:
                    form = self.drivers.get(car.driver_id, Form())
                    self.drivers[car.driver_id] = form.with_race(car.gap - pair_gap + pair_level)


def _by_team(drivers: Iterable[DriverPace]) -> Mapping[str, list[DriverPace]]:
    cars: dict[str, list[DriverPace]] = {}
    for car in drivers:
        cars.setdefault(last_team_of(car.constructor_id), []).append(car)
    return cars


def _aged(forms: Mapping[str, Form], share: float) -> dict[str, Form]:
    return {name: form.aged(share) for name, form in forms.items()}
