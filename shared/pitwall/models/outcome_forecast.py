"""A race's forecast with its fallbacks: the blend, else ratings and grid, else the rule; and the words why.

What the weekend does not have is not guessed: without a grid the horizon before it speaks, and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from pitwall.domain.forecasts import DriverForecast, ForecastHeader, ForecastSource, Horizon, RaceForecast
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import NotFoundError
from pitwall.models import outcome_columns as of
from pitwall.models.baselines import rule_said, uniform_said
from pitwall.models.field_chances import place_chances
from pitwall.models.linear import Linear, fit_among_first, fit_share
from pitwall.models.outcome import FEWEST_RACES, MODEL_NAME, OutcomeModel, driver_forecasts
from pitwall.models.outcome_members import ratings_column
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.place_matrix import RUNS, place_matrix
from pitwall.models.rule import fit_rule
from pitwall.models.scoring import Said
from pitwall.models.targets import PLACES, SCORING_PLACES, Target, truth
from pitwall.models.trees import Floats

_EARLIER: Mapping[Horizon, Horizon] = {
    Horizon.POST_QUALIFYING: Horizon.POST_PRACTICE,
    Horizon.POST_PRACTICE: Horizon.PRE_WEEKEND,
}
_USUAL_RETIREMENT = 0.12
"""Share of starters that did not reach the flag, 2018-2025; for the rule, which knows nothing of car and driver."""
_PENALTY = 5.0


@dataclass(frozen=True)
class Asking:
    """What stands in a forecast's header beside its content."""

    race_id: str
    as_of: str
    cut_off: datetime
    computed_at: datetime
    model_version: str
    """Of the model handed over; where it cannot speak, the header names who did."""
    seed: int = 2026


def forecast_race(
    tables: Mapping[Horizon, OutcomeTable],
    models: Mapping[Horizon, OutcomeModel],
    race: RaceKey,
    wanted: Horizon,
    asking: Asking,
) -> RaceForecast:
    """The race's forecast by the best that can speak. Raises NotFoundError where nobody is known to be entered."""
    horizon, notes = horizon_of(tables, race, wanted)
    table = tables[horizon]
    if race not in table.races:
        raise NotFoundError(f"nobody is known to be entered for race {race}")
    field, before = table.of(race), table.before(race)
    notes += _field_notes(field)
    model = models.get(horizon)
    if model is not None:
        source, version = ForecastSource.MODEL, asking.model_version
        drivers = model.forecast(field)
    elif len(before.races) >= FEWEST_RACES:
        source, version = ForecastSource.SIMPLER_MODEL, f"ratings and grid, {len(before.races)} races"
        notes += (f"no {MODEL_NAME} model for {horizon.replace('_', ' ')} is in use",)
        drivers = _simpler(before, field, asking.seed)
    else:
        source, version = ForecastSource.RULE, f"{of.RULE_PLACE[horizon]} frequencies, {len(before.races)} races"
        notes += (f"only {len(before.races)} races with a result are known",)
        drivers = _by_rule(before, field, asking.seed)
    header = ForecastHeader(
        race_id=asking.race_id,
        horizon=wanted,
        model_name=MODEL_NAME,
        model_version=version,
        source=source,
        as_of=asking.as_of,
        cut_off=asking.cut_off,
        computed_at=asking.computed_at,
        runs=RUNS,
        quality=notes,
    )
    return RaceForecast(header, min(SCORING_PLACES, len(drivers)), drivers)


def horizon_of(
    tables: Mapping[Horizon, OutcomeTable], race: RaceKey, wanted: Horizon
) -> tuple[Horizon, tuple[str, ...]]:
    """The latest horizon up to `wanted` whose facts are known, and what is missing in words."""
    horizon = wanted
    notes: tuple[str, ...] = ()
    while horizon in _EARLIER and not _known(tables.get(horizon), race):
        what = "grid" if horizon is Horizon.POST_QUALIFYING else "practice times"
        notes = (*notes, f"no {what} known: as {_EARLIER[horizon].replace('_', ' ')}")
        horizon = _EARLIER[horizon]
    return horizon, notes


def _known(table: OutcomeTable | None, race: RaceKey) -> bool:
    """Whether the horizon adds anything of this race to the one before."""
    if table is None or race not in table.races:
        return False
    told = "grid_position" if table.horizon is Horizon.POST_QUALIFYING else of.PRACTICE_BEST
    return bool((~np.isnan(table.of(race).matrix((told,)))).any())


def _field_notes(field: OutcomeTable) -> tuple[str, ...]:
    """Cars about which the past says little."""
    form, team = field.matrix(("finish_form",))[:, 0], field.matrix(("constructor_best_form",))[:, 0]
    notes = [f"{field.driver_ids[car]} has no race yet" for car in np.flatnonzero(np.isnan(form))]
    new_teams = sorted({field.constructor_ids[car] for car in np.flatnonzero(np.isnan(team))})
    return (*notes, *(f"{name} has no race yet" for name in new_teams))


def _simpler(before: OutcomeTable, field: OutcomeTable, seed: int) -> tuple[DriverForecast, ...]:
    """A logit of the ratings' own chances and, once it is known, the grid."""
    names = [ratings_column(before.horizon)]
    names += [of.GRID_LOG] if before.horizon is Horizon.POST_QUALIFYING else []
    weights = np.ones(len(before.races))
    lines: dict[Target, Linear] = {
        target: fit_among_first(before, names, places, weights, _PENALTY) for target, places in PLACES.items()
    }
    chances = {
        target: place_chances(line.scores(field), field.starts, PLACES[target]) for target, line in lines.items()
    }
    share = truth(Target.PLACE, before.order, before.starts) - 0.5
    shares = fit_share(before, names, share, weights, _PENALTY).scores(field) + 0.5
    said = Said.of(chances, shares)
    return _drivers(field, said, shares, seed)


def _by_rule(before: OutcomeTable, field: OutcomeTable, seed: int) -> tuple[DriverForecast, ...]:
    """Frequencies of the grid or the championship; with no race at all, everybody alike."""
    column = of.RULE_PLACE[field.horizon]
    known = len(before.races) > 0 and not np.isnan(field.matrix((column,))).all()
    said = rule_said(fit_rule(before, column), field) if known else uniform_said(len(field.driver_ids))
    return _drivers(field, said, (said.expected_position - 0.5) / len(field.driver_ids), seed)


def _drivers(field: OutcomeTable, said: Said, shares: Floats, seed: int) -> tuple[DriverForecast, ...]:
    retirement = np.full(len(shares), _USUAL_RETIREMENT)
    matrix = place_matrix(said.win, said.podium, said.points, shares, retirement, seed)
    return driver_forecasts(field, matrix, retirement, [None] * len(shares))
