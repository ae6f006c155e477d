"""Which misspellings are forgiven: one letter, in a word of five or more, that does not make another word of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import cache

from rapidfuzz.distance import DamerauLevenshtein

from knowledge.grading.wording import common_words
from knowledge.question import Question
from knowledge.search.decoys import read_decoys
from knowledge.search.passages import plain_words

SHORTEST = 5
"""Letters of a word in which a typo is forgiven."""
FIRST_LETTER_FROM = 8
"""Letters of a word whose first letter may be the wrong one."""
PREFIXES = (
    "", "a", "ab", "an", "anti", "bi", "co", "contra", "counter", "de", "dis", "down", "en", "equi", "ex", "extra",
    "hetero", "homo", "hyper", "hypo", "il", "im", "in", "infra", "inter", "intra", "ir", "macro", "micro", "mono",
    "multi", "no", "non", "not", "off", "on", "out", "over", "poly", "post", "pre", "pro", "re", "semi", "sub", "super",
    "un", "under", "uni", "up",
)  # fmt: skip
"""What stands before a word and makes another one of it."""


def is_typo(typed: Sequence[str], meant: Sequence[str], known: Container[str]) -> bool:
    """Whether these words are those with one letter wrong, missing, too many or changed with its neighbour.

    Words in `known`, and those the search knows as the field's, are what they are: never a typo of another.
    """
    if len(typed) != len(meant):  # a space is missing or too many as well
        return _is_slip("".join(typed), "".join(meant), known)
    pairs = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
    return len(pairs) == 1 and _is_slip(*pairs[0], known)


def _is_slip(typed: str, meant: str, known: Container[str]) -> bool:
    if len(meant) < SHORTEST or not (typed.isalpha() and meant.isalpha()):
        return False
    if typed[0] != meant[0] and len(meant) < FIRST_LETTER_FROM:
        return False
    if DamerauLevenshtein.distance(typed, meant, score_cutoff=1) != 1:
        return False
    is_word = typed in known or typed in _words_of_the_search()
    return not is_word and not other_prefix(typed, meant)


def other_prefix(typed: str, meant: str) -> bool:
    """Whether the two differ in a prefix only: supervised and unsupervised, micro and macro."""
    stems = [typed[len(own) :] for own in PREFIXES if typed.startswith(own) and typed != own]
    return typed != meant and any(
        meant.endswith(stem) and meant.removesuffix(stem) in PREFIXES for stem in stems
    )


def field_words(bank: Iterable[Question]) -> frozenset[str]:
    """Words of the bank's prose and of the search, in the form typed words are compared in (about 0.1 s)."""
    return _words(map(plain_words, bank)) | _words_of_the_search()


@cache
def _words_of_the_search() -> frozenset[str]:
    return _words(read_decoys())


def _words(texts: Iterable[str]) -> frozenset[str]:
    """The words of the texts, and the verbs of their nouns: of exploration, explore, explored and exploring."""
    words = common_words(texts)
    stems = [word.removesuffix("ation") for word in words if word.endswith("ation")]
    return frozenset(words.union(stem + end for stem in stems for end in ("e", "ed", "ing")))
