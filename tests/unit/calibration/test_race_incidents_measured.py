"""Starts, retirements, reactions, dirty air and rain: put in, measured, pooled."""

import numpy as np
import pytest

from pitwall.calibration.dirty_air import GAP_EDGES_S, DirtyAirMeasurement, measure_dirty_air, pool_dirty_air
from pitwall.calibration.easing import measure_easing, pool_easing
from pitwall.calibration.event_laps import lap_grid
from pitwall.calibration.event_pace import expected_pace
from pitwall.calibration.neutralisations_measured import NeutralisationEvent
from pitwall.calibration.penalties import PenaltyMeasurement, pool_penalties
from pitwall.calibration.rain import RainMeasurement, measure_rain, pool_rain
from pitwall.calibration.reactions import ReactionMeasurement, measure_reactions, pool_reactions
from pitwall.calibration.retirements import (
    CarDistance,
    RetirementMeasurement,
    grid_shares,
    measure_retirements,
    pool_retirements,
)
from pitwall.calibration.starts import Start, StartMeasurement, measure_start, pool_starts
from tests.unit.calibration.hand_made_facts import hand_made_facts

PACES = [90.0 + 0.2 * car for car in range(10)]


def made_starts(races: int, gain_of_last_s: float = 0.0) -> list[tuple[str, int, StartMeasurement]]:
    """Starts at 0.5 s a slot with a spread of 0.6 s; the driver of slot 20 gains."""
    draws = np.random.default_rng(2)
    made = []
    for _ in range(races):
        behind = 0.5 * np.arange(20) + draws.normal(0.0, 0.6, 20)
        behind[19] -= gain_of_last_s
        behind -= behind.min()
        starts = [Start("star" if slot == 19 else f"d{slot}", slot + 1, float(behind[slot])) for slot in range(20)]
        made.append(("nowhere", 2024, StartMeasurement(tuple(starts), 4.0)))
    return made


def test_grid_slots_cost_what_they_cost() -> None:
    pooled = pool_starts(made_starts(60))

    assert pooled.slot_loss_s[0] == 0.0
    assert np.diff(pooled.slot_loss_s[:20]) == pytest.approx(0.5, abs=0.25)
    assert pooled.slot_loss_s[10] == pytest.approx(5.0, abs=0.6)
    assert len(pooled.slot_loss_s) == len(pooled.spread_s) == 30


def test_a_good_starter_gains_and_is_not_believed_all_of_it() -> None:
    pooled = pool_starts(made_starts(60, gain_of_last_s=1.0))

    assert 0.0 < pooled.gain_s.of("star").mean < 1.0
    assert pooled.gain_s.of("star").mean == max(e.mean for e in pooled.gain_s.groups.values())
    assert pooled.gain_s.of("rookie").mean == pytest.approx(0.0, abs=0.1)


def test_the_field_is_strung_out_by_place_whatever_becomes_of_who_spins() -> None:
    draws = np.random.default_rng(3)
    made = []
    for race in range(60):
        interval_s = np.concatenate([[0.0], np.linspace(1.2, 0.6, 19)]) * np.exp(0.3 * draws.standard_normal(20))
        interval_s[19] += 40.0 * (race % 3 == 0)
        behind = np.cumsum(interval_s)
        starts = [Start(f"d{slot}", slot + 1, float(behind[slot])) for slot in range(20)]
        made.append(("nowhere", 2024, StartMeasurement(tuple(starts), 4.0)))
    pooled = pool_starts(made)

    assert pooled.interval_s[0] == 0.0
    assert pooled.interval_s[1:19] == pytest.approx(np.linspace(1.2, 0.6, 19)[:-1], rel=0.15)
    assert pooled.interval_log_sd == pytest.approx(0.3, abs=0.05)
    assert len(pooled.interval_s) == 30


def test_a_neutralised_first_lap_is_no_clean_start() -> None:
    facts = hand_made_facts(PACES, status={1: "14"})

    assert measure_start(facts, lap_grid(facts)).starts == ()


def test_a_start_on_wet_tyres_is_no_clean_start() -> None:
    facts = hand_made_facts(PACES, compounds={(3, 1): "INTERMEDIATE", (3, 10): "HARD"})
    assert measure_start(facts, lap_grid(facts)).starts == ()
    assert measure_start(hand_made_facts(PACES), lap_grid(hand_made_facts(PACES))).starts != ()


def test_too_few_starts_are_said_not_to_be_measured() -> None:
    assert pool_starts(made_starts(1)).n == 0


def test_retirements_are_counted_by_laps_driven() -> None:
    measured = measure_retirements(hand_made_facts(PACES, retired={3: 10, 4: 0}))

    assert [(car.driver_id, car.laps) for car in measured.cars if car.retired] == [("d3", 10), ("d4", 0)]


