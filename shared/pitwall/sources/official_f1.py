"""The sport's own results feed, for whoever holds a licence: present, and off until credentials are set.

No public documentation of such a feed exists, so the format asked for here is our contract with a licence holder's
gateway: GET {official_f1_url}/classifications/{season}/{round} with a bearer key answers

    {"season": 2026, "round": 8, "session": "R", "results": [
        {"position": 1, "positionText": "1", "driverId": "max-verstappen", "constructorId": "red-bull",
         "number": "1", "laps": 70, "timeSeconds": 5133.607, "gapSeconds": null, "points": 25, "grid": 1,
         "reasonRetired": null}]}

with f1db's identifiers, seconds, and null for what is not known.
"""

from dataclasses import dataclass
from typing import Self

from pitwall.clock import Clock, now
from pitwall.domain.datasets import Batch
from pitwall.domain.vocabulary import RaceKey
from pitwall.errors import SourceMalformedError, SourceNotConfiguredError
from pitwall.settings import Settings
from pitwall.sources.answers import Answer, integer, label, number, text
from pitwall.sources.batches import Row, batch_of, fetched_revision, without_empty
from pitwall.sources.http import HttpClient
from pitwall.sources.throttle import HOUR_S, SECOND_S, Budget, process_throttle

SOURCE = "official_f1"
BUDGETS = (Budget(1, SECOND_S), Budget(100, HOUR_S))


@dataclass(frozen=True)
class OfficialF1:
    """The licensed feed; without address and key every question ends in SourceNotConfiguredError."""

    base_url: str | None
    http: HttpClient | None
    clock: Clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = now, http: HttpClient | None = None) -> Self:
        """The feed named by `official_f1_url` and `official_f1_key`; `http` replaces the default client."""
        url, key = settings.official_f1_url, settings.official_f1_key
        if url is None or key is None:
            return cls(None, None, clock)
        client = http or HttpClient(
            SOURCE,
            timeout_s=settings.source_timeout_s,
            throttle=process_throttle(SOURCE, BUDGETS),
            headers={"Authorization": f"Bearer {key.get_secret_value()}"},
        )
        return cls(url.rstrip("/"), client, clock)

    def classification(self, race: RaceKey) -> list[Batch]:
        """The race's official classification; nothing where there is none yet. Raises SourceError."""
        if self.base_url is None or self.http is None:
            raise SourceNotConfiguredError(
                SOURCE, "needs a licence; set PITWALL_OFFICIAL_F1_URL and PITWALL_OFFICIAL_F1_KEY"
            )
        answer = self.http.get_json_or_none(f"{self.base_url}/classifications/{race.season}/{race.round}")
        if answer is None:
            return []
        answered = RaceKey(answer.need("season", integer), answer.need("round", integer))
        if answered != race:
            raise SourceMalformedError(SOURCE, f"was asked for {race} and answered {answered}")
        session = answer.find("session", text) or "R"
        rows = [_result(row, race, session, order) for order, row in enumerate(answer.part("results").rows(), start=1)]
        return without_empty([batch_of("race_results", SOURCE, fetched_revision(self.clock), rows)])


def _result(row: Answer, race: RaceKey, session: str, order: int) -> Row:
    grid = row.find("grid", integer)
    return {
        "season": race.season,
        "round": race.round,
        "session": session,
        "driver_id": row.need("driverId", text),
        "entry": 1,
        "constructor_id": row.need("constructorId", text),
        "driver_number": row.find("number", label),
        "display_order": order,
        "position": row.find("position", integer),
        "position_text": row.need("positionText", label),
        "laps": row.find("laps", integer),
        "time_s": row.find("timeSeconds", number),
        "gap_s": row.find("gapSeconds", number),
        "reason_retired": row.find("reasonRetired", text),
        "points": row.find("points", number),
        "grid_position": grid,
        "grid_position_text": None if grid is None else str(grid),
    }
