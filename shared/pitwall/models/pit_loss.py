"""Learns pit loss: Bayesian ridge regression with a prior on what circuits differ by, in closed form.

The spreads were chosen on 2018 and 2019. All stops of a race under one status count as one measurement, since they met
the same lane and the same neutralisation.
"""

import numpy as np
import pandas as pd

from pitwall.errors import UnusableArtefactError
from pitwall.models.lap_learning import MODEL, LapTrainer, Losses, Mask, race_means
from pitwall.models.lap_table import LapTable
from pitwall.models.pit_loss_answers import STATUSES, PitLossModel
from pitwall.models.pit_loss_rows import USUAL_STATIONARY_S, pit_stops

_PRIOR_S = 20.0
"""Lane loss before any stop was seen: 350 m at 80 km/h against racing speed."""
_PRIOR_SD_S = 10.0
_CIRCUIT_SD_S, _NEUTRALISED_SD_S = 3.0, 2.0
_RACE_SD_S = {"GREEN": 0.8, "VSC": 3.0, "SC": 3.0}
_STOP_SD_S = 1.5
_DRIFT_SD_S = 0.35
"""Pit lanes are rebuilt, limits changed: so much a season."""
_FEWEST_STOPS = 50


class PitLossLearner:
    """Stops ready to be learned from."""

    def __init__(self, table: LapTable) -> None:
        """Measures every dry stop."""
        self._stops = pit_stops(table)
        self._season = table.season

    def fit(self, learn: Mask) -> PitLossModel:
        """See LapLearner."""
        stops = self._stops.loc[learn[self._stops["race"].to_numpy()]]
        if len(stops) < _FEWEST_STOPS:
            raise UnusableArtefactError(f"{len(stops)} dry stops: too few to learn pit loss from")
        races = stops.groupby(["race", "circuit_id", "status"])["loss_s"].agg(["median", "size"]).reset_index()
        age = self._season[learn].max() - self._season[races["race"].to_numpy()]
        variance = races["status"].map(_RACE_SD_S) ** 2 + _STOP_SD_S**2 / races["size"] + _DRIFT_SD_S**2 * age
        return _posterior(races, variance.to_numpy(dtype=float), stops)

    def losses(self, learn: Mask, judge: Mask) -> Losses:
        """Mean absolute error in s of a stop's loss, stationary time apart, beside means of circuits and statuses."""
        model = self.fit(learn)
        early = self._stops.loc[learn[self._stops["race"].to_numpy()]]
        stops = self._stops.loc[judge[self._stops["race"].to_numpy()]]
        of_status = stops["status"].map(early.groupby("status")["loss_s"].mean())
        pairs = pd.MultiIndex.from_frame(stops[["circuit_id", "status"]])
        of_circuit = early.groupby(["circuit_id", "status"])["loss_s"].mean().reindex(pairs).to_numpy()
        keys = zip(stops["circuit_id"], stops["status"], strict=True)
        guesses = {
            MODEL: np.array([model.predict(circuit, status) for circuit, status in keys]),
            "mean of the circuit": np.where(np.isfinite(of_circuit), of_circuit, of_status),
            "mean of the status": of_status.to_numpy(),
        }
        driven, race = stops["loss_s"].to_numpy(), stops["race"].to_numpy()
        return {name: race_means(race, np.abs(guess - driven)) for name, guess in guesses.items()}


