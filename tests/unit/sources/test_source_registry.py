"""The registry promises only what the rest of the house knows."""

from pitwall.domain.datasets import DATASETS
from pitwall.domain.precedence import source_rank
from pitwall.settings import Settings
from pitwall.sources.registry import PROVIDERS


def test_every_provider_has_a_rank_for_every_known_data_set_it_offers() -> None:
    for provider in PROVIDERS.values():
        assert set(provider.offers) <= set(DATASETS)
        assert all(source_rank(dataset, provider.name) > 0 for dataset in provider.offers)


def test_what_needs_credentials_is_off_without_them() -> None:
    bare = Settings(openweathermap_key=None, official_f1_url=None, official_f1_key=None)
    off = {name for name, provider in PROVIDERS.items() if not provider.is_configured(bare)}
    assert off == {"openweathermap", "official_f1"}
    assert PROVIDERS["openweathermap"].is_configured(Settings(openweathermap_key="k"))
