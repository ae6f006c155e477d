"""Every command on every platform: whether it is offered there with all its options, and is read as it was meant.

`python -m tests.contracts.parity` writes PARITY.md anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap import declared_commands
from bot.chat.errors import ChatError
from bot.chat.event import CommandUsed, OptionValue, Person, Place
from bot.chat.feature import Command, Option
from bot.platforms.console import parse as console
from bot.platforms.discord import commands as discord_commands
from bot.platforms.discord import parse as discord
from bot.platforms.slack import parse as slack
from bot.platforms.slack.manifest import manifest
from bot.platforms.web import parse as web
from bot.platforms.web.drawing import command_data
from tests.bot.platforms.discord.payloads import interaction

FILE = Path(__file__).parents[2] / "PARITY.md"
HEAD = """# What works where

Written by `python -m tests.contracts.parity` and held true by `tests/contracts/test_parity.py`. ✔: the platform offers
the command with every option that is declared, and what a person gives there arrives as it was meant. That every answer
is shown there, with all its words and buttons, is held by the other tests in `tests/contracts`. The terminal has no
channels and no messages of others, so what is about them is not there; shortcuts are Slack's own.
"""
Options = Mapping[str, OptionValue]


@dataclass(frozen=True, slots=True)
class Way:
    """A platform: the options it offers with a command, and what it makes of one that was used."""

    name: str
    offers: Callable[[Command], set[str]]
    used: Callable[[Command, Options], object]
    channel: str
    """What a channel's name is to it."""
    menu: bool = False
    """Whether messages have a menu there."""
    shortcuts: bool = False

    def takes(self, command: Command) -> bool:
        """Whether it is offered whole and read right."""
        given = {option.name: _sample(option, self.channel) for option in command.options}
        return self.offers(command) == set(given) and self._reads(command, given)

    def _reads(self, command: Command, given: Options) -> bool:
        try:
            read = self.used(command, given)
        except ChatError:
            return False
        assert isinstance(read, CommandUsed)
        return (read.name, dict(read.options)) == (command.name, given)


def _sample(option: Option, channel: str) -> OptionValue:
    """A value that the option takes."""
    most = option.most or option.least or 1
    samples: Mapping[str, OptionValue] = {
        "whole": int(most),
        "number": float(most),
        "yes-no": True,
        "channel": channel,
        "role": channel,
        "text": "what is dropout",
    }
    return option.choices[-1].value if option.choices else samples[option.kind]


def _written(given: Options) -> str:
    """The options as people write them in a line."""
    shown = {True: "yes", False: "no"}
    return " ".join(
        f"{name}:{shown[value] if isinstance(value, bool) else value}"
        for name, value in given.items()
    )


def _on_discord(command: Command) -> set[str]:
    return {str(one["name"]) for one in _discord_options(command)}


def _discord_options(command: Command) -> Sequence[Mapping[str, object]]:
    payload, *_ = discord_commands.app_commands([command])
    _, options = discord.called(payload)
    return options


def _used_on_discord(command: Command, given: Options) -> object:
    first, *second = command.name.split()
    kinds = {one["name"]: one["type"] for one in _discord_options(command)}
    options: list[object] = [
        {"name": name, "value": value, "type": kinds[name]} for name, value in given.items()
    ]
    if second:
        options = [{"name": second[0], "type": discord.SUBCOMMAND, "options": options}]
    called = {"name": first, "type": 1, "options": options}
    return discord.interaction(interaction(discord.COMMAND, called), [command])


def _on_slack(command: Command) -> set[str]:
    """Slack knows the first word alone; the options are read from the words after it."""
    [offered] = manifest([command])["features"]["slash_commands"]
    known = offered["command"] == f"/{command.name.split()[0]}"
    return {option.name for option in command.options} if known else set()


def _used_on_slack(command: Command, given: Options) -> object:
    first, *second = command.name.split()
    marks = {"channel": "<#{}|name>", "role": "<!subteam^{}|@name>"}
    written = {
        option.name: marks[option.kind].format(given[option.name])
        if option.kind in marks
        else given[option.name]
        for option in command.options
    }
    payload = {
        "command": f"/{first}",
        "text": " ".join([*second, _written(written)]),
        "trigger_id": "1.2",
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "user_name": "ana",
    }
    return slack.command(payload, [command], "")


def _on_the_playground(command: Command) -> set[str]:
    return {option["name"] for option in command_data(command)["options"]}


def _used_on_the_playground(command: Command, given: Options) -> object:
    sender = web.Sender(Person("web", "ana", "Ana"), Place("web", "playground", "general"))
    raw = {name: "yes" if value is True else str(value) for name, value in given.items()}
    payload = {"kind": "command", "id": "12345678", "name": command.name, "options": raw}
    return web.parse(payload, sender, [command])


def _used_in_the_terminal(command: Command, given: Options) -> object:
    desk = console.Desk(Person("console", "1", "Ana"), Place("console", "", "here"), [command])
    return console.parse(f"/{command.name} {_written(given)}", desk, "1")


def _declared(command: Command) -> set[str]:
    return {option.name for option in command.options}


WAYS = (
    Way("Discord", _on_discord, _used_on_discord, "22", menu=True),
    Way("Slack", _on_slack, _used_on_slack, "C1", menu=True, shortcuts=True),
    Way("Playground", _on_the_playground, _used_on_the_playground, "quiz"),
    Way("Terminal", _declared, _used_in_the_terminal, "quiz"),
)


def text(commands: Sequence[Command]) -> str:
    """The page: each command, menu and shortcut on each platform."""
    rows = [
        (f"`/{command.name}`", command.summary, [way.takes(command) for way in WAYS])
        for command in sorted(commands, key=lambda one: one.name)
    ]
    for command in commands:
        if command.menu:
            rows.append((f"menu *{command.menu}*", "On a message", [way.menu for way in WAYS]))
        if command.shortcut:
            rows.append(
                (f"shortcut *{command.shortcut}*", "Anywhere", [way.shortcuts for way in WAYS])
            )
    lines = [
        f"| {name} | {summary} | {' | '.join('✔' if there else '–' for there in cells)} |"
        for name, summary, cells in rows
    ]
    names = " | ".join(way.name for way in WAYS)
    table = [f"| command | what it does | {names} |", "|---|---|" + "---|" * len(WAYS), *lines]
    return f"{HEAD}\n" + "\n".join(table) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(declared_commands()), encoding="utf-8")
