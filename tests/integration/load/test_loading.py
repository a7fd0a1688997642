"""What the store holds after a delivery: the same after a second one, and only what refers to something."""

from pitwall.domain.datasets import Batch
from tests import racing
from tests.integration.load.track import Track, column

_TWO_CODES = ("ann-amber", "ann-amaranth")


def test_everything_of_a_season_arrives(track: Track) -> None:
    report = track.deliver(*racing.season())
    assert report.refused == 0
    assert len(track.rows("lap_times")) == len(racing.DRIVERS) * racing.RACE_LAPS
    assert len(track.rows("stints")) == len(racing.DRIVERS)
    assert column(track.rows("races"), "status") == ["completed", "completed", "scheduled"]
    leader = track.rows("driver_standings", "round = 2 AND position = 1")
    assert column(leader, "points") == [25 + 12 + 1]
    assert column(track.rows("current_driver_standings", "position = 1"), "driver_id") == ["ann-amber"]


def test_loading_the_same_objects_twice_writes_no_row(track: Track) -> None:
    spoiled = [*racing.laps(2, ["eve-ebony"]), racing.lap(2, "ann-amber", 1, lap_time_s=0.0)]
    paths = track.take(*racing.season(), racing.batch("laps", spoiled))
    track.load(paths)
    contents, touched = track.contents(), track.touched()
    again = track.load(paths)
    assert again.changed == 0
    assert track.contents() == contents
    assert track.touched() == touched


def test_a_row_of_an_unknown_driver_waits_in_the_rejects_until_the_driver_comes(track: Track) -> None:
    track.deliver(*racing.season())
    order = ["eve-ebony", *racing.DRIVERS]
    report = track.deliver(racing.batch("race_results", racing.results(3, order)))
    assert report.refused == 1
    assert track.waiting() == ["drivers holds no driver_id eve-ebony"]
    assert len(track.rows("race_results", "round = 3")) == len(racing.DRIVERS)
    refused = track.rows("ingest_rejects")
    assert [(row["dataset"], row["season"], row["round"], row["session"]) for row in refused] == [
        ("race_results", 2024, 3, "R")
    ]
    track.deliver(racing.batch("drivers", racing.drivers([*racing.DRIVERS, "eve-ebony"]), revision=2))
    assert column(track.rows("race_results", "round = 3 AND position = 1"), "driver_id") == ["eve-ebony"]
    assert track.rows("ingest_rejects") == []
    assert column(track.rows("driver_standings", "driver_id = 'eve-ebony'"), "points") == [25]


def test_laps_of_an_unknown_driver_wait_and_the_others_are_loaded(track: Track) -> None:
    track.deliver(*racing.season(), racing.batch("laps", racing.laps(2, [*racing.DRIVERS, "eve-ebony"])))
    assert len(track.rows("lap_times", "round = 2")) == len(racing.DRIVERS) * racing.RACE_LAPS
    assert track.rows("stints", "driver_id = 'eve-ebony'") == []
    track.deliver(racing.batch("drivers", racing.drivers(["eve-ebony"]), revision=2))
    assert len(track.rows("lap_times", "driver_id = 'eve-ebony'")) == racing.RACE_LAPS
    assert len(track.rows("stints", "driver_id = 'eve-ebony'")) == 1
    assert track.waiting() == []


def test_a_race_at_an_unknown_circuit_waits_with_all_that_belongs_to_it(track: Track) -> None:
    known = racing.CIRCUITS[1:]
    season = [one for one in racing.season() if one.dataset != "circuits"]
    track.deliver(racing.batch("circuits", racing.circuits(known)), *season)
    assert column(track.rows("races"), "round") == [2, 3]
    assert track.waiting() == ["circuits holds no circuit_id alpha-ring", "races holds no season 2024, round 1"]
    track.deliver(racing.batch("circuits", racing.circuits(), revision=2))
    assert track.waiting() == []
    assert column(track.rows("races"), "status") == ["completed", "completed", "scheduled"]
    assert len(track.rows("lap_times", "round = 1")) == len(racing.DRIVERS) * racing.RACE_LAPS


def test_a_corrected_name_is_seen_in_the_current_standings(track: Track) -> None:
    track.deliver(*racing.season())
    track.deliver(racing.batch("drivers", [{"driver_id": "ann-amber", "name": "Anna Amber"}], revision=2))
    assert column(track.rows("current_driver_standings", "driver_id = 'ann-amber'"), "name") == ["Anna Amber"]


def test_a_driver_may_change_number_in_mid_season(track: Track) -> None:
    track.deliver(*racing.season())
    numbers = track.rows("race_results", "driver_id = 'ann-amber'")
    assert sorted(column(numbers, "driver_number")) == ["11", "14"]


