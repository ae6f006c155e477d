"""Puts the parts together; the only place that knows every one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from random import SystemRandom
from secrets import token_hex
from tempfile import TemporaryDirectory
from time import monotonic

from bot.chat.feature import Command, Feature
from bot.chat.platform import ChatPlatform, Conversation, Poster
from bot.clock import Clock, utc_now
from bot.connecting import Parts, connect
from bot.dailies import Ground, dailies
from bot.deliveries import Deliveries, Kept, Presenter
from bot.features.about import about
from bot.features.ask import Ask, AskStores, SearchBank, ask
from bot.features.daily.daily import daily
from bot.features.entry_card import EntryCards, ExtraButton
from bot.features.generate.examples import Examples
from bot.features.generate.generate import Generate, demo_button, generate
from bot.features.help import help_
from bot.features.home import Home, Page, home
from bot.features.ordering import Ordering
from bot.features.pages import pages
from bot.features.queue import Queue, queue
from bot.features.quiz.quiz import Chance, Quiz, QuizStores, quiz, quiz_button
from bot.features.train.train import Train, TrainPresenter, train
from bot.features.welcome import welcome
from bot.formulas.needed import SHIPPED
from bot.formulas.pictures import FormulaPictures
from bot.housekeeping import housekeeping
from bot.kept_jobs import KeptJobs
from bot.pacing import PER_SECOND, Pace, PacedPoster
from bot.people import days, people
from bot.posting import Switchboard
from bot.router import Router
from bot.sandboxes import Inside, LocalSandboxes
from bot.scheduler import Scheduler
from bot.searching import Say, SearchThread, open_search
from bot.settings import Settings
from bot.storage.agenda import SqlAgenda
from bot.storage.communities import forget_community
from bot.storage.database import Database
from bot.storage.errors import DatabaseAwayError
from bot.storage.feedback import SqlFeedback
from bot.storage.learners import SqlLearners
from bot.storage.missed_questions import SqlMissedQuestions
from bot.storage.oauth_states import SqlOAuthStates
from bot.storage.personal import SqlPersonalData
from bot.storage.ports import SlackStores
from bot.storage.quizzes import SqlQuizzes
from bot.storage.scores import SqlScores
from bot.storage.sealing import Sealer, keys_of
from bot.storage.seen_events import SqlSeenEvents
from bot.storage.settings_store import SqlSettings
from bot.storage.slack_installations import SqlSlackInstallations
from bot.storage.tallies import SqlTallies
from bot.storage.upgrading import upgrade
from generators.blobs import BlobsAwayError, BlobStore, FileBlobs
from generators.dbos_engine import DbosJobs
from knowledge.bank import Bank, load_bank
from knowledge.formatting import prose_of
from knowledge.search.completion import Completion
from knowledge.search.engine import Found

Task = Callable[[], Coroutine[object, object, None]]
_TIMELY = {"streak", "leaderboard", "settings"}
"""Features about people that have to do with the clock."""
_QUIZ = ("quiz",)
"""Kinds of what is due that close questions."""
Connect = Callable[[Settings, Parts, Say], Sequence[ChatPlatform]]


@dataclass(frozen=True, slots=True)
class Application:
    """Backprep at work: the conversation, the platforms that hold it, and what runs beside them."""

    conversation: Conversation
    platforms: Sequence[ChatPlatform]
    deliver: Task
    """Shows what becomes of jobs that were asked for on these platforms."""
    tend: Sequence[Task]
    """What one process does for all: what is due, and throwing away what is old."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What takes time to open, or has to be closed."""

    database: Database
    bank: Bank
    search: SearchBank
    blobs: BlobStore
    blobs_kept: timedelta
    pictures: FormulaPictures
    jobs: DbosJobs
    clock: Clock = utc_now
    alone: bool = False
    """Whether no other process does what is due there, as in the data folder, which one Backprep has to itself."""


