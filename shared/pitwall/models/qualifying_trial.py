"""The trial of the qualifying model: each session since 2018 foretold from the seasons before it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.domain.vocabulary import RaceKey
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.place_matrix import expected_places, middle_places
from pitwall.models.qualifying import QualifyingModel, fit_qualifying
from pitwall.models.scoring import spearman
from pitwall.models.trees import Floats


@dataclass(frozen=True)
class QualifyingScore:
    """One session's marks."""

    race: RaceKey
    horizon: Horizon
    cars: int
    position_error: float
    """Mean absolute error of the middle place; the next of the mean place."""
    position_error_of_mean: float
    practice_error: float
    """Of the order of the best practice laps, or of the ratings before practice: the baseline."""
    pole_log_loss: float
    pole_hit: bool
    spearman: float


def qualifying_trial(table: OutcomeTable, first_season: int, seed: int) -> tuple[QualifyingScore, ...]:
    """One horizon, session by session, from `first_season` on; fitted anew at the start of each season."""
    return tuple(_scores(table.finished(), first_season, seed))


def _scores(told: OutcomeTable, first_season: int, seed: int) -> Iterator[QualifyingScore]:
    model: QualifyingModel | None = None
    for place, race in enumerate(told.races):
        if race.season < first_season:
            continue
        if model is None or race.season != told.races[place - 1].season:
            model = fit_qualifying(told.part(0, place), seed)
        session = told.part(place, place + 1)
        matrix, order = model.places(session), session.order
        middle, pole = middle_places(matrix), int(np.argmin(order))
        yield QualifyingScore(
            race,
            told.horizon,
            len(order),
            float(np.abs(middle - order).mean()),
            float(np.abs(expected_places(matrix) - order).mean()),
            float(np.abs(_baseline(session) - order).mean()),
            float(-np.log(max(matrix[pole, 0], 1e-6))),
            int(np.argmax(matrix[:, 0])) == pole,
            spearman(middle, order),
        )


def _baseline(session: OutcomeTable) -> Floats:
    """Places in the order of the best practice lap, or before practice of the qualifying rating."""
    by: Floats = session.matrix(("rating_rank",))[:, 0]
    if session.horizon is not Horizon.PRE_WEEKEND:
        practice = session.matrix(("practice_best_gap_pct_rank",))[:, 0]
        by = np.where(np.isnan(practice), 1.0 + by, practice)
    places: Floats = 1.0 + np.argsort(np.argsort(by, kind="stable"), kind="stable").astype(np.float64)
    return places