def _posterior(races: pd.DataFrame, variance: np.ndarray, stops: pd.DataFrame) -> PitLossModel:
    circuits = sorted(races["circuit_id"].unique())
    size = len(circuits)
    place = races["circuit_id"].map({name: number for number, name in enumerate(circuits)}).to_numpy()
    status = races["status"].map({name: number for number, name in enumerate(STATUSES)}).to_numpy()
    # Columns: a mean per status, a circuit each, and a circuit each under VSC and under SC.
    design = np.zeros((len(races), len(STATUSES) + 3 * size))
    rows = np.arange(len(races))
    design[rows, status] = 1.0
    design[rows, len(STATUSES) + place] = 1.0
    neutralised = status > 0
    design[rows[neutralised], len(STATUSES) + status[neutralised] * size + place[neutralised]] = 1.0
    prior_sd = np.repeat([_PRIOR_SD_S, _CIRCUIT_SD_S, _NEUTRALISED_SD_S], [len(STATUSES), size, 2 * size])
    prior = np.repeat([_PRIOR_S, 0.0], [len(STATUSES), 3 * size])
    precision = design.T @ (design / variance[:, None]) + np.diag(prior_sd**-2.0)
    covariance = np.linalg.inv(precision)
    mean = covariance @ (design.T @ (races["median"].to_numpy() / variance) + prior / prior_sd**2)
    sds, neutralised_s = _unseen_sds(covariance), {}
    for number, circuit in enumerate(circuits):
        for kind, name in enumerate(STATUSES):
            terms = [kind, len(STATUSES) + number] + ([len(STATUSES) + kind * size + number] if kind else [])
            sds[f"{circuit} {name}"] = float(np.sqrt(covariance[np.ix_(terms, terms)].sum()))
            if kind:
                neutralised_s[f"{circuit} {name}"] = float(mean[terms[-1]])
    means = dict(zip(STATUSES, mean[: len(STATUSES)].tolist(), strict=True))
    circuits_s = dict(zip(circuits, mean[len(STATUSES) : len(STATUSES) + size].tolist(), strict=True))
    stationary = stops["stationary_s"].dropna()
    return PitLossModel(
        means_s=means,
        circuits_s=circuits_s,
        neutralised_s=neutralised_s,
        sds_s=sds,
        stop_sds_s=_stop_sds(stops, means, circuits_s, neutralised_s),
        stationary_s=float(stationary.median()) if len(stationary) else USUAL_STATIONARY_S,
        stationary_sd_s=_robust_sd(stationary.to_numpy()) if len(stationary) else 0.5,
    )


def _unseen_sds(covariance: np.ndarray) -> dict[str, float]:
    """Of a circuit never seen: the spread of circuits on top of what is not known of the mean."""
    spread = {"GREEN": _CIRCUIT_SD_S, **dict.fromkeys(("VSC", "SC"), float(np.hypot(_CIRCUIT_SD_S, _NEUTRALISED_SD_S)))}
    return {name: float(np.hypot(np.sqrt(covariance[kind, kind]), spread[name])) for kind, name in enumerate(STATUSES)}


def _stop_sds(
    stops: pd.DataFrame, means: dict[str, float], circuits: dict[str, float], neutralised: dict[str, float]
) -> dict[str, float]:
    """How far single stops fall from what is told of them."""
    more = (stops["circuit_id"] + " " + stops["status"]).map(neutralised).fillna(0.0)
    off = stops["loss_s"] - stops["status"].map(means) - stops["circuit_id"].map(circuits) - more
    return {
        name: _robust_sd(off[stops["status"].eq(name)].to_numpy())
        if stops["status"].eq(name).any()
        else _RACE_SD_S[name]
        for name in STATUSES
    }


def _robust_sd(values: np.ndarray) -> float:
    """Half the width of the middle 80 % in standard deviations, so that intervals hold what they promise."""
    low, high = np.quantile(values, (0.1, 0.9))
    return float((high - low) / (2.0 * 1.2815515655446004))


TRAINER = LapTrainer(
    name="pit-loss",
    kind="Bayesian ridge regression",
    figure="mean absolute error of a dry stop's time loss, stationary time apart, s",
    learner=PitLossLearner,
    hyper_parameters={
        "circuit_sd_s": _CIRCUIT_SD_S,
        "neutralised_sd_s": _NEUTRALISED_SD_S,
        "green_race_sd_s": _RACE_SD_S["GREEN"],
        "neutralised_race_sd_s": _RACE_SD_S["SC"],
        "stop_sd_s": _STOP_SD_S,
        "drift_sd_s": _DRIFT_SD_S,
    },
    known_limits=(
        "dry stops: what wet tyres cost on their out lap is not told apart from the lane",
        "cold tyres on the out lap are part of it",
        "under a neutralisation much depends on where on the lap it caught the car",
    ),
)
