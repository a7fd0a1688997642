"""The kernel's slow, obvious twin: one race, one car after the other, in plain Python on float32 scalars.

Written for reading, from the domain's own types: what `packing` makes of them is tested with it.
"""

import itertools
from dataclasses import dataclass, field

import numpy as np

from pitwall.domain.race_parameters import COMPOUNDS, RaceParameters
from pitwall.domain.race_state import RaceState
from simulator import FieldPlans, Scenario
from tests.unit.simulator import naive_numbers as numbers
from tests.unit.simulator.naive_numbers import F

GREEN, VSC, SC, RED = range(4)
NEVER = 1 << 20
HISTORY_LAPS = 8
PLANS_SHARED = F(0.4)
_NOTHING = F(0)


@dataclass
class NaiveCar:
    """One car of one race."""

    index: int
    pace_s: np.float32
    retirement_lap: int
    penalty_lap: int
    time_ms: int
    stops: int
    pending_ms: int
    used: set[int]
    to_come: list[tuple[int, int, int, int, bool]]
    """Planned stops: lap, compound, tyre life, mode, free."""
    mode: int
    mode_to_come: int
    """Of the stint after the stop being made."""
    reacts: bool
    covers: bool
    pit_start: bool
    compound: int = 0
    life: np.float32 = _NOTHING
    fresh: tuple[int, int] | None = None
    """Compound and life to be fitted at the end of this lap."""
    extra_s: np.float32 = _NOTHING
    on_out_lap: bool = False
    leaving: bool = False
    out: bool = False
    lap_ms: int = 0
    score: np.float32 = _NOTHING
    crossings: dict[int, int] = field(default_factory=dict)
    laps_done: int = 0
    finish_ms: int = 0

    @property
    def next_stop_lap(self) -> int:
        """NEVER without one."""
        return self.to_come[0][0] if self.to_come else NEVER


