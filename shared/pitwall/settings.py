"""Where things are: one typed model read from `PITWALL_*` environment variables.

No module asks whether it runs in the cloud; it asks here for a URI, a folder or a client's endpoint.
"""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings, with the laptop's defaults; the cloud sets them in each function's environment."""

    model_config = SettingsConfigDict(env_prefix="PITWALL_", frozen=True, extra="ignore")

    home: Path = Field(default=Path(".pitwall"), description="folder of the embedded database, lake and caches")
    data: Path | None = Field(default=None, description="data set folder to load history from")
    database_url: str | None = Field(default=None, description="PostgreSQL URL; unset means the embedded server")
    lake_uri: str | None = Field(default=None, description="folder or s3://bucket/prefix; unset means home/lake")
    artefacts_uri: str | None = Field(
        default=None, description="folder or s3://bucket/prefix of calibrations and kept results; unset: home/artefacts"
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    site: Path = Field(default=Path("frontend/dist"), description="built frontend")

    jolpica_url: str = "https://api.jolpi.ca/ergast/f1"
    f1db_release_url: str = "https://github.com/f1db/f1db/releases"
    openf1_url: str = "https://api.openf1.org/v1"
    open_meteo_forecast_url: str = "https://api.open-meteo.com/v1/forecast"
    open_meteo_archive_url: str = "https://archive-api.open-meteo.com/v1/archive"
    openweathermap_url: str = "https://api.openweathermap.org/data/2.5"
    openweathermap_key: SecretStr | None = None
    openf1_token: SecretStr | None = None
    official_f1_url: str | None = None
    official_f1_key: SecretStr | None = None
    source_timeout_s: float = Field(default=20.0, gt=0, description="per HTTP attempt")

    aws_endpoint_url: str | None = Field(default=None, description="AWS stand-in for laptops and tests")
    idempotency_table: str = "pitwall-idempotency"
    jobs_table: str = "pitwall-jobs"

    @property
    def lake(self) -> str:
        """The lake's URI: `lake_uri`, or the folder `home/lake`."""
        return self.lake_uri or str((self.home / "lake").resolve())

    @property
    def artefacts(self) -> str:
        """The artefacts' URI: `artefacts_uri`, or the folder `home/artefacts`."""
        return self.artefacts_uri or str((self.home / "artefacts").resolve())

    @property
    def fastf1_cache(self) -> Path:
        """Folder in which FastF1 keeps what it has fetched once."""
        return self.home / "fastf1-cache"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process's settings, read once from the environment."""
    return Settings()
