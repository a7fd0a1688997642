"""Published forecasts as tables for a terminal: every driver, at every horizon there is, with the first reasons."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table

from pitwall.domain.forecasts import ChampionshipForecast, DriverForecast, Horizon, RaceForecast
from pitwall.errors import NotFoundError
from pitwall.lake.publications import documents
from pitwall.lake.storage import Storage

_NAMES = {
    Horizon.PRE_WEEKEND: "before the weekend",
    Horizon.POST_PRACTICE: "after practice",
    Horizon.POST_QUALIFYING: "after qualifying",
}
_REASONS = 3
_CONTENDERS = 6
NEXT_RACE = "next-race"


def told(artefacts: Storage, race: str) -> Iterator[RenderableType]:
    """The newest forecast of `race` (`next-race` or an id) at each horizon, then the titles for the next race.

    Raises NotFoundError where none was published, LakeError.
    """
    forecasts = documents(artefacts, RaceForecast)
    race_id = max((one.header.race_id for one in forecasts), default="") if race == NEXT_RACE else race
    mine = [one for one in forecasts if one.header.race_id == race_id]
    if not mine:
        raise NotFoundError(f"no forecast of {race} was published; `pitwall predict` makes that of the next race")
    for horizon in Horizon:
        said = [one for one in mine if one.header.horizon is horizon]
        if said:
            yield _race_table(max(said, key=lambda one: one.header.computed_at))
        else:
            yield f"{race_id} {_NAMES[horizon]}: not foretold yet, what it needs has not happened."
    if race == NEXT_RACE:
        yield from _titles(artefacts)


def _race_table(forecast: RaceForecast) -> Table:
    head = forecast.header
    notes = f"; {'; '.join(head.quality)}" if head.quality else ""
    table = Table(
        title=f"{head.race_id} {_NAMES[head.horizon]}",
        caption=f"{head.source}: {head.model_name} {head.model_version}, as of {head.as_of}, {head.runs:,} runs{notes}",
    )
    for column in ("driver", "win", "podium", "points", "out", "place", "80 %"):
        table.add_column(column, justify="left" if column == "driver" else "right")
    table.add_column("because")
    for car in forecast.drivers:
        chances = (car.win, car.podium, car.points, car.retirement)
        table.add_row(
            car.driver_id,
            *(f"{100 * chance:.1f} %" for chance in chances),
            f"{car.expected_position:.1f}",
            f"{car.position_low}-{car.position_high}",
            _because(car),
        )
    return table


def _because(car: DriverForecast) -> str:
    if car.explanation is None:
        return ""
    return "; ".join(f"{reason.words} ({reason.contribution:+.2f})" for reason in car.explanation.reasons[:_REASONS])


def _titles(artefacts: Storage) -> Iterator[RenderableType]:
    forecasts = documents(artefacts, ChampionshipForecast)
    if not forecasts:
        return
    newest = max(one.header.race_id for one in forecasts)
    for title in sorted({one.title for one in forecasts}, reverse=True):
        mine = [one for one in forecasts if (one.header.race_id, one.title) == (newest, title)]
        forecast = max(mine, key=lambda one: one.header.computed_at)
        table = Table(title=f"{forecast.season} {title}' title after {newest}")
        for column in ("", "chance", "points now", "expected", "80 %", "can win"):
            table.add_column(column, justify="left" if column in ("", "can win") else "right")
        for one in forecast.competitors[:_CONTENDERS]:
            spread = f"{one.points_low:.0f}-{one.points_high:.0f}"
            chance, now, expected = (
                f"{100 * one.probability:.1f} %",
                f"{one.points_now:g}",
                f"{one.expected_points:.0f}",
            )
            table.add_row(one.competitor_id, chance, now, expected, spread, one.arithmetic)
        yield table
