"""Puts the parts together; the only place that knows every one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from random import SystemRandom

from bot.chat.platform import ChatPlatform
from bot.clock import utc_now
from bot.connecting import Parts, connect
from bot.features.about import about
from bot.features.ask import Ask, AskStores, ask
from bot.features.entry_card import EntryCards
from bot.features.help import help_
from bot.features.pages import pages
from bot.formulas.pictures import FormulaPictures
from bot.housekeeping import housekeeping
from bot.posting import Switchboard
from bot.router import Router
from bot.searching import Say, open_search
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.missed_questions import SqlMissedQuestions
from bot.storage.seen_events import SqlSeenEvents
from bot.storage.settings_store import SqlSettingsStore
from bot.storage.upgrading import upgrade
from generators.blobs import FileBlobs
from knowledge.search.completion import Completion
from knowledge.search.engine import Search

Task = Callable[[], Coroutine[None, None, None]]
Connect = Callable[[Settings, Parts, Say], Sequence[ChatPlatform]]


@dataclass(frozen=True, slots=True)
class Application:
    """Backprep at work: the conversation, the platforms that hold it, and what runs beside them."""

    conversation: Router
    platforms: Sequence[ChatPlatform]
    background: Sequence[Task]


@asynccontextmanager
async def open_application(
    settings: Settings, say: Say, connect_to: Connect = connect
) -> AsyncIterator[Application]:
    """Everything that is needed to chat, on the platforms `connect_to` gives; closed afterwards.

    Raises:
        DatabaseUnusableError: the database cannot be reached, read or written.
    """
    database = await asyncio.to_thread(open_database, settings)
    try:
        search = await asyncio.to_thread(open_search, settings, say)
        yield await _application(settings, say, connect_to, database, search)
    finally:
        await database.close()


def open_database(settings: Settings) -> Database:
    """The database with this version's tables. Blocks.

    Raises:
        DatabaseUnusableError: it cannot be reached, read or written.
    """
    upgrade(settings.database_url)
    return Database.open(settings.database_url)
