"""What can be done here, from the declarations themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches

from bot.chat.errors import ChatError
from bot.chat.event import Action, ActionChosen, CommandUsed, Person, Place
from bot.chat.feature import Command, Feature, Option
from bot.chat.markup import literal
from bot.chat.options import figure
from bot.chat.reply import Block, Button, Buttons, Choice, Reply, Text

Commands = Callable[[], Sequence[Command]]


class Help:
    """Explains every declared command."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands

    async def help(self, event: CommandUsed) -> Reply:
        """Handle /help: all commands, or one of them with its options."""
        name = str(event.options.get("command", "")).strip().lstrip("/").casefold()
        if not name:
            return _overview(self._commands())
        named = {command.name: command for command in self._commands()}
        if name not in named:
            near = get_close_matches(name, named, n=1) or ["help"]
            raise ChatError(f"There is no such command. Did you mean /{near[0]}?")
        return _one(named[name])

    async def show(self, _: ActionChosen) -> Reply:
        """Show all commands, from a welcome card's button."""
        return _overview(self._commands())

    async def ways(self, _: Person, __: Place) -> Sequence[Block]:
        """What to do next, at the end of the home page."""
        return [
            Buttons(
                (
                    Button("Quiz me", Action("quiz", "begin"), "primary"),
                    Button("Ask", Action("ask", "open")),
                    Button("Help", Action("help", "show")),
                )
            )
        ]

    async def suggest(self, typed: str) -> Sequence[Choice]:
        """Offer the commands while a name is typed."""
        wanted = typed.strip().lstrip("/").casefold()
        return [
            Choice(f"/{command.name}", command.name, command.summary)
            for command in self._commands()
            if wanted in command.name
        ]


def help_(commands: Commands) -> Feature:
    """Declare the feature; `commands` is asked anew each time, since it holds this one too."""
    handlers = Help(commands)
    which = Option("command", "One command, explained with its options", suggest=handlers.suggest)
    command = Command("help", "What you can do here", handlers.help, (which,))
    return Feature("help", (command,), {"show": handlers.show}, home=handlers.ways)


def _overview(commands: Sequence[Command]) -> Reply:
    lines = [f"- `{_usage(command)}` {literal(command.summary)}" for command in commands]
    hint = "You can also just write to me: mention me in a channel, or send a direct message."
    return Reply("What you can do here", (Text("\n".join(lines)), Text(hint)), "asker")


def _one(command: Command) -> Reply:
    who = (
        f"\n\nFor those who may {' and '.join(sorted(command.needs))} here."
        if command.needs
        else ""
    )
    blocks = [Text(literal(command.summary) + who), Text(f"`{_usage(command)}`")]
    if command.options:
        blocks.append(Text("\n".join(f"- {_explained(option)}" for option in command.options)))
    return Reply(f"/{command.name}", tuple(blocks), "asker")


def _usage(command: Command) -> str:
    options = (o.name if o.required else f"[{o.name}]" for o in command.options)
    return " ".join((f"/{command.name}", *options))


def _explained(option: Option) -> str:
    """An option and what it takes, in words."""
    parts = [option.summary.rstrip(".")]
    if option.choices:
        parts.append(f"One of: {', '.join(choice.label for choice in option.choices)}")
    if option.least is not None and option.most is not None:
        parts.append(f"From {figure(option.least)} to {figure(option.most)}")
    needed = " (required)" if option.required else ""
    return f"**{literal(option.name)}**{needed}: {literal('. '.join(parts))}."
