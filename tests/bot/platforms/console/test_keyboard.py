from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from stat import S_IMODE

import pytest
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.platforms.console.keyboard import LONGEST_HISTORY, Keyboard, open_history
from tests.bot.platforms.console.sample import SampleConversation

CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"
BOT = SampleConversation()


@asynccontextmanager
async def typing(*earlier: str) -> AsyncIterator[tuple[Keyboard, PipeInput]]:
    history = InMemoryHistory(earlier)
    with create_pipe_input() as keys:
        yield Keyboard(history, input=keys, output=DummyOutput()), keys


async def test_enter_sends_the_line() -> None:
    async with typing() as (keyboard, keys):
        keys.send_text("why dropout\r")

        assert await keyboard.line(BOT) == "why dropout"


async def test_ctrl_c_clears_what_was_typed() -> None:
    async with typing() as (keyboard, keys):
        keys.send_text(f"never mind{CTRL_C}hello\r")

        assert await keyboard.line(BOT) == "hello"


async def test_ctrl_c_gives_up_an_empty_line() -> None:
    async with typing() as (keyboard, keys):
        keys.send_text(CTRL_C)

        with pytest.raises(KeyboardInterrupt):
            await keyboard.line(BOT)


async def test_ctrl_d_leaves() -> None:
    async with typing() as (keyboard, keys):
        keys.send_text(CTRL_D)

        with pytest.raises(EOFError):
            await keyboard.line(BOT)


async def test_up_brings_the_last_line_back() -> None:
    async with typing("/quiz topic: cnn") as (keyboard, keys):
        keys.send_text(f"{UP}\r")

        assert await keyboard.line(BOT) == "/quiz topic: cnn"


async def test_an_answer_is_read_without_history_and_given_up_with_ctrl_c() -> None:
    async with typing() as (keyboard, keys):
        keys.send_text(f"too short\r{CTRL_C}")

        assert await keyboard.answer("What is wrong?", "be short") == "too short"
        with pytest.raises(KeyboardInterrupt):
            await keyboard.answer("What is wrong?")


async def test_something_can_be_written_while_a_line_is_typed() -> None:
    async with typing() as (keyboard, keys):
        line = asyncio.create_task(keyboard.line(BOT))
        written = asyncio.Event()
        await asyncio.sleep(0)

        await keyboard.above(written.set)
        keyboard.status("45% drawing")
        keys.send_text("still here\r")

        assert await line == "still here"
        assert written.is_set()


def test_history_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "history"

    open_history(file).append_string("why dropout")

    assert S_IMODE(file.stat().st_mode) == 0o600
    assert list(open_history(file).load_history_strings()) == ["why dropout"]


def test_a_long_history_is_shortened_to_its_newest_lines(tmp_path: Path) -> None:
    file = tmp_path / "history"
    before = open_history(file)
    long = "why\n# " + "y" * (LONGEST_HISTORY // 4)
    for number in range(6):
        before.append_string(f"{number} {long}")

    kept = list(open_history(file).load_history_strings())

    assert kept == [f"{number} {long}" for number in (5, 4, 3)]
    assert file.stat().st_size <= LONGEST_HISTORY
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
