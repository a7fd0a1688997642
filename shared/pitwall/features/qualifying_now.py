"""Qualifying and the grid of this weekend: places, gaps, sectors, penalties, and what a slot was worth so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan

from pitwall.domain.forecasts import Horizon
from pitwall.features.folding import FadingBook, mean_known, ranks
from pitwall.features.register import Feature, Row, columns_of
from pitwall.features.scales import finisher_orders, mate_differences, qualifying_gaps_pct
from pitwall.features.weekend import Outcome, QualifyingLine, SectorLine, Weekend

_SLOT_HALF_LIFE = 150.0
_PRIOR_SLOT_RACES = 10.0
_NO_LAP = 1.2
_COLUMNS = columns_of(
    "qualifying",
    ("qualifying_position", "place", "place in qualifying, before penalties; without a time in official order"),
    ("qualifying_gap_to_pole_s", "s", "best lap minus the best lap of all"),
    ("qualifying_gap_pct", "%", "gap to the best, the track's evolution from part to part removed"),
    ("sector_time_ranks", "rank", "mean rank of his best sectors in qualifying"),
    ("best_sector_rank", "rank", "rank in his best sector"),
    ("speed_trap_rank", "rank", "rank of his highest trap speed"),
    ("qualifying_teammate_gap_pct", "%", "gap to the team-mates"),
    ("qualifying_surprise_pct", "%", "gap minus his form (half-life 6)"),
    ("grid_position", "slot", "slot on the grid, pit-lane starters after the last; before there is one, as qualified"),
    ("grid_penalty_places", "places", "slot minus place in qualifying"),
    ("pit_lane_start", "0/1", "1 for a start from the pit lane"),
    ("constructor_best_grid", "slot", "slot of the team's better car"),
    ("grid_win_share", "share", "wins from this slot so far (half-life 150 races)"),
    ("grid_podium_share", "share", "podiums from this slot so far"),
    ("grid_order", "place", "mean official place from this slot so far"),
    ("faster_cars_behind", "cars", "cars behind on the grid with better form among finishers"),
    ("slower_cars_ahead", "cars", "cars ahead on the grid with worse form among finishers"),
    ("pole_margin_pct", "%", "gap of the second to the best of qualifying"),
    first=Horizon.POST_QUALIFYING,
)


@dataclass(frozen=True)
class _Slots:
    """The grid as known: final, or as qualified."""

    of: Mapping[str, float]
    pit_lane: Mapping[str, float]
    final: bool


class QualifyingNow:
    """See the features."""

    columns: tuple[Feature, ...] = _COLUMNS
    reads_sessions = True

    def __init__(self) -> None:
        """No race is known."""
        self._gap_form, self._finish_form = FadingBook(6.0), FadingBook(8.0)
        self._wins, self._podiums = FadingBook(_SLOT_HALF_LIFE), FadingBook(_SLOT_HALF_LIFE)
        self._orders = FadingBook(_SLOT_HALF_LIFE)

    def features(self, weekend: Weekend) -> Sequence[Row]:
        """A row for each entry; all NaN before qualifying."""
        lines = {line.driver_id: line for line in weekend.qualifying}
        gaps = qualifying_gaps_pct(weekend.qualifying)
        teams = {entry.driver_id: entry.constructor_id for entry in weekend.entries}
        mates = mate_differences(gaps, teams)
        sectors, slots = _sector_ranks(weekend.sectors), known_slots(weekend)
        best_of_team: dict[str, float] = {}
        for driver, slot in slots.of.items():
            if driver in teams:
                best_of_team[teams[driver]] = min(slot, best_of_team.get(teams[driver], slot))
        pole_s = min((line.best_s for line in lines.values() if line.best_s == line.best_s), default=nan)
        margin = _margin(gaps)
        return [
            (
                float(lines[driver].display_order) if driver in lines else nan,
                _behind_s(lines.get(driver), pole_s),
                gaps.get(driver, nan),
                *sectors.get(driver, (nan, nan, nan)),
                mates.get(driver, nan),
                gaps.get(driver, nan) - self._gap_form.mean(driver),
                slots.of.get(driver, nan),
                _penalty(driver, slots, lines),
                slots.pit_lane.get(driver, nan),
                best_of_team.get(team, nan),
                *self._worth(slots.of.get(driver, nan)),
                *self._out_of_order(driver, slots.of),
                margin,
            )
            for driver, team in teams.items()
        ]

    def _worth(self, slot: float) -> Row:
        if slot != slot:
            return nan, nan, nan
        # Few win from far behind: a slot borrows from its neighbours, but pole is a place of its own.
        near = [one for one in (slot - 1, slot, slot, slot + 1) if one > 1] if slot > 1 else [slot]
        wins = mean_known(self._wins.mean(one, 0.0, _PRIOR_SLOT_RACES) for one in near)
        podiums = mean_known(self._podiums.mean(one, 0.0, _PRIOR_SLOT_RACES) for one in near)
        return wins, podiums, self._orders.mean(slot)

    def _out_of_order(self, driver: str, slots: Mapping[str, float]) -> Row:
        own_slot, own_form = slots.get(driver, nan), self._finish_form.mean(driver)
        if own_slot != own_slot or own_form != own_form:
            return nan, nan
        forms = [(slot, self._finish_form.mean(other)) for other, slot in slots.items() if other != driver]
        behind = sum(1 for slot, form in forms if slot > own_slot and form < own_form)
        ahead = sum(1 for slot, form in forms if slot < own_slot and form > own_form)
        return float(behind), float(ahead)

    def absorb(self, outcome: Outcome) -> None:
        """Learns form, and what each slot led to."""
        for driver, gap in qualifying_gaps_pct(outcome.weekend.qualifying).items():
            self._gap_form.add(driver, gap)
        for driver, order in finisher_orders(outcome).items():
            self._finish_form.add(driver, order)
        slots = known_slots(outcome.weekend).of
        for line in outcome.starters:
            slot = slots.get(line.driver_id)
            if slot is not None:
                self._wins.add(slot, float(line.position == 1))
                self._podiums.add(slot, float(line.position <= 3))
                self._orders.add(slot, line.order)


def known_slots(weekend: Weekend) -> _Slots:
    """The grid; without one, qualifying's order."""
    if weekend.grid:
        slots = {line.driver_id: float(line.slot) for line in weekend.grid}
        return _Slots(slots, {line.driver_id: float(line.pit_lane) for line in weekend.grid}, final=True)
    return _Slots(
        {line.driver_id: float(line.display_order) for line in weekend.qualifying},
        {},
        final=False,
    )


