"""The twin's laps: decisions, lap times, battles, queues, stops and the flag, one car after the other."""

import numpy as np

from tests.unit.simulator import naive_numbers as numbers
from tests.unit.simulator.naive_numbers import F, milliseconds
from tests.unit.simulator.naive_race import GREEN, HISTORY_LAPS, RED, SC, NaiveCar, NaiveRace

WET = (3, 4)


class DrivenNaively(NaiveRace):
    """A race that can be driven to the flag."""

    def drive(self) -> list[NaiveCar]:
        """All laps; gives back the cars in the order of the classification, `laps_done` and `finish_ms` set."""
        self.trace: list[list[NaiveCar]] = []
        for lap in range(self.state.lap + 1, self.state.laps + 1):
            self.control(lap)
            self.decide(lap)
            for car in self.order:
                self.drive_lap(car, lap)
            self.settle(lap)
            for car in self.order:
                self.leave_pits(car)
                car.crossings[lap] = car.time_ms
            self.trace.append(list(self.order))
        return self.classified()

    # Decisions

    def decide(self, lap: int) -> None:
        """What every car does on this lap, in the order of their numbers."""
        running = sorted(self.order, key=lambda car: car.index)
        for car in running:
            self.planned_events(car, lap)
        for car in running:
            if self.free_to_react(car) and self.reacts_to_neutralisation(car, lap):
                self.unplanned_stop(car, lap)
        for car in running:
            if self.free_to_react(car) and self.reacts_to_weather(car, lap):
                self.unplanned_stop(car, lap)

    def free_to_react(self, car: NaiveCar) -> bool:
        return car.reacts and car.fresh is None and not car.leaving

    def planned_events(self, car: NaiveCar, lap: int) -> None:
        if car.retirement_lap == lap:
            car.leaving = True
            self.retired_now += 1
            self.happened["retirements"] += 1
            return
        if car.penalty_lap == lap:
            car.pending_ms += round(self.p.penalty_s * 1000)
            self.happened["penalties"] += 1
            u = self.uniform("penalty", car.index, lap)
            car.penalty_lap = lap + 1 + numbers.laps_until(u, self.p.cars.penalty_probability[car.index])
        if car.next_stop_lap == lap:
            self.planned_stop(car, lap)

    def planned_stop(self, car: NaiveCar, lap: int) -> None:
        _, compound, life, car.mode_to_come, free = car.to_come.pop(0)
        while car.next_stop_lap == lap:
            car.used.add(compound)
            _, compound, life, car.mode_to_come, also_free = car.to_come.pop(0)
            free = free and also_free
        wrong = self.seconds_on(compound) - self.seconds_on(self.right) > F(self.p.weather.crossover_margin_s)
        if car.reacts and wrong:
            if self.right == car.compound or (self.right not in WET and car.compound not in WET):
                return
            compound, life, free = self.chosen(car, lap), 0, False
        self.stop(car, lap, compound, life, free)

    def unplanned_stop(self, car: NaiveCar, lap: int) -> None:
        if car.to_come:
            car.mode_to_come = car.to_come.pop(0)[3]
        self.stop(car, lap, self.chosen(car, lap), 0, False)

    def chosen(self, car: NaiveCar, lap: int) -> int:
        """The compound of an unplanned stop: of least mean time to the next, and the dry rule can still be met."""
        if self.right in WET:
            return self.right
        left = min(car.next_stop_lap, self.state.laps) - lap
        used = car.used | {stop[1] for stop in car.to_come}
        allowed = [c for c in range(3) if used != {c}]
        p = self.p.lap
        costs = []
        for c in allowed:
            total = 0.0
            for life in range(left):
                wear = life * (p.wear_linear_s[c] + p.wear_quadratic_s[c] * life)
                total += p.compound_offset_s[c] + wear + p.cliff_s[c] * max(life - p.cliff_lap[c], 0.0)
            costs.append(total + p.cold_tyre_s[c])
        return allowed[int(np.argmin(costs))]

    def stop(self, car: NaiveCar, lap: int, compound: int, life: int, free: bool) -> None:
        car.fresh = (compound, life)
        car.used.add(compound)
        if free or self.status == RED:
            return
        car.stops += 1
        self.happened["stops"] += 1
        p, own, c = self.p.pit, self.p.cars, car.index
        loss = F(p.lane_loss_s[self.status]) + self.drawn_loss(c, car.stops - self.state.cars[c].stops_done - 1)
        loss = loss + F(car.pending_ms) * F(0.001)
        car.pending_ms = 0
        car.extra_s = car.extra_s + max(loss, F(0))
        mates = [m for m in self.cars if m is not car and own.team[m.index] == own.team[c]]
        if mates and mates[0].fresh is not None:
            second = car if car.time_ms > mates[0].time_ms else mates[0]
            gap_s = F(abs(car.time_ms - mates[0].time_ms)) * F(0.001)
            wait = F(p.double_stack_loss_s) + F(p.double_stack_loss_s) - gap_s
            second.extra_s = second.extra_s + min(max(wait, F(0)), F(p.double_stack_loss_s))

    def drawn_loss(self, c: int, number: int) -> np.float32:
        """What the lane, the stop and a slow stop are drawn to cost at the car's stop `number`."""
        p, own = self.p.pit, self.p.cars
        lane = F(p.lane_loss_sd_s) * self.normal("pit lane", c, number) + F(self.scenario.pit_loss_change_s)
        z = self.normal("stationary", c, number)
        standing = F(own.stationary_median_s[c]) * numbers.exponential(F(own.stationary_log_sd[c]) * z)
        u, slow, probability = self.uniform("slow stop", c, number), F(0), own.slow_stop_probability[c]
        if u < F(probability):
            slow = F(own.slow_stop_extra_s[c]) * (F(np.log(max(probability, 1e-9))) - numbers.logarithm(u))
        return lane + standing + slow

    def reacts_to_neutralisation(self, car: NaiveCar, lap: int) -> bool:
        p, left, distance = self.p.neutralisation, self.state.laps - lap, F(self.state.laps)
        if self.status == GREEN or car.life < 1:
            return False
        if self.status == RED:
            return self.status_laps == 1 and left >= 1
        if self.status_laps > 2 or left < p.shortest_useful_laps:
            return False
        terms, per_lap = [F(term) for term in p.reaction_logit[self.status - 1]], F(1) / distance
        until = min(car.next_stop_lap, self.state.laps) - lap
        rule_open = len(car.used) == 1 and not car.used & {*WET}
        logit = (terms[0] + terms[2] * (F(left) * per_lap)) + (terms[3] if rule_open else F(0))
        logit = logit + (terms[1] * per_lap) * car.life + (terms[4] * per_lap) * F(until)
        u = self.uniform("reaction", car.index, lap - self.status_laps + 1)
        share = F(p.reaction_first_lap_share) if self.status_laps == 1 else F(1)
        return bool(u * (numbers.exponential(-logit) + F(1)) < share)

    def reacts_to_weather(self, car: NaiveCar, lap: int) -> bool:
        if not self.wet_seen or lap >= self.state.laps or self.status == RED:
            return False
        if car.compound not in WET and self.right not in WET:
            return False
        gain = self.seconds_on(car.compound) - self.seconds_on(self.right)
        delay = F(self.p.weather.crossover_delay_probability)
        return bool(gain > F(self.p.weather.crossover_margin_s) and self.uniform("crossover", car.index, lap) >= delay)

    # Laps

    def green_s(self, lap: int) -> float:
        """Fuel and track evolution."""
        p = self.p.lap
        fuel_kg = max(p.fuel_start_kg - p.fuel_per_lap_kg * (lap - 1), 0.0)
        return p.fuel_effect_s_per_kg * fuel_kg + p.track_evolution_s_per_lap * lap

    def reference_s(self, lap: int) -> np.float32:
        """A free lap of the fastest car, dry."""
        return F(self.green_s(lap) + self.fastest_s)

    def free_s(self, lap: int) -> np.float32:
        """The same on the track as it is."""
        return self.reference_s(lap) + self.wet_s[self.right]

    def wear_s(self, car: NaiveCar) -> np.float32:
        p, c = self.p.lap, car.compound
        factor = F(self.p.cars.wear_factor[car.index]) * self.wear[c]
        linear, quadratic, cliff = (factor * F(v[c]) for v in (p.wear_linear_s, p.wear_quadratic_s, p.cliff_s))
        return car.life * (linear + quadratic * car.life) + cliff * max(car.life - F(p.cliff_lap[c]), F(0))

    def drive_lap(self, car: NaiveCar, lap: int) -> None:
        """The car's lap in free air, and its score in battles."""
        p, c = self.p.cars, car.index
        h = self.hash("lap noise", c, lap)
        own = car.pace_s + F(self.p.lap.pace_mode_s[car.mode]) + self.seconds_on(car.compound)
        noise = F(p.noise_sd_s[c]) * numbers.normal(h)
        u = numbers.uniform(numbers.another(h))
        if u < F(p.mistake_probability[c]):
            mistake = F(np.log(max(p.mistake_probability[c], 1e-9))) - numbers.logarithm(u)
            noise = noise + max(F(p.mistake_mean_s[c]) * mistake, F(0))
        own = own + self.wear_s(car) + noise
        n = self.p.neutralisation
        if self.status == GREEN:
            lap_s = own + F(self.green_s(lap)) + car.extra_s
        elif self.status == SC:
            lap_s = F(n.catch_up_factor) * self.free_s(lap) + car.extra_s
        else:
            lap_s = F(n.lap_time_factor[self.status]) * self.free_s(lap) + car.extra_s
        logit = self.p.traffic.overtaking_logit
        speed = F(-logit[3] * (p.top_speed_kmh[c] - p.top_speed_kmh.mean()))
        tyres = F(logit[2]) * car.life + (speed - F(logit[1]) * self.reference_s(lap))
        score = F(logit[1]) * lap_s + tyres
        car.score = F(max(min(int(score * F(32)), 2047), -2047)) * F(1 / 32)
        car.lap_ms = 0 if car.leaving else max(min(milliseconds(lap_s), (1 << 18) - 1), 0)
        car.life = car.life + F(self.p.lap.pace_mode_wear[car.mode])

    def leave_pits(self, car: NaiveCar) -> None:
        if car.fresh is not None:
            car.compound, car.life, car.mode = car.fresh[0], F(car.fresh[1]), car.mode_to_come
            car.extra_s = F(0) if self.status == RED else F(self.p.lap.cold_tyre_s[car.compound])
            car.fresh, car.on_out_lap = None, True
            self.wet_seen = self.wet_seen or car.compound in WET
        elif car.on_out_lap:
            car.extra_s, car.on_out_lap = F(0), False

    def settle(self, lap: int) -> None:
        """The order at the end of the lap."""
        raise NotImplementedError

    # The flag

    def classified(self) -> list[NaiveCar]:
        """By laps done when the flag fell, then by time."""
        flag_ms = self.order[0].time_ms if self.order else 0
        for car in self.cars:
            self.finish(car, flag_ms)
        return sorted(self.cars, key=lambda car: (car.out, -car.laps_done, car.finish_ms, car.index))

    def finish(self, car: NaiveCar, flag_ms: int) -> None:
        if car.out:
            car.laps_done = car.retirement_lap - 1
            car.finish_ms = car.time_ms
            return
        laps, back = self.state.laps, 0
        known = min(HISTORY_LAPS, laps - self.state.lap)
        while back < known and car.crossings[laps - back - 1] >= flag_ms:
            back += 1
        time_ms = car.crossings[laps - back]
        if back == known and back < laps:
            lap_ms = max((car.crossings[laps] - time_ms) // known, 1000)
            more = min(max((time_ms - flag_ms) // lap_ms, 0), laps - back - 1)
            back, time_ms = back + more, time_ms - more * lap_ms
        car.laps_done, car.finish_ms = laps - back, time_ms + car.pending_ms