@asynccontextmanager
async def open_application(
    settings: Settings, say: Say, connect_to: Connect = connect
) -> AsyncIterator[Application]:
    """Everything that is needed to chat, on the platforms `connect_to` gives; closed afterwards.

    Raises:
        DatabaseUnusableError: the database cannot be reached, read or written.
    """
    async with AsyncExitStack() as closing:
        database = await asyncio.to_thread(open_database, settings)
        closing.push_async_callback(database.close)
        jobs = DbosJobs(settings.jobs_database_url)
        closing.push_async_callback(jobs.close)
        search = await asyncio.to_thread(open_search, settings, say)
        blobs = settings.open_blobs(utc_now)
        pictures = FormulaPictures(blobs, SHIPPED, settings.drawn_formulas)
        with suppress(BlobsAwayError):  # housekeeping tries again
            await pictures.load()
        kept = timedelta(days=settings.blob_days)
        opened = _Opened(database, search.bank, SearchThread(search), blobs, kept, pictures, jobs)
        opened = replace(opened, alone=settings.database is None)
        left = partial(forget_community, database)
        sealer = Sealer(keys_of(settings.secret_key, settings.data))
        slack = SlackStores(SqlSlackInstallations(database, sealer), SqlOAuthStates(database))
        sandboxes = LocalSandboxes(
            settings.data / "sandboxes", utc_now, _open_file, partial(_furnish, opened)
        )
        closing.push_async_callback(sandboxes.close)
        parts = Parts(blobs, SqlSettings(database), utc_now, welcome(), left, slack, sandboxes)
        application = _application(opened, connect_to(settings, parts, say))
        application = replace(application, tend=(*application.tend, sandboxes.tend))
        yield _watched(application, opened, settings, say) if settings.metrics_port else application


def declared_commands() -> Sequence[Command]:
    """Every command there is, for who sets a platform up; nothing is kept, connected to or loaded for it."""
    with TemporaryDirectory() as folder:
        nowhere, blobs = Path(folder), FileBlobs(Path(folder))
        opened = _Opened(
            Database.open(f"sqlite:///{nowhere / 'chat.db'}"),
            load_bank(),
            _refuse,
            blobs,
            timedelta(0),
            FormulaPictures(blobs, SHIPPED, nowhere),
            DbosJobs(f"sqlite:///{nowhere / 'jobs.db'}"),
        )
        return _application(opened, ()).conversation.commands


async def _refuse(query: str) -> Found:
    raise NotImplementedError("The search was not opened.")


def _watched(
    application: Application, opened: _Opened, settings: Settings, say: Say
) -> Application:
    """The same, measured; imported only where somebody watches."""
    from bot.metrics import Measured, Metrics
    from bot.monitoring import Monitor

    metrics, tallies = Metrics(), SqlTallies(opened.database)
    monitor = Monitor(settings.metrics_port or 0, metrics, tallies, opened.jobs, say)
    return replace(
        application,
        conversation=Measured(application.conversation, metrics),
        tend=(*application.tend, monitor.run),
    )


def open_database(settings: Settings) -> Database:
    """The database with this version's tables. Blocks.

    Raises:
        DatabaseUnusableError: it cannot be reached, read or written.
    """
    upgrade(settings.database_url)
    return Database.open(settings.database_url)


def _open_file(file: Path) -> Database:
    upgrade(f"sqlite:///{file}")
    return Database.open(f"sqlite:///{file}")


def _furnish(opened: _Opened, database: Database, clock: Clock, poster: Poster) -> Inside:
    """What there is in a sandbox: whatever has to do with the clock, and asking. Nothing in it leaves it."""
    own = replace(opened, database=database, clock=clock)
    rounds = _quiz(own, poster, ())
    posts = dailies(Ground(database, own.bank, own.blobs, clock, _chance()), poster, poster)
    features = (
        daily(posts.feature),
        quiz(rounds),
        _ask(own, (quiz_button,)),
        *(each for each in people(database, own.blobs, clock, (), ()) if each.name in _TIMELY),
        pages(own.blobs),
        help_(lambda: router.commands),
    )
    router = Router(features, SqlSeenEvents(database), own.blobs, clock, SystemRandom())
    return Inside(router, (_closing(own, rounds), posts.scheduler))


