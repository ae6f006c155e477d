from __future__ import annotations

import base64
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.console import Console

from bot.chat.reply import File, Picture, Reply
from bot.platforms.console.attachments import Attachments
from bot.platforms.console.paper import Paper
from bot.platforms.console.pictures import show
from bot.platforms.console.render import render
from bot.platforms.console.terminal import Pictures, Signs, pictures_of


def painted(folder: Path, size: tuple[int, int] = (4, 4), colour: str = "red") -> Path:
    file = folder / "picture.png"
    Image.new("RGBA", size, colour).save(file)
    return file


BOTH = Reply("", (Picture("k", "a red square"), File("f", "all.json", "everything")))


def terminal(file: Path | None, way: Pictures, reply: Reply = BOTH) -> str:
    out = StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system="truecolor")
    Paper(console, Attachments(lambda _: file, way)).write(render(reply))
    return out.getvalue()


def test_half_blocks_show_two_pixels_in_each_character(tmp_path: Path) -> None:
    shown = terminal(painted(tmp_path, (8, 32)), "blocks")

    assert "\x1b[38;2;255;0;0;48;2;255;0;0m▀" in shown


def test_kitty_gets_a_png_in_pieces(tmp_path: Path) -> None:
    file = tmp_path / "noise.png"
    Image.effect_noise((100, 100), 99).save(file)

    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", terminal(file, "kitty"))

    assert pieces[0][0] == "f=100,a=T,q=2,c=13,m=1"
    assert [keys for keys, _ in pieces[1:]] == ["m=1"] * (len(pieces) - 2) + ["m=0"]
    assert all(len(data) <= 4096 for _, data in pieces)
    data = base64.b64decode("".join(data for _, data in pieces))
    assert Image.open(BytesIO(data)).size == (100, 100)


def test_iterm_gets_the_picture_inline(tmp_path: Path) -> None:
    shown = terminal(painted(tmp_path, (80, 80)), "iterm")

    found = re.search(r"\x1b\]1337;File=inline=1;size=\d+;width=10;[^:]*:([^\x07]*)\x07", shown)
    assert found
    assert Image.open(BytesIO(base64.b64decode(found[1]))).size == (80, 80)


@pytest.mark.parametrize("way", ["kitty", "iterm", "blocks", "off"])
def test_words_and_file_are_always_shown(tmp_path: Path, way: Pictures) -> None:
    file = painted(tmp_path)

    shown = re.sub(r"\x1b\[[0-9;]*m", "", terminal(file, way)).replace("\n", "")

    assert "[picture] a red square" in shown
    assert "[file] all.json: everything" in shown
    assert shown.count(str(file)) == 2


@pytest.mark.parametrize("way", ["kitty", "iterm", "blocks"])
def test_what_is_no_picture_is_only_named(tmp_path: Path, way: Pictures) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x1b]0;title\x07")

    assert show(file, way, 80) == ()
    assert show(tmp_path / "gone.png", way, 80) == ()


def test_a_picture_without_a_ground_stands_on_white(tmp_path: Path) -> None:
    shown = terminal(painted(tmp_path, (8, 32), colour="#00000000"), "blocks")

    assert "\x1b[38;2;255;255;255;48;2;255;255;255m▀" in shown


def test_a_formula_is_not_made_into_stripes(tmp_path: Path) -> None:
    assert show(painted(tmp_path, (400, 40)), "blocks", 80) == ()


@pytest.mark.parametrize("way", ["kitty", "iterm", "blocks", "off"])
def test_a_formula_is_readable_without_its_picture_and_shows_no_latex(
    tmp_path: Path, way: Pictures
) -> None:
    formula = Reply("", (Picture("k", r"p = \frac{1}{n} \sum_i x_i"),))

    shown = terminal(painted(tmp_path), way, formula)

    assert "    p = (1/n) ∑ᵢ xᵢ\n" in shown
    assert "frac" not in shown
    assert "▀" not in shown


@pytest.mark.parametrize("size", [(10_000, 10), (10, 10_000), (1, 1), (3000, 3000)])
def test_a_picture_stays_within_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    out = StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system="truecolor")

    for line in show(painted(tmp_path, size), "blocks", 80):
        console.print(line)

    lines = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).splitlines()
    assert len(lines) <= 25
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize(
    ("signs", "way"),
    [
        ({"term": "xterm-kitty"}, "kitty"),
        ({"term": "xterm-256color", "kitty_window_id": "1"}, "kitty"),
        ({"term": "xterm-256color", "term_program": "iTerm.app"}, "iterm"),
        ({"term": "xterm-256color", "lc_terminal": "iTerm2"}, "iterm"),
        ({"term": "xterm-256color", "colorterm": "truecolor"}, "blocks"),
        ({"term": "tmux-256color", "tmux": "socket,1,0", "kitty_window_id": "1"}, "off"),
        ({"term": "tmux-256color", "tmux": "socket,1,0", "colorterm": "truecolor"}, "blocks"),
        ({"term": "xterm-256color", "colorterm": "truecolor", "no_color": "1"}, "off"),
        ({"term": "xterm-256color"}, "off"),
        ({"term": "dumb", "colorterm": "truecolor"}, "off"),
        ({}, "off"),
    ],
)
def test_a_terminal_is_asked_only_for_what_it_can(signs: dict[str, Any], way: Pictures) -> None:
    assert pictures_of(Signs.model_construct(**signs)) == way
