"""The same lake objects in any order end in the same store."""

from collections.abc import Sequence
from random import Random

import pytest

from pitwall.domain.datasets import Batch
from tests import racing
from tests.integration.load.conftest import NewTrack
from tests.integration.load.track import Contents, Track

_SHUFFLES = 3


def _stormy_season() -> list[Batch]:
    """A season with corrections, sources that disagree, a race that is forgotten, and rows that never fit."""
    corrected = racing.results(1, racing.DRIVERS[::-1])
    renamed = [{"driver_id": "ann-amber", "name": "Anna Amber"}]
    return [
        *racing.season(),
        racing.batch("races", racing.calendar((1, 3)), revision=2),
        racing.batch("races", racing.calendar(), "jolpica", revision=5),
        racing.batch("races", [racing.race(1), racing.race(3, circuit_id="alpha-ring")], "jolpica", revision=6),
        racing.batch("race_results", corrected, revision=2),
        racing.batch("race_results", racing.results(2), "jolpica", revision=7),
        racing.batch("drivers", renamed, revision=2),
        racing.batch("laps", racing.laps(1, count=2), "openf1"),
        racing.batch("laps", [*racing.laps(2, ["eve-ebony"]), racing.lap(2, "ann-amber", 1, lap_time_s=0.0)]),
        racing.batch("laps", racing.laps(3, count=1)),
        racing.batch("session_weather", racing.weather(1, 2), "openf1"),
        racing.batch("hourly_weather", [racing.hour(2), racing.hour(8)], "open_meteo"),
    ]


@pytest.fixture
def origin(new_track: NewTrack) -> Track:
    """The lake all objects come from."""
    track = new_track()
    track.take(*_stormy_season())
    return track


def _delivered(track: Track, origin: Track, paths: Sequence[str]) -> Contents:
    for path in paths:
        track.receive(origin.lake, path)
        track.load([path])
    return track.contents()


def test_any_order_of_the_same_objects_ends_in_the_same_store(origin: Track, new_track: NewTrack) -> None:
    paths = origin.lake.storage.paths()
    origin.load(paths)
    expected = origin.contents()
    assert origin.waiting(), "the season has rows that wait"
    assert _delivered(new_track(), origin, paths[::-1]) == expected, "one by one, backwards"
    for seed in range(_SHUFFLES):
        shuffled = list(paths)
        Random(seed).shuffle(shuffled)
        assert _delivered(new_track(), origin, shuffled) == expected, f"order of seed {seed}"


def test_a_lake_loaded_at_once_is_what_its_objects_amount_to(origin: Track, new_track: NewTrack) -> None:
    paths = origin.lake.storage.paths()
    origin.load(paths)
    several = new_track()
    for path in paths:
        several.receive(origin.lake, path)
    for path in paths[::-1]:
        several.load([path, path])
    assert several.contents() == origin.contents()
