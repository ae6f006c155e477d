"""What whoever runs Backprep can watch: how much there is of what, and how long people wait. For Prometheus."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Sequence
from time import monotonic
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.chat.event import Action, ChatEvent, Person, Place
from bot.chat.feature import Command, Form
from bot.chat.platform import Conversation
from bot.chat.reply import Choice, Reply
from bot.storage.ports import State as PostState
from bot.storage.ports import Tally
from generators.engine import State as JobState
from generators.engine import Status

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Bounds of the buckets; both platforms give three seconds."""


class Metrics:
    """The numbers of one process, and those counted from the databases, which are the same in every process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._events = Counter(
            "backprep_events", "What people did.", ["platform", "kind"], registry=self._registry
        )
        self._handled = self._seconds("backprep_handling_seconds", "From an event to its reply.")
        self._acknowledged = self._seconds(
            "backprep_ack_seconds", "From an event's arrival to its acknowledgement."
        )
        self._answers = self._gauge("backprep_answers", "Answers to questions that are kept.")
        self._posts = self._gauge("backprep_daily_posts", "Daily posts by state.", "state")
        self._late = self._gauge("backprep_daily_posts_late", "Daily posts that came late.")
        self._jobs = self._gauge("backprep_jobs", "Jobs of the worker by state.", "state")

    def acknowledged(self, platform: str, seconds: float) -> None:
        """A person's act was acknowledged after so long."""
        self._acknowledged.labels(platform).observe(seconds)

    def handled(self, event: ChatEvent, seconds: float) -> None:
        """A reply to an event was ready after so long."""
        platform = event.where.platform
        self._events.labels(platform, type(event).__name__).inc()
        self._handled.labels(platform).observe(seconds)

    def counted(self, tally: Tally, jobs: Sequence[Status]) -> None:
        """This is what the databases hold now."""
        self._answers.set(tally.answers)
        self._late.set(tally.late)
        for post in get_args(PostState):
            self._posts.labels(post).set(tally.posts.get(post, 0))
        states = Count(job.state for job in jobs)
        for job in get_args(JobState):
            self._jobs.labels(job).set(states[job])

    def text(self) -> bytes:
        """Everything, in the format that Prometheus reads."""
        return generate_latest(self._registry)

    def _seconds(self, name: str, what: str) -> Histogram:
        return Histogram(name, what, ["platform"], buckets=SECONDS, registry=self._registry)

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(name, what, labels, registry=self._registry)


class Measured:
    """A conversation that is timed. Fills in `Conversation`."""

    def __init__(self, conversation: Conversation, metrics: Metrics) -> None:
        self._conversation, self._metrics = conversation, metrics

    @property
    def commands(self) -> Sequence[Command]:
        """As in Conversation."""
        return self._conversation.commands

    async def dispatch(self, event: ChatEvent) -> Reply | Form | None:
        """As in Conversation."""
        began = monotonic()
        try:
            return await self._conversation.dispatch(event)
        finally:
            self._metrics.handled(event, monotonic() - began)

    def opens_form(self, action: Action) -> bool:
        """As in Conversation."""
        return self._conversation.opens_form(action)

    async def suggest(self, command: str, option: str, typed: str) -> Sequence[Choice]:
        """As in Conversation."""
        return await self._conversation.suggest(command, option, typed)

    def acknowledged(self, platform: str, seconds: float) -> None:
        """As in Conversation."""
        self._metrics.acknowledged(platform, seconds)

    async def home(self, who: Person, where: Place) -> Reply:
        """As in Conversation."""
        return await self._conversation.home(who, where)
