"""Every table of Backprep.

A table with something about a person has a `learner_id`, or a column whose info says that it holds keys of people:
`bot/storage/personal.py` then exports and forgets its rows without knowing the table.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)

from bot.storage.types import Moment

PERSON_KEY = "person key"
"""In a column's info: its values are keys of people (`Person.key`), perhaps among keys of places."""

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
)

setting = Table(
    "setting",
    metadata,
    Column("scope", Text, primary_key=True, info={"holds": PERSON_KEY}),
    Column("name", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

IMPERSONAL = {"seen_event"}
"""Tables with nothing about a person: ids of deliveries, which are dropped after an hour."""
