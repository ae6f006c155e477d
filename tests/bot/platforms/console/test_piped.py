from __future__ import annotations

from io import BytesIO

import pytest

from bot.platforms.console.piped import LONGEST, PipedLines
from tests.bot.platforms.console.sample import SampleConversation

BOT = SampleConversation()


async def test_lines_come_one_by_one_until_there_are_no_more() -> None:
    lines = PipedLines(BytesIO("why dropout\r\n\nc'est ça".encode()))

    assert [await lines.line(BOT), await lines.answer("?"), await lines.line(BOT)] == [
        "why dropout",
        "",
        "c'est ça",
    ]
    with pytest.raises(EOFError):
        await lines.line(BOT)


async def test_bytes_that_are_no_text_are_read_all_the_same() -> None:
    assert await PipedLines(BytesIO(b"caf\xe9\n")).line(BOT) == "caf\ufffd"


async def test_a_line_without_an_end_comes_in_pieces() -> None:
    lines = PipedLines(BytesIO(b"x" * (LONGEST + 1)))

    assert len(await lines.line(BOT)) == LONGEST
    assert await lines.line(BOT) == "x"


async def test_a_stream_that_is_closed_says_so() -> None:
    stream = BytesIO(b"")
    stream.close()

    with pytest.raises(ValueError, match="closed"):
        await PipedLines(stream).line(BOT)
