"""Which quiz items come next for a person or a channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from knowledge.bank import Bank
from knowledge.errors import CannotAnswerError
from knowledge.question import Question
from knowledge.quiz import QuizItem

Kind = Literal["choice", "true_false", "numeric", "cloze", "order"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class NothingToPickError(CannotAnswerError):
    """No quiz item is of that topic, level and kind."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the items shall be about; an empty text means any."""

    topic: str = ""
    level: str = ""
    kinds: tuple[str, ...] = KINDS
    entry: str = ""

    def items(self, bank: Bank) -> Iterator[tuple[Question, QuizItem]]:
        """Every item of the bank that fits."""
        for entry in bank.select(self.topic, self.level):
            if entry.id == self.entry or not self.entry:
                yield from ((entry, item) for item in entry.quiz if item.kind in self.kinds)


def reference(entry: Question, item: QuizItem) -> str:
    """What names an item in all of the bank."""
    return f"{entry.id}/{item.id}"


def find(bank: Bank, item_reference: str) -> tuple[Question, QuizItem] | None:
    """The item a reference names, or None when it is no longer in the bank."""
    entry_id, _, item_id = item_reference.partition("/")
    if entry_id not in bank:
        return None
    entry = bank.get(entry_id)
    return next(((entry, item) for item in entry.quiz if item.id == item_id), None)


def pick(
    bank: Bank, wanted: Wanted, count: int, seen: Mapping[str, int], rng: Random
) -> list[tuple[Question, QuizItem]]:
    """Up to `count` items, those seen least often first, so that none repeats until all were seen.

    Among equals an entry that is not yet in the list goes first, then chance decides.

    Raises:
        NothingToPickError: nothing fits.
    """
    return pick_from(wanted.items(bank), count, seen, rng)


def pick_from(
    items: Iterable[tuple[Question, QuizItem]], count: int, seen: Mapping[str, int], rng: Random
) -> list[tuple[Question, QuizItem]]:
    """Up to `count` of these items, as `pick` does.

    Raises:
        NothingToPickError: there are none.
    """
    left = list(items)
    if not left:
        raise NothingToPickError(
            "No quiz question fits that choice. Leave out the level or the kind, or pick another topic."
        )
    rng.shuffle(left)
    picked: list[tuple[Question, QuizItem]] = []
    used: dict[str, int] = {}
    while left and len(picked) < count:
        best = min(left, key=lambda it: (seen.get(reference(*it), 0), used.get(it[0].id, 0)))
        left.remove(best)
        picked.append(best)
        used[best[0].id] = used.get(best[0].id, 0) + 1
    return picked
