"""What tests of the features share."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.upgrading import upgrade
from tests.bot.features.dailies import Days, opened


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no rows, made once."""
    file = tmp_path_factory.mktemp("features") / "new.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
async def days(new_database: Path, tmp_path: Path) -> AsyncIterator[Days]:
    file = tmp_path / "daily.db"
    shutil.copy(new_database, file)
    async with opened(file) as days:
        yield days
