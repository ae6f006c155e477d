"""Daily posts and what was agreed on, as rows and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, time
from typing import Any

from sqlalchemy import Row

from bot.chat.event import Place
from bot.chat.platform import MessageRef
from bot.planning import Timetable
from bot.storage.ports import Post, Schedule, Terms

PLAN, SEND, CLOSE = "daily-plan", "daily", "daily-close"
"""Kinds on the agenda: the days of a channel, a post, the end of its question."""
AnyRow = Row[*tuple[Any, ...]]


def terms_json(terms: Terms) -> dict[str, object]:
    """Terms as JSON."""
    table = terms.timetable
    kept = asdict(replace(terms, topics=())) | {"topics": list(terms.topics)}
    return kept | {
        "timetable": {
            "at": table.at.isoformat("minutes"),
            "zone": table.zone,
            "days": sorted(table.days),
        }
    }


def schedule(row: AnyRow) -> Schedule:
    """The schedule of a row."""
    return Schedule(Place(**row.place), _terms(row.terms), row.since, row.version, row.paused)


def post_row(post: Post) -> dict[str, object]:
    """A post as a row."""
    message = asdict(post.message) if post.message else None
    return asdict(post) | {"day": post.day.isoformat(), "message": message}


def post(row: AnyRow) -> Post:
    """The post of a row."""
    return Post(
        place_key=row.place_key,
        day=date.fromisoformat(row.day),
        due_at=row.due_at,
        item=row.item,
        seed=row.seed,
        round_id=row.round_id,
        state=row.state,
        doubted=row.doubted,
        message=message_ref(row.message),
        sent_at=row.sent_at,
        late=row.late,
        why=row.why,
    )


def message_ref(kept: Mapping[str, Any] | None) -> MessageRef | None:
    """The message that was kept as JSON."""
    return MessageRef(Place(**kept["where"]), kept["id"], kept.get("key", "")) if kept else None


def _terms(kept: Mapping[str, Any]) -> Terms:
    table = kept["timetable"]
    days = frozenset(table["days"])
    timetable = Timetable(time.fromisoformat(table["at"]), table["zone"], days)
    return Terms(**{**kept, "timetable": timetable, "topics": tuple(kept["topics"])})
