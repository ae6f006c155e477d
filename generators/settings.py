"""Settings of training, sampling and the worker, from the environment or .env."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class GeneratorSettings(BaseSettings):
    """Where things lie."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    folder: Path = Field(default=Path("data"), validation_alias="BACKPREP_DATA")
    """Everything Backprep writes goes below it."""

    @property
    def datasets(self) -> Path:
        """Where the data sets are looked for and downloaded to."""
        return self.folder / "datasets"
