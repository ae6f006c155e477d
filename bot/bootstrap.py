"""Puts the parts together; the only place that knows every one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from random import SystemRandom
from secrets import token_hex

from bot.chat.feature import Feature
from bot.chat.platform import ChatPlatform, KeepsWords, Poster
from bot.clock import utc_now
from bot.connecting import Parts, connect
from bot.features.about import about
from bot.features.ask import Ask, AskStores, ask
from bot.features.entry_card import EntryCards
from bot.features.help import help_
from bot.features.pages import pages
from bot.features.privacy import Privacy, privacy
from bot.features.quiz.quiz import Chance, Quiz, QuizStores, quiz, quiz_button
from bot.features.welcome import welcome
from bot.formulas.needed import SHIPPED
from bot.formulas.pictures import FormulaPictures
from bot.housekeeping import housekeeping
from bot.posting import Switchboard
from bot.router import Router
from bot.scheduler import Scheduler
from bot.searching import Say, SearchThread, open_search
from bot.settings import Settings
from bot.storage.agenda import SqlAgenda
from bot.storage.communities import forget_community
from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.missed_questions import SqlMissedQuestions
from bot.storage.personal import SqlPersonalData
from bot.storage.quizzes import SqlQuizzes
from bot.storage.seen_events import SqlSeenEvents
from bot.storage.settings_store import SqlSettings
from bot.storage.upgrading import upgrade
from generators.blobs import BlobStore, FileBlobs
from knowledge.search.completion import Completion
from knowledge.search.engine import Search

Task = Callable[[], Coroutine[object, object, None]]
Connect = Callable[[Settings, Parts, Say], Sequence[ChatPlatform]]


@dataclass(frozen=True, slots=True)
class Application:
    """Backprep at work: the conversation, the platforms that hold it, and what runs beside them."""

    conversation: Router
    platforms: Sequence[ChatPlatform]
    background: Sequence[Task]


@dataclass(frozen=True, slots=True)
class _Opened:
    """What takes time to open, or has to be closed."""

    database: Database
    search: Search
    blobs: BlobStore
    pictures: FormulaPictures


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
        blobs = FileBlobs(settings.blobs)
        pictures = FormulaPictures(blobs, SHIPPED, settings.drawn_formulas)
        await pictures.load()
        opened = _Opened(database, search, blobs, pictures)
        parts = Parts(
            blobs, SqlSettings(database), utc_now, welcome(), partial(forget_community, database)
        )
        yield _application(opened, connect_to(settings, parts, say))
    finally:
        await database.close()


def open_database(settings: Settings) -> Database:
    """The database with this version's tables. Blocks.

    Raises:
        DatabaseUnusableError: it cannot be reached, read or written.
    """
    upgrade(settings.database_url)
    return Database.open(settings.database_url)


def _application(opened: _Opened, platforms: Sequence[ChatPlatform]) -> Application:
    database, blobs = opened.database, opened.blobs
    rounds = _quiz(opened, Switchboard(platforms))
    keepers = [platform for platform in platforms if isinstance(platform, KeepsWords)]
    features = (*_features(opened, rounds, keepers), help_(lambda: router.commands))
    router = Router(features, SqlSeenEvents(database), blobs, utc_now, SystemRandom())
    scheduler = Scheduler(SqlAgenda(database), {"quiz": rounds.channel.close}, utc_now)
    keep = partial(housekeeping, blobs, opened.pictures.load, utc_now)
    return Application(router, platforms, (scheduler.run, keep))


def _quiz(opened: _Opened, poster: Poster) -> Quiz:
    learners = SqlLearners(opened.database)
    stores = QuizStores(SqlQuizzes(opened.database), learners, opened.blobs)
    chance = Chance(SystemRandom(), partial(token_hex, 6))
    return Quiz(opened.search.bank, stores, poster, utc_now, chance)


def _features(opened: _Opened, rounds: Quiz, keepers: Sequence[KeepsWords]) -> Iterator[Feature]:
    """Everything a person can do but /help, in the order of /help."""
    database, search, blobs = opened.database, opened.search, opened.blobs
    learners = SqlLearners(database)
    stores = AskStores(learners, SqlFeedback(database), SqlMissedQuestions(database))
    cards = EntryCards(search.bank, opened.pictures, (quiz_button,))
    yield ask(Ask(SearchThread(search), Completion(search.bank), cards, stores, utc_now))
    yield quiz(rounds)
    yield privacy(Privacy(learners, SqlPersonalData(database), blobs, keepers))
    yield about(search.bank, version("backprep"))
    yield pages(blobs)
