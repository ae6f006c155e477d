"""Where people's clocks are, and who wants to be on no list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables of what people set for themselves."""
    op.create_table(
        "time_zone",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        _learner("time_zone"),
        sa.PrimaryKeyConstraint("learner_id", name="pk_time_zone"),
    )
    op.create_table(
        "hidden_learner",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        _learner("hidden_learner"),
        sa.PrimaryKeyConstraint("learner_id", name="pk_hidden_learner"),
    )


def _learner(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_learner_id_learner"
    return sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=name, ondelete="CASCADE")
