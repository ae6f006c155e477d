"""What a reviewed entry owes its readers, beyond having the right shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from knowledge.bank import Entry, repeated_ids
from knowledge.errors import Problem
from knowledge.question import Question
from knowledge.quiz import Numeric
from knowledge.strictyaml import Loc

Finding = tuple[Loc, str]
Rule = Callable[[Question], Iterator[Finding]]

ANSWER_WORDS = (40, 80)
DETAILS_WORDS = (150, 400)
LEAST = {"aliases": 4, "points": 4, "misconceptions": 1, "probes": 1, "quiz": 3, "sources": 1}

_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)


def check(entries: Sequence[Entry]) -> list[Problem]:
    """Every problem of the entries among themselves and, for reviewed ones, against the rules."""
    problems = repeated_ids(entries)
    ids = {entry.question.id for entry in entries}
    for entry in entries:
        found = [*_unknown_relations(entry.question, ids), *_misfiled(entry)]
        if entry.question.status == "reviewed":
            found += [finding for rule in RULES for finding in rule(entry.question)]
        problems += [entry.problem(loc, what) for loc, what in found]
    return sorted(problems)


def words(markdown: str) -> int:
    """Number of words outside code fences; a formula counts as one."""
    prose = re.sub(r"\$\$?[^$]+\$\$?", "formula", _FENCE.sub(" ", markdown))
    return len(re.findall(r"[^\W_][\w’'.-]*", prose))


def _enough_of_everything(question: Question) -> Iterator[Finding]:
    for field, least in LEAST.items():
        have = len(getattr(question, field))
        if have < least:
            yield (field,), f"{field}: {have} given, at least {least} wanted"
    if len(question.hints) != 2:
        yield ("hints",), f"hints: {len(question.hints)} given, exactly 2 wanted"


def _right_length(question: Question) -> Iterator[Finding]:
    for field, (low, high) in (("answer", ANSWER_WORDS), ("details", DETAILS_WORDS)):
        count = words(getattr(question, field))
        if not low <= count <= high:
            yield (field,), f"{field}: {count} words, {low} to {high} wanted"


def _points_can_be_met(question: Question) -> Iterator[Finding]:
    if question.points and not any(point.vital for point in question.points):
        yield ("points",), "points: none is vital"
    for place, point in enumerate(question.points):
        if not point.accept:
            yield ("points", place), "points: name at least one accepted wording"


def _has_a_primary_source(question: Question) -> Iterator[Finding]:
    if question.sources and not any(source.arxiv or source.doi for source in question.sources):
        yield ("sources",), "sources: none has an arXiv id or a DOI"


def _aliases_differ(question: Question) -> Iterator[Finding]:
    seen = {question.stem.casefold()}
    for place, alias in enumerate(question.aliases):
        if alias.casefold() in seen:
            yield ("aliases", place), f"alias: {alias!r} repeats the stem or another alias"
        seen.add(alias.casefold())


def _markdown_is_whole(question: Question) -> Iterator[Finding]:
    rest = _FENCE.sub("", question.details)
    if re.search(r"^(```|~~~)", rest, re.MULTILINE):
        yield ("details",), "details: a code fence is not closed"
    if re.sub(r"\\\$|`[^`\n]*`", "", rest).count("$") % 2:
        yield ("details",), "details: a $ has no partner"


def _numbers_work(question: Question) -> Iterator[Finding]:
    for place, item in enumerate(question.quiz):
        if isinstance(item, Numeric):
            faults = (item.fault_at(variables) for variables in item.combinations())
            if fault := next(filter(None, faults), None):
                yield ("quiz", place, "expression"), f"{item.id}: {fault}"


def _does_not_relate_to_itself(question: Question) -> Iterator[Finding]:
    if question.id in question.related:
        yield ("related",), "related: an entry is not related to itself"


RULES: tuple[Rule, ...] = (
    _enough_of_everything,
    _right_length,
    _points_can_be_met,
    _has_a_primary_source,
    _aliases_differ,
    _markdown_is_whole,
    _numbers_work,
    _does_not_relate_to_itself,
)


def _unknown_relations(question: Question, ids: set[str]) -> Iterator[Finding]:
    for place, other in enumerate(question.related):
        if other not in ids:
            yield ("related", place), f"related: there is no entry {other!r}"


def _misfiled(entry: Entry) -> Iterator[Finding]:
    file = entry.document.file.stem
    if entry.question.status == "reviewed" and entry.question.topic != file:
        yield (
            ("topics",),
            f"topics: the first is {entry.question.topic!r}, but the file is {file!r}",
        )
