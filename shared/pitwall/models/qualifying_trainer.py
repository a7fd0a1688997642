"""Trains the qualifying-position model before and after practice as one version, and says what it lost lately."""

import numpy as np

from pitwall.domain.forecasts import ForecastHeader, ForecastSource, Horizon, QualifyingForecast
from pitwall.domain.vocabulary import RaceKey
from pitwall.models.horizon_files import by_horizon, of_horizon
from pitwall.models.outcome_forecast import Asking
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.place_matrix import RUNS
from pitwall.models.qualifying import QualifyingModel, fit_qualifying
from pitwall.models.qualifying_table import qualifying_tables
from pitwall.models.qualifying_trial import qualifying_trial
from pitwall.models.registry import Files
from pitwall.models.training import HOLDOUT_RACES, Sources, Trained

MODEL_NAME = "qualifying-position"
_LIMITS = ("no long runs or sectors of practice are known for 2019-2022", "rain in qualifying is not foretold")


class QualifyingTrainer:
    """See `pitwall.models.training.Trainer`."""

    name = MODEL_NAME

    def train(self, sources: Sources) -> Trained:
        """One model per horizon; the loss of a session is the mean error of the middle place, the mean over both."""
        tables = qualifying_tables(sources)
        files: dict[str, bytes] = {}
        lost: dict[str, list[float]] = {}
        for horizon, table in tables.items():
            judged = table.finished().races[-HOLDOUT_RACES:]
            for score in qualifying_trial(table, judged[0].season, sources.seed):
                if score.race in judged:
                    lost.setdefault(str(score.race), []).append(score.position_error)
            files |= of_horizon(horizon, fit_qualifying(table, sources.seed).files())
        errors = {race: float(np.mean(values)) for race, values in lost.items()}
        return Trained(
            kind="straight lines, random forest and gradient boosting; those fitted to the median count twice",
            files=files,
            training_races=len(tables[Horizon.PRE_WEEKEND].finished().races),
            holdout=errors,
            metrics={"mae": float(np.mean(list(errors.values())))},
            hyper_parameters={"seed": sources.seed},
            known_limits=_LIMITS,
        )


def qualifying_models(files: Files) -> dict[Horizon, QualifyingModel]:
    """The models of a stored version. Raises UnusableArtefactError."""
    return {horizon: QualifyingModel.from_files(held) for horizon, held in by_horizon(files).items()}


def qualifying_forecast(
    table: OutcomeTable, model: QualifyingModel, race: RaceKey, asking: Asking
) -> QualifyingForecast:
    """The session's forecast at the model's horizon."""
    header = ForecastHeader(
        race_id=asking.race_id,
        horizon=model.horizon,
        model_name=MODEL_NAME,
        model_version=asking.model_version,
        source=ForecastSource.MODEL,
        as_of=asking.as_of,
        cut_off=asking.cut_off,
        computed_at=asking.computed_at,
        runs=RUNS,
    )
    return QualifyingForecast(header, model.forecast(table.of(race)))


TRAINER = QualifyingTrainer()
