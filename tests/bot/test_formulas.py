"""Formulas that do not read well in a line have a picture, drawn outside the chat process."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.chat.markup import blocks
from bot.chat.markup.latex.parsing import parse
from bot.chat.reply import MAX_FILES, Picture
from bot.formulas.boxes import Size
from bot.formulas.layout import Layout
from bot.formulas.mathtext import CannotDrawError, mathtext
from bot.formulas.needed import SHIPPED, file_name, formulas_in, shipped_formulas
from bot.formulas.pictures import FormulaPictures, draw
from generators.blobs import FileBlobs
from knowledge.bank import load_bank


def test_every_formula_of_the_bank_that_needs_a_picture_has_one_and_no_picture_is_left_over() -> (
    None
):
    assert {file.name for file in SHIPPED.iterdir()} == set(map(file_name, shipped_formulas()))


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.png")), ids=lambda file: file.stem[:8])
def test_pictures_are_small_files_of_one_width_on_a_light_card(file: Path) -> None:
    picture = Image.open(file)

    assert picture.format == "PNG"
    assert picture.width == 1200
    assert picture.height <= 1600
    assert file.stat().st_size < 40_000
    assert picture.convert("L").crop((0, 0, 9, 9)).getextrema() == (250, 250)


def test_no_entry_has_more_pictures_than_a_reply_takes() -> None:
    for question in load_bank():
        shown = blocks(question.details, lambda latex: latex)
        assert sum(isinstance(block, Picture) for block in shown) <= MAX_FILES


async def test_a_formula_of_the_bank_is_shown_as_a_blob(tmp_path: Path) -> None:
    blobs = FileBlobs(tmp_path)
    pictures = FormulaPictures(blobs)

    before = pictures(shipped_formulas()[0])
    await pictures.load()
    keys = [pictures(latex) for latex in shipped_formulas()]

    assert before is None
    assert None not in keys
    for key in keys:
        assert key
        assert await blobs.has(key)


async def test_an_imported_formula_is_drawn_once_and_then_shown(tmp_path: Path) -> None:
    drawn, latex = tmp_path / "formulas", r"\frac{1}{n} \sum_i x_i"
    pictures = FormulaPictures(FileBlobs(tmp_path / "blobs"), drawn)

    assert (
        draw([latex, "中_{a,b}"], drawn)
        == "1 of 2 formulas cannot be drawn and are shown in words."
    )
    (file,) = drawn.iterdir()
    age = file.stat().st_mtime_ns
    assert draw([latex], drawn) == ""
    await pictures.load()

    assert file.stat().st_mtime_ns == age
    assert pictures(latex)
    assert pictures("another") is None


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            "raise ModuleNotFoundError(\"No module named 'matplotlib'\")",
            "1 formula is shown in words; with matplotlib installed, formulas become pictures.",
        ),
        (
            "1 / 0",
            "1 formula is shown in words, since drawing failed: ZeroDivisionError: division by zero",
        ),
        ("exit(3)", "1 formula is shown in words, since drawing failed: no reason was given"),
    ],
)
def test_where_nothing_can_be_drawn_the_reason_is_told(
    program: str, said: str, tmp_path: Path
) -> None:
    assert draw([r"a_{b,c}"], tmp_path, [sys.executable, "-c", program]) == said


def test_the_chat_side_loads_without_matplotlib() -> None:
    code = "import sys; import bot.formulas.pictures; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_formulas_of_drafts_are_found_once_each() -> None:
    question = (
        load_bank()
        .questions[0]
        .model_copy(
            update={"answer": "$$a_{i,j}$$ and $$a_{i,j}$$", "details": "$b_{i,j}$ or $$c$$"}
        )
    )

    assert formulas_in([question]) == ("a_{i,j}",)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{\tfrac12}{x}", r"\dfrac{\frac{1}{2}}{x}"),
        (r"x = -1", r"x={-}1"),
        (r"\left(\frac{a}{b}\right)^2", r"\left(\dfrac{a}{b}\right)^{2}"),
        (r"p(x \mid z)", r"p(x\mid z)"),
        (r"\mathbb{E}\,\mathcal{L}", r"\mathbb{E}\,\mathcal{L}"),
        (r"\text{if } x", r"\operatorname{if}\ x"),
        (r"\sum_i x_i", r"\sum _{i}\,x_{i}"),
        (r"f'_i", r"f′_{i}"),
        (r"\{0\} \le 5\%", r"\{0\}\leq 5\%"),
    ],
)
def test_formulas_are_written_for_mathtext(latex: str, expected: str) -> None:
    assert mathtext(parse(latex)) == expected


@pytest.mark.parametrize(
    "latex", [r"\frac{\begin{cases} a \end{cases}}{b}", r"\text{a $ b}^{\text{\{}}"]
)
def test_what_mathtext_would_misread_is_not_drawn(latex: str) -> None:
    nodes = parse(latex)

    if latex.startswith(r"\frac"):
        with pytest.raises(CannotDrawError):
            mathtext(nodes)
    else:
        assert "$" not in mathtext(nodes)


def layout(width: float) -> Layout:
    """Every character of mathtext is ten pixels wide."""
    return Layout(lambda text: Size(10 * len(text), 10, 2), em=10, width=width)


def texts(latex: str, width: float) -> list[tuple[str, float]]:
    marks = layout(width).whole(parse(latex)).marks(0, 0)
    return [(mark.text, mark.x) for mark in marks]


def test_a_long_formula_is_broken_before_its_relations_and_indented() -> None:
    assert texts("aaaa=bbbb=cccc", 100) == [("aaaa=bbbb", 0), ("{}=cccc", 15)]


def test_a_longer_one_is_broken_before_sums_but_never_inside_brackets() -> None:
    assert texts("aaaa+(b+c)-dd", 80) == [("aaaa", 0), ("{}+(b+c)", 15), ("{}-dd", 15)]


def test_equations_beside_each_other_stand_below_each_other() -> None:
    assert texts(r"a=b, \qquad c=d", 1000) == [("a=b,", 0), ("c=d", 0)]


def test_what_is_said_about_an_equation_goes_below_it_where_there_is_no_room_beside_it() -> None:
    latex = r"\begin{aligned} aa &= b && \text{why} \\ c &= dd \end{aligned}"

    assert [x for _, x in texts(latex, 1000)] == [0, 20, 60, 10, 20]
    assert [x for _, x in texts(latex, 100)] == [0, 20, 31, 10, 20]


def test_cases_stand_behind_a_brace_as_high_as_they_are() -> None:
    value, brace, *cells = (
        layout(1000).whole(parse(r"y = \begin{cases} 1 & a \\ 22 & b \end{cases}")).marks(0, 0)
    )

    assert (value.text, brace.text) == ("y=", r"\{")
    assert brace.stretch == pytest.approx((12 + 5 + 12) / 12)
    assert [cell.text for cell in cells] == ["1", "a", "22", "b"]
    assert cells[1].x == cells[3].x


def test_a_bracket_beside_an_array_grows_with_it() -> None:
    marks = list(
        layout(1000).whole(parse(r"\left[\begin{array}{c} 1 \\ 2 \end{array}\right]")).marks(0, 0)
    )

    assert [mark.text for mark in marks] == ["[", "1", "2", "]"]
    assert marks[0].stretch == marks[3].stretch > 2


def test_a_picture_has_the_ink_that_the_formula_needs() -> None:
    from bot.formulas.draw import png  # matplotlib takes a second to load

    small, large = (
        Image.open(BytesIO(png(latex))).convert("L")
        for latex in ("x", r"\frac{a}{b} + \frac{c}{d}")
    )

    assert small.height < large.height
    assert sum(small.histogram()[:128]) > 100
