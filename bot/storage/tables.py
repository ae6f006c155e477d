"""Every table of Backprep.

A table with something about a person has a `learner_id`, or a column whose info says that it holds keys of people:
`bot/storage/personal.py` then exports and forgets its rows without knowing the table. Rows that others have a part in
name the column that says so ("outlived_if"): they lose the learner and stay. A table that has one row for each learner
says which of two stays when two learners become one ("keep": the newest or oldest by a column; "adds": what is summed).
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
)

from bot.storage.types import Moment

PERSON_KEY, PLACE_KEY = "person key", "place key"
"""In a column's info: it holds keys of people (`Person.key`), of places (`Place.key`) and communities, or both.

With "sealed" it holds what nobody may read, and an export leaves it out.
"""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _learner_id(*, primary_key: bool = False, index: bool = False) -> Column[int]:
    return Column(
        "learner_id",
        Integer,
        ForeignKey("learner.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
        index=index,
    )


learner = Table(
    "learner",
    metadata,
    Column("id", Integer, primary_key=True),
    sqlite_autoincrement=True,  # the id of someone who was forgotten is never given to somebody else
)

account = Table(
    "account",
    metadata,
    Column("key", Text, primary_key=True),
    _learner_id(index=True),
    Column("name", Text, nullable=False),
)
"""A person on one platform, by `Person.key`; one learner may have several."""

link_code = Table(
    "link_code",
    metadata,
    Column("digest", Text, primary_key=True),
    _learner_id(index=True),
    Column("expires_at", Moment, nullable=False),
)
"""Codes by which another account becomes one with a learner, kept as hashes."""

time_zone = Table(
    "time_zone",
    metadata,
    _learner_id(primary_key=True),
    Column("zone", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
    info={"keep": ("newest", "set_at")},
)

hidden_learner = Table("hidden_learner", metadata, _learner_id(primary_key=True))
"""Who wants to be named on no list."""

seen_event = Table(
    "seen_event",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("seen_at", Moment, nullable=False, index=True),
)

feedback = Table(
    "feedback",
    metadata,
    _learner_id(primary_key=True),
    Column("entry_id", Text, primary_key=True, index=True),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text),
    Column("voted_at", Moment, nullable=False),
    info={"keep": ("newest", "voted_at")},
)

missed_question = Table(
    "missed_question",
    metadata,
    _learner_id(primary_key=True),
    Column("text", Text, primary_key=True),
    Column("normalised", Text, nullable=False, index=True),
    Column("nearest_topics", JSON, nullable=False),
    Column("times", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    info={"keep": ("newest", "last_at"), "adds": ("times",)},
)

setting = Table(
    "setting",
    metadata,
    Column("scope", Text, primary_key=True, info={"holds": {PERSON_KEY, PLACE_KEY}}),
    Column("name", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

personal_blob = Table(
    "personal_blob",
    metadata,
    _learner_id(primary_key=True),
    Column("key", Text, primary_key=True, index=True),
)
"""Files about a person in the blob store, by key."""

quiz_round = Table(
    "quiz_round",
    metadata,
    Column("id", Text, primary_key=True),
    Column(
        "learner_id",
        Integer,
        ForeignKey("learner.id", ondelete="CASCADE"),
        index=True,
        info={"outlived_if": "shared"},  # the others' scores stay
    ),
    Column("place_key", Text, nullable=False, index=True, info={"holds": {PLACE_KEY}}),
    Column("place", JSON, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("wanted", JSON, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("items", JSON, nullable=False),
    Column("started_at", Moment, nullable=False),
)
"""`learner_id` is who started it."""

quiz_question = Table(
    "quiz_question",
    metadata,
    Column("round_id", Text, ForeignKey("quiz_round.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("item", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("closes_at", Moment),
    Column("message", JSON(none_as_null=True)),
    Column("closed", Boolean, nullable=False),
)

quiz_answer = Table(
    "quiz_answer",
    metadata,
    Column("round_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _learner_id(primary_key=True, index=True),
    Column("account_key", Text),
    Column("given", Text, nullable=False),
    Column("credit", Double, nullable=False),
    Column("changed", Boolean, nullable=False),
    Column("answered_at", Moment, nullable=False),
    ForeignKeyConstraint(
        ["round_id", "position"],
        ["quiz_question.round_id", "quiz_question.position"],
        ondelete="CASCADE",
    ),
    info={"keep": ("oldest", "answered_at")},
)
"""`account_key` is the account that gave it, of those the learner has."""

due = Table(
    "due",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("due_at", Moment, nullable=False, index=True),
    Column("held_until", Moment),
    Column("tries", Integer, nullable=False),
)

daily_schedule = Table(
    "daily_schedule",
    metadata,
    Column("place_key", Text, primary_key=True, info={"holds": {PLACE_KEY}}),
    Column("place", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("since", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("paused", Text, nullable=False),
)

daily_host = Table(
    "daily_host",
    metadata,
    Column("place_key", Text, primary_key=True, info={"holds": {PLACE_KEY}}),
    _learner_id(index=True),
)
"""Who set up a channel's daily posts, which go on without them."""

daily_post = Table(
    "daily_post",
    metadata,
    Column("place_key", Text, primary_key=True, info={"holds": {PLACE_KEY}}),
    Column("day", Text, primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("item", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("round_id", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("doubted", Boolean, nullable=False),
    Column("message", JSON(none_as_null=True)),
    Column("sent_at", Moment),
    Column("late", Boolean, nullable=False),
    Column("why", Text, nullable=False),
)
"""`day` is the local date, as in 2026-03-08."""

slack_installation = Table(
    "slack_installation",
    metadata,
    Column("app", Text, primary_key=True),
    Column("enterprise", Text, primary_key=True),
    Column("team", Text, primary_key=True),
    Column("person_key", Text, primary_key=True, info={"holds": {PERSON_KEY}}),
    Column("installed_at", Moment, nullable=False),
    Column("sealed", Text, nullable=False, info={"sealed": True}),
)
"""Where Slack's app is installed; without a person it is the bot, which stays when its installer is forgotten."""

oauth_state = Table(
    "oauth_state",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("expires_at", Moment, nullable=False, index=True),
)

IMPERSONAL = {
    "seen_event": "ids of deliveries, dropped after an hour",
    "quiz_question": "what was put, not who answered; goes with a round of one person",
    "due": "what is to be done when, by the id of a quiz or channel",
    "daily_schedule": "what a channel agreed on",
    "daily_post": "what was posted when, not who answered",
    "oauth_state": "hashes of numbers that were drawn, dropped after ten minutes",
}
"""Tables with nothing about a person, and what they hold instead."""
