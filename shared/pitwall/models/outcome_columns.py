"""Which features the outcome models read at each horizon, and in which words they are given as reasons.

Few and strong: with sixty features the boosters did no better on 2010-2017 than with these.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pitwall.domain.forecasts import Horizon

PACE_CHANCE, QUALIFYING_CHANCE, OVERALL_CHANCE, GRID_PACE_CHANCE = (
    "pace_chance",
    "qualifying_chance",
    "overall_chance",
    "grid_pace_chance",
)
"""Logarithm of the chance to win that ratings of race pace, qualifying pace and both give; the last on the grid."""
GRID_LOG, GRID_TEN, QUALIFYING_GAP, PRACTICE_GAP, PRACTICE_BEST, PRACTICE_LAST, WINS_LOG = (
    "grid_log",
    "grid_within_ten",
    "qualifying_gap_capped_pct",
    "practice_gap_capped_pct",
    "practice_best_capped_pct",
    "practice_last_capped_pct",
    "win_share_log",
)
"""Derived in `outcome_table`: straight lines fit them better than their plain forms."""

_FORM_LINEAR = (
    PACE_CHANCE,
    QUALIFYING_CHANCE,
    OVERALL_CHANCE,
    "rating_total",
    "rating_driver",
    "elo_driver",
    "elo_constructor",
    "finish_form",
    "order_form",
    "points_form",
    WINS_LOG,
    "fastest_lap_gap_form_short",
    "qualifying_gap_form_short",
    "constructor_best_form",
    "circuit_team_affinity",
    "expected_pace",
)
_PRACTICE_LINEAR = (PRACTICE_GAP, PRACTICE_BEST, PRACTICE_LAST)
_GRID_LINEAR = (
    GRID_PACE_CHANCE,
    "rating_overall_after_qualifying",
    GRID_LOG,
    GRID_TEN,
    QUALIFYING_GAP,
    "faster_cars_behind",
)
_FORM_TREES = (
    PACE_CHANCE,
    QUALIFYING_CHANCE,
    OVERALL_CHANCE,
    "rating_total",
    "rating_driver",
    "elo_driver",
    "finish_form",
    "order_form",
    "points_form",
    "win_share",
    "fastest_lap_gap_form_short",
    "qualifying_gap_form_short",
    "expected_pace",
    "circuit_team_affinity",
)
_PRACTICE_TREES = ("practice_best_gap_pct", "practice_gap_pct", "practice_last_gap_pct", "constructor_practice_gap_pct")
_GRID_TREES = (
    GRID_PACE_CHANCE,
    "rating_overall_after_qualifying",
    "grid_position",
    "qualifying_gap_pct",
    "faster_cars_behind",
    "grid_win_share",
    "circuit_overtaking",
    "qualifying_surprise_pct",
)

LINEAR: Mapping[Horizon, tuple[str, ...]] = MappingProxyType(
    {
        Horizon.PRE_WEEKEND: _FORM_LINEAR,
        Horizon.POST_PRACTICE: _FORM_LINEAR + _PRACTICE_LINEAR,
        Horizon.POST_QUALIFYING: _FORM_LINEAR + _PRACTICE_LINEAR + _GRID_LINEAR,
    }
)
TREES: Mapping[Horizon, tuple[str, ...]] = MappingProxyType(
    {
        Horizon.PRE_WEEKEND: _FORM_TREES,
        Horizon.POST_PRACTICE: _FORM_TREES + _PRACTICE_TREES,
        Horizon.POST_QUALIFYING: _FORM_TREES + _PRACTICE_TREES[:3] + _GRID_TREES,
    }
)
HAZARD = (
    "retirement_hazard",
    "dnf_rate",
    "constructor_reliability",
    "driver_incident_rate",
    "circuit_dnf_rate",
    "field_dnf_rate",
)
RULE_PLACE: Mapping[Horizon, str] = MappingProxyType(
    {
        Horizon.PRE_WEEKEND: "standing",
        Horizon.POST_PRACTICE: "standing",
        Horizon.POST_QUALIFYING: "grid_position",
    }
)
"""The place whose frequencies are the rule nobody needs a model for: of the grid, of the championship before it."""

_REASONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "grid",
        "starting place",
        (GRID_LOG, GRID_TEN, "grid_position", "grid_win_share", "faster_cars_behind", "standing"),
    ),
    (
        "qualifying",
        "pace in qualifying",
        (QUALIFYING_GAP, "qualifying_gap_pct", "qualifying_surprise_pct"),
    ),
    (
        "practice",
        "pace in practice",
        (*_PRACTICE_LINEAR, *_PRACTICE_TREES),
    ),
    (
        "car_and_driver",
        "pace of car and driver in earlier races",
        (
            PACE_CHANCE,
            QUALIFYING_CHANCE,
            OVERALL_CHANCE,
            GRID_PACE_CHANCE,
            "rating_total",
            "rating_overall_after_qualifying",
            "expected_pace",
            "fastest_lap_gap_form_short",
            "qualifying_gap_form_short",
        ),
    ),
    ("driver", "the driver's own rating", ("rating_driver", "elo_driver")),
    ("results", "results of the last races", ("finish_form", "order_form", "points_form", "win_share", WINS_LOG)),
    ("team", "results of the team", ("elo_constructor", "constructor_best_form")),
    ("circuit", "this circuit", ("circuit_team_affinity", "circuit_overtaking")),
)
REASON_OF: Mapping[str, str] = MappingProxyType({name: group for group, _, names in _REASONS for name in names})
"""The reason a column counts to."""
REASON_WORDS: Mapping[str, str] = MappingProxyType({group: words for group, words, _ in _REASONS})
REASON_VALUE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "grid": ("grid_position", "standing"),
        "qualifying": ("qualifying_gap_pct",),
        "practice": ("practice_best_gap_pct",),
        "car_and_driver": ("rating_total",),
        "driver": ("rating_driver",),
        "results": ("finish_form",),
        "team": ("constructor_best_form",),
        "circuit": ("circuit_team_affinity",),
    }
)
"""The column whose value stands beside a reason: the first of these that is known."""


def needed(horizon: Horizon) -> tuple[str, ...]:
    """All columns an outcome model reads at `horizon`."""
    names = (*LINEAR[horizon], *TREES[horizon], *HAZARD, RULE_PLACE[horizon], "standing", *_shown(horizon))
    return tuple(dict.fromkeys(names))


def _shown(horizon: Horizon) -> tuple[str, ...]:
    known = {*LINEAR[horizon], *TREES[horizon]}
    return tuple(name for names in REASON_VALUE.values() for name in names if name in known)
