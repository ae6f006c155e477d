"""The worker's settings, from the environment or .env."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from generators.blob_place import BlobSettings
from generators.settings import GeneratorSettings


class WorkerSettings(GeneratorSettings, BlobSettings):
    """Where jobs come from, where results go, and what the worker may use."""

    model_config = SettingsConfigDict(env_ignore_empty=True, populate_by_name=True)

    jobs_database: SecretStr | None = Field(default=None, validation_alias="JOBS_DATABASE_URL")
    device: str = Field(default="auto", validation_alias="BACKPREP_DEVICE")
    """cpu, cuda, cuda:1 …; auto takes CUDA where there is one."""
    memory_mb: int = Field(default=4096, ge=512, validation_alias="BACKPREP_WORKER_MEMORY")
    """A worker on the CPU that wants more is refused it, and that job fails."""

    ray: str = Field(default="", validation_alias="BACKPREP_RAY")
    """Address of a Ray cluster that runs the models, such as ray-head:6379; "local" starts one on this machine."""

    @property
    def jobs_database_url(self) -> str:
        """As in the bot's settings; may hold a password."""
        if self.jobs_database:
            return self.jobs_database.get_secret_value()
        return f"sqlite:///{self.folder.resolve() / 'jobs.db'}"

    @property
    def usual_blobs(self) -> Path:
        """As in the bot's settings."""
        return self.folder / "blobs"
