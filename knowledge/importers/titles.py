"""Lines without heading signs that are titles all the same, and what the words of titles name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.importers.levels import level_of_heading
from knowledge.importers.placeholders import is_placeholder
from knowledge.importers.plain import asks, shadow, without_links
from knowledge.importers.rows import Row

CONTENTS = re.compile(
    r"(?:table of )?contents|toc|index|(?:list|overview|index) of questions|outline|quick links"
)
ANSWERS = re.compile(
    r"(?:the )?(?:answers|solutions|answer key|answer sheet)"
    r"(?: (?:to|for|of|section|part|chapter|and explanations)\b.*)?"
    r"|(?:(?!questions?\b|and\b)\w+ ){0,4}(?:answers|solutions|answer key)"
    r"|(?:hints|answers) and (?:answers|solutions)"
)
QUESTIONS = re.compile(
    r"(?:the )?(?:interview |practice |review )?"
    r"(?:questions?|problems?|exercises?|tasks|q a|questions and answers)(?: section)?"
)
ASIDE = re.compile(
    r"references?|(?:further |additional )?(?:reading|resources)|bibliography|licen[cs]e|contribut\w+"
    r"|credits?|acknowledge?ments?|about(?: \w+){0,4}|how to (?:use|read|contribute)\b.*|introduction"
    r"|preface|foreword|conclusion|disclaimer|tips(?: \w+){0,4}|change ?log|links|sources|legend|author|prerequisites"
)
_UNIT = re.compile(
    r"(?:unit|chapter|module|part|section|week|lesson|lecture|day|syllabus|topics?)"
    r"(?:\s+(?:\d{1,3}|[ivxlc]{1,5}|[a-z]))?(?:\s*[:.\-|]\s*[^.?!]{0,70})?",
    re.IGNORECASE,
)
_TOPICS = re.compile(r"(?:\w+ ){0,3}(?:topics|syllabus)(?: \w+){0,4}", re.IGNORECASE)
_BARE_UNIT = re.compile(
    r"(?:unit|chapter|module|part|section|week|lesson|lecture)\s+(?:\d{1,3}|[ivxlc]{1,5}|[a-z])\W?",
    re.IGNORECASE,
)
_DECORATED = re.compile(r"([=~#+-]{2,}|\*{2,}(?=\s)|\*{4,})\s*(\w[^=~*#]{0,70}?)\s*[=~*#+-]{2,}")
_REMARK = re.compile(
    r"\W*(?:(?:side |quick )?notes?|(?:an? |for )?examples?(?: code)?|tips?|warnings?|summary|explanation|hints?"
    r"|output|code|key points|takeaways?|in short|tl;?dr|follow[- ]?ups?(?: questions?)?|intuition|proof"
    r"|remarks?|caveats?)\W*",
    re.IGNORECASE,
)


def is_unit(title: str) -> bool:
    """Whether a title numbers or names a part of a course: "Unit 4", "Week 2: CNNs", "Topics"."""
    return bool(_UNIT.fullmatch(shadow(title[:120]).strip(" *_")))


def is_remark(title: str) -> bool:
    """Whether a title names a part of an answer: "Note", "Example", "Follow-up questions"."""
    return bool(_REMARK.fullmatch(title))


def plain_title(rows: Sequence[Row], at: int) -> str:
    """The title a line without heading signs is, by its place and words; empty when it is ordinary text."""
    if not _stands_alone(rows, at):
        return ""
    text = without_links(rows[at].text.strip())[0]
    if decorated := _DECORATED.fullmatch(text):
        text = decorated[2]
        return "" if asks(text) else text
    title = text.strip(" *_")
    plain = title.rstrip(":")
    if not plain or asks(plain) or plain[-1] in ".,;!" or is_remark(plain):
        return ""
    named = not is_placeholder(plain) and _names_a_section(plain, rows, at)
    return title if named else ""


def _stands_alone(rows: Sequence[Row], at: int) -> bool:
    """A short line that is a paragraph of its own and no list item."""
    row = rows[at]
    mark = row.mark
    if mark.bullet or mark.label or mark.number or row.indent > 3 or len(row.text) > 110:
        return False
    below = rows[at + 1] if at + 1 < len(rows) else None
    alone = below is None or below.kind in {"blank", "rule", "details"} or _starts(below)
    above = row.spaced or _is_titled_unit(rows, at - 1)
    return above and (alone or _is_titled_unit(rows, at))


def _is_titled_unit(rows: Sequence[Row], at: int) -> bool:
    """Whether a line such as "Chapter 2" has its title in the next line, and the two are a paragraph."""
    if at < 0 or at + 1 >= len(rows):
        return False
    unit, title = rows[at], rows[at + 1]
    alone = at + 2 == len(rows) or rows[at + 2].kind in {"blank", "rule", "underline"}
    opens = unit.kind == title.kind == "text" and unit.spaced and alone
    return opens and bool(_BARE_UNIT.fullmatch(unit.text.strip(" *_"))) and _is_title(title)


def _is_title(row: Row) -> bool:
    mark = row.mark
    words = [word for word in mark.text.split() if len(word) > 3]
    plain = not (mark.bullet or mark.label or mark.number) and len(mark.text) < 80
    return plain and bool(words) and all(not word[0].islower() for word in words)


def _names_a_section(plain: str, rows: Sequence[Row], at: int) -> bool:
    if is_unit(plain) or _TOPICS.fullmatch(plain) or _is_titled_unit(rows, at - 1):
        return True
    words = " ".join(re.findall(r"[\w']+", plain.casefold()))
    if CONTENTS.fullmatch(words) or ANSWERS.fullmatch(words) or QUESTIONS.fullmatch(words):
        return True
    level, rest = level_of_heading(plain)
    speaks_of_questions = words.endswith((" questions", " level", " problems", " exercises"))
    if speaks_of_questions and len(words.split()) <= 8:
        return True
    return _heads_a_question(plain, rows, at, level=bool(level) and not rest)


def _heads_a_question(plain: str, rows: Sequence[Row], at: int, *, level: bool) -> bool:
    """Whether a title stands over a question: a level, capitals, bold like the question, or counting from 1 again."""
    below = (rows[place] for place in range(at + 1, len(rows)))
    following = next((row for row in below if row.kind not in {"blank", "rule"}), None)
    if following is None or following.kind not in {"text", "summary"}:
        return False
    asked = following.mark.label == "question" or asks(following.mark.text)
    if not _starts(following):
        return level and asked
    bold = rows[at].mark.bold
    named = asked and rows[at].text.rstrip(" *_")[-1:] != ":" and plain[0].isupper()
    return level or _shouts(plain) or (named and (bold or following.mark.number == (1,)))


def _starts(row: Row) -> bool:
    """Whether a row looks like a question's start."""
    mark = row.mark
    if row.kind == "summary":
        return True
    return row.kind == "text" and (
        mark.label == "question" or bool(mark.number) or (mark.bold and asks(mark.text))
    )


def _shouts(text: str) -> bool:
    return text.isupper() and len(text) > 3
