from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from bot.chat.feature import Option
from bot.chat.reply import Choice
from bot.features.declared import options_of


class Toast(BaseModel):
    bread: Literal["rye", "wheat"] = Field(default="rye", description="Which bread.")
    slices: int = Field(default=2, ge=1, le=8, description="How many.")
    heat: float = Field(default=0.5, gt=0, le=1, description="How hot.")
    wish: str = Field(default="", max_length=40, description="Anything else.")
    butter: bool = Field(default=True, description="With butter?")


def test_each_field_becomes_an_option_with_its_words_kind_and_bounds() -> None:
    assert options_of(Toast) == (
        Option("bread", "Which bread.", choices=(Choice("rye", "rye"), Choice("wheat", "wheat"))),
        Option("slices", "How many.", "whole", least=1, most=8),
        Option("heat", "How hot.", "number", least=0, most=1),
        Option("wish", "Anything else.", longest=40),
        Option("butter", "With butter?", "yes-no"),
    )


def test_fields_that_are_asked_for_elsewhere_are_left_out() -> None:
    assert [option.name for option in options_of(Toast, without={"bread", "wish"})] == [
        "slices",
        "heat",
        "butter",
    ]
