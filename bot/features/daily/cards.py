"""The cards of a daily post: the question, and how it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from bot.chat.markup import literal
from bot.chat.reply import Buttons, Facts, Reply, Role, Text
from bot.features.quiz import cards
from bot.features.quiz.outcome import entry_button, how_it_went
from bot.features.quiz.put import Put
from bot.features.quiz.standings import standings
from bot.storage.ports import Post, QuizAnswer, Terms
from generators.blobs import BlobStore
from knowledge.posing import LETTERS

DISCUSSION = Reply("", (Text("What tripped you up? Talk about it here."),))


def post(put: Put, post: Post, terms: Terms, closes_at: datetime) -> Reply:
    """The question of the day; the only card that pings."""
    rules = (
        ("Open until", moment_in_words(closes_at, terms.timetable.zone)),
        ("Your answer", "only you see it; you may change it once"),
    )
    blocks = (*cards.question_blocks(put), Facts(rules), *cards.answer_controls(put))
    notify = (Role(terms.role),) if terms.role else ()
    return Reply(_title(post), blocks, notify=notify)


def late(card: Reply, terms: Terms) -> Reply:
    """The same, marked as late."""
    at = terms.timetable.at.isoformat("minutes")
    words = Text(f"_Late: this was due at {at}. Backprep was away._")
    return replace(card, blocks=(words, *card.blocks))


def preview(put: Put, post: Post) -> Reply:
    """The question as it will look, to one person, without what answers it."""
    blocks = (*cards.question_blocks(put), Text("_Nobody sees this preview but you._"))
    return Reply(f"Preview · {_title(post)}", blocks, "asker")


async def outcome(
    put: Put,
    post: Post,
    answers: Sequence[QuizAnswer],
    week: Sequence[QuizAnswer],
    *,
    blobs: BlobStore,
) -> Reply:
    """How it went: who chose what, why, and who leads the week."""
    blocks = (
        *await how_it_went(put, answers, blobs),
        *_misconception(put, answers),
        *standings(week, "This week"),
        Buttons((entry_button(put),)),
    )
    return Reply(f"Closed · {_title(post)}", blocks)


def closed(post: Post) -> Reply:
    """What stands in the question's place where its outcome is a message of its own."""
    return Reply(f"Closed · {_title(post)}", (Text("How it went is shown in a new message."),))


def gone(post: Post) -> Reply:
    """The card of a closed question whose item is not what it was."""
    words = "This question has left the bank or was rewritten, so its answer is not shown."
    return Reply(f"Closed · {_title(post)}", (Text(words),))


def week_until(day: date) -> tuple[date, date]:
    """The week of a date, from its Monday on and until that date."""
    return day - timedelta(days=day.weekday()), day


def day_in_words(day: date) -> str:
    """A date: "Monday, 23 November"."""
    return f"{day:%A}, {day.day} {day:%B}"


def moment_in_words(moment: datetime, zone: str) -> str:
    """A moment as clocks there show it: "17:00, Monday, 23 November (Europe/Berlin)"."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}, {day_in_words(local.date())} ({zone})"


def _title(post: Post) -> str:
    return f"Daily quiz · {day_in_words(post.day)}"


def _misconception(put: Put, answers: Sequence[QuizAnswer]) -> Iterator[Text]:
    """What tempted most of those who missed it; else a popular misconception about its entry."""
    chosen = Counter(answer.given for answer in answers)
    tempting = [
        (chosen[letter], letter, option.tempts)
        for letter, option in zip(LETTERS, put.posed.explained, strict=False)
        if option.tempts and chosen[letter]
    ]
    if tempting:
        _, letter, why = max(tempting, key=itemgetter(0))
        yield Text(f"**What tempted most: {letter}.** {literal(why)}")
    elif known := put.posed.entry.misconceptions:
        claim, correction = literal(known[0].claim), literal(known[0].correction)
        yield Text(f"**Often heard:** {claim}\n\n**In fact:** {correction}")
