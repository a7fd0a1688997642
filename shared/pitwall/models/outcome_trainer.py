"""Trains the race-outcome model of every horizon as one version, and says what the recipe lost on the last races."""

from collections.abc import Mapping

import numpy as np

from pitwall.domain.forecasts import Horizon
from pitwall.models.backtest import CHAMPION
from pitwall.models.backtest_run import KNOWN_LIMITS
from pitwall.models.blend import Remembered
from pitwall.models.horizon_files import by_horizon, of_horizon
from pitwall.models.outcome import MODEL_NAME, OutcomeModel, fit_outcome, remember
from pitwall.models.outcome_table import OutcomeTable, outcome_tables
from pitwall.models.outcome_walk import walk
from pitwall.models.registry import Files
from pitwall.models.scoring import Said, score_race
from pitwall.models.training import HOLDOUT_RACES, Sources, Trained

_KIND = f"{CHAMPION} of random forest, gradient boosting, ranks, straight lines and ratings"


class OutcomeTrainer:
    """See `pitwall.models.training.Trainer`."""

    name = MODEL_NAME

    def train(self, sources: Sources) -> Trained:
        """One model per horizon; the loss of a race is the winner's log loss, the mean over horizons."""
        files: dict[str, bytes] = {}
        lost: dict[str, list[float]] = {}
        tables = outcome_tables(sources)
        for horizon, table in tables.items():
            losses, memory = _last_races(table, sources.seed)
            for race, loss in losses.items():
                lost.setdefault(race, []).append(loss)
            model = fit_outcome(table.finished(), memory, sources.seed)
            files |= of_horizon(horizon, model.files())
        return Trained(
            kind=_KIND,
            files=files,
            training_races=len(tables[Horizon.PRE_WEEKEND].finished().races),
            holdout={race: float(np.mean(losses)) for race, losses in lost.items()},
            hyper_parameters={"seed": sources.seed, "horizons": len(tables)},
            known_limits=KNOWN_LIMITS,
        )


def outcome_models(files: Files) -> dict[Horizon, OutcomeModel]:
    """The models of a stored version. Raises UnusableArtefactError."""
    return {horizon: OutcomeModel.from_files(held) for horizon, held in by_horizon(files).items()}


def _last_races(table: OutcomeTable, seed: int) -> tuple[Mapping[str, float], tuple[Remembered, ...]]:
    """What was lost on the last races, each foretold without it; and what members said all along, for the blend."""
    judged = table.finished().races[-HOLDOUT_RACES:]
    losses: dict[str, float] = {}
    memory: tuple[Remembered, ...] = ()
    for asked in walk(table, judged[0].season, seed):
        memory = (*asked.memory, remember(asked.model.members, asked.race))
        if asked.race.races[0] in judged:
            losses[str(asked.race.races[0])] = _loss(asked.model, asked.race)
    return losses, memory


def _loss(model: OutcomeModel, race: OutcomeTable) -> float:
    chances = model.chances(race)
    said = Said(chances.win, chances.podium, chances.points, chances.shares)
    return score_race(race.races[0], race.horizon, CHAMPION, said, race.order).log_loss


TRAINER = OutcomeTrainer()
