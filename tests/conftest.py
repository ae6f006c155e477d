from __future__ import annotations

import pytest
from hypothesis import settings as property_settings

from bot.embedding import prepare_embedder
from bot.searching import open_index
from bot.settings import Settings
from knowledge.bank import load_bank
from knowledge.embedder import OnnxEmbedder
from knowledge.search.engine import Search
from knowledge.search.model import SearchModel

property_settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
property_settings.load_profile("untimed")
MANY_PROCESSES = ("tests/journeys/", "tests/generators/jobs/", "tests/bot/storage/test_kills")
"""Where a browser, a server and killed processes share the machine with whatever else runs there."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run such a test a second time when it fails; the report lists it as RERUN, so that it is looked into."""
    for item in items:
        if item.nodeid.startswith(MANY_PROCESSES):
            item.add_marker(pytest.mark.flaky(reruns=1))


def silent(text: str) -> None:
    """Progress is of no use to a test."""


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    """The model that answers, as `make setup` exported it."""
    settings = Settings()
    return prepare_embedder(settings.embedding_model, settings.data, silent)


@pytest.fixture(scope="session")
def search() -> Search:
    """The search over the shipped bank, without drafts; vectors from the cache that `make setup` filled."""
    bank = load_bank()
    return Search(bank, open_index(bank, Settings(), silent), SearchModel.load())
