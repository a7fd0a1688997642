"""Whose engine each constructor runs: what f1db knows and a provider of standings does not say."""

from pitwall.domain.vocabulary import RaceKey
from pitwall.lake.lake import Lake

_KNOWS_ENGINES = "f1db"


def season_engines(lake: Lake, season: int) -> dict[str, str] | None:
    """Engine maker by constructor from f1db's newest results of `season`.

    None where a constructor that was classified this season has none there, or nobody was. Raises LakeError.
    """
    raced: set[str] = set()
    engines: dict[str, str] = {}
    index = lake.index(f"race_results/season={season}")
    for partition in sorted(index, key=lambda part: RaceKey(season, part.round or 0)):
        versions = index[partition]
        raced.update(lake.read(partition, versions).table["constructor_id"].to_pylist())
        known = [version for version in versions if version.source == _KNOWS_ENGINES]
        if known:
            rows = lake.read_version(max(known, key=lambda version: version.stands_at))
            pairs = zip(rows["constructor_id"].to_pylist(), rows["engine_manufacturer_id"].to_pylist(), strict=True)
            engines.update({constructor: engine for constructor, engine in pairs if engine is not None})
    return engines if raced and raced <= engines.keys() else None
