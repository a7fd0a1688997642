"""FastF1: whole sessions from the sport's live-timing archive since 2018, minutes each, kept in its own cache folder.

FastF1 throttles itself and swallows most failures with a warning, so what counts here is whether data came.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pitwall.clock import Clock, now
from pitwall.domain.datasets import Batch
from pitwall.domain.vocabulary import RaceKey, SessionCode
from pitwall.errors import (
    SourceNotConfiguredError,
    SourceRateLimitedError,
    SourceUnavailableError,
)
from pitwall.settings import Settings
from pitwall.sources import fastf1_frames as frames
from pitwall.sources.batches import fetched_revision, without_empty
from pitwall.sources.fastf1_frames import SOURCE

if TYPE_CHECKING:
    import pyarrow as pa

_NAMES = {
    SessionCode.FP1: "Practice 1",
    SessionCode.FP2: "Practice 2",
    SessionCode.FP3: "Practice 3",
    SessionCode.Q: "Qualifying",
    SessionCode.SQ: "Sprint Qualifying",
    SessionCode.S: "Sprint",
    SessionCode.R: "Race",
}
_SHOOTOUT_SEASON = 2023
"""The one season in which sprint qualifying was called the Sprint Shootout."""


@dataclass(frozen=True)
class FastF1Sessions:
    """FastF1 with its cache in `cache`.

    The archive may ask for a Formula 1 account: FastF1 takes it from F1_USERNAME and F1_PASSWORD, and goes on without
    where they are not set (on a terminal it asks).
    """

    cache: Path
    clock: Clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = now) -> Self:
        """FastF1 with the cache folder of `settings`."""
        return cls(settings.fastf1_cache, clock)

    def batches(self, race: RaceKey, code: SessionCode, *, with_car_data: bool = False) -> list[Batch]:
        """Laps, weather, race control, track status and timing of a session.

        The feed's zero in UTC comes from the car data alone, some 100 MB: `with_car_data` says whether to load it.
        Raises SourceError; SourceUnavailableError also where FastF1 has no laps of that session.
        """
        with _translated(race, code):
            loaded = self._load(race, code, telemetry=with_car_data)
        laps = _part(loaded, "laps")
        if laps is None or laps.empty:
            raise SourceUnavailableError(SOURCE, f"has no laps of session {code} of {race}")
        people = frames.people_of(loaded.results)
        session = frames.Session(race, code, people, fetched_revision(self.clock))
        zero_utc = _utc(_part(loaded, "t0_date"))
        found = [frames.laps_batch(laps, session)]
        weather, messages = _part(loaded, "weather_data"), _part(loaded, "race_control_messages")
        track, status = _part(loaded, "track_status"), _part(loaded, "session_status")
        if weather is not None:
            found.append(frames.weather_batch(weather, session))
        if messages is not None:
            found.append(frames.race_control_batch(messages, session, zero_utc))
        if track is not None:
            found.append(frames.track_status_batch(track, session))
        if status is not None:
            found.append(frames.timing_batch(status, session, zero_utc))
        return without_empty(found)

    def telemetry(self, race: RaceKey, code: SessionCode, driver_code: str) -> "pa.Table":
        """Car telemetry of the fastest lap of the driver with this three-letter code (see `telemetry_table`).

        Raises SourceError; SourceUnavailableError also where there is no timed lap or no car data of it.
        """
        with _translated(race, code):
            loaded = self._load(race, code, telemetry=True)
            laps = _part(loaded, "laps")
            lap = None if laps is None else laps.pick_drivers(driver_code).pick_fastest()
            if lap is None:
                raise SourceUnavailableError(SOURCE, f"has no timed lap of {driver_code} in {code} of {race}")
            # Not FastF1's get_telemetry: that also seeks the car ahead, which needs every car's data.
            car, place = (get(pad=1, pad_side="both") for get in (lap.get_car_data, lap.get_pos_data))
            merged = car.merge_channels(place).slice_by_lap(lap, interpolate_edges=True).add_distance()
            return frames.telemetry_table(merged)

    def _load(self, race: RaceKey, code: SessionCode, *, telemetry: bool) -> Any:
        # Imported here: it takes two seconds, which a handler that fetches from elsewhere should not pay.
        import fastf1

        self.cache.mkdir(parents=True, exist_ok=True)
        fastf1.Cache.configure(cache_dir=str(self.cache))
        name = "Sprint Shootout" if code == SessionCode.SQ and race.season == _SHOOTOUT_SEASON else _NAMES.get(code)
        if name is None:
            raise SourceUnavailableError(SOURCE, f"knows no session {code}")
        session = fastf1.get_session(race.season, race.round, name)
        session.load(laps=True, telemetry=telemetry, weather=True, messages=True)
        return session


@contextmanager
def _translated(race: RaceKey, code: SessionCode) -> Iterator[None]:
    """FastF1's errors as ours."""
    import requests
    from fastf1 import exceptions

    what = f"session {code} of {race}"
    try:
        yield
    except exceptions.RateLimitExceededError as error:
        raise SourceRateLimitedError(SOURCE, f"stopped at its own limit of calls ({error}) for {what}") from error
    except exceptions.F1AuthError as error:
        raise SourceNotConfiguredError(SOURCE, f"wants F1_USERNAME and F1_PASSWORD for {what}: {error}") from error
    except requests.RequestException as error:
        raise SourceUnavailableError(SOURCE, f"could not fetch {what} ({type(error).__name__})") from error
    except (exceptions.DataNotLoadedError, exceptions.NoLapDataError, exceptions.ErgastError) as error:
        raise SourceUnavailableError(SOURCE, f"got no data for {what}: {error}") from error
    except (ValueError, KeyError) as error:
        # FastF1 says with these that no schedule came, or that the event has no such session.
        raise SourceUnavailableError(SOURCE, f"could not load {what}: {error}") from error


def _part(session: Any, name: str) -> Any:
    """A part of a loaded session, None where FastF1 could not load it."""
    from fastf1.exceptions import DataNotLoadedError

    try:
        return getattr(session, name)
    except DataNotLoadedError:
        return None


def _utc(timestamp: Any) -> datetime | None:
    """FastF1's zone-less timestamps are UTC."""
    return None if timestamp is None else timestamp.to_pydatetime().replace(tzinfo=UTC)
