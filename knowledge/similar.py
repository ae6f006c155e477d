"""Texts that are too much alike: near-duplicates, and sentences poured from one mould.

A bank in which every explanation opens the same way is read by nobody, and two aliases that nearly agree make a search
that cannot choose. Both are found over all entries at once, within one kind of text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process, utils

from knowledge.bank import Entry
from knowledge.errors import Problem
from knowledge.question import Question
from knowledge.quiz import Choice
from knowledge.strictyaml import Loc

ALIKE = 88.0
"""rapidfuzz ratio (0 to 100) from which two texts count as near-duplicates."""
OPENER_WORDS, OPENER_LIMIT = 4, 3
"""How many texts of one kind may open with the same so many words."""
MOULD_WORDS = 6
"""A skeleton must keep at least so many words before sharing it is a finding."""
_COMMON = 0.03


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and where it stands."""

    entry: Entry
    loc: Loc
    text: str

    def problem(self, what: str) -> Problem:
        """A problem at this text's line."""
        return self.entry.problem(self.loc, what)

    @property
    def place(self) -> str:
        """`file:line`, to point at this text from another."""
        document = self.entry.document
        return f"{document.file.name}:{document.line_of(self.loc)}"


def find_similar(entries: Sequence[Entry]) -> list[Problem]:
    """Near-duplicates, repeated openers and shared moulds among the entries' texts, kind by kind."""
    kinds: dict[str, list[Passage]] = defaultdict(list)
    for entry in entries:
        for kind, loc, text in _texts(entry.question):
            kinds[kind].append(Passage(entry, loc, text))
    problems: list[Problem] = []
    for kind, passages in kinds.items():
        problems += _near_duplicates(kind, passages)
        free = [p for p in passages if p.loc != ("stem",)]  # "What is X?" is how a stem should read
        if kind != "option":  # options of one item are parallel on purpose
            problems += _repeated_openers(kind, free)
        problems += _shared_moulds(kind, free)
    return sorted(problems)


def near_duplicate(
    text: str, others: Sequence[str], *, least: float = ALIKE
) -> tuple[int, float] | None:
    """Position and likeness of the most similar of `others`, if it is at least so much alike."""
    best = process.extractOne(
        text,
        others,
        scorer=fuzz.token_sort_ratio,
        processor=utils.default_process,
        score_cutoff=least,
    )
    return None if best is None else (best[2], best[1])


def _texts(question: Question) -> Iterator[tuple[str, Loc, str]]:
    yield "question", ("stem",), question.stem
    for i, alias in enumerate(question.aliases):
        yield "question", ("aliases", i), alias
    for i, misconception in enumerate(question.misconceptions):
        yield "explanation", ("misconceptions", i, "correction"), misconception.correction
    for i, item in enumerate(question.quiz):
        yield "quiz prompt", ("quiz", i, "prompt"), item.prompt
        if isinstance(item, Choice):
            for j, option in enumerate(item.options):
                yield "option", ("quiz", i, "options", j, "text"), option.text
                yield "explanation", ("quiz", i, "options", j, "why"), option.why
                if option.tempts:
                    yield "temptation", ("quiz", i, "options", j, "tempts"), option.tempts
        else:
            yield "explanation", ("quiz", i, "why"), item.why


def _near_duplicates(kind: str, passages: Sequence[Passage]) -> Iterator[Problem]:
    long = [p for p in passages if len(p.text) >= 25]
    if len(long) < 2:
        return
    texts = [utils.default_process(p.text) for p in long]
    likeness = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
    for first, second in np.argwhere(np.triu(likeness, k=1)):
        one, other = long[first], long[second]
        score = int(likeness[first, second])
        yield other.problem(f"{kind} nearly repeats {one.place} ({score} % alike): {other.text!r}")


def _repeated_openers(kind: str, passages: Sequence[Passage]) -> Iterator[Problem]:
    groups: dict[tuple[str, ...], list[Passage]] = defaultdict(list)
    for passage in passages:
        words = _words(passage.text)
        if len(words) > OPENER_WORDS:
            groups[tuple(words[:OPENER_WORDS])].append(passage)
    for opener, group in groups.items():
        if len(group) > OPENER_LIMIT:
            where = ", ".join(p.place for p in group[:-1])
            yield group[-1].problem(f"{kind} opens with {' '.join(opener)!r} like {where}")


def _shared_moulds(kind: str, passages: Sequence[Passage]) -> Iterator[Problem]:
    counts = Counter(word for p in passages for word in set(_words(p.text)))
    often = max(3.0, _COMMON * len(passages))
    groups: dict[tuple[str, ...], list[Passage]] = defaultdict(list)
    for passage in passages:
        mould = _mould(_words(passage.text), counts, often)
        if sum(word != "…" for word in mould) >= MOULD_WORDS:
            groups[mould].append(passage)
    for mould, group in groups.items():
        if len(group) > 1:
            what = f"{kind} shares the mould {' '.join(mould)!r} with {group[0].place}"
            yield group[-1].problem(what)


def _mould(words: Sequence[str], counts: Counter[str], often: float) -> tuple[str, ...]:
    """The text's common words in order, each run of rarer ones replaced by a gap."""
    kept: list[str] = []
    for word in words:
        if counts[word] >= often:
            kept.append(word)
        elif not kept or kept[-1] != "…":
            kept.append("…")
    return tuple(kept)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
