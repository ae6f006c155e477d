"""The many ways documents say how hard a question is: words, colours, stars."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.importers.plain import shadow, without_links
from knowledge.question import Level

DEFAULT_LEVEL: Level = "basic"
"""The level of an entry whose document says nothing about it."""

_WORDS: dict[Level, str] = {
    "basic": "easy easier beginner beginners basic basics junior entry fresher freshers introductory elementary "
    "fundamental fundamentals foundational novice starter warmup warm-up entry-level",
    "intermediate": "medium intermediate moderate mid mid-level",
    "advanced": "hard harder advanced expert experts senior difficult challenging tough experienced professional "
    "professionals",
}
_LEVEL_OF: dict[str, Level] = {
    word: level for level, words in _WORDS.items() for word in words.split()
}
_COLOURS: dict[str, Level] = {
    "🟢": "basic", "🟩": "basic", "🟡": "intermediate", "🟨": "intermediate", "🟠": "intermediate",
    "🟧": "intermediate", "🔴": "advanced", "🟥": "advanced",
}  # fmt: skip
_NUMBERED: dict[str, Level] = {"1": "basic", "2": "intermediate", "3": "advanced"}
_FILLERS = frozenset(
    [
        "question",
        "questions",
        "interview",
        "level",
        "levels",
        "section",
        "part",
        "difficulty",
        "for",
        "the",
        "and",
        "or",
        "of",
        "answers",
        "with",
        "q",
        "a",
        "qa",
        "very",
        "top",
        "most",
        "asked",
        "commonly",
        "common",
        "concepts",
        "concept",
        "topics",
        "topic",
        "problems",
        "problem",
        "theory",
        "deep",
        "learning",
        "machine",
        "ml",
        "dl",
        "ai",
        "candidates",
        "candidate",
        "developers",
        "engineers",
        "engineer",
        "data",
        "scientists",
        "scientist",
        "role",
        "roles",
        "stage",
        "set",
        "round",
        "only",
        "complexity",
        "rating",
    ]
)
_CLEAR = frozenset(["basic", "beginner", "intermediate", "advanced"])
COLOUR = "[🟢🟩🟡🟨🟠🟧🔴🟥]"
STARS = "[⭐★🌟☆✩✭]"
_LETTERS = {"E": "easy", "M": "medium", "H": "hard"}
_EMPHASIS = "[*_`~]{0,3}"
_TAG_BRACKETS = re.compile(r"[\[({]([^\[\](){}]{1,60})[\])}]")
_DASHED = re.compile(r"(?:(?<=[?.!])\s*|\s+)[-|:·•]+\s*([\w-]{4,20})$")
_SIDE = re.compile(rf"(?:{COLOUR}\uFE0F?|{STARS}\uFE0F?)")


@dataclass(slots=True)
class Tags:
    """What the tags around a question say."""

    level: Level | None = None
    stars: int = 0
    topics: tuple[str, ...] = ()

    def add(self, other: Tags) -> None:
        """Take over what another tag says."""
        self.level = other.level or self.level
        self.stars += other.stars
        self.topics += other.topics


def level_of_phrase(text: str) -> Level | None:
    """The level a phrase means when it means nothing else: "Hard", "Level: easy", "for freshers", "Level 2"."""
    for colour, level in _COLOURS.items():
        if colour in text:
            return level
    words = re.findall(r"[\w]+(?:-[\w]+)*", shadow(text).casefold())
    levels = [_LEVEL_OF[word] for word in words if word in _LEVEL_OF]
    rest = [word for word in words if word not in _LEVEL_OF and word not in _FILLERS]
    if not levels and len(words) == 2 and words[0] in {"level", "difficulty"}:
        return _NUMBERED.get(words[1])
    return levels[0] if levels and not [word for word in rest if not word.isdigit()] else None


def level_of_heading(text: str) -> tuple[Level | None, str]:
    """The level a heading means and what is left of it as a topic: "Advanced CNN Questions" means both."""
    plain = _SIDE.sub(" ", without_links(text)[0]).strip(" *_#:=~`")
    colours = [_COLOURS[mark[0]] for mark in _SIDE.findall(text) if mark[0] in _COLOURS]
    count = len(re.findall("[⭐★🌟]", text))
    if level := level_of_phrase(plain):
        return level, ""
    if colours or count:
        return (colours[0] if colours else level_of_stars(count, 3)), plain
    for separator in (r"\s*[:|(]\s*", r"\s+[-]+\s+"):
        pieces = [piece.strip(" )") for piece in re.split(separator, shadow(plain))]
        levels = [level_of_phrase(piece) for piece in pieces]
        if len(pieces) == 2 and any(levels):
            return levels[0] or levels[1], pieces[1] if levels[0] else pieces[0]
    return _leading_level(plain)


def _leading_level(plain: str) -> tuple[Level | None, str]:
    first, _, rest = plain.partition(" ")
    if first.casefold() in _CLEAR and rest and len(rest.split()) <= 4:
        return _LEVEL_OF[first.casefold()], rest
    return None, plain


def level_of_stars(stars: int, scale: int) -> Level:
    """The level of so many stars, where the document's hardest question has `scale` of them."""
    easy, medium = (1, 2) if scale <= 3 else (2, 3)
    return "basic" if stars <= easy else "intermediate" if stars <= medium else "advanced"


