"""Marking the words typed into a gap: accepted wordings, equal numbers, and typos that make no other word."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator
from itertools import product

from knowledge.errors import CannotAnswerError
from knowledge.grading.arithmetic import UnreadableError, read_number
from knowledge.grading.mark import Mark
from knowledge.grading.typos import is_typo, other_prefix
from knowledge.grading.wording import without_articles, words_of, written_out
from knowledge.quiz import Cloze

LONGEST = 120
"""Characters of an answer; more is no answer to a gap."""


def mark_cloze(item: Cloze, typed: str, known: Container[str] = frozenset()) -> Mark:
    """Mark words typed into the gap; words in `known` (`field_words` of the bank) are no typos of others.

    Raises:
        CannotAnswerError: there is no word in it, or far too many.
    """
    if len(typed) > LONGEST or not words_of(typed):
        raise CannotAnswerError(
            "Type the missing word or words only, such as “dropout” or “learning rate”."
        )
    read = " ".join(typed.split())
    words = [text for text in item.accept if _number(text) is None]
    wordings = [(form, text) for text in words for form in (words_of(text), *_forms(item, text))]
    answers = [form for text in _variants(typed) for form in _forms(item, text)]
    if _is_accepted_number(item, typed) or _same_letters(answers, [form for form, _ in wordings]):
        return Mark(1.0, read)
    for (wording, text), answer in product(wordings, answers):
        if is_typo(answer, wording, known):
            return Mark(1.0, read, f"It is spelt “{text}”.")
    prefix = any(other_prefix("".join(a), "".join(w)) for a in answers for w, _ in wordings)
    return Mark(0.0, read, "Its prefix makes that another word." if prefix else "")


def _variants(typed: str) -> Iterator[str]:
    """As typed, without what stands in brackets, and of "tape.watch(x)" the last name."""
    yield typed
    bare = re.sub(r"\([^()]*\)", " ", typed)
    yield bare
    if re.fullmatch(r"[^\W\d][\w.]*\.\w+", bare.strip()):
        yield bare.rpartition(".")[2]


def _forms(item: Cloze, text: str) -> list[list[str]]:
    """The words of a text without articles; also without those around the gap, and with short forms written out."""
    words = without_articles(words_of(text))
    before, after = (without_articles(words_of(part)) for part in item.prompt.split("____"))
    bare = _less_end(_less_end(words[::-1], before[::-1])[::-1], after)
    forms = (words, bare, written_out(words), written_out(bare))
    return [form for place, form in enumerate(forms) if form not in forms[:place]]


def _less_end(words: list[str], follow: list[str]) -> list[str]:
    """The words without those at their end that follow the gap anyway; one word stays."""
    for size in range(min(len(follow), len(words) - 1), 0, -1):
        if words[-size:] == follow[:size]:
            return words[:-size]
    return words


def _same_letters(answers: list[list[str]], wordings: list[list[str]]) -> bool:
    """Whether one of the answers is one of the wordings, wherever spaces and hyphens stand."""
    accepted = {"".join(wording) for wording in wordings}
    return any("".join(answer) in accepted for answer in answers if answer)


def _is_accepted_number(item: Cloze, typed: str) -> bool:
    value = _number(typed, words_of(item.prompt.split("____")[1]))
    accepted = [number for text in item.accept if (number := _number(text)) is not None]
    return value is not None and any(math.isclose(value, number) for number in accepted)


def _number(text: str, after: list[str] | None = None) -> float | None:
    """The number a text is, in per cent or with the words after the gap behind it; None where it is none."""
    try:
        number = read_number(text)
    except UnreadableError:
        return None
    if number.unit in ("%", "percent", "per cent"):
        return number.value / 100
    behind = words_of(number.unit)
    return number.value if behind == (after or [])[: len(behind)] else None
