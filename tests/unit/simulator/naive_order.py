"""The twin's order: battles, blue flags, starts, queues and red flags."""

import itertools

from tests.unit.simulator import naive_numbers as numbers
from tests.unit.simulator.naive_driving import DrivenNaively
from tests.unit.simulator.naive_numbers import F, milliseconds
from tests.unit.simulator.naive_race import GREEN, RED, SC, NaiveCar


def key(car: NaiveCar) -> tuple[int, int]:
    """What the field is sorted by."""
    return car.time_ms, car.index


NOWHERE_MS = 1 << 29
"""Ahead of everybody by this."""
EVEN_SUM_MEAN = 255 / 512
EVEN_SUM_SD = (2 * (256**2 - 1) / 12) ** 0.5 / 512
"""Of the sum of two bytes over 512."""


class Twin(DrivenNaively):
    """The whole race."""

    def settle(self, lap: int) -> None:
        """The order at the end of the lap."""
        if self.starting or self.status >= SC:
            for car in self.order:
                car.time_ms += car.lap_ms
            (self.start if self.starting else self.red_flag if self.status == RED else self.queue)(lap)
            return
        self.ease_off(lap)
        racing, stopping = self.part(lap)
        self.race(racing, lap)
        self.order = sorted([*racing, *stopping], key=key)

    def retire(self, car: NaiveCar) -> None:
        car.out = True

    def ease_off(self, lap: int) -> None:
        """A leader far ahead takes his time; not if he stops on this lap."""
        if 2 * lap <= self.state.laps or self.status != GREEN or not self.order:
            return
        leader, p = self.order[0], self.p.traffic
        lead_ms = self.order[1].time_ms - leader.time_ms if len(self.order) > 1 else NOWHERE_MS
        if lead_ms > round(p.easing_gap_s * 1000) and not leader.leaving and leader.fresh is None:
            leader.lap_ms += round(p.easing_s * 1000)

    def part(self, lap: int) -> tuple[list[NaiveCar], list[NaiveCar]]:
        """Who races on this lap and who stops; who is right ahead of one that stops may cover it."""
        racing: list[NaiveCar] = []
        stopping = []
        for car in self.order:
            if car.leaving:
                self.retire(car)
            elif car.fresh is not None:
                if racing:
                    self.cover(racing[-1], car.time_ms, lap)
                stopping.append(car)
            else:
                racing.append(car)
        for car in stopping:
            car.time_ms += car.lap_ms
        return racing, stopping

    def cover(self, ahead: NaiveCar, behind_ms: int, lap: int) -> None:
        p = self.p.pit
        if behind_ms - ahead.time_ms > round(p.cover_gap_s * 1000) or not ahead.covers or self.status != GREEN:
            return
        if not lap + 1 < ahead.next_stop_lap <= lap + p.cover_window_laps or lap + 1 >= self.state.laps:
            return
        if self.uniform("cover", ahead.index, lap) < F(p.cover_probability):
            ahead.to_come[0] = (lap + 1, *ahead.to_come[0][1:])

    # Racing

    def race(self, racing: list[NaiveCar], lap: int) -> None:
        """Free air, dirty air, blue flags, then battles from the front."""
        p = self.p.traffic
        green = self.status == GREEN
        before = [car.time_ms for car in racing]
        slope = F(p.dirty_air_loss_s / max(p.dirty_air_reach_s, 1e-3))
        aid = green and lap >= self.aid_lap and self.wetness < F(0.1)
        moved, follower, leader = [], [], []
        for place, car in enumerate(racing):
            gap_ms = before[place] - before[max(place - 1, 0)]
            time_ms = car.time_ms + car.lap_ms
            if place > 0 and green:
                time_ms += int(max(F(round(p.dirty_air_reach_s * 1000) - gap_ms), F(0)) * slope)
            moved.append(time_ms)
            helped = aid and gap_ms < round(p.aid_reach_s * 1000)
            logit = p.overtaking_logit[0] - p.closeness_per_s * (p.dirty_air_reach_s - p.follow_gap_s)
            near_ms = round(p.dirty_air_reach_s * 1000) - min(gap_ms, round(p.aid_reach_s * 1000))
            closeness = F(near_ms) * F(p.closeness_per_s * 1e-3)
            follower.append(
                (F(logit) - car.score)
                + closeness
                + F(p.overtaking_logit[4] if helped else 0)
                - numbers.logistic(self.attempt(car, lap))
            )
            leader.append(car.score + F(p.overtaking_logit[5] if car.on_out_lap else 0))
        if green:
            self.blue_flags(moved, before, lap)
            racing[:] = self.battles(racing, moved, follower, leader, lap)
        else:
            ahead_ms = -NOWHERE_MS
            for car, time_ms in zip(racing, moved, strict=True):
                ahead_ms = car.time_ms = max(time_ms, ahead_ms + 1)

    def blue_flags(self, moved: list[int], before: list[int], lap: int) -> None:
        round_ms = int(self.reference_s(lap) * F(1000))
        for place in range(1, len(moved)):
            if moved[place] > moved[0] + round_ms:
                lappers = 0
                for q in range(place):
                    has, had = moved[q] < moved[place] - round_ms, before[q] < before[place] - round_ms
                    if not has and not had:
                        break
                    lappers += has - had
                moved[place] += max(lappers, 0) * round(self.p.traffic.blue_flag_loss_s * 1000)

    def battles(
        self, racing: list[NaiveCar], moved: list[int], follower: list[F], leader: list[F], lap: int
    ) -> list[NaiveCar]:
        p = self.p.traffic
        follow, fail = max(1, round(p.follow_gap_s * 1000)), round(p.failed_attempt_loss_s * 1000)
        lead = max(1, round(p.pass_gap_s * 1000))
        reach = round(p.overtaking_reach_s * 1000)
        order: list[NaiveCar] = []
        if not racing:
            return order
        ahead, ahead_ms, ahead_score = racing[0], moved[0], leader[0]
        wall = -NOWHERE_MS
        for car, behind_ms, own, score in zip(racing[1:], moved[1:], follower[1:], leader[1:], strict=True):
            if behind_ms - ahead_ms >= reach:
                front, back, wins = (ahead, ahead_ms), (car, max(behind_ms, ahead_ms + 1)), False
            elif wins := bool(own + ahead_score > F(0)):
                passer = max(min(behind_ms, (ahead_ms + behind_ms) >> 1), wall + follow)
                front, back = (car, passer), (ahead, max(passer + lead, ahead_ms))
                self.happened["passes"] += 1
            else:
                front = (ahead, ahead_ms + fail)
                back = (car, max(behind_ms + fail, ahead_ms + fail + self.follow_gap_ms(car, lap)))
            front[0].time_ms = wall = front[1]
            order.append(front[0])
            ahead, ahead_ms = back
            ahead_score = ahead_score if wins else score
        ahead.time_ms = ahead_ms
        return [*order, ahead]

    def follow_gap_ms(self, car: NaiveCar, lap: int) -> int:
        """What stays after a failed attempt."""
        p = self.p.traffic
        return self.drawn_gap_ms(p.follow_gap_s, p.follow_gap_sd_s, numbers.another(self.attempt(car, lap)))

    def queue_gap_ms(self, car: NaiveCar, lap: int) -> int:
        """To the car ahead behind the safety car."""
        n = self.p.neutralisation
        if not self.resumes(lap):
            return max(1, round(n.queue_gap_s * 1000))
        return self.drawn_gap_ms(n.restart_gap_s, n.restart_gap_sd_s, self.hash("interval", car.index, lap))

    @staticmethod
    def drawn_gap_ms(mean_s: float, sd_s: float, h: int) -> int:
        """The sum of two even draws, from a number's highest bytes."""
        span_s = min(sd_s / EVEN_SUM_SD, mean_s / EVEN_SUM_MEAN)
        draw = (h >> 24) + (h >> 16 & 0xFF)
        least = max(1, round((mean_s - span_s * EVEN_SUM_MEAN) * 1000))
        return least + (draw * round(span_s * 1000) >> 9)

    def attempt(self, car: NaiveCar, lap: int) -> int:
        """The number of a car's attempt to pass."""
        return numbers.mixed(
            self.words[0] ^ (car.index * 0x9E3779B9 & 0xFFFFFFFF) ^ numbers.key_of("pass", 0, lap), self.words[1]
        )

    # Starts, queues, red flags

    def start(self, lap: int) -> None:
        """From the slots; nobody races yet."""
        p, cars = self.p.start, []
        for slot, car in enumerate(self.order):
            if car.leaving:
                self.retire(car)
                continue
            before_ms = car.time_ms - car.lap_ms
            lap_s = self.reference_s(lap) + F(p.standing_lap_loss_s) + F(p.slot_loss_s[slot])
            lap_s = lap_s - F(self.p.cars.start_gain_s[car.index])
            if lap == 1 and car.pit_start:
                lap_s = lap_s - F(p.slot_loss_s[slot]) + F(p.slot_loss_s[len(self.cars) - 1]) + F(p.pit_lane_loss_s)
            lap_s = lap_s + self.seconds_on(car.compound) + car.extra_s
            lap_s = lap_s + F(p.spread_s[slot]) * self.normal("start lap", car.index, lap)
            car.time_ms = before_ms + milliseconds(max(lap_s, F(1)))
            cars.append(car)
        self.order = sorted(cars, key=key)
        for place, (ahead, car) in enumerate(itertools.pairwise(self.order), start=1):
            drawn = numbers.exponential(F(p.interval_log_sd) * self.normal("interval", place, lap))
            placed_ms = ahead.time_ms + milliseconds(F(p.interval_s[place]) * drawn)
            apart = car.fresh is not None or (lap == 1 and car.pit_start)
            car.time_ms = max(car.time_ms, placed_ms) if apart else placed_ms

    def red_flag(self, lap: int) -> None:
        """All on the grid again, in order."""
        leader_ms = self.order[0].time_ms if self.order else 0
        for place, car in enumerate(self.order):
            if car.leaving:
                self.retire(car)
            else:
                car.time_ms = leader_ms + place
        self.order = sorted((car for car in self.order if not car.out), key=key)

    def queue(self, lap: int) -> None:
        """Behind the safety car."""
        n, free_s = self.p.neutralisation, self.free_s(lap)
        gap = {car.index: self.queue_gap_ms(car, lap) for car in self.order}
        factor = F(n.lap_time_factor[SC])
        sc_ms, free_ms = milliseconds(factor * free_s), milliseconds(free_s)
        slower_ms = milliseconds((factor - F(n.catch_up_factor)) * free_s)
        touched = any(car.leaving or car.fresh is not None for car in self.order)
        for car in self.order:
            if car.leaving:
                self.retire(car)
        self.order = [car for car in self.order if not car.out]
        stop_ms = {car.index: milliseconds(car.extra_s) if car.fresh is not None else 0 for car in self.order}
        driven_ms = {car.index: car.time_ms - stop_ms[car.index] for car in self.order}
        ahead_ms = first_ms = driven_ms[self.order[0].index] if self.order else 0
        for place, car in enumerate(self.order):
            time_ms = driven_ms[car.index]
            rounds = (time_ms - first_ms) // (free_ms if self.status_laps == 1 else sc_ms)
            if rounds > 0 and self.status_laps > 1 and self.resumes(lap):
                rounds, time_ms = rounds - 1, time_ms - sc_ms
            behind_ms = ahead_ms + gap[car.index] if place > 0 else first_ms + slower_ms
            if rounds > 0:
                behind_ms = max(behind_ms, first_ms + slower_ms + rounds * sc_ms + gap[car.index])
            ahead_ms = max(time_ms, behind_ms)
            car.time_ms = ahead_ms + stop_ms[car.index]
        if touched:
            self.order.sort(key=key)
            for ahead, car in itertools.pairwise(self.order):
                car.time_ms = max(car.time_ms, ahead.time_ms + gap[car.index])

    def resumes(self, lap: int) -> bool:
        """Whether there is racing on the next lap."""
        if lap == self.state.laps:
            return False
        if self.scenario.status_by_lap is not None:
            return int(self.scenario.status_by_lap[lap]) == GREEN
        return self.status_left == 0 and not self.red_next
