"""How long every question of a race page takes, in the database and over HTTP, also beside ten million laps."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from figure import REPOSITORY, Figure, median, p95
from sqlalchemy import Engine, event, text
from stores import Home

PARTS = (
    "",
    "/results",
    "/qualifying",
    "/grid",
    "/sprint",
    "/practice/1",
    "/pit-stops",
    "/stints",
    "/laps",
    "/weather",
    "/race-control",
    "/neutralisations",
)
_RACES = [f"{season}-{round_:02d}" for season in range(2018, 2026) for round_ in (2, 5, 8, 11, 14)]
_MANY_LAPS = 10_000_000


def race_page(home: Home) -> Figure:
    """Every part of 40 race pages against the full store, each asked once: no answer comes from a cache."""
    database_ms = _database_ms(home)
    with product(home.url) as url:
        http_ms, slowest = _http_ms(url)
        again_ms, _ = _http_ms(url)
    plain_ms = _plain_laps_ms(home.engine)
    return Figure(
        "foundation.3",
        "any race-page query against the full store, p95, in the database; over HTTP",
        p95(database_ms),
        "ms",
        "<= 20 in the database, <= 40 over HTTP",
        f"{plain_ms} ms: one race's laps fetched as plain rows (median)",
        {
            "http_p95_ms": p95(http_ms),
            "http_median_ms": median(http_ms),
            "http_cached_p95_ms": p95(again_ms),
            "slowest_part": slowest,
            "queries": len(http_ms),
        },
    )


def race_page_beside_many_laps(home: Home) -> Figure:
    """The same with ten million laps in the table, generated for this figure only."""
    rows = _generate_laps(home.engine)
    database_ms = _database_ms(home)
    with product(home.url) as url:
        http_ms, slowest = _http_ms(url)
    return Figure(
        "foundation.4",
        "any race-page query with 10 million lap rows, p95 over HTTP; in the database",
        p95(http_ms),
        "ms",
        "<= 50",
        "foundation.3 of the same run",
        {"database_p95_ms": p95(database_ms), "lap_rows": rows, "slowest_part": slowest},
    )


def _database_ms(home: Home) -> list[float]:
    """Milliseconds of SQL per request, measured around the driver while the API answers in this process."""
    os.environ["PITWALL_DATABASE_URL"] = home.url
    from starlette.testclient import TestClient

    from functions.api.app import create_app
    from pitwall.settings import settings
    from pitwall.store.engine import store_engine

    settings.cache_clear()
    store_engine.cache_clear()
    taken: list[float] = []
    engine = store_engine()
    event.listen(engine, "before_cursor_execute", lambda *a: setattr(a[4], "started", time.perf_counter()))
    event.listen(engine, "after_cursor_execute", lambda *a: taken.append((time.perf_counter() - a[4].started) * 1000))
    per_request = []
    with TestClient(create_app()) as client:
        for race in _RACES:
            for part in PARTS:
                taken.clear()
                _check(client.get(f"/api/v1/races/{race}{part}"), race, part)
                per_request.append(sum(taken))
    engine.dispose()
    return per_request


def _http_ms(url: str) -> tuple[list[float], str]:
    taken, by_part = [], {part: [] for part in PARTS}
    with httpx.Client(base_url=url, headers={"Accept-Encoding": "gzip"}) as client:
        client.get("/api/v1/health/live")
        for race in _RACES:
            for part in PARTS:
                started = time.perf_counter()
                answer = client.get(f"/api/v1/races/{race}{part}")
                taken.append((time.perf_counter() - started) * 1000)
                by_part[part].append(taken[-1])
                _check(answer, race, part)
    slowest = max(PARTS, key=lambda part: median(by_part[part]))
    return taken, f"{slowest or '/'} {median(by_part[slowest])} ms"


def _check(answer: httpx.Response, race: str, part: str) -> None:
    assert answer.status_code == 200, f"{race}{part}: {answer.status_code} {answer.text[:200]}"


@contextmanager
def product(database_url: str) -> Iterator[str]:
    """API and site in a process of their own, as `pitwall up` serves them."""
    program = (
        "import sys; from functions.api.app import create_app; from pitwall.settings import settings\n"
        "from pitwall.local.server import WebServer, local_app\n"
        "with WebServer(local_app(create_app(), settings()), '127.0.0.1', 0) as web:\n"
        "    print(web.url, flush=True); sys.stdin.read()"
    )
    environment = {**os.environ, "PITWALL_DATABASE_URL": database_url}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate("")


def _plain_laps_ms(engine: Engine) -> float:
    taken = []
    with engine.connect() as connection:
        for race in _RACES:
            season, round_ = map(int, race.split("-"))
            started = time.perf_counter()
            connection.execute(
                text("SELECT * FROM lap_times WHERE season = :s AND round = :r AND session = 'R'"),
                {"s": season, "r": round_},
            ).all()
            taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


def _generate_laps(engine: Engine) -> int:
    """Laps nobody drove, in seasons that have none, until the table holds ten million."""
    with engine.begin() as connection:
        # References are sound by construction; checking ten million of them is not what is measured.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        held = connection.execute(text("SELECT count(*) FROM lap_times")).scalar_one()
        for season in range(1951, 1996):
            connection.execute(
                text(f"CREATE TABLE IF NOT EXISTS lap_times_{season} PARTITION OF lap_times FOR VALUES IN ({season})")
            )
            connection.execute(
                text(
                    """
                    INSERT INTO lap_times (season, round, session, driver_id, lap_number, lap_time_s, position,
                                           compound, stint, tyre_life, valid, source, source_rank, source_revision)
                    SELECT r.season, r.round, s.session, d.driver_id, l, 80 + random() * 10, 1 + l % 20,
                           'HARD', 1 + l / 30, 1 + l % 30, true, 'generated', 1, 1
                    FROM races r
                    CROSS JOIN (VALUES ('R'), ('S'), ('Q'), ('FP1'), ('FP2'), ('FP3'), ('FP4')) s (session)
                    CROSS JOIN (SELECT driver_id FROM drivers ORDER BY driver_id LIMIT 20) d
                    CROSS JOIN generate_series(1, 120) l
                    WHERE r.season = :season
                    """
                ),
                {"season": season},
            )
            held = connection.execute(text("SELECT count(*) FROM lap_times")).scalar_one()
            if held >= _MANY_LAPS:
                break
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE lap_times"))
    return int(held)
