"""Settings, from the environment or a .env file."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that can be set; every value has a default that works on one machine."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Field(default=Path("data"), validation_alias="BACKPREP_DATA")
    embedding_model: str = Field(default="all-MiniLM-L6-v2", validation_alias="EMBEDDING_MODEL")

    @field_validator("data")
    @classmethod
    def _home_is_meant(cls, data: Path) -> Path:
        """In a .env file no shell has put the home folder in the place of ~."""
        return data.expanduser()

    @property
    def imported_questions(self) -> Path:
        """Folder of the entries people imported."""
        return self.data / "questions"
