"""Who has how many points in a channel's quiz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.reply import Block, Table, Text
from bot.storage.ports import QuizAnswer

SHOWN = 10
"""Rows of the table; whoever shares the last rank shown may stand below."""
NAMELESS = "Somebody"


def points(credit: float) -> str:
    """Points without a needless decimal."""
    return f"{credit:.2f}".rstrip("0").rstrip(".")


def standings(answers: Sequence[QuizAnswer], title: str) -> Iterator[Block]:
    """A table of the best under a title; equal points are equal ranks. Nothing where nobody answered."""
    total: dict[int, float] = {}
    names: dict[int, str] = {}
    for answer in answers:
        total[answer.learner] = total.get(answer.learner, 0.0) + answer.credit
        names[answer.learner] = " ".join(answer.name.split()) or NAMELESS
    if not total:
        return
    sums = {who: round(credit, 2) for who, credit in total.items()}
    ranked = sorted(sums, key=lambda who: (-sums[who], names[who].casefold()))
    ranks = {credit: 1 + sum(c > credit for c in sums.values()) for credit in sums.values()}
    yield Text(f"**{title}**")
    yield Table(
        ("Rank", "Name", "Points"),
        tuple((str(ranks[sums[who]]), names[who], points(sums[who])) for who in ranked[:SHOWN]),
    )
    if len(ranked) > SHOWN:
        yield Text(f"_and {len(ranked) - SHOWN} more_")
