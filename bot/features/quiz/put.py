"""A question of a round as it is put: looked up from what a button carries."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from bot.chat.errors import StaleError
from bot.chat.event import Action
from bot.storage.ports import QuizQuestion, QuizRound, Quizzes
from knowledge.bank import Bank
from knowledge.grading import field_words
from knowledge.picking import find
from knowledge.posing import Posed, pose
from knowledge.quiz import QuizItem

NEW_QUIZ = "Start a new quiz with /quiz."


@dataclass(frozen=True, slots=True)
class Spot:
    """What a quiz button carries: the round, the position of the question, and what is chosen."""

    round_id: str
    position: int = 0
    chosen: str = ""

    def action(self, verb: str) -> Action:
        """What a button with this verb does here."""
        return Action("quiz", verb, f"{self.round_id}/{self.position}/{self.chosen}")

    @classmethod
    def of(cls, action: Action) -> Spot:
        """The spot a button carried.

        Raises:
            StaleError: it is not one of ours.
        """
        match action.argument.split("/"):
            case [round_id, position, chosen] if position.isascii() and position.isdigit():
                return cls(round_id, int(position), chosen)
            case _:
                raise StaleError(NEW_QUIZ)


@dataclass(frozen=True, slots=True)
class Put:
    """A question of a round, ready to be shown or marked."""

    round: QuizRound
    position: int
    posed: Posed

    @property
    def spot(self) -> Spot:
        """Where its buttons lead."""
        return Spot(self.round.id, self.position)

    @property
    def question(self) -> QuizQuestion:
        """What is kept of it when it is put, not yet posted anywhere."""
        return QuizQuestion(self.round.id, self.position, fingerprint(self.posed.item))

    @property
    def is_last(self) -> bool:
        """Whether no question of the round comes after it."""
        return self.position + 1 >= len(self.round.items)


class Putter:
    """Looks questions up, and refuses those that are no longer what was put."""

    def __init__(self, bank: Bank, quizzes: Quizzes) -> None:
        self._bank, self._quizzes = bank, quizzes
        self.words = field_words(bank)
        """The field's own words, which no other word is taken for."""

    async def round(self, spot: Spot) -> QuizRound:
        """The round of a button.

        Raises:
            StaleError: it is not known.
        """
        if round_ := await self._quizzes.round(spot.round_id):
            return round_
        raise StaleError(NEW_QUIZ)

    def at(self, round_: QuizRound, position: int) -> Put | None:
        """The question at a position; None when it is no longer in the bank.

        Raises:
            StaleError: the round has no such position.
        """
        if position >= len(round_.items):
            raise StaleError(NEW_QUIZ)
        found = find(self._bank, round_.items[position])
        return Put(round_, position, pose(*found, _seed(round_, position))) if found else None

    async def asked(self, spot: Spot) -> tuple[Put, QuizQuestion]:
        """The question of a button, as it is in the bank and as it was put.

        Raises:
            StaleError: it was not put, is gone, or was rewritten since.
        """
        put = self.at(await self.round(spot), spot.position)
        question = await self._quizzes.question(spot.round_id, spot.position)
        if put is None or question is None or question.fingerprint != fingerprint(put.posed.item):
            raise StaleError(f"Its question has left the bank or was rewritten. {NEW_QUIZ}")
        return put, question


def fingerprint(item: QuizItem) -> str:
    """What tells two wordings of an item apart."""
    return sha256(item.model_dump_json().encode()).hexdigest()[:16]


def _seed(round_: QuizRound, position: int) -> int:
    return round_.seed * 1000 + position
