"""Talk with the sample conversation: python -m tests.bot.platforms.console"""

from __future__ import annotations

import asyncio
import sys
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from rich.console import Console

from bot.platforms.console.attachments import Attachments
from bot.platforms.console.keyboard import Keyboard, open_history
from bot.platforms.console.keys import kept_keys
from bot.platforms.console.paper import Paper
from bot.platforms.console.piped import PipedLines
from bot.platforms.console.platform import ConsoleChat
from bot.platforms.console.reader import Reader
from bot.platforms.console.terminal import Signs, pictures_of
from tests.bot.platforms.console.sample import SampleConversation

if __name__ == "__main__":
    sample, ids = SampleConversation(), count(1)
    console = Console()
    attachments = Attachments(
        lambda key: Path(sys.argv[1]) if sys.argv[1:] else None, pictures_of(Signs())
    )
    reader: Reader = (
        Keyboard(open_history(Path(mkdtemp(), "history")))
        if sys.stdin.isatty()
        else PipedLines(sys.stdin.buffer)
    )
    chat = ConsoleChat("Ana", reader, Paper(console, attachments), lambda: f"event-{next(ids)}")
    with kept_keys(0) if sys.stdin.isatty() else nullcontext():
        asyncio.run(chat.run(sample))