def test_a_fragile_team_has_the_higher_hazard_and_a_new_one_the_mean() -> None:
    def car(team: str, laps: int, retired: bool) -> CarDistance:
        return CarDistance(f"driver-{team}", team, laps, retired)

    race = RetirementMeasurement((car("solid", 57, False), car("fragile", 20, True), car("usual", 57, False)))
    pooled = pool_retirements([(2024, race)] * 20)

    assert pooled.by_team.of("fragile").mean > pooled.by_team.of("new").mean > pooled.by_team.of("solid").mean
    assert pooled.per_race.mean == pytest.approx(20.5 / 60)


def test_who_starts_at_the_back_drops_out_more_often_if_that_was_seen() -> None:
    def race(number: int) -> RetirementMeasurement:
        cars = [
            CarDistance(f"d{number}-{slot}", f"team-{slot % 5}", 30 if slot in unlucky else 57, slot in unlucky, share)
            for unlucky in [{9, 8} if number % 3 else {0, 5}]
            for slot, share in enumerate(grid_shares(10).tolist())
        ]
        return RetirementMeasurement(tuple(cars))

    pooled = pool_retirements([(2024, race(number)) for number in range(60)])
    hazards = pooled.hazards(["new"] * 10, ["unknown"] * 10)

    assert pooled.grid_slope.mean > 3 * pooled.grid_slope.sd
    assert (np.diff(hazards) > 0).all()
    assert hazards.mean() == pytest.approx(pooled.by_team.overall.mean)


def test_without_a_grid_every_place_is_alike() -> None:
    race = RetirementMeasurement((CarDistance("a", "team", 57, False), CarDistance("b", "team", 20, True)))
    pooled = pool_retirements([(2024, race)] * 20)

    assert pooled.grid_slope.mean == 0.0
    assert np.ptp(pooled.hazards(["new", "newer"], ["one", "one"])) == 0.0


def test_old_worn_tyres_come_in_under_the_safety_car() -> None:
    draws = np.random.default_rng(4)
    chances = [
        (1, float(life), 0.4, 0.0, 0.2, int(draws.uniform() < (0.8 if life > 0.3 else 0.1)))
        for life in draws.uniform(0.0, 0.6, 600)
    ]

    pooled = pool_reactions([(2024, ReactionMeasurement(tuple(chances)))])

    assert pooled.logit[1][1].mean > 3.0
    assert pooled.logit[0][1].n == 0


def test_a_stop_in_the_first_two_laps_of_a_safety_car_is_a_reaction() -> None:
    facts = hand_made_facts(PACES, stops={2: [21], 5: [30]}, status={20: "4", 21: "4", 22: "4"})
    start = 1000.0 + 19 * 90.0 + 45.0
    event = NeutralisationEvent(1, 20, 3.0, False, 0, start, start + 300.0)

    chances = measure_reactions(lap_grid(facts), [event]).chances

    assert len(chances) == 10
    assert sum(chance[-1] for chance in chances) == 1


def test_an_answered_undercut_shows_beside_the_base_rate() -> None:
    covered = {car: [20, 21][car % 2 : car % 2 + 1] for car in range(10)}
    covered = {car: [21] if car % 2 == 0 else [20] for car in covered}
    measured = measure_reactions(lap_grid(hand_made_facts([90.0] * 10, grid_gap_s=1.0, stops=covered)), [])

    assert measured.answered[0] == measured.answered[1] > 0


def test_dirty_air_is_found_where_it_was_put() -> None:
    laps = [(0.0, 0.0, 200)] * len(GAP_EDGES_S)
    middles = [0.25, 0.625, 0.875, 1.25, 1.75, 2.25, 2.75, 3.5, 9.0]
    losses = [max(0.0, 0.6 * (1.0 - middle / 2.0)) for middle in middles]
    by_gap = tuple((loss * n, (loss**2 + 0.04) * n, n) for loss, (_, _, n) in zip(losses, laps, strict=True))

    pooled = pool_dirty_air([("nowhere", 2024, DirtyAirMeasurement(by_gap))] * 5)

    assert pooled.reach_s.mean == pytest.approx(2.0, abs=0.26)
    assert pooled.loss_s.of("nowhere").mean == pytest.approx(0.6, abs=0.06)


def test_a_lapped_car_s_loss_is_blue_flags() -> None:
    paces = [90.0] * 9 + [94.0]
    # The last car is lapped once, on the lap on which the sums of laps say so.
    facts = hand_made_facts(paces, laps=40, noise_s=0.02, grid_gap_s=0.5)
    measured = measure_dirty_air(lap_grid(facts), expected_pace(lap_grid(facts)))

    assert measured.lapped[2] > 0


