"""Sections that list bare topics, as a syllabus does: each of them is an entry that still needs its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.importers.plain import shadow
from knowledge.importers.steps import Step

_SYLLABUS = re.compile(
    r"\W*(?:unit|module|chapter|week|lecture|lesson|day|syllabus|topics?|curriculum|still to|to do|more questions"
    r"|other topics|bonus|areas)\b",
    re.IGNORECASE,
)
_LONGEST = 14
"""Words in the longest line that can be a topic."""


def list_topics(steps: Sequence[Step]) -> list[Step]:
    """The steps with the lines of topic lists turned into questions."""
    changed: list[Step] = []
    for section in _sections(steps):
        changed += _as_topics(section) if _is_topic_list(section) else section
    return changed


def _sections(steps: Sequence[Step]) -> Iterator[list[Step]]:
    section: list[Step] = []
    for step in steps:
        if step.role == "section" and section:
            yield section
            section = []
        section.append(step)
    if section:
        yield section


def _is_topic_list(section: Sequence[Step]) -> bool:
    heading = section[0].heading
    lines = [step for step in section[1:] if step.role != "layout"]
    if heading is None or heading.kind not in {"section", "questions"} or not lines:
        return False
    if not all(step.role == "outside" and step.row.kind == "text" for step in lines):
        return False
    if _SYLLABUS.match(shadow(heading.text)):
        return all(_may_be_topic(step, _LONGEST if step.row.spaced else 8) for step in lines)
    listed = all(step.row.mark.bullet or step.row.mark.number for step in lines)
    return (
        len(lines) > 1
        and listed
        and all(
            _may_be_topic(step, 8) and not step.row.text.rstrip().endswith((".", ":"))
            for step in lines
        )
    )


def _may_be_topic(step: Step, longest: int) -> bool:
    """A short line of its own that holds no link, no sentence and no comment."""
    mark = step.row.mark
    words = mark.text.split()
    ends = mark.text.rstrip(".")
    return (
        bool(re.search(r"\w", mark.text))
        and 0 < len(words) <= longest
        and "](" not in mark.text
        and not re.search(r"[.!?]\s+[A-Z]|[:;]$", ends)
    )


def _as_topics(section: Sequence[Step]) -> Iterator[Step]:
    for step in section:
        yield Step(step.row, "question", "topic") if step.role == "outside" else step
