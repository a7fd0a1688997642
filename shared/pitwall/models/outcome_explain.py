"""Why a car is given its chance: the blend's log-odds taken apart by feature, exactly, and grouped into plain words.

Straight lines give their own terms, boosters SHAP values, the forest its paths; one number per reason, largest first.
"""

from collections.abc import Mapping

import numpy as np

from pitwall.domain.forecasts import Explanation, Horizon, Reason
from pitwall.models import outcome_columns as of
from pitwall.models.blend import Blend
from pitwall.models.boosters import LightgbmMember, XgboostMember
from pitwall.models.field_chances import log_odds
from pitwall.models.linear import against_field
from pitwall.models.outcome_members import MEMBERS, Members, ratings_column
from pitwall.models.outcome_table import OutcomeTable
from pitwall.models.targets import Target
from pitwall.models.trees import Floats

_LEAST = 3e-3
_FLAT = 1e-9


def explanations(members: Members, blend: Blend, race: OutcomeTable, target: Target) -> list[Explanation]:
    """One for each car of a single race: reasons against the field's mean, in log-odds before normalisation."""
    shares = column_shares(members, blend, race, target)
    said = blend.scores(members.scores(race, target), target, race.starts)
    grouped: dict[str, Floats] = {}
    for name, values in shares.items():
        group = of.REASON_OF[name]
        grouped[group] = grouped.get(group, np.zeros(len(said))) + values
    return [_explanation(race, car, grouped, float(said[car]), target) for car in range(len(said))]


def column_shares(members: Members, blend: Blend, race: OutcomeTable, target: Target) -> Mapping[str, Floats]:
    """[cars] by column: what each adds to the blend's score; together they are the score."""
    total: dict[str, Floats] = {}
    for name, weight in zip(MEMBERS[target], blend.weights[target], strict=True):
        if weight == 0.0:
            continue
        for column, values in _of_member(members, race, target, name).items():
            centred = against_field(values[:, None], race.starts)[:, 0]
            total[column] = total.get(column, np.zeros(len(centred))) + weight * centred
    return total


def _of_member(members: Members, race: OutcomeTable, target: Target, name: str) -> Mapping[str, Floats]:
    if name in ("linear", "order"):
        part = members.linear.parts[target if name == "linear" else "order"]
        return dict(zip(part.columns, part.contributions(race).T, strict=True))
    if name == "rule":
        return {members.linear.rule.column: members.score(race, target, name)}
    if name == "ratings":
        return {ratings_column(members.horizon): members.score(race, target, name)}
    rows = race.matrix(members.trees.columns)
    if name == "forest":
        return dict(zip(members.trees.columns, _forest_shares(members, rows, target).T, strict=True))
    booster: XgboostMember | LightgbmMember = members.trees.ranking
    if name != "ranking":
        booster = members.trees.xgboost[target] if name == "xgboost" else members.trees.lightgbm[target]
    return dict(zip(members.trees.columns, booster.contributions(rows)[:, :-1].T, strict=True))


def _forest_shares(members: Members, rows: Floats, target: Target) -> Floats:
    """[cars, columns] path attributions stretched from chances to log-odds, so that they still add up."""
    output = list(Target).index(target)
    base, shares = members.trees.forest.contributions(rows)
    shares, start = shares[:, :, output], float(base[output])
    if target is Target.PLACE:
        return shares
    reached = start + shares.sum(axis=1)
    moved = log_odds(reached, _LEAST) - log_odds(np.full(len(rows), start), _LEAST)
    distance = reached - start
    slope = np.where(np.abs(distance) > _FLAT, moved / np.where(np.abs(distance) > _FLAT, distance, 1.0), 0.0)
    return shares * slope[:, None]


def _explanation(
    race: OutcomeTable, car: int, grouped: Mapping[str, Floats], log_odds_said: float, target: Target
) -> Explanation:
    reasons = [
        Reason(
            feature=group,
            words=_words(group, race.horizon, float(values[car])),
            value=_value(race, car, group),
            contribution=float(values[car]),
        )
        for group, values in grouped.items()
    ]
    reasons.sort(key=lambda one: (-abs(one.contribution), one.feature))
    base = log_odds_said - sum(one.contribution for one in reasons)
    return Explanation(target.value, base, log_odds_said, tuple(reasons))


def _words(group: str, horizon: Horizon, share: float) -> str:
    words = of.REASON_WORDS[group]
    if group == "grid" and horizon is not Horizon.POST_QUALIFYING:
        words = "place in the championship"
    return f"{words}: {'for' if share >= 0 else 'against'}"


def _value(race: OutcomeTable, car: int, group: str) -> float | None:
    for name in of.REASON_VALUE[group]:
        if name in race.columns:
            value = float(race.matrix((name,))[car, 0])
            return value if value == value else None
    return None
