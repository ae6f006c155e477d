"""Codes that join two accounts, and which account gave an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of codes; until now every learner had one account, which gave all the answers."""
    op.create_table(
        "link_code",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name="fk_link_code_learner_id_learner",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_link_code"),
    )
    op.create_index("ix_link_code_learner_id", "link_code", ["learner_id"])
    op.add_column("quiz_answer", sa.Column("account_key", sa.Text()))
    op.execute(
        """
        UPDATE quiz_answer SET account_key =
            (SELECT min(key) FROM account WHERE account.learner_id = quiz_answer.learner_id)
        """
    )
