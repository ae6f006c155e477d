"""Where Slack's app is installed, and who is just installing it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of Slack's installations."""
    op.create_table(
        "slack_installation",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("enterprise", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "app", "enterprise", "team", "person_key", name="pk_slack_installation"
        ),
    )
    op.create_table(
        "oauth_state",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_oauth_state"),
    )
    op.create_index("ix_oauth_state_expires_at", "oauth_state", ["expires_at"])
