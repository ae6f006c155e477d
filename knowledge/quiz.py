"""Quiz items: five kinds of question that can be marked without a judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from random import Random
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from knowledge.expression import ExpressionError, Shown, evaluate
from knowledge.schema import Line, Strict

ItemId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=48)]


class Option(Strict):
    """One of four answers. A wrong one says why it tempts, and every one why it is right or wrong."""

    text: Line
    right: bool = False
    tempts: Line | None = None
    why: Line

    @model_validator(mode="after")
    def _wrong_options_say_why_they_tempt(self) -> Self:
        if self.right and self.tempts:
            raise ValueError("the right option needs no `tempts`")
        if not self.right and not self.tempts:
            raise ValueError("a wrong option needs `tempts`: why people choose it")
        return self


class Choice(Strict):
    """Four options, one of them right."""

    id: ItemId
    kind: Literal["choice"]
    prompt: Line
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=4)]

    @model_validator(mode="after")
    def _one_option_is_right(self) -> Self:
        if sum(option.right for option in self.options) != 1:
            raise ValueError("exactly one option has `right: true`")
        if len({option.text.casefold() for option in self.options}) != len(self.options):
            raise ValueError("two options have the same text")
        return self

    @property
    def right(self) -> int:
        """Position of the right option."""
        return next(place for place, option in enumerate(self.options) if option.right)


class TrueFalse(Strict):
    """A statement that is true or false."""

    id: ItemId
    kind: Literal["true_false"]
    prompt: Line
    answer: bool
    why: Line


class Range(Strict):
    """The values a variable may take: a list, or from … to in steps."""

    values: tuple[float, ...] = ()
    start: float | None = Field(default=None, alias="from")
    to: float | None = None
    step: Annotated[float, Field(gt=0)] = 1

    @model_validator(mode="after")
    def _is_a_list_or_a_range(self) -> Self:
        if bool(self.values) == (self.start is not None):
            raise ValueError("a variable has either `values` or `from` and `to`")
        if self.start is not None and (self.to is None or self.to < self.start):
            raise ValueError("`to` is missing or smaller than `from`")
        return self

    def all(self) -> tuple[float, ...]:
        """Every value, in order, free of the drift of adding steps."""
        if self.start is None or self.to is None:
            return self.values
        steps = int((self.to - self.start) / self.step + 1e-9)
        return tuple(round(self.start + i * self.step, 10) for i in range(steps + 1))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A numeric item with its numbers filled in."""

    prompt: str
    answer: float
    why: str


class Numeric(Strict):
    """A calculation with fresh numbers each time."""

    id: ItemId
    kind: Literal["numeric"]
    prompt: Line
    variables: Annotated[dict[str, Range], Field(min_length=1)]
    expression: Line
    unit: str = ""
    tolerance: Annotated[float, Field(ge=0)] = 0.0
    why: Line

    @model_validator(mode="after")
    def _works_for_its_first_numbers(self) -> Self:
        if fault := self.fault_at(next(self.combinations())):
            raise ValueError(fault)
        return self

    def fault_at(self, variables: dict[str, float]) -> str | None:
        """What goes wrong with these numbers, if anything does."""
        try:
            self.fill(variables)
        except (ExpressionError, KeyError, IndexError, ValueError, AttributeError) as error:
            return f"with {variables}: {error}"
        return None

    def combinations(self) -> Iterator[dict[str, float]]:
        """Every combination of the variables' values; an even sample when there are over 2,000."""
        names = list(self.variables)
        values = [self.variables[name].all() for name in names]
        every = max(1, prod(map(len, values)) // 2000)
        for combination in islice(product(*values), 0, None, every):
            yield dict(zip(names, combination, strict=True))

    def draw(self, rng: Random) -> Drawn:
        """Fill in random numbers."""
        return self.fill({name: rng.choice(span.all()) for name, span in self.variables.items()})

    def fill(self, variables: dict[str, float]) -> Drawn:
        """Fill in these numbers.

        Raises:
            ExpressionError: the expression has no value for them.
        """
        answer = evaluate(self.expression, variables)
        shown = {name: Shown(value) for name, value in variables.items()}
        why = self.why.format_map(shown | {"answer": Shown(self._rounded(answer))})
        return Drawn(self.prompt.format_map(shown), answer, why)

    def accepts(self, reply: float, drawn: Drawn) -> bool:
        """Whether a reply is within the tolerance (with room for the rounding of the last digit)."""
        return abs(reply - drawn.answer) <= self.tolerance + 1e-9 * max(1.0, abs(drawn.answer))

    def _rounded(self, answer: float) -> float:
        return answer if not self.tolerance else float(f"{answer:.6g}")


class Cloze(Strict):
    """A sentence with one gap, written as four underscores."""

    id: ItemId
    kind: Literal["cloze"]
    prompt: Line
    accept: Annotated[tuple[Line, ...], Field(min_length=1)]
    why: Line

    @model_validator(mode="after")
    def _has_one_gap(self) -> Self:
        if self.prompt.count("____") != 1 or "_____" in self.prompt:
            raise ValueError("a cloze prompt has exactly one gap, written ____")
        return self


class Order(Strict):
    """Steps to be put in order; they are written in the right one."""

    id: ItemId
    kind: Literal["order"]
    prompt: Line
    steps: Annotated[tuple[Line, ...], Field(min_length=3, max_length=6)]
    why: Line

    @model_validator(mode="after")
    def _steps_differ(self) -> Self:
        if len(set(self.steps)) != len(self.steps):
            raise ValueError("two steps are the same")
        return self


QuizItem = Annotated[Choice | TrueFalse | Numeric | Cloze | Order, Field(discriminator="kind")]
