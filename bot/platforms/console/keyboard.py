"""Lines from a keyboard, with completion and history: prompt_toolkit."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import completion_is_selected
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, History
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style

from bot.chat.platform import Conversation
from bot.platforms.console.completing import offers

WAITING_AFTER_S = 0.6
LONGEST_HISTORY = 256 * 1024
"""Bytes that a conversation starts with: some thousand lines."""
_BEGIN = b"\n# "
"""What prompt_toolkit begins each line of the history with; what people write stands behind a `+`."""
_PROMPT = "› "
_HINT = "Ask anything, or / for the commands"
_OWN = "fg:ansidefault bg:ansidefault"
_STYLE = Style.from_dict(
    {
        "prompt": "bold",
        "placeholder": "dim",
        "auto-suggestion": "dim",
        "bottom-toolbar": f"noreverse {_OWN} dim",
        "completion-menu": _OWN,
        "completion-menu.completion": _OWN,
        "completion-menu.completion.current": f"{_OWN} reverse",
        "completion-menu.meta.completion": f"{_OWN} dim",
        "completion-menu.meta.completion.current": f"{_OWN} reverse",
        "scrollbar.background": _OWN,
        "scrollbar.button": f"{_OWN} reverse",
    }
)
"""Nothing but the terminal's own two colours."""


class Keyboard:
    """A Reader with a prompt. Ctrl-C clears the line, and once more gives it up; Ctrl-D leaves."""

    def __init__(self, history: History, **session: Any) -> None:
        keys = _keys()
        self._line: PromptSession[str] = PromptSession(
            history=history,
            auto_suggest=AutoSuggestFromHistory(),
            key_bindings=keys,
            style=_STYLE,
            reserve_space_for_menu=8,
            enable_suspend=True,
            **session,
        )
        self._question: PromptSession[str] = PromptSession(style=_STYLE, **session)

    async def line(self, conversation: Conversation) -> str:
        """The next line, with completion while it is typed."""
        return await self._line.prompt_async(
            [("class:prompt", _PROMPT)],
            placeholder=_until_done(_HINT),
            completer=Completions(conversation),
        )

    async def answer(self, question: str, hint: str = "") -> str:
        """The answer to a question; Ctrl-C gives it up at once."""
        colon = "" if question.endswith("?") else ":"
        return await self._question.prompt_async(
            [("class:prompt", f"{question}{colon} ")], placeholder=_until_done(hint)
        )

    @contextmanager
    def waiting(self, give_up: Callable[[], object]) -> Iterator[None]:
        """Ctrl-C gives up; after a moment it says that the bot is working."""
        loop = asyncio.get_running_loop()
        before = signal.getsignal(signal.SIGINT)
        told = loop.call_later(
            WAITING_AFTER_S, self._write_over, "Working on it … (Ctrl-C gives up)"
        )
        loop.add_signal_handler(signal.SIGINT, give_up)
        try:
            yield
        finally:
            told.cancel()
            self._write_over("")
            loop.remove_signal_handler(signal.SIGINT)
            signal.signal(signal.SIGINT, before)

    async def above(self, write: Callable[[], None]) -> None:
        """Write above the line that is being typed, or simply write."""
        if self._line.app.is_running or self._question.app.is_running:
            await run_in_terminal(write, in_executor=True)
        else:
            await asyncio.to_thread(write)

    def status(self, text: str) -> None:
        """Show the text below the line."""
        self._line.bottom_toolbar = text or None
        if self._line.app.is_running:
            self._line.app.invalidate()

    def _write_over(self, text: str) -> None:
        """Write a line in the place of the one the cursor is in."""
        out = self._line.output
        out.write_raw("\r")
        out.erase_end_of_line()
        out.write(text)
        out.flush()


class Completions(Completer):
    """The offers of completing.py as prompt_toolkit wants them."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """Nothing: all offers are awaited."""
        return ()

    async def get_completions_async(
        self, document: Document, event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """What the line before the cursor may go on with."""
        async for offer in offers(document.text_before_cursor, self._conversation):
            yield Completion(offer.text, -offer.instead_of, offer.label, offer.summary)


def _until_done(hint: str) -> Callable[[], StyleAndTextTuples]:
    """The hint in an empty line, gone once the line is."""
    return lambda: [] if get_app().is_done else [("class:placeholder", hint)]


def open_history(file: Path) -> FileHistory:
    """The lines of earlier conversations, which only their owner can read."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.chmod(0o600)
    _shorten(file)
    return FileHistory(file)


def _shorten(file: Path) -> None:
    """Keep the newest lines where there are too many."""
    if file.stat().st_size > LONGEST_HISTORY:
        newest = file.read_bytes()[-LONGEST_HISTORY:]
        _cut, begin, whole = newest.partition(_BEGIN)
        shorter = file.with_suffix(".new")
        shorter.touch(mode=0o600)
        shorter.write_bytes(begin + whole)
        shorter.replace(file)


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    def _(event: KeyPressEvent) -> None:
        """Clear the line; an empty one is given up."""
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt())

    @keys.add("enter", filter=completion_is_selected)
    def _(event: KeyPressEvent) -> None:
        """Take the offer into the line, which is not sent yet."""
        event.current_buffer.complete_state = None

    return keys
