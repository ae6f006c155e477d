"""The card that is said once where Backprep has just arrived."""

from __future__ import annotations

from bot.chat.event import Action
from bot.chat.reply import Button, Buttons, Reply, Text

_WORDS = (
    "I help you prepare for deep learning interviews. Ask me a question in your own words, or take a quiz, alone or"
    " with the channel. Answers come from a bank that people wrote and checked; when it has none, I say so."
)


def welcome() -> Reply:
    """A greeting with three things to try."""
    buttons = (
        Button("Ask a question", Action("ask", "open"), "primary"),
        Button("Take a quiz", Action("quiz", "begin")),
        Button("What I can do", Action("help", "show")),
    )
    return Reply("Hello, I am Backprep", (Text(_WORDS), Buttons(buttons)))
