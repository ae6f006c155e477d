"""Sections that list bare topics, as a syllabus does: each of them is an entry that still needs its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.importers.plain import shadow, without_links
from knowledge.importers.steps import Step

_SYLLABUS = re.compile(
    r"\W*(?:(?:\w+ ){1,3}(?:topics|syllabus)"
    r"|unit|module|chapter|week|lecture|lesson|day|syllabus|topics?|curriculum|still to|to do|more questions"
    r"|other topics|bonus|areas)\b",
    re.IGNORECASE,
)
_LONGEST, _SHORT, _FEW = 14, 8, 6
"""Words in the longest line that can be a topic: in a syllabus that is spaced out, elsewhere, without bullets."""


def list_topics(steps: Sequence[Step]) -> list[Step]:
    """The steps with the lines of topic lists turned into questions."""
    changed: list[Step] = []
    for section in _sections(steps):
        end = _end_of_list(section)
        changed += [*_as_topics(section[:end]), *section[end:]]
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


def _end_of_list(section: Sequence[Step]) -> int:
    """How many of a section's steps are a list of topics: all, those before its first question, or none."""
    heading = section[0].heading
    end = next((at for at, step in enumerate(section[1:], 1) if not _idle(step)), len(section))
    lines = [step for step in section[1:end] if step.role == "outside"]
    if heading is None or heading.kind not in {"section", "questions"} or not lines:
        return 0
    if all("](" in step.row.text for step in lines):
        return 0
    if _SYLLABUS.match(shadow(heading.text)) and end == len(section):
        listed = all(_may_be_topic(step, _LONGEST if step.row.spaced else _SHORT) for step in lines)
    else:
        listed = len(lines) > 1 and all(_is_item(step, heading.text) for step in lines)
        listed = listed or (heading.rank > 1 and len(lines) > 2 and all(map(_is_name, lines)))
    return end if listed else 0


def _idle(step: Step) -> bool:
    return step.role == "layout" or (step.role == "outside" and step.row.kind == "text")


def _is_item(step: Step, heading: str) -> bool:
    """A short line in a list or under the heading of a syllabus, which does not end like a sentence."""
    mark = step.row.mark
    listed = mark.bullet or bool(mark.number) or bool(_SYLLABUS.match(shadow(heading)))
    return (
        listed and _may_be_topic(step, _SHORT) and not step.row.text.rstrip().endswith((".", ":"))
    )


def _is_name(step: Step) -> bool:
    """A line of few words without the end of a sentence, as in a list without bullets."""
    text = step.row.text.rstrip()
    return _may_be_topic(step, _FEW) and text[-1:] not in ".:;,!" and text.lstrip()[:1].isupper()


def _may_be_topic(step: Step, longest: int) -> bool:
    """A short line of its own that holds no sentence and no comment."""
    mark = step.row.mark
    words = without_links(mark.text)[0].split()
    ends = " ".join(words).rstrip(".")
    return (
        bool(re.search(r"\w", mark.text))
        and 0 < len(words) <= longest
        and not re.search(r"[.!]\s+[A-Z]|[:;]$", ends)
    )


def _as_topics(section: Sequence[Step]) -> Iterator[Step]:
    for step in section:
        yield Step(step.row, "question", "topic") if step.role == "outside" else step
