from __future__ import annotations

import pytest

from bot.bootstrap import open_search
from bot.embedding import prepare_embedder
from bot.settings import Settings
from knowledge.embedder import OnnxEmbedder
from knowledge.search.engine import Search


def silent(text: str) -> None:
    """Progress is of no use to a test."""


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    """The model that answers, as `make setup` exported it."""
    settings = Settings()
    return prepare_embedder(settings.embedding_model, settings.data, silent)


@pytest.fixture(scope="session")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """The search over the shipped bank, vectors from the cache that `make setup` filled."""
    return open_search(Settings(), silent)
