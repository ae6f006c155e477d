"""The many ways documents say how hard a question is: words, colours, stars."""

from __future__ import annotations

import re

from knowledge.importers.plain import shadow, without_links, word_set
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
_FILLERS = word_set(
    """question questions interview level levels section part difficulty for the and or of answers with q a qa very top
    most asked commonly common concepts concept topics topic problems problem theory deep learning machine ml dl ai
    candidates candidate developers engineers engineer data scientists scientist role roles stage set round only
    complexity rating years year yrs experience friendly"""
)
_CLEAR = word_set("basic beginner intermediate advanced")
COLOUR_OR_STAR = re.compile("(?:[🟢🟩🟡🟨🟠🟧🔴🟥]|[⭐★🌟☆✩✭])\ufe0f?")
_STAR = re.compile("[⭐★🌟]")
ENUMERATOR = re.compile(
    r"^(?:(?:part|section|chapter|level|stage|unit|module|week)\s+(?:\d{1,2}|[ivx]{1,4}|[a-z])"
    r"|\d{1,2}|[ivx]{1,4}|[a-d])\s*[.):–-]\s+",
    re.IGNORECASE,
)


def level_of_phrase(text: str) -> Level | None:
    """The level a phrase means when it means nothing else: "Hard", "Level: easy", "for freshers", "Level 2"."""
    if colour := level_of_colours(text):
        return colour
    words = re.findall(r"[\w]+(?:-[\w]+)*", shadow(text).casefold())
    words = [word.removesuffix("-level") for word in words]
    levels = [_LEVEL_OF[word] for word in words if word in _LEVEL_OF]
    rest = [word for word in words if word not in _LEVEL_OF and word not in _FILLERS]
    if not levels and len(words) == 2 and words[0] in {"level", "difficulty"}:
        return _NUMBERED.get(words[1])
    return levels[0] if levels and not [word for word in rest if not word.isdigit()] else None


def level_of_heading(text: str) -> tuple[Level | None, str]:
    """The level a heading means and what is left of it as a topic: "Advanced CNN Questions" means both."""
    plain = COLOUR_OR_STAR.sub(" ", without_links(text)[0]).strip(" *_#:=~`")
    colour, stars = level_of_colours(text), count_stars(text)
    if level := level_of_phrase(ENUMERATOR.sub("", plain)):
        return level, ""
    if colour or stars:
        return colour or level_of_stars(stars, 3), plain
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


def level_of_colours(text: str) -> Level | None:
    """The level of the first coloured mark in a text."""
    return next((_COLOURS[character] for character in text if character in _COLOURS), None)


def count_stars(text: str) -> int:
    """The number of filled stars in a text."""
    return len(_STAR.findall(text))


def level_of_stars(stars: int, scale: int) -> Level:
    """The level of so many stars, where the document's hardest question has `scale` of them."""
    easy, medium = (1, 2) if scale <= 3 else (2, 3)
    return "basic" if stars <= easy else "intermediate" if stars <= medium else "advanced"
