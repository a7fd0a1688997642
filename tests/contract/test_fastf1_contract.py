"""FastF1 end to end: the real library against a local server in the live-timing archive's format.

The race served is the 2023 Qatar Grand Prix, rebuilt from the data set's event log; car data is hand-made.
"""

import base64
import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from contract.provider_server import ProviderServer
from pitwall.domain.datasets import Batch, dataset_spec
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import SourceRateLimitedError, SourceUnavailableError
from pitwall.settings import Settings
from pitwall.sources.fastf1_sessions import FastF1Sessions

QATAR = RaceKey(2023, 17)
_KNOWN_AS = {"driver_code": "driver"}
"""Our column to the lap table's."""
ARCHIVE = "/static/2023/2023-10-08_Qatar_Grand_Prix/2023-10-08_Race"


@pytest.fixture
def archive(server: ProviderServer, monkeypatch: pytest.MonkeyPatch) -> ProviderServer:
    """The local server in place of every address that FastF1 knows."""
    import fastf1._api
    import fastf1.ergast.interface
    import fastf1.events

    monkeypatch.setattr(fastf1._api, "base_url", server.url)
    monkeypatch.setattr(fastf1._api, "base_url_mirror", server.url)
    monkeypatch.setattr(fastf1.events, "_SCHEDULE_BASE_URL", f"{server.url}/schedule/")
    monkeypatch.setattr(fastf1.ergast.interface, "BASE_URL", f"{server.url}/ergast")
    return server


@pytest.fixture
def source(tmp_path: Path, clock: Callable[[], datetime]) -> FastF1Sessions:
    """FastF1 with an empty cache of this test's own."""
    return FastF1Sessions.from_settings(Settings(home=tmp_path), clock)


@pytest.fixture
def qatar(archive: ProviderServer, recorded: Path, data_folder: Path) -> ProviderServer:
    """The archive with the Qatar race in it."""
    schedule = json.loads((recorded / "f1schedule" / "schedule_2023.json").read_text())
    archive.route("/schedule/schedule_2023.json", schedule)
    streams: defaultdict[str, list[str]] = defaultdict(list)
    for event in _events(data_folder / "replay" / "2023_17_qatar" / "events.jsonl.gz"):
        streams[event["topic"]].append(f"{_stamp(event['t'])}{json.dumps(event['data'])}\r\n")
    for topic, lines in streams.items():
        archive.route(f"{ARCHIVE}/{topic}.jsonStream", "".join(lines).encode())
    return archive


