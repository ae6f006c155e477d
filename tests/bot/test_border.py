from __future__ import annotations

import asyncio
import logging
import re
from random import Random

import pytest

from bot.border import Border, wordless
from bot.chat.markup import plain
from bot.chat.reply import Reply, Text


def said(answer: object) -> str:
    assert isinstance(answer, Reply)
    assert answer.audience == "asker"
    return " ".join(plain(block.markdown) for block in answer.blocks if isinstance(block, Text))


async def test_work_that_never_ends_is_given_up_in_words() -> None:
    async def wait() -> str:
        await asyncio.Event().wait()
        return "never"

    answer = await Border(Random(1), patience_s=0).guard("waiting", wait())

    assert said(answer).startswith("That took too long. Please try again. (Reference ")


async def test_work_that_succeeds_comes_out_as_it_is() -> None:
    async def work() -> str:
        return "done"

    assert await Border(Random(1)).guard("working", work()) == "done"


async def test_every_failure_has_a_reference_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> str:
        raise KeyError

    border = Border(Random(1))
    answers = [said(await border.guard("failing", fail())) for _ in range(3)]

    references = [
        match[1] for match in map(re.compile(r"Reference (\w{6})").search, answers) if match
    ]
    assert len(set(references)) == 3
    assert all(reference in caplog.text for reference in references)


def test_an_error_is_logged_by_its_kind_and_its_causes_and_none_of_their_words() -> None:
    try:
        try:
            int("a person's words")
        except ValueError as first:
            first.add_note("more words")
            raise KeyError("words, too") from first
    except KeyError as error:
        shown = logging.Formatter().formatException(
            (type(error), wordless(error), error.__traceback__)
        )

    assert "KeyError" in shown
    assert "ValueError" in shown
    assert "test_border.py" in shown
    assert "direct cause" in shown
    assert "more words" not in shown


def test_errors_that_cause_each_other_have_an_end() -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first

    assert isinstance(wordless(first), Exception)
