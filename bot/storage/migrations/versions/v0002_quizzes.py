"""Quiz rounds, questions and answers, what is due, files about people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of the quizzes."""
    op.create_table(
        "personal_blob",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        _learner("personal_blob"),
        sa.PrimaryKeyConstraint("learner_id", "key", name="pk_personal_blob"),
    )
    op.create_index("ix_personal_blob_key", "personal_blob", ["key"])
    op.create_table(
        "due",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_due"),
    )
    op.create_index("ix_due_due_at", "due", ["due_at"])
    _rounds()
    _questions()
    _answers()


def _rounds() -> None:
    op.create_table(
        "quiz_round",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Integer()),
        sa.Column("place_key", sa.Text(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        _learner("quiz_round"),
        sa.PrimaryKeyConstraint("id", name="pk_quiz_round"),
    )
    op.create_index("ix_quiz_round_learner_id", "quiz_round", ["learner_id"])
    op.create_index("ix_quiz_round_place_key", "quiz_round", ["place_key"])


def _questions() -> None:
    op.create_table(
        "quiz_question",
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("message", sa.JSON()),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["quiz_round.id"],
            name="fk_quiz_question_round_id_quiz_round",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name="pk_quiz_question"),
    )


def _answers() -> None:
    op.create_table(
        "quiz_answer",
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("credit", sa.Double(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        _learner("quiz_answer"),
        sa.ForeignKeyConstraint(
            ["round_id", "position"],
            ["quiz_question.round_id", "quiz_question.position"],
            name="fk_quiz_answer_round_id_quiz_question",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "position", "learner_id", name="pk_quiz_answer"),
    )
    op.create_index("ix_quiz_answer_learner_id", "quiz_answer", ["learner_id"])


def _learner(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_learner_id_learner"
    return sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=name, ondelete="CASCADE")
