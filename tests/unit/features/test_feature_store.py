"""Feature tables are kept in numbered versions that say what they hold, and refuse to be something else."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pitwall.domain.forecasts import Horizon
from pitwall.errors import LakeCorruptError, NotFoundError
from pitwall.features.building import FeatureTable, build_features
from pitwall.features.coverage import coverage_report, unusable
from pitwall.features.feature_store import read_features, store_features, table_name
from pitwall.lake.publications import published_paths, read_publication
from pitwall.lake.storage import FolderStorage
from tests.hand_made_history import hand_made_history


@pytest.fixture(scope="module")
def table() -> FeatureTable:
    return build_features(hand_made_history(), Horizon.PRE_WEEKEND)


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path)


def _corrected(table: FeatureTable) -> FeatureTable:
    rows = table.rows.copy()
    rows.loc[0, "wins"] += 1.0
    return replace(table, rows=rows)


def test_what_is_stored_is_read_back(table: FeatureTable, storage: FolderStorage) -> None:
    manifest = store_features(storage, table)
    stored = read_features(storage, table_name(table))
    pd.testing.assert_frame_equal(stored.rows, table.rows)
    assert stored.manifest == manifest
    assert manifest.version == "v1"
    assert manifest.rows == len(table.rows)
    assert manifest.source_range == "2022-01 to 2024-05, results to 2024-05"
    assert set(manifest.columns) == set(table.names)
    assert storage.paths("features") == [
        "features/driver_race_pre_weekend/v1/features.parquet",
        "features/driver_race_pre_weekend/v1/manifest.json",
    ]


def test_the_same_table_again_is_the_same_version(table: FeatureTable, storage: FolderStorage) -> None:
    first = store_features(storage, table)
    paths = storage.paths()
    assert store_features(storage, table) == first
    assert storage.paths() == paths


def test_other_values_are_a_new_version_and_the_old_one_stays(table: FeatureTable, storage: FolderStorage) -> None:
    store_features(storage, table)
    second = store_features(storage, _corrected(table))
    assert second.version == "v2"
    name = table_name(table)
    pd.testing.assert_frame_equal(read_features(storage, name, "v1").rows, table.rows)
    pd.testing.assert_frame_equal(read_features(storage, name).rows, _corrected(table).rows)


def test_other_columns_have_another_schema_hash(table: FeatureTable, storage: FolderStorage) -> None:
    fewer = replace(
        table, rows=table.rows.drop(columns="wins"), columns=tuple(c for c in table.columns if c.name != "wins")
    )
    assert store_features(storage, table).schema_hash != store_features(storage, fewer).schema_hash


def test_a_version_that_was_never_finished_is_taken_up_again(table: FeatureTable, storage: FolderStorage) -> None:
    store_features(storage, table)
    Path(storage.uri, "features/driver_race_pre_weekend/v1/manifest.json").unlink()
    with pytest.raises(NotFoundError):
        read_features(storage, table_name(table))
    assert store_features(storage, _corrected(table)).version == "v2"
    assert store_features(storage, table).version == "v3"


def test_an_unfinished_version_of_the_same_rows_is_finished(table: FeatureTable, storage: FolderStorage) -> None:
    store_features(storage, table)
    Path(storage.uri, "features/driver_race_pre_weekend/v1/manifest.json").unlink()
    assert store_features(storage, table).version == "v1"


def test_the_manifest_is_published(table: FeatureTable, storage: FolderStorage) -> None:
    manifest = store_features(storage, table)
    documents = [read_publication(storage, path).document for path in published_paths(storage, "features")]
    assert documents == [manifest]


def test_rows_that_were_exchanged_are_refused(table: FeatureTable, storage: FolderStorage) -> None:
    store_features(storage, table)
    store_features(storage, _corrected(table))
    folder = Path(storage.uri, "features/driver_race_pre_weekend")
    (folder / "v1/features.parquet").write_bytes(_without_digest(folder / "v2/features.parquet"))
    with pytest.raises(LakeCorruptError, match="does not hold what was stored"):
        read_features(storage, table_name(table), "v1")


def test_a_damaged_file_is_refused(table: FeatureTable, storage: FolderStorage) -> None:
    store_features(storage, table)
    Path(storage.uri, "features/driver_race_pre_weekend/v1/features.parquet").write_bytes(b"PAR1")
    with pytest.raises(LakeCorruptError, match="not readable"):
        read_features(storage, table_name(table))


def test_an_unknown_version_is_not_found(table: FeatureTable, storage: FolderStorage) -> None:
    store_features(storage, table)
    with pytest.raises(NotFoundError, match="v7"):
        read_features(storage, table_name(table), "v7")


def test_coverage_and_variance_of_a_column_are_reported(table: FeatureTable) -> None:
    report = {one.name: one for one in coverage_report(table)}
    assert set(report) == set(table.names)
    assert report["starts"].coverage == 1.0
    assert 0.0 < report["circuit_avg_position"].coverage < 1.0
    assert report["circuit_avg_position"].first_season == 2023
    assert report["circuit_avg_position"].coverage_since == 1.0


def test_a_column_of_nulls_or_of_one_value_is_no_feature(table: FeatureTable) -> None:
    rows = table.rows.assign(wins=float("nan"), podiums=2.0)
    assert unusable(table) == ()
    assert unusable(replace(table, rows=rows)) == ("wins", "podiums")


def _without_digest(path: Path) -> bytes:
    """The same rows, written by somebody who knows nothing of digests."""
    rows = pd.read_parquet(path)
    exchanged = path.with_name("exchanged.parquet")
    rows.to_parquet(exchanged)
    return exchanged.read_bytes()
