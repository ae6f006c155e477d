"""Puts together what people see and decide about themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import SystemRandom

from bot.chat.feature import Feature
from bot.chat.platform import ChatPlatform, Keeper, Profiles
from bot.clock import Clock
from bot.features.leaderboard import Leaderboard, leaderboard
from bot.features.link import Link, LinkStores, link
from bot.features.own_time import OwnTime
from bot.features.privacy import Privacy, privacy
from bot.features.settings import OwnSettings, settings
from bot.features.streak import Days, streak
from bot.storage.accounts import SqlAccounts
from bot.storage.daily_schedules import SqlSchedules
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.personal import SqlPersonalData
from bot.storage.preferences import SqlPreferences
from bot.storage.scores import SqlScores
from generators.blobs import BlobStore


def people(
    database: Database,
    blobs: BlobStore,
    clock: Clock,
    platforms: Sequence[ChatPlatform],
    kept: Sequence[Keeper],
) -> Iterator[Feature]:
    """The features, in the order of /help; `kept` is what else is kept about people, by no platform nor database."""
    learners, accounts, scores = SqlLearners(database), SqlAccounts(database), SqlScores(database)
    personal, preferences = SqlPersonalData(database), SqlPreferences(database)
    counted = days(database, clock, platforms)
    yield streak(counted)
    yield leaderboard(Leaderboard(learners, scores, SqlSchedules(database), clock))
    yield link(Link(LinkStores(accounts, learners, personal), clock, SystemRandom()))
    yield settings(OwnSettings(learners, preferences, counted.time, clock))
    keepers = (*(each for each in platforms if isinstance(each, Keeper)), *kept)
    yield privacy(Privacy(learners, accounts, personal, blobs, keepers))


def days(database: Database, clock: Clock, platforms: Sequence[ChatPlatform]) -> Days:
    """Counts days by people's own clocks."""
    learners, accounts = SqlLearners(database), SqlAccounts(database)
    profiles = [each for each in platforms if isinstance(each, Profiles)]
    time = OwnTime(learners, accounts, SqlPreferences(database), profiles)
    return Days(learners, SqlScores(database), time, clock)
