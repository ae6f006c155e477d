"""Daily posts of channels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of the daily posts."""
    _schedules()
    op.create_table(
        "daily_post",
        sa.Column("place_key", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("doubted", sa.Boolean(), nullable=False),
        sa.Column("message", sa.JSON()),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place_key", "day", name="pk_daily_post"),
    )
    op.create_index("ix_daily_post_round_id", "daily_post", ["round_id"])


def _schedules() -> None:
    op.create_table(
        "daily_schedule",
        sa.Column("place_key", sa.Text(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place_key", name="pk_daily_schedule"),
    )
    op.create_table(
        "daily_host",
        sa.Column("place_key", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name="fk_daily_host_learner_id_learner",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("place_key", name="pk_daily_host"),
    )
    op.create_index("ix_daily_host_learner_id", "daily_host", ["learner_id"])
