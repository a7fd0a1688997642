"""The calibration report: what the simulator believes, from how much data, in one Markdown page with pictures.

Written by `pitwall calibrate --report FOLDER`.
"""

from collections.abc import Sequence
from pathlib import Path

from pitwall.calibration.calibration import Calibration
from pitwall.calibration.lap_pooling import RaceConditions
from pitwall.calibration.measurement import RaceMeasurement
from pitwall.calibration.overtaking_reliability import reliability
from pitwall.calibration.report_plots import (
    Wear,
    draw_dirty_air,
    draw_hazards,
    draw_pit_loss,
    draw_reliability,
    draw_wear,
)
from pitwall.calibration.report_tables import (
    calibration_figures,
    compound_table,
    neutralisation_table,
    overtaking_table,
    pit_table,
    reliability_tables,
    start_table,
    team_table,
    wear_table,
)
from pitwall.domain.regulations import race_rules
from pitwall.domain.vocabulary import Compound

REPORT = "README.md"


def write_report(measurements: Sequence[RaceMeasurement], calibration: Calibration, folder: Path) -> Path:
    """Writes the page and its pictures into `folder`, made if absent; the page's path. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    raced = sorted((one for one in measurements if one.driven is not None), key=lambda one: one.key)
    newest = {one.circuit_id: one for one in raced}
    wear = _wear(newest, calibration)
    events = calibration.events
    last = raced[-1]
    of_last = events.for_race(
        last.circuit_id,
        [entry.driver_id for entry in last.weekend.entries],
        [entry.constructor_id for entry in last.weekend.entries],
        laps=last.laps,
        aid_from_lap=race_rules(last.season, last.grand_prix_id, last.laps).overtaking_aid_from_lap,
    )
    bins, by_season = reliability([(one.circuit_id, one.season, one.events.overtaking) for one in raced])
    draw_wear(wear, folder / "wear.png")
    draw_pit_loss(events, sorted(newest), folder / "pit_loss.png")
    draw_hazards(events, of_last.safety_car_by_lap, folder / "neutralisations.png")
    draw_reliability(bins, folder / "overtaking.png")
    draw_dirty_air(events, folder / "dirty_air.png")
    sections = [
        f"# What the simulator believes, as of {calibration.as_of}\n\n"
        f"Pooled from {calibration.races} races; written by `pitwall calibrate --report`. "
        "Every value stands with its standard error (give or take), the data behind it and their seasons. "
        "A circuit never raced gets the mean circuit's value with the spread between circuits.",
        calibration_figures(calibration),
        "## Tyres\n\n![Wear curves](wear.png)\n\nTime lost against a fresh medium by tyre life: soft red, medium "
        "yellow, hard grey; bands hold 80 %.\n\n" + wear_table(wear) + "\n\n" + compound_table(wear),
        "## The start\n\n" + start_table(events, len(last.weekend.entries)),
        "## Pit stops\n\n![Pit loss](pit_loss.png)\n\n" + pit_table(events, sorted(newest)),
        "## Teams\n\n" + team_table(events, last.weekend.entries),
        "## Safety cars, virtual safety cars, red flags\n\n![Neutralisations](neutralisations.png)\n\n"
        f"The chance by lap is that of {last.key} ({last.circuit_id}).\n\n" + neutralisation_table(events),
        "## Overtaking\n\n![Reliability](overtaking.png) ![Dirty air](dirty_air.png)\n\n"
        + overtaking_table(events)
        + "\n\n"
        + reliability_tables(bins, by_season),
    ]
    page = folder / REPORT
    page.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    return page


def _wear(newest: dict[str, RaceMeasurement], calibration: Calibration) -> Wear:
    wear = {}
    for circuit, one in sorted(newest.items()):
        if one.race_pace.lap_s is None:
            continue
        conditions = RaceConditions(
            circuit,
            one.season,
            one.laps,
            one.race_pace.lap_s,
            one.weekend.course_length_km,
            one.weekend.nominations,
        )
        found = calibration.laps.for_race(conditions).wear
        wear[circuit] = {role: found[role] for role in (Compound.SOFT, Compound.MEDIUM, Compound.HARD)}
    return wear