def _application(opened: _Opened, platforms: Sequence[ChatPlatform]) -> Application:
    database, blobs, board = opened.database, opened.blobs, Switchboard(platforms, opened.blobs)
    pace = Pace(PER_SECOND, monotonic)
    poster, patient = PacedPoster(board, pace.urgent), PacedPoster(board, pace.patient)
    rounds, made = _quiz(opened, poster, platforms), _generate(opened)
    ground = Ground(database, opened.bank, blobs, opened.clock, _chance())
    posts = dailies(ground, poster, patient)
    page: Page = lambda who, where: router.home(who, where)  # noqa: PLW0108,E731 - it comes later
    features = (
        *_features(opened, rounds, made, page),
        daily(posts.feature),
        *people(database, blobs, opened.clock, platforms, [KeptJobs(opened.jobs)]),
        help_(lambda: router.commands),
    )
    router = Router(features, SqlSeenEvents(database), blobs, opened.clock, SystemRandom())
    closing = partial(_close_in_time, opened, rounds)
    kept = Kept(blobs, SqlLearners(database), SqlPersonalData(database))
    shown: dict[str, Presenter] = {**made.presenters, "train": TrainPresenter(opened.jobs, blobs)}
    here = {platform.name for platform in platforms}
    deliveries = Deliveries(opened.jobs, poster, shown, kept, utc_now, here)
    keep = partial(housekeeping, blobs, opened.pictures.load, utc_now, opened.blobs_kept)
    return Application(router, platforms, deliveries.run, (closing, posts.scheduler.run, keep))


async def _close_in_time(opened: _Opened, rounds: Quiz) -> None:
    """Close the questions of channels; at once those that a killed process was closing, where none other can be."""
    if opened.alone:
        with suppress(DatabaseAwayError):  # then they wait for their lease to run out
            await SqlAgenda(opened.database, _QUIZ).let_go()
    await _closing(opened, rounds).run()


def _closing(opened: _Opened, rounds: Quiz) -> Scheduler:
    """Closes the questions of channels."""
    agenda = SqlAgenda(opened.database, _QUIZ)
    return Scheduler(agenda, {"quiz": rounds.channel.close}, opened.clock)


def _quiz(opened: _Opened, poster: Poster, platforms: Sequence[ChatPlatform]) -> Quiz:
    learners = SqlLearners(opened.database)
    counted = days(opened.database, opened.clock, platforms)
    stores = QuizStores(SqlQuizzes(opened.database), learners, opened.blobs, counted.home)
    return Quiz(opened.bank, stores, poster, opened.clock, _chance())


def _chance() -> Chance:
    return Chance(SystemRandom(), partial(token_hex, 6))


def _generate(opened: _Opened) -> Generate:
    return Generate(Ordering(opened.jobs, utc_now), Examples(opened.blobs), SystemRandom())


def _ask(opened: _Opened, extras: Sequence[ExtraButton]) -> Feature:
    database, bank = opened.database, opened.bank
    stores = AskStores(SqlLearners(database), SqlFeedback(database), SqlMissedQuestions(database))
    cards = EntryCards(bank, opened.pictures, extras)
    return ask(Ask(opened.search, Completion(bank), cards, stores, opened.clock))


def _features(opened: _Opened, rounds: Quiz, made: Generate, page: Page) -> Iterator[Feature]:
    """What there is to learn and to play with, in the order of /help."""
    database, bank, blobs = opened.database, opened.bank, opened.blobs
    yield _ask(opened, (quiz_button, demo_button))
    yield quiz(rounds)
    yield home(Home(SqlLearners(database), SqlScores(database), opened.clock, page))
    ordering = Ordering(opened.jobs, utc_now)
    yield generate(made)
    yield train(Train(ordering, blobs, lambda: prose_of(bank)))
    yield queue(Queue(ordering))
    yield about(bank, version("backprep"))
    yield pages(blobs)
