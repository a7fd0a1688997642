"""Races that leave the calendar and come back: what goes with them, and what is never lost."""

from tests import racing
from tests.integration.load.track import Track, column

_SHORTER = racing.calendar((1, 2))


def test_a_race_without_a_result_goes_with_its_schedule(track: Track) -> None:
    track.deliver(*racing.season(), racing.batch("hourly_weather", [racing.hour(3)], "open_meteo"))
    track.deliver(racing.batch("races", _SHORTER, revision=2))
    assert column(track.rows("races"), "round") == [1, 2]
    assert sorted(set(column(track.rows("sessions"), "round"))) == [1, 2]
    assert track.rows("hourly_weather") == []
    assert track.waiting() == ["races holds no season 2024, round 3"]


def test_a_race_that_comes_back_brings_back_what_belongs_to_it(track: Track) -> None:
    forecast = racing.batch("hourly_weather", [racing.hour(3)], "open_meteo")
    track.deliver(*racing.season(), forecast)
    before = track.contents()
    track.deliver(racing.batch("races", _SHORTER, revision=2))
    track.deliver(racing.batch("races", racing.calendar(), revision=3))
    after = track.contents()
    assert track.waiting() == []
    # The calendar's rows name their new revision, nothing else differs.
    assert [name for name in after if after[name] != before[name]] == ["loaded_objects", "races"]


def test_a_race_with_a_result_stays_when_the_calendar_forgets_it(track: Track) -> None:
    track.deliver(*racing.season())
    track.deliver(racing.batch("races", racing.calendar((2, 3)), revision=2))
    assert column(track.rows("races"), "round") == [1, 2, 3]
    assert len(track.rows("race_results", "round = 1")) == len(racing.DRIVERS)
    assert len(track.rows("lap_times", "round = 1")) == len(racing.DRIVERS) * racing.RACE_LAPS
    assert track.waiting() == []


def test_a_result_that_comes_after_its_race_was_forgotten_brings_the_race_back(track: Track) -> None:
    track.deliver(*racing.season())
    track.deliver(racing.batch("races", _SHORTER, revision=2))
    track.deliver(racing.batch("race_results", racing.results(3)))
    assert column(track.rows("races"), "status") == ["completed"] * 3
    assert len(track.rows("race_results", "round = 3")) == len(racing.DRIVERS)


def test_a_result_of_a_race_nobody_ever_announced_waits(track: Track) -> None:
    track.deliver(*racing.season())
    track.deliver(racing.batch("race_results", racing.results(9)))
    assert track.waiting() == ["races holds no season 2024, round 9"]
    assert column(track.rows("races"), "round") == [1, 2, 3]


def test_a_truncated_calendar_is_doubted_until_it_is_said_again(track: Track) -> None:
    track.deliver(*[one for one in racing.season() if one.dataset != "race_results"])
    before = track.contents()
    track.deliver(racing.batch("races", racing.calendar((3,)), revision=2))
    after = track.contents()
    assert [name for name in after if after[name] != before[name]] == ["loaded_objects"]
    assert [row["detail"] for row in track.rows("loaded_objects", "outcome = 'doubted'")] == [
        "names less than half the rows its source named before: counts once the source says so again"
    ]
    track.deliver(racing.batch("races", racing.calendar((3,)), revision=3))
    assert column(track.rows("races"), "round") == [3]


def test_a_corrected_classification_takes_back_a_car(track: Track) -> None:
    track.deliver(*racing.season())
    track.deliver(racing.batch("race_results", racing.results(1, racing.DRIVERS[:3]), revision=2))
    assert len(track.rows("race_results", "round = 1")) == 3
    assert column(track.rows("driver_standings", "round = 1 AND driver_id = 'dan-denim'"), "points") in ([], [0])


def test_pit_stops_of_two_sources_are_never_mixed(track: Track) -> None:
    def stops(*laps: int) -> list[dict[str, object]]:
        where = {"season": racing.SEASON, "round": 1, "session": "R", "driver_id": "ann-amber"}
        return [{**where, "stop": number, "lap_number": lap} for number, lap in enumerate(laps, 1)]

    track.deliver(*[one for one in racing.season() if one.dataset != "pit_stops"])
    track.deliver(racing.batch("pit_stops", stops(1, 2)), racing.batch("pit_stops", stops(1, 2, 3), "openf1"))
    assert [row["lap_number"] for row in track.rows("pit_stops", "round = 1")] == [1, 2]


def test_a_moved_race_takes_nothing_from_the_place_it_left(track: Track) -> None:
    """Jolpica moves round 3 to another circuit; what f1db says of the old one does not fill it."""
    old = [racing.race(3, turns=20, official_name="Old Prize"), *racing.calendar((1, 2))]
    track.deliver(*[one for one in racing.season() if one.dataset != "races"], racing.batch("races", old))
    moved = [*racing.calendar((1, 2)), racing.race(3, circuit_id="alpha-ring")]
    track.deliver(racing.batch("races", moved, "jolpica"))
    race = track.rows("races", "round = 3")[0]
    assert (race["circuit_id"], race["turns"], race["official_name"]) == ("alpha-ring", None, None)


def test_a_newer_calendar_leaves_known_details_of_the_same_place(track: Track) -> None:
    detailed = [racing.race(3, turns=20), *racing.calendar((1, 2))]
    track.deliver(*[one for one in racing.season() if one.dataset != "races"], racing.batch("races", detailed))
    track.deliver(racing.batch("races", racing.calendar(), "jolpica"))
    race = track.rows("races", "round = 3")[0]
    assert (race["source"], race["turns"]) == ("jolpica", 20)
