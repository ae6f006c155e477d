"""What was agreed on for a channel, as cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.event import Action
from bot.chat.markup import literal
from bot.chat.reply import Block, Button, Buttons, Facts, Reply, Table, Text
from bot.features.daily.reading import days_in_words
from bot.planning import Occurrence
from bot.storage.ports import Post, Schedule, Terms

NEXT = 5
"""Dates that are listed."""
MOST_IN_FULL = 4
"""Channels that are listed with all these dates; of more of them each has a row."""


def agreed(schedule: Schedule, name: str, posts: Sequence[Post], now: datetime) -> Reply:
    """Everything about one channel, with what can be done."""
    blocks = (*_terms(schedule), *dates(schedule, posts, now), _buttons(schedule))
    return Reply(f"Daily quiz in {name}", blocks, "asker")


def listed(parts: Sequence[tuple[Schedule, str, Sequence[Post]]], now: datetime) -> Reply:
    """Every channel of a community, with its next dates."""
    if not parts:
        words = Text("No channel has a daily quiz yet. `/daily setup` begins one.")
        return Reply("Daily quizzes", (words,), "asker")
    if len(parts) > MOST_IN_FULL:
        return Reply("Daily quizzes", (_in_short(parts, now),), "asker")
    blocks: list[Block] = []
    for schedule, name, posts in parts:
        terms = schedule.terms
        at = f"{terms.timetable.at.isoformat('minutes')}, {days_in_words(terms.timetable.days)}"
        blocks.append(
            Text(f"**{literal(name)}** · {literal(at)} ({literal(terms.timetable.zone)})")
        )
        blocks.extend(_paused(schedule))
        blocks.extend(dates(schedule, posts, now))
    return Reply("Daily quizzes", tuple(blocks), "asker")


def _in_short(parts: Sequence[tuple[Schedule, str, Sequence[Post]]], now: datetime) -> Table:
    """A row a channel, with the next date."""
    rows = []
    for schedule, name, _ in parts:
        table = schedule.terms.timetable
        following = table.following(max(now, schedule.since), 1)
        local = [one.at.astimezone(ZoneInfo(table.zone)) for one in following]
        then = (
            "paused"
            if schedule.paused
            else "".join(f"{at:%a} {at.day} {at:%b, %H:%M}" for at in local)
        )
        rows.append((name, days_in_words(table.days), table.zone, then))
    return Table(("Channel", "Days", "Zone", "Next"), tuple(rows))


def dates(schedule: Schedule, posts: Sequence[Post], now: datetime) -> Iterator[Block]:
    """The next dates with the local time and what is particular about them."""
    if schedule.paused:
        return
    table = schedule.terms.timetable
    zone = ZoneInfo(table.zone)
    states = {post.day: post.state for post in posts}
    before = now.astimezone(zone).utcoffset()
    rows = []
    for one in table.following(max(now, schedule.since), NEXT):
        local = one.at.astimezone(zone)
        remarks = [*_clocks(one, local, schedule, local.utcoffset() != before)]
        if states.get(one.day) in ("skipped", "sent", "closed"):
            remarks.append(states[one.day])
        before = local.utcoffset()
        date = f"{local:%a} {local.day} {local:%b %Y}"
        rows.append((date, f"{local:%H:%M}", _offset(local), "; ".join(remarks)))
    shown = 4 if any(note for *_, note in rows) else 3
    header = ("Date", "Time", "UTC", "Note")
    yield Table(header[:shown], tuple(row[:shown] for row in rows))


def _clocks(one: Occurrence, local: datetime, schedule: Schedule, changed: bool) -> Iterator[str]:
    """What the clocks there do about this date."""
    wanted = schedule.terms.timetable.at
    if changed:
        yield "clocks changed"
    if local.time() != wanted:
        yield f"clocks jump over {wanted.isoformat('minutes')}"
    elif local.replace(fold=1).utcoffset() != local.replace(fold=0).utcoffset():
        yield f"{wanted.isoformat('minutes')} comes twice: the first"


def _offset(local: datetime) -> str:
    offset = local.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    sign, (hours, rest) = "−" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{sign}{hours}" + (f":{rest:02}" if rest else "")


def _terms(schedule: Schedule) -> Iterator[Block]:
    yield from _paused(schedule)
    terms = schedule.terms
    at = terms.timetable.at.isoformat("minutes")
    pairs = (
        ("When", f"{at}, {days_in_words(terms.timetable.days)} ({terms.timetable.zone})"),
        ("About", _about(terms)),
        ("Open for", f"{terms.open_hours} hour{'s' * (terms.open_hours > 1)}"),
        ("Outcome", _outcome(terms)),
        ("After an outage", f"up to {terms.late_minutes} minutes late"),
    )
    yield Facts(pairs)


def _about(terms: Terms) -> str:
    topics = ", ".join(terms.topics) or "every topic"
    return f"{topics}, {terms.level}" if terms.level else topics


def _outcome(terms: Terms) -> str:
    place = "a new message" if terms.reveal == "message" else "the question's place"
    return f"in {place}" + (", with a thread under the question" if terms.thread else "")


def _paused(schedule: Schedule) -> Iterator[Text]:
    if schedule.paused:
        yield Text(f"**Paused.** {literal(schedule.paused)} `/daily resume` goes on.")


def _buttons(schedule: Schedule) -> Buttons:
    def button(label: str, verb: str) -> Button:
        return Button(label, Action("daily", verb, schedule.where.channel))

    if schedule.paused:
        return Buttons((button("Resume", "resume"),))
    return Buttons(
        (button("Post a test", "test"), button("Preview", "preview"), button("Pause", "pause"))
    )