def test_what_a_leader_alone_gives_away_late_is_found() -> None:
    paces = [89.0] + [90.0 + 0.1 * car for car in range(9)]
    eased = {(0, lap): 0.4 for lap in range(31, 61)}
    grid = lap_grid(hand_made_facts(paces, laps=60, noise_s=0.05, off_s=eased))
    lost_s, laps = measure_easing(grid, expected_pace(grid))

    assert (lost_s, laps) == (pytest.approx(0.4, abs=0.06), 30)
    assert pool_easing([(2024, (lost_s, laps))] * 5).mean == pytest.approx(lost_s)


def test_nobody_eases_where_all_are_near() -> None:
    grid = lap_grid(hand_made_facts([90.0] * 10, laps=60, noise_s=0.05))
    assert measure_easing(grid, expected_pace(grid)) == (0.0, 0)


def test_rain_begins_where_the_field_leaves_its_slicks() -> None:
    wet = {(car, 21): "INTERMEDIATE" for car in range(10)} | {(car, 33): "HARD" for car in range(10)}
    facts = hand_made_facts(PACES, compounds=wet, rain_laps=range(19, 29))

    measured = measure_rain(facts, lap_grid(facts))

    assert (measured.turned_wet, measured.showers, measured.rain_laps, measured.ended) == (1, 1, 10, 1)
    assert measured.laps_to_wet_tyres == (2,)
    assert (measured.drying_laps, measured.dried, measured.last_drying_laps) == (4, 1, (0,))
    assert (measured.slick_laps, measured.wet_tyre_laps, measured.wets_laps) == (28, 12, 0)
    assert not measured.wet_start


def test_a_race_may_start_wet_and_on_wets() -> None:
    wet = {(car, 1): "WET" for car in range(10)} | {(car, 8): "INTERMEDIATE" for car in range(10)}
    facts = hand_made_facts(PACES, compounds=wet, rain_laps=range(1, 12))

    measured = measure_rain(facts, lap_grid(facts))

    assert (measured.wet_start, measured.wet_start_rain, measured.wets_laps) == (True, True, 7)


def test_drizzle_that_changes_no_tyres_is_no_rain_of_the_simulator_s() -> None:
    facts = hand_made_facts(PACES, rain_laps=range(19, 29))
    measured = measure_rain(facts, lap_grid(facts))

    assert (measured.showers, measured.turned_wet) == (1, 0)


def test_rainy_circuits_rain_more_often() -> None:
    wet = RainMeasurement(True, slick_laps=40, turned_wet=1, rain_laps=10, ended=1)
    dry = RainMeasurement(True, slick_laps=55)

    pooled = pool_rain([("wales", 2024, wet)] * 6 + [("desert", 2024, dry)] * 20, crossover_wetness=0.25)

    assert pooled.for_race("wales").rain_start_hazard > 3 * pooled.for_race("desert").rain_start_hazard


def test_the_track_is_as_wet_as_the_crossover_when_the_field_has_changed() -> None:
    shower = RainMeasurement(True, turned_wet=1, laps_to_wet_tyres=(1, 1, 1), last_drying_laps=(4, 4, 4))

    weather = pool_rain([("wales", 2024, shower)], crossover_wetness=0.3).for_race("wales")

    assert weather.slick_wetness == 0.3
    assert weather.wetting_per_lap * 2 == pytest.approx(0.3)
    assert weather.last_drying_per_lap * 5 == pytest.approx(0.3)


def test_showers_are_on_wets_and_dry_as_often_as_those_seen() -> None:
    seen = RainMeasurement(True, drying_laps=1000, dried=50, wet_tyre_laps=5000, wets_laps=1000, wet_race=True)

    weather = pool_rain([("wales", 2024, seen)], crossover_wetness=0.25).for_race("wales")

    showers = 0.25 + np.random.default_rng(1).exponential(weather.intensity_mean, 20_000)
    assert np.mean(showers > 0.75) == pytest.approx(0.2, abs=0.02)
    assert np.mean((showers - 0.25) / weather.drying_per_lap) == pytest.approx(20, rel=0.05)


def test_races_start_wet_where_they_did() -> None:
    wet = RainMeasurement(True, wet_start=True, wet_start_rain=True)
    races = [("wales", 2024, wet)] * 6 + [("desert", 2024, RainMeasurement(True))] * 20

    wales, desert = (pool_rain(races, 0.25).for_race(circuit) for circuit in ("wales", "desert"))

    assert wales.wet_start_probability > 3 * desert.wet_start_probability
    assert wales.wet_start_rain_probability > 0.7


def test_a_time_penalty_is_as_long_as_recent_ones_were() -> None:
    fives = PenaltyMeasurement(True, {"d0": 50}, {"d0": 2}, (5, 5))
    tens = PenaltyMeasurement(True, {"d0": 50}, {"d0": 2}, (10, 10))

    recent = pool_penalties([(2018, fives), (2024, tens)]).seconds

    assert 9.0 < recent.mean < 10.0
    assert (recent.n, recent.seasons) == (4, (2018, 2024))
    assert pool_penalties([]).seconds.mean == 5.0