def _penalty(driver: str, slots: _Slots, lines: Mapping[str, QualifyingLine]) -> float:
    if not slots.final or driver not in lines:
        return nan
    return slots.of.get(driver, nan) - lines[driver].display_order


def _sector_ranks(lines: Sequence[SectorLine]) -> Mapping[str, Row]:
    """Mean rank of the three sectors, the best of them, and the rank of trap speed."""
    if not lines:
        return {}
    sectors = [
        ranks([line.sector1_s for line in lines]),
        ranks([line.sector2_s for line in lines]),
        ranks([line.sector3_s for line in lines]),
    ]
    speeds = ranks([-line.speed_trap_kmh for line in lines])
    found = {}
    for line, first, second, third, speed in zip(lines, *sectors, speeds, strict=True):
        known = [rank for rank in (first, second, third) if rank == rank]
        found[line.driver_id] = (mean_known(known), min(known, default=nan), speed)
    return found


def _behind_s(line: QualifyingLine | None, pole_s: float) -> float:
    """Seconds behind; a lap that took a fifth longer than pole was none in anger, or mistimed."""
    if line is None or not line.best_s <= _NO_LAP * pole_s:
        return nan
    return line.best_s - pole_s


def _margin(gaps: Mapping[str, float]) -> float:
    two = sorted(gaps.values())[:2]
    return two[1] if len(two) == 2 else nan
