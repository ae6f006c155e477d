"""A rendered card as lines of a terminal, with Rich.

Colours are few and the terminal's own, since its background may be dark or light, and each only repeats what words say.
Nothing here reads Rich's console markup or makes a hyperlink, so that words stay words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.constrain import Constrain
from rich.text import Text

from bot.platforms.console.attachments import Attachments
from bot.platforms.console.grids import facts, packed, table
from bot.platforms.console.highlight import highlight
from bot.platforms.console.render import JsonDict

WIDEST = 88
"""Columns of a card, even in a wider terminal: longer lines are hard to read."""
_TONES = {"plain": "dim", "good": "green", "bad": "red"}
_PRESS = {"plain": "", "primary": "bold", "danger": "red"}
_BAR = 30
"""Columns of a progress bar, where there is room."""


@dataclass(frozen=True, slots=True)
class Look:
    """What cards are drawn for: the columns there are, what lies in the blob store, and whether bars are drawn."""

    width: int
    attachments: Attachments
    bars: bool = True


@dataclass(frozen=True, slots=True)
class Hanging:
    """Words whose first line begins with one mark and whose further lines with another."""

    first: str
    rest: str
    words: Text
    style: str = "dim"
    """How the marks look."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(options.max_width - cell_len(self.first), 1)
        for number, line in enumerate(self.words.wrap(console, room, overflow="fold")):
            line.rstrip()
            yield Text.assemble((self.rest if number else self.first, self.style), line)


def draw(card: JsonDict, look: Look) -> RenderableType:
    """Everything of the card, a blank line after each part, and after all rows of buttons together."""
    width = min(look.width, WIDEST)
    parts: list[RenderableType] = [*_edge(card, width)]
    if card["title"]:
        parts += [Text(card["title"], "bold"), Text()]
    for kind, blocks in groupby(card["blocks"], key=lambda block: str(block["type"])):
        for block in blocks:
            parts += [*_block(block, width, look), *[Text()] * (kind != "buttons")]
        parts += [Text()] * (kind == "buttons")
    return Constrain(Group(*parts), width)


def _edge(card: JsonDict, width: int) -> Iterator[Text]:
    """The line above a card, with what is to be known about it at its right end."""
    marks, style = " · ".join(card["marks"]), _TONES[card["tone"]]
    room = width - cell_len(marks) - 4
    if not marks or room < 2:
        yield Text("─" * width, style)
    if marks:
        yield Text(f"{'─' * room} {marks} ──" if room >= 2 else marks, style)


def _block(block: JsonDict, width: int, look: Look) -> Iterable[RenderableType]:
    draw_one: dict[str, Callable[[], Iterable[RenderableType]]] = {
        "text": lambda: _text(block["lines"]),
        "code": lambda: _code(block),
        "facts": lambda: facts(block["pairs"], width),
        "table": lambda: table(block["header"], block["rows"], width),
        "picture": lambda: look.attachments.picture(block, width),
        "file": lambda: look.attachments.file(block, width),
        "buttons": lambda: packed([_button(button) for button in block["choices"]], width),
        "select": lambda: _select(block),
        "progress": lambda: [_progress(block, width, bars=look.bars)],
    }
    return draw_one[block["type"]]()


def _code(code: JsonDict) -> Iterator[RenderableType]:
    """Each line of source where it stands; one that is too wide goes on after an arrow."""
    for line in highlight(code["source"], code["language"]).split("\n", allow_blank=True):
        yield Hanging("    ", "  ↪ ", line)


def _text(lines: Sequence[JsonDict]) -> Iterator[RenderableType]:
    """A blank line between all but the items of a list and what stands under a heading."""
    for number, line in enumerate(lines):
        if number and not _together(lines[number - 1], line):
            yield Text()
        yield _line(line)


def _together(above: JsonDict, below: JsonDict) -> bool:
    items = {"bullet", "number"}
    return above["kind"] == "heading" or {above["kind"], below["kind"]} <= items


def _line(line: JsonDict) -> RenderableType:
    words = Text.assemble(*((span["text"], _style(span)) for span in line["spans"]))
    indent = "  " * line["level"]
    match line["kind"]:
        case "heading":
            words.stylize("bold")
            return words
        case "bullet":
            return Hanging(f"{indent}• ", f"{indent}  ", words)
        case "number":
            mark = f"{indent}{line['number']}. "
            return Hanging(mark, " " * len(mark), words)
        case "quote":
            return Hanging("│ ", "│ ", words)
        case _:
            return Hanging(indent, indent, words) if indent else words


def _style(span: JsonDict) -> str:
    names = {"bold": "bold", "italic": "italic", "code": "cyan", "strike": "strike"}
    return " ".join(
        [name for flag, name in names.items() if span[flag]] + ["underline"] * bool(span["link"])
    )


def _button(button: JsonDict) -> Text:
    if not button["key"]:
        return Text(f"({button['label']})", "dim")
    style = _PRESS[button["style"]]
    return Text.assemble((f"[{button['key']}]", "bold"), " ", (button["label"], style))


def _select(select: JsonDict) -> Iterator[RenderableType]:
    """The prompt, and each line with what picks it."""
    yield Text.assemble((f"[{select['key']}]", "bold"), " ", select["prompt"])
    wide = len(str(len(select["choices"])))
    for number, choice in enumerate(select["choices"], start=1):
        mark = f"    {select['key']} {number:>{wide}}  "
        words = Text(choice["label"])
        if choice["summary"]:
            words.append(f"  {choice['summary']}", "dim")
        if choice["value"] == select["chosen"]:
            words.append("  (chosen)", "bold")
        yield Hanging(mark, " " * len(mark), words, style="bold")


def _progress(progress: JsonDict, width: int, *, bars: bool) -> Text:
    room = min(_BAR, width // 2)
    done = round(progress["done"] * room)
    bar = Text.assemble(("━" * done, "green"), ("─" * (room - done), "dim"), " ")
    words = f"{progress['share']}  {progress['label']}"
    return bar.append(words) if bars else Text(words)
