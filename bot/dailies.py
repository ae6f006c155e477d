"""Puts the daily posts together: what people set up, and what is done when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.platform import Poster
from bot.clock import Clock
from bot.features.daily.closing import Closing
from bot.features.daily.daily import Daily, Parts
from bot.features.daily.pausing import Pausing
from bot.features.daily.planner import DailyStores, Planner
from bot.features.daily.posting import Posting
from bot.features.quiz.put import Putter
from bot.features.quiz.quiz import Chance
from bot.scheduler import Handler, Scheduler
from bot.storage.agenda import SqlAgenda
from bot.storage.daily_posts import SqlPosts
from bot.storage.daily_rows import CLOSE, PLAN, SEND
from bot.storage.daily_schedules import SqlSchedules
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.quizzes import SqlQuizzes
from generators.blobs import BlobStore
from knowledge.bank import Bank


@dataclass(frozen=True, slots=True)
class Ground:
    """What daily posts stand on."""

    database: Database
    bank: Bank
    blobs: BlobStore
    clock: Clock
    chance: Chance


@dataclass(frozen=True, slots=True)
class Dailies:
    """Daily posts at work."""

    feature: Daily
    stores: DailyStores
    planner: Planner
    posting: Posting
    handlers: Mapping[str, Handler]
    """By kind on the agenda."""
    scheduler: Scheduler
    """Theirs alone, so that nothing else ever stands in line behind thousands of posts."""


def dailies(ground: Ground, at_once: Poster, in_turn: Poster) -> Dailies:
    """Daily posts; what a person waits for is posted `at_once`, all else `in_turn`."""
    database, clock = ground.database, ground.clock
    quizzes = SqlQuizzes(database)
    stores = DailyStores(SqlSchedules(database), SqlPosts(database), quizzes)
    pausing = Pausing(stores.schedules, in_turn)
    putter = Putter(ground.bank, quizzes)
    planner = Planner(ground.bank, stores, pausing, clock, ground.chance)
    posting = Posting(planner, putter, pausing, stores, in_turn, clock)
    closing = Closing(putter, stores, in_turn, ground.blobs, clock)
    parts = Parts(ground.bank, stores, SqlLearners(database), planner, posting, at_once)
    handlers = {PLAN: planner.keep_planned, SEND: posting.send, CLOSE: closing.close}
    scheduler = Scheduler(SqlAgenda(database, handlers), handlers, clock)
    return Dailies(Daily(parts, clock), stores, planner, posting, handlers, scheduler)