def _events(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt") as lines:
        yield from map(json.loads, lines)


def _stamp(seconds: float) -> str:
    """Session time as the archive writes it: 00:56:13.369."""
    minutes, rest = divmod(round(seconds * 1_000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1_000:02d}.{rest % 1_000:03d}"


def _by_dataset(batches: list[Batch]) -> dict[str, list[dict[str, Any]]]:
    for batch in batches:
        assert batch.source == "fastf1"
        for row in batch.table.to_pylist():
            dataset_spec(batch.dataset).record.model_validate(row)
    return {batch.dataset: batch.table.to_pylist() for batch in batches}


@pytest.mark.data
def test_a_whole_race_agrees_with_the_lap_table(
    qatar: ProviderServer, source: FastF1Sessions, data_folder: Path
) -> None:
    found = _by_dataset(source.batches(QATAR, SessionCode.R))
    assert set(found) == {"laps", "session_weather", "race_control", "track_status", "session_timings"}
    table = pq.read_table(data_folder / "laps" / "2023.parquet", filters=[("round", "=", 17)])
    known = {(row["driver_id"], row["lap_number"]): row for row in table.to_pylist()}
    laps = {(row["driver_id"], row["lap_number"]): row for row in found["laps"]}
    assert len(laps.keys() & known.keys()) / len(known) > 0.99
    both = [(laps[key], known[key]) for key in laps.keys() & known.keys()]
    timed = [(o["lap_time_s"], t["lap_time_s"]) for o, t in both if o["lap_time_s"] and t["lap_time_s"]]
    assert sum(abs(ours - theirs) < 0.0015 for ours, theirs in timed) / len(timed) > 0.99
    for column in ("constructor_id", "driver_code", "compound", "stint"):
        assert sum(ours[column] == theirs[_KNOWN_AS.get(column, column)] for ours, theirs in both) / len(both) > 0.99, (
            column
        )
    (timing,) = found["session_timings"]
    assert 3_000 < timing["start_time_s"] < timing["finish_time_s"]
    assert len(found["race_control"]) == 135


@pytest.mark.data
def test_the_fastest_laps_telemetry_and_the_feeds_zero_come_from_car_data(
    qatar: ProviderServer, source: FastF1Sessions
) -> None:
    qatar.route(f"{ARCHIVE}/CarData.z.jsonStream", _car_data())
    qatar.route(f"{ARCHIVE}/Position.z.jsonStream", _position_data())
    found = _by_dataset(source.batches(QATAR, SessionCode.R, with_car_data=True))
    (timing,) = found["session_timings"]
    assert timing["feed_zero_utc"].isoformat().startswith("2023-10-08T16:01:00")
    samples = source.telemetry(QATAR, SessionCode.R, "VER").to_pylist()
    assert len(samples) > 100
    assert {round(sample["speed_kmh"]) for sample in samples[5:-5]} == {200}
    assert samples[-1]["distance_m"] == pytest.approx(200 / 3.6 * samples[-1]["time_s"], rel=0.02)


def test_a_season_without_schedule_is_unavailable(archive: ProviderServer, source: FastF1Sessions) -> None:
    with pytest.raises(
        SourceUnavailableError, match="could not load session R of 2023-17: Failed to load any schedule"
    ):
        source.batches(QATAR, SessionCode.R)


@pytest.mark.data
def test_a_session_without_data_is_unavailable(archive: ProviderServer, source: FastF1Sessions, recorded: Path) -> None:
    schedule = json.loads((recorded / "f1schedule" / "schedule_2023.json").read_text())
    archive.route("/schedule/schedule_2023.json", schedule)
    with pytest.raises(SourceUnavailableError, match="has no laps of session R of 2023-17"):
        source.batches(QATAR, SessionCode.R)
    with pytest.raises(SourceUnavailableError, match="could not load session FP3 of 2023-17"):
        source.batches(QATAR, SessionCode.FP3)


def test_fastf1s_own_limit_of_calls_is_a_rate_limit(
    archive: ProviderServer, source: FastF1Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fastf1
    from fastf1.exceptions import RateLimitExceededError

    def refuse(*_: object) -> None:
        raise RateLimitExceededError("any API: 500 calls/h")

    monkeypatch.setattr(fastf1, "get_session", refuse)
    with pytest.raises(SourceRateLimitedError, match="500 calls/h"):
        source.batches(QATAR, SessionCode.R)


def _zipped(session_s: float, content: dict[str, Any]) -> str:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(json.dumps(content).encode()) + packer.flush()
    return f'{_stamp(session_s)}"{base64.b64encode(packed).decode()}"\r\n'


_FEED_ZERO = datetime(2023, 10, 8, 16, 1)  # noqa: DTZ001 (the archive writes UTC without saying so)
_RACE_S = range(3_300, 9_600, 5)
_SAMPLES_PER_S = 4


def _sampled(content: Callable[[list[str]], dict[str, Any]]) -> bytes:
    """A stream of samples over the whole race, five seconds to a message."""
    lines = []
    for start_s in _RACE_S:
        times_s = [start_s + step / _SAMPLES_PER_S for step in range(5 * _SAMPLES_PER_S)]
        stamps = [
            f"{(_FEED_ZERO + timedelta(seconds=time_s)).isoformat(timespec='milliseconds')}Z" for time_s in times_s
        ]
        # The message leaves with its last sample.
        lines.append(_zipped(times_s[-1], content(stamps)))
    return "".join(lines).encode()


def _car_data() -> bytes:
    """Car 1 at an even 200 km/h."""
    channels = {"0": 11_000, "2": 200, "3": 7, "4": 80, "5": 0, "45": 8}
    return _sampled(
        lambda stamps: {"Entries": [{"Utc": stamp, "Cars": {"1": {"Channels": channels}}} for stamp in stamps]}
    )


def _position_data() -> bytes:
    """Car 1 parked at one spot: only that there is a position matters here."""
    place = {"Status": "OnTrack", "X": 10, "Y": 20, "Z": 30}
    return _sampled(lambda stamps: {"Position": [{"Timestamp": stamp, "Entries": {"1": place}} for stamp in stamps]})