def test_two_drivers_may_have_one_code(track: Track) -> None:
    track.deliver(*racing.season(), racing.batch("drivers", racing.drivers(_TWO_CODES), revision=2))
    assert sorted(column(track.rows("drivers", "driver_code = 'ANN'"), "driver_id")) == sorted(_TWO_CODES)


def test_a_corrected_result_changes_the_rows_of_its_race_and_what_follows_from_them(track: Track) -> None:
    track.deliver(*racing.season())
    before, touched = track.contents(), track.touched()
    corrected = racing.results(1)
    corrected[3] |= {"position": None, "position_text": "DSQ"}
    track.deliver(racing.batch("race_results", corrected, revision=2))
    after = track.contents()
    moved = {name for name in after if after[name] != before[name]}
    assert moved == {
        "race_results",
        "driver_standings",
        "constructor_standings",
        "current_driver_standings",
        "current_constructor_standings",
        "loaded_objects",
    }
    results = track.rows("race_results", "round = 1")
    assert {row["driver_id"]: row["position_text"] for row in results} == {
        "ann-amber": "1",
        "bob-blue": "2",
        "cat-coral": "3",
        "dan-denim": "DSQ",
    }
    others = set(touched["race_results"]) & set(track.touched()["race_results"])
    assert len(others) == len(racing.DRIVERS), "the other race's rows are not written again"


def test_a_lower_ranked_source_that_comes_later_changes_nothing(track: Track) -> None:
    track.deliver(*racing.season())
    before = track.contents()
    other = racing.results(1, racing.DRIVERS[::-1])
    report = track.deliver(racing.batch("race_results", other, "jolpica", revision=9))
    after = track.contents()
    assert report.changed == 0
    assert [name for name in after if after[name] != before[name]] == ["loaded_objects"]


def test_a_higher_ranked_source_that_comes_later_takes_over(track: Track) -> None:
    track.deliver(*racing.season(), racing.batch("race_results", racing.results(3), "jolpica", revision=9))
    track.deliver(racing.batch("race_results", racing.results(3, racing.DRIVERS[::-1])))
    winner = track.rows("race_results", "round = 3 AND position = 1")
    assert [(row["driver_id"], row["source"]) for row in winner] == [("dan-denim", "f1db")]


def test_laps_beyond_the_race_distance_stay_and_can_be_told_apart(track: Track) -> None:
    track.deliver(*racing.season(), racing.batch("laps", racing.laps(2, count=racing.RACE_LAPS + 1)))
    beyond = track.rows(
        "lap_times",
        "round = 2 AND lap_number > (SELECT laps FROM races r WHERE r.season = t.season AND r.round = t.round)",
    )
    assert len(beyond) == len(racing.DRIVERS)
    assert set(column(beyond, "lap_number")) == {racing.RACE_LAPS + 1}


def test_a_shortened_race_scores_by_its_share_of_the_distance(track: Track) -> None:
    short = [racing.race(1, scheduled_laps=2 * racing.RACE_LAPS), racing.race(2), racing.race(3)]
    season = [one for one in racing.season() if one.dataset != "races"]
    track.deliver(*season, racing.batch("races", short))
    assert column(track.rows("driver_standings", "round = 1 AND position = 1"), "points") == [19 + 1]


def test_half_points_follow_from_a_distance_that_is_corrected_afterwards(track: Track) -> None:
    """2021's rule: less than three quarters of the distance scores half."""
    track.deliver(*map(_in_2021, racing.season()))
    assert column(track.rows("driver_standings", "round = 1 AND position = 2"), "points") == [18]
    short = [row | {"season": 2021} for row in racing.calendar()]
    short[0] |= {"scheduled_laps": 2 * racing.RACE_LAPS}
    track.deliver(racing.batch("races", short, revision=2))
    assert column(track.rows("driver_standings", "round = 1 AND position = 2"), "points") == [9]


def test_a_cancelled_race_keeps_its_place_and_scores_nothing(track: Track) -> None:
    season = [one for one in racing.season() if one.dataset != "races"]
    track.deliver(*season, racing.batch("races", [*racing.calendar((1, 2)), racing.race(3, cancelled=True)]))
    assert column(track.rows("races"), "status") == ["completed", "completed", "cancelled"]
    assert track.rows("driver_standings", "round = 3") == []


def test_a_red_flagged_race_has_laps_without_a_time(track: Track) -> None:
    stopped = racing.lap(2, "ann-amber", 2, lap_time_s=None, track_status="5")
    track.deliver(*racing.season(), racing.batch("laps", [racing.lap(2, "ann-amber", 1), stopped]))
    found = track.rows("lap_times", "round = 2 AND lap_number = 2")
    assert [(row["lap_time_s"], row["valid"], row["neutralised"]) for row in found] == [(None, False, True)]


def _in_2021(one: Batch) -> Batch:
    rows = one.table.to_pylist()
    return racing.batch(one.dataset, [row | {"season": 2021} if "season" in row else row for row in rows], one.source)
