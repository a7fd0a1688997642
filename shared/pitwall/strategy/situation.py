"""Where one car stands: what it has done, what it may still choose, and its whole strategy once it has chosen.

The one place where a race state becomes something to plan from, so that the search never meets a plan it may not make.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pitwall.domain.race_state import CarState, RaceState
from pitwall.domain.regulations import RaceRules
from pitwall.domain.tyre_strategy import DRY_COMPOUNDS, MOST_STOPS, WET_COMPOUNDS, PaceMode, Stop, Strategy
from pitwall.domain.vocabulary import Compound
from pitwall.errors import InvalidStateError

MOST_STOPS_AHEAD = 4
"""Stops planned from here on; races without rain have hardly ever seen a fifth chosen freely."""


@dataclass(frozen=True)
class Situation:
    """One car's choices at the end of lap `lap`. Get one from `situation`."""

    rules: RaceRules
    car: int
    lap: int
    start_options: tuple[Compound, ...]
    """On the grid what it may start on; later the compound it is on."""
    tyre_life: int
    """Laps on the set it is on or starts on."""
    used: frozenset[Compound]
    """Compounds used before the present set."""
    past_stops: tuple[Stop, ...] = ()
    past_start: Compound | None = None
    """Start tyres of a race under way; None on the grid."""
    past_start_tyre_life: int = 0
    q2_compound: Compound | None = None

    @property
    def laps_left(self) -> int:
        """Laps still to drive."""
        return self.rules.laps - self.lap

    @property
    def most_stops(self) -> int:
        """Stops that can still be planned."""
        return max(0, min(MOST_STOPS_AHEAD, MOST_STOPS - len(self.past_stops), self.laps_left - 1))

    @property
    def fewest_stops(self) -> int:
        """Stops the number of tyre sets still asks for."""
        return max(0, self.rules.tyre_sets - 1 - len(self.past_stops))

    def strategy(self, start: Compound, stops: Sequence[Stop], modes: tuple[PaceMode, ...] = ()) -> Strategy:
        """The whole race's strategy with `stops` still to come. Raises IllegalStrategyError.

        `start` counts on the grid only; `modes` are those of the stints from the present one on.
        """
        done = tuple(PaceMode.BALANCED for _ in self.past_stops) if modes else ()
        on_grid = self.past_start is None
        return Strategy(
            rules=self.rules,
            start=start if self.past_start is None else self.past_start,
            stops=(*self.past_stops, *stops),
            start_tyre_life=self.tyre_life if on_grid else self.past_start_tyre_life,
            modes=(*done, *modes),
            q2_compound=self.q2_compound if on_grid else None,
        )

    def stops_ahead(self, strategy: Strategy) -> tuple[Stop, ...]:
        """Those of a strategy's stops that are still to come."""
        return tuple(stop for stop in strategy.stops if stop.lap > self.lap)


def situation(rules: RaceRules, state: RaceState, car: int, q2_compound: Compound | None = None) -> Situation:
    """What the car in row `car` of the state can still do.

    `q2_compound` is what it must start on where that rule holds. Raises InvalidStateError for a car out of the race.
    """
    at = state.cars[car]
    if not at.running:
        raise InvalidStateError([f"{at.driver_id} is out of the race: there is nothing left to plan"])
    rules = rules if rules.laps == state.laps else replace(rules, laps=state.laps)
    if state.lap == 0:
        bound = rules.q2_start_tyres and q2_compound is not None
        dry = (q2_compound,) if bound and q2_compound is not None else DRY_COMPOUNDS
        return Situation(rules, car, 0, (*dry, *WET_COMPOUNDS), at.tyre_life, frozenset(), q2_compound=q2_compound)
    start, stops, start_tyre_life = _past(at, state.lap, rules)
    used = frozenset({*at.used, *(stop.compound for stop in stops[:-1]), start}) if stops else at.used
    return Situation(rules, car, state.lap, (at.compound,), at.tyre_life, used, stops, start, start_tyre_life)


def _past(at: CarState, lap: int, rules: RaceRules) -> tuple[Compound, tuple[Stop, ...], int]:
    """Start tyres, stops and start tyre life that led to the state.

    Where the state does not say on which laps the car stopped, only the last stop follows from it (from the tyre
    life); the earlier ones are spread evenly, which no later decision depends on.
    """
    if at.driven is not None and len(at.driven[1]) == at.stops_done:
        start, stops = at.driven
        return start, stops, 0 if stops else max(0, at.tyre_life - lap)
    if at.stops_done == 0 and at.tyre_life >= lap:
        return at.compound, (), at.tyre_life - lap
    if at.stops_done == 0:  # a set younger than the race without a stop was fitted under a red flag
        return at.compound, (Stop(lap - at.tyre_life, at.compound, under_red_flag=True),), 0
    room = MOST_STOPS - MOST_STOPS_AHEAD
    before = sorted(at.used) or [at.compound]
    count = max(min(at.stops_done, max(room, rules.tyre_sets - 1)), min(len(before), lap))
    last = max(count, min(lap, lap - at.tyre_life))
    sets = [before[index % len(before)] for index in range(count)]
    earlier = tuple(Stop(last * index // count, sets[index]) for index in range(1, count))
    return sets[0], (*earlier, Stop(last, at.compound, max(0, at.tyre_life - (lap - last)))), 0
