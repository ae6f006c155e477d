"""Learners and their accounts, seen events, feedback, missed questions, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learner"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _learner("account"),
        sa.PrimaryKeyConstraint("key", name="pk_account"),
    )
    op.create_index("ix_account_learner_id", "account", ["learner_id"])
    op.create_table(
        "seen_event",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_seen_event"),
    )
    op.create_index("ix_seen_event_seen_at", "seen_event", ["seen_at"])
    op.create_table(
        "feedback",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        _learner("feedback"),
        sa.PrimaryKeyConstraint("learner_id", "entry_id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_entry_id", "feedback", ["entry_id"])
    op.create_table(
        "missed_question",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("nearest_topics", sa.JSON(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        _learner("missed_question"),
        sa.PrimaryKeyConstraint("learner_id", "text", name="pk_missed_question"),
    )
    op.create_index("ix_missed_question_normalised", "missed_question", ["normalised"])
    op.create_table(
        "setting",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "name", name="pk_setting"),
    )


def _learner(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_learner_id_learner"
    return sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=name, ondelete="CASCADE")