class NaiveRace:
    """Run `run` of a simulation."""

    def __init__(
        self, parameters: RaceParameters, state: RaceState, plans: FieldPlans, scenario: Scenario, seed: int, run: int
    ) -> None:
        self.p, self.state, self.plans, self.scenario = parameters, state, plans, scenario
        self.words = numbers.race_words(seed, run)
        self.status, self.status_laps = int(state.track_status), state.status_laps
        self.status_left, self.red_next = 0, False
        self.starting, self.retired_now = False, 0
        self.aid_lap = parameters.traffic.aid_from_lap
        self.wetness, self.raining, self.wet_seen = F(state.wetness), state.raining, False
        self.happened = dict.fromkeys(
            ("passes", "stops", "safety_cars", "virtual_safety_cars", "red_flags", "retirements", "rain_laps",
             "penalties"), 0
        )  # fmt: skip
        lap = parameters.lap
        self.offset_s = [
            F(lap.compound_offset_s[c]) + F(lap.compound_offset_sd_s[c]) * self.normal("compound form", c, 0)
            for c in range(5)
        ]
        self.wear = [self.wear_factor(F(lap.wear_spread[c]), c) for c in range(5)]
        self.intensity = self.shower(self.hash("rain amount", 0, 0))
        self.wet_start = not state.weather_known and scenario.wetness_by_lap is None and self.starts_wet()
        if self.raining and self.wetness >= F(parameters.weather.slick_wetness):
            self.intensity = self.wetness
        self.set_wet_penalties()
        if self.status != GREEN and scenario.status_by_lap is None:
            self.status_left = self.length(self.status, self.status_laps, self.hash("remaining", 0, 0))
        self.fastest_s = min(parameters.cars.base_pace_s[c] for c in range(len(state.cars)) if state.cars[c].running)
        self.cars = [self.car(c) for c in range(len(state.cars))]
        self.order = sorted((c for c in self.cars if not c.out), key=lambda car: state.cars[car.index].position)
        for earlier, later in itertools.pairwise(self.order):
            later.time_ms = max(later.time_ms, earlier.time_ms + 1)
        for car in self.cars:
            car.crossings[state.lap] = car.time_ms

    def wear_factor(self, spread: np.float32, compound: int) -> np.float32:
        """Of all wear on the compound in this race; its mean is 1."""
        return numbers.exponential(spread * self.normal("wear form", compound, 0) - F(0.5) * spread * spread)

    def hash(self, purpose: str, car: int, lap: int) -> int:
        """The hash of one key in this race."""
        return numbers.mixed(self.words[0] ^ numbers.key_of(purpose, car, lap), self.words[1])

    def uniform(self, purpose: str, car: int, lap: int) -> np.float32:
        """A number between 0 and 1."""
        return numbers.uniform(self.hash(purpose, car, lap))

    def normal(self, purpose: str, car: int, lap: int) -> np.float32:
        """A standard normal number."""
        return numbers.normal(self.hash(purpose, car, lap))

    def car(self, c: int) -> NaiveCar:
        """Car `c` before the first lap."""
        p, was, plans = self.p.cars, self.state.cars[c], self.plans
        change = 0.0 if self.scenario.pace_change_s is None else self.scenario.pace_change_s[c]
        team = int(np.unique(p.team, return_inverse=True)[1][c])
        pace = F(p.base_pace_s[c] + change) + F(p.day_form_sd_s[c]) * self.normal("day form", c, 0)
        pace = pace + F(p.team_form_sd_s[c]) * self.normal("team form", team, 0)
        plan, penalty_u = self.drawn_plan(c), self.uniform("penalty", c, 0)
        modes = [int(mode) for mode in plans.mode[c, plan]]
        stops = [
            (int(lap), int(plans.stop_compound[c, plan, s]), int(plans.stop_tyre_life[c, plan, s]), modes[s + 1],
             bool(plans.stop_free[c, plan, s]))
            for s, lap in enumerate(plans.stop_lap[c, plan]) if lap > 0
        ]  # fmt: skip
        passed = [stop for stop in stops if stop[0] <= self.state.lap]
        car = NaiveCar(
            index=c,
            pace_s=pace,
            retirement_lap=self.drawn_retirement(c),
            penalty_lap=self.state.lap + 1 + numbers.laps_until(penalty_u, p.penalty_probability[c]),
            time_ms=round(was.gap_s * 1000),
            stops=was.stops_done,
            pending_ms=round(was.penalty_s * 1000),
            used={COMPOUNDS.index(compound) for compound in was.used | {was.compound}},
            to_come=stops[len(passed) :],
            mode=modes[len(passed)],
            mode_to_come=modes[len(passed)],
            reacts=bool(plans.reacts[c]),
            covers=bool(plans.covers[c]),
            pit_start=was.pit_lane_start,
            out=not was.running,
        )
        compound, life = COMPOUNDS.index(was.compound), was.tyre_life
        if self.state.lap == 0:
            compound, life = int(plans.start_compound[c, plan]), int(plans.start_tyre_life[c, plan])
            if self.wet_start and car.reacts and self.right >= 3:
                compound, life = self.right, 0
            car.used = {compound}
        car.compound, car.life = compound, F(life)
        self.wet_seen = self.wet_seen or compound >= 3
        if car.out:
            car.retirement_lap, car.time_ms = (was.laps_done or 0) + 1, 0
        return car

    def drawn_plan(self, c: int) -> int:
        """Which alternative the car drives."""
        weight = self.plans.weight[c]
        chances = np.round(np.cumsum(weight) * 2**32)
        last = int(np.flatnonzero(weight > 0)[-1])
        own = self.hash("plan", c, 1)
        with_the_race = numbers.uniform(numbers.another(own)) < PLANS_SHARED
        drawn, chance = 0, self.hash("plan", 0, 0) if with_the_race else own
        while drawn < last and chance >= chances[drawn]:
            drawn += 1
        return drawn

    def drawn_retirement(self, c: int) -> int:
        """The lap the car drops out on; beyond the race if it does not."""
        if self.scenario.retirement_lap is not None:
            given = int(self.scenario.retirement_lap[c])
            return given if given > self.state.lap else NEVER
        h = self.hash("retirement", c, 0)
        if self.state.lap == 0 and numbers.uniform(numbers.another(h)) < F(self.p.cars.first_lap_retirement[c]):
            return 1
        first = max(2, self.state.lap + 1)
        return first + numbers.laps_until(numbers.uniform(h), self.p.cars.retirement_hazard[c])

    # Weather and race control

    def shower(self, h: int) -> np.float32:
        """How wet it makes the track."""
        p = self.p.weather
        return min(F(p.slick_wetness) - F(p.intensity_mean) * numbers.logarithm(numbers.uniform(h)), F(1))

    def starts_wet(self) -> bool:
        """Draws the day's weather; whether the track is wet at the start."""
        p, h = self.p.weather, self.hash("rain", 0, 0)
        if numbers.uniform(h) >= F(p.wet_start_probability):
            return False
        self.wetness, self.wet_seen = self.intensity, True
        self.raining = bool(numbers.uniform(numbers.another(h)) < F(p.wet_start_rain_probability))
        return True

    def set_wet_penalties(self) -> None:
        """What the track costs on each compound, and which one is right."""
        table = self.p.lap.wetness_penalty_s
        w = self.wetness
        self.wet_s = [F(table[c][0]) + w * (F(table[c][1]) + w * F(table[c][2])) for c in range(5)]
        self.right = 1
        for c in (3, 4):
            if self.seconds_on(c) < self.seconds_on(self.right):
                self.right = c

    def seconds_on(self, compound: int) -> np.float32:
        """What a compound costs on this track, wear apart."""
        return self.offset_s[compound] + self.wet_s[compound]

    def length(self, status: int, after: int, h: int) -> int:
        """Further laps of a neutralisation that has lasted `after`."""
        if status == RED or after >= 15:
            return 0
        cumulative = [F(value) for value in np.cumsum(self.p.neutralisation.duration_pmf, axis=1)[status - 1]]
        before = cumulative[after - 1] if after else F(0)
        u = before + (F(1) - before) * numbers.uniform(h)
        length = after
        while length < 14 and cumulative[length] <= u:
            length += 1
        return length + 1 - after

    def change_weather(self, lap: int) -> None:
        """Rain begins or ends, the track gets wet or dries."""
        p = self.p.weather
        if self.scenario.wetness_by_lap is not None:
            now = F(self.scenario.wetness_by_lap[lap - 1])
            self.raining = bool(now > 0)
        else:
            h = self.hash("rain", 0, lap)
            u = numbers.uniform(h)
            if self.raining:
                self.raining = bool(u >= F(p.rain_stop_hazard))
            elif u < F(p.rain_start_hazard):
                self.raining = True
                self.intensity = self.shower(numbers.another(h))
            to = self.intensity if self.raining else F(0)
            dries = F(p.drying_per_lap if self.wetness > F(p.slick_wetness) else p.last_drying_per_lap)
            wetter = self.wetness < to
            now = min(self.wetness + F(p.wetting_per_lap), to) if wetter else max(self.wetness - dries, to)
        self.happened["rain_laps"] += int(now >= F(p.slick_wetness))
        if now != self.wetness:
            self.wetness, self.wet_seen = now, True
            self.set_wet_penalties()

    def drawn_status(self, lap: int) -> int:
        """The track status of lap `lap`."""
        p = self.p.neutralisation
        if self.status != GREEN:
            if self.status_left > 0:
                self.status_left -= 1
                return self.status
            red, self.red_next = self.red_next, False
            return RED if red else GREEN
        u, reached = self.uniform("track", 0, lap), F(0)
        for kind in range(3):
            chance = F(p.hazard[kind])
            chance = chance * F(p.first_lap_factor[kind]) if self.starting else chance
            chance = chance * F(p.rain_factor[kind]) if self.raining or self.wetness >= F(0.1) else chance
            reached = reached + chance + F(self.retired_now) * F(p.per_retirement[kind])
            if u < reached:
                return self.begun(kind + 1, lap)
        return GREEN

    def begun(self, status: int, lap: int) -> int:
        """A neutralisation begins; before a red flag there may be a safety car."""
        h = self.hash("track length", 0, lap)
        if status != RED:
            self.status_left = self.length(status, 0, h) - 1
            return status
        cumulative = np.cumsum(self.p.neutralisation.duration_pmf, axis=1)[2]
        behind = int(np.sum(cumulative[:14].astype(F) <= numbers.uniform(h)))
        if behind == 0:
            return RED
        self.status_left, self.red_next = behind - 1, True
        return SC

    def control(self, lap: int) -> None:
        """Weather and track status of lap `lap`."""
        self.change_weather(lap)
        before = self.status
        if self.scenario.status_by_lap is not None:
            self.status = int(self.scenario.status_by_lap[lap - 1])
        else:
            self.status = GREEN if lap == 1 else self.drawn_status(lap)
        self.status_laps = self.status_laps + 1 if self.status == before else 1
        if self.status != before and self.status != GREEN:
            self.happened[("virtual_safety_cars", "safety_cars", "red_flags")[self.status - 1]] += 1
        self.starting = lap == 1 or (before == RED and self.status == GREEN)
        if self.status == GREEN and before >= SC:
            self.aid_lap = lap + self.p.traffic.aid_from_lap - 1
        self.retired_now = 0
