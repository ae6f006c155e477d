"""An entry of the question bank: one interview question with everything known about it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from knowledge.quiz import QuizItem
from knowledge.schema import Line, Prose, Slug, Strict

Level = Literal["basic", "intermediate", "advanced"]
LEVELS: tuple[Level, ...] = ("basic", "intermediate", "advanced")


class Point(Strict):
    """Something a good answer says, with other wordings that count."""

    text: Line
    vital: bool
    accept: tuple[Line, ...] = ()


class Misconception(Strict):
    """A popular wrong claim and what is right."""

    claim: Line
    correction: Line


class Probe(Strict):
    """What an interviewer asks next, and what a good reply says."""

    ask: Line
    expect: Line


class Source(Strict):
    """A paper or document that exists, with a way to find it."""

    title: Line
    authors: Line | None = None
    year: Annotated[int, Field(ge=1700, le=2100)]
    arxiv: (
        Annotated[str, Field(pattern=r"^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})$")] | None
    ) = None
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not (self.arxiv or self.doi or self.url):
            raise ValueError("a source needs `arxiv`, `doi` or `url`")
        return self

    @property
    def address(self) -> str:
        """Where to read it."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else str(self.url)


class Question(Strict):
    """One entry. A draft (an imported document's) may lack what only an editor can write."""

    id: Slug
    seed: Slug | None = None
    edition: Annotated[int, Field(ge=1)] = 1
    level: Level
    topics: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=4)]
    stem: Line
    aliases: tuple[Line, ...] = ()
    answer: Prose = ""
    details: Prose = ""
    points: tuple[Point, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    probes: tuple[Probe, ...] = ()
    hints: tuple[Line, ...] = ()
    quiz: tuple[QuizItem, ...] = ()
    related: tuple[Slug, ...] = ()
    demo: Slug | None = None
    sources: tuple[Source, ...] = ()
    status: Literal["draft", "reviewed"]

    @property
    def topic(self) -> str:
        """The topic it is filed under."""
        return self.topics[0]