def take_tags(text: str, *, end: bool = True) -> tuple[str, Tags]:
    """Cut the tags off both ends of a question (or its start only) and read them; brackets that say no level stay."""
    tags = Tags()
    while True:
        cut, found = _take_one(text.strip(), end=end)
        if found is None:
            return cut, tags
        tags.add(found)
        text = cut


def _take_one(text: str, *, end: bool) -> tuple[str, Tags | None]:
    if marks := re.match(rf"(?:{_SIDE.pattern}\s*)+", text):
        return text[marks.end() :], _tags_of_marks(marks[0])
    if end and (found := _last_marks(text)):
        return found
    edges = (_opening(text), _last_bracket(text), _dashed(text)) if end else (_opening(text),)
    for start, stop, inside in filter(None, edges):
        if tags := _tags_of_words(inside):
            return (text[:start] + " " + text[stop:]).strip(), tags
    return text, None


def _last_marks(text: str) -> tuple[str, Tags] | None:
    tail = text[-60:]
    marks = re.search(rf"(?:\s*{_SIDE.pattern})+\s*([\w-]{{4,20}})?$", tail)
    if not marks or (marks[1] and not level_of_phrase(marks[1])):
        return None
    return text[: len(text) - len(tail) + marks.start()], _tags_of_marks(marks[0])


def _tags_of_marks(marks: str) -> Tags:
    colours = [_COLOURS[mark] for mark in marks if mark in _COLOURS]
    return Tags(colours[0] if colours else None, len(re.findall("[⭐★🌟]", marks)))


def _tags_of_words(inside: str) -> Tags | None:
    parts = [part.strip(" *_`#") for part in re.split(r"[,;|/·•]|\s-\s", inside) if part.strip()]
    levels = [level_of_phrase(part) for part in parts]
    stars = len(re.findall("[⭐★🌟]", inside))
    if not any(levels) and not stars:
        return None
    topics = tuple(part for part, level in zip(parts, levels, strict=True) if not level)
    return Tags(next(filter(None, levels), None), stars, () if stars else topics)


def _opening(text: str) -> tuple[int, int, str] | None:
    start = shadow(text[:80])
    found = re.match(_EMPHASIS + _TAG_BRACKETS.pattern + _EMPHASIS + r"\s*[:.-]?", start)
    found = found or re.match(r"([^\W\d_-]{4,12}(?:-level)?)\s*(?::|\s-|\|)\s+(?=\S)", start)
    return (found.start(), found.end(), _inside(found)) if found else None


def _last_bracket(text: str) -> tuple[int, int, str] | None:
    at = max(0, len(text) - 80)
    pattern = _EMPHASIS + _TAG_BRACKETS.pattern + _EMPHASIS + r"\.?$"
    found = re.search(pattern, shadow(text[at:])) or re.search(r"\s`([^`]{3,40})`$", text[at:])
    return (at + found.start(), at + found.end(), _inside(found)) if found else None


def _dashed(text: str) -> tuple[int, int, str] | None:
    at = max(0, len(text) - 40)
    found = _DASHED.search(shadow(text[at:]))
    return (at + found.start(), len(text), found[1]) if found else None


def _inside(found: re.Match[str]) -> str:
    return _LETTERS.get(found[1], found[1]) if "[" in found[0] else found[1]
