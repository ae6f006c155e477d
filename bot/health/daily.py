"""Checks of the daily posts: whether any wait for a person."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from bot.health.finding import Finding
from bot.settings import Settings
from bot.storage.engine import read_url
from bot.storage.upgrading import connected, newest_revision, revision_of

_SCHEDULES = text(
    "SELECT count(*), sum(CASE WHEN paused = '' THEN 0 ELSE 1 END) FROM daily_schedule"
)
_STUCK = text("SELECT count(*) FROM daily_post WHERE state = 'failed'")


def check_daily(settings: Settings) -> Finding:
    """How many channels have a daily quiz, and how many of them are paused."""
    url = read_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return Finding("ok", "No channel has a daily quiz yet.")
    with connected(settings.database_url) as connection:
        if revision_of(connection) != newest_revision():
            return Finding("ok", "Their tables are made at the next start.")
        channels, paused = connection.execute(_SCHEDULES).one()
        failed = connection.execute(_STUCK).scalar_one()
    if paused:
        return Finding(
            "warning",
            f"{paused} of {channels} channels are paused; {failed} posts could not be posted.",
            "See why: backprep daily list. In the channel, /daily resume goes on.",
        )
    return Finding("ok", f"{channels} channels have a daily quiz, none is paused.")
