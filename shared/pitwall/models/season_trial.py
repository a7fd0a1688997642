"""The trial of the titles: what was said of the champion a quarter, half and three quarters through a season."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log

from pitwall.domain.vocabulary import RaceKey
from pitwall.features.history import History
from pitwall.models.season_forecast import championship_forecasts
from pitwall.ratings.history import RatingHistory

SHARES = (0.25, 0.5, 0.75)
_LEAST = 1e-3
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TitleScore:
    """What was said of one season at one moment."""

    season: int
    share: float
    """Of the season's races that were run."""
    champion: str
    probability: float
    favourite_won: bool
    leader_won: bool
    """Whoever led on points: the baseline."""

    @property
    def log_loss(self) -> float:
        """Of the champion; at most 6.9."""
        return -log(max(self.probability, _LEAST))


def title_trial(history: History, ratings: RatingHistory, seasons: range, seed: int) -> Iterator[TitleScore]:
    """Each finished season of `seasons` at each of SHARES."""
    for season in seasons:
        rounds = [race.round for race in history.finished if race.season == season]
        races = [race for race in history.keys if race.season == season]
        if not rounds or RaceKey(season, rounds[-1]) != races[-1]:
            continue
        final = history.outcome(races[-1]).driver_standings
        champion = next(one.competitor_id for one in final if one.position == 1)
        for share in SHARES:
            after = RaceKey(season, rounds[int(len(rounds) * share) - 1])
            standings = history.outcome(after).driver_standings
            drivers, _ = championship_forecasts(history, ratings, after, _SOME_DAY, seed)
            said = {one.competitor_id: one.probability for one in drivers.competitors}
            yield TitleScore(
                season=season,
                share=share,
                champion=champion,
                probability=said.get(champion, 0.0),
                favourite_won=drivers.competitors[0].competitor_id == champion,
                leader_won=next(one.competitor_id for one in standings if one.position == 1) == champion,
            )
