"""What is shown changes hands: the invented season holds until a real calendar comes, and never mixes with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pitwall.cli import load
from pitwall.ingest.intake import take_in
from pitwall.local.history import load_what_came
from pitwall.settings import settings
from tests import racing
from tests.integration.local.machine import Machine
from tests.provider_season import SEASON, quick_pace
from tests.store_state import checksum, count

__all__ = ["quick_pace"]
pytestmark = pytest.mark.database

RACE_EVENING = datetime(SEASON, 3, 10, 18, tzinfo=UTC)


@pytest.fixture
def invented(tmp_path: Path, database_url: str, quick_pace: None) -> Iterator[Machine]:
    """A machine that shows the invented season, since no provider answers."""
    made = Machine(tmp_path / "home", database_url, RACE_EVENING, data=None)
    assert made.load().kind == "synthetic"
    yield made
    made.engine.dispose()


def test_real_drivers_wait_for_a_real_calendar_while_the_invented_season_is_shown(invented: Machine) -> None:
    before = checksum(invented.engine)
    clash = [{**row, "driver_id": f"real-{row['driver_id']}"} for row in racing.drivers()]
    take_in(racing.batch("drivers", clash, "jolpica"), invented.lake)
    take_in(racing.batch("constructors", racing.constructors(), "jolpica"), invented.lake)
    report = load_what_came(invented.engine, invented.lake)
    assert set(report.rows) == {"ingest_runs"}, "only the books of the jobs"
    assert checksum(invented.engine) == before
    assert count(invented.engine, "drivers", "source <> 'synthetic'") == 0
    take_in(racing.batch("circuits", racing.circuits(), "jolpica"), invented.lake)
    take_in(racing.batch("races", racing.calendar(), "jolpica"), invented.lake)
    load_what_came(invented.engine, invented.lake)
    assert (count(invented.engine, "races"), count(invented.engine, "drivers")) == (3, 4)
    assert count(invented.engine, "races", "source = 'synthetic'") == 0


def test_the_load_command_goes_the_same_way(
    invented: Machine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(racing.batch("drivers", racing.drivers(), "jolpica"), invented.lake)
    for name, value in (("DATABASE_URL", database_url), ("HOME", str(tmp_path / "home"))):
        monkeypatch.setenv(f"PITWALL_{name}", value)
    settings.cache_clear()
    try:
        load()
    finally:
        settings.cache_clear()
    assert count(invented.engine, "drivers", "source <> 'synthetic'") == 0
