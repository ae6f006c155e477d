"""Documents become blocks without losing a word."""

import re
from collections.abc import Iterator

import pytest

from bot.chat.markup import Line, blocks, lines
from bot.chat.markup.dollars import DOCUMENT
from bot.chat.markup.inline import Formula
from bot.chat.markup.latex import unicode
from bot.chat.markup.reading import Grid, Passage, parts
from bot.chat.reply import Block, Code, Picture, Table, Text
from knowledge.bank import load_bank
from knowledge.question import Question

BANK = load_bank()
PROSE = [
    pytest.param(text, id=f"{question.id}-{name}")
    for question in BANK
    for name in ("answer", "details")
    if (text := getattr(question, name))
]


def draw(latex: str) -> str:
    """A key for every formula."""
    return f"picture of {latex}"


def texts(question: Question) -> Iterator[str]:
    yield from (question.answer, question.details, question.stem, *question.hints)
    for point in question.points:
        yield from (point.text, *point.accept)
    for misconception in question.misconceptions:
        yield from (misconception.claim, misconception.correction)
    for probe in question.probes:
        yield from (probe.ask, probe.expect)


def words_of(block: Block) -> Iterator[str]:
    match block:
        case Text(markdown):
            yield from (word for line in lines(markdown) for word in words_of_line(line))
        case Code(source, language):
            yield from (language, source)
        case Table(header, rows):
            yield from (cell for row in (header, *rows) for cell in row)
        case _:
            pass


def words_of_line(line: Line) -> Iterator[str]:
    yield str(line.number or "")
    yield "".join(f"{span.text} {span.link or ''}" for span in line.spans)


def source_words(markdown: str) -> list[str]:
    """The words of a document: what is between dollar signs as the words of its formula, or none if it is drawn."""
    shown = [block.markdown for block in blocks(markdown, draw) if isinstance(block, Text)]
    drawn = {block.alt for block in blocks(markdown, draw) if isinstance(block, Picture)}

    def formula(found: re.Match[str]) -> str:
        latex = " ".join((found[1] or found[2]).split())
        return " " if latex in drawn else " ".join(map(unicode, re.split(r"\\qquad", latex)))

    assert shown or drawn
    return words(re.sub(r"\$\$(.+?)\$\$|\$([^$]+)\$", formula, markdown, flags=re.DOTALL))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@pytest.mark.parametrize("markdown", PROSE)
def test_every_word_of_an_entry_is_in_its_blocks(markdown: str) -> None:
    shown = " ".join(text for block in blocks(markdown, draw) for text in words_of(block))

    assert words(shown) == source_words(markdown)


@pytest.mark.parametrize("question", BANK, ids=lambda question: question.id)
def test_no_latex_of_an_entry_is_shown(question: Question) -> None:
    shown = [block for text in texts(question) for block in blocks(text, draw)]

    for block in shown:
        assert isinstance(block, Picture | Code) or not re.search(
            r"\\[A-Za-z]|\$|\^\{|_\{", " ".join(words_of(block))
        )


def formulas(markdown: str) -> Iterator[Formula]:
    for part in parts(markdown, DOCUMENT):
        paragraphs = [part.pieces] if isinstance(part, Passage) else []
        if isinstance(part, Grid):
            paragraphs = [cell for row in part.rows for cell in row]
        yield from (
            piece for pieces in paragraphs for piece in pieces if isinstance(piece, Formula)
        )


def test_every_dollar_sign_of_the_bank_belongs_to_a_formula() -> None:
    everything = "\n\n".join(text for question in BANK for text in texts(question))
    code = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)

    found = list(formulas(everything))

    dollars = sum(4 if formula.display else 2 for formula in found)
    assert dollars == code.sub("", everything).count("$")


def test_a_document_becomes_texts_code_tables_and_pictures() -> None:
    markdown = """# Title

Some *hard-wrapped*
text with $x^2$ and a price of $5, then $10.

| a | b |
|---|---|
| `1` | $\\sigma_i$ |

```python
print("$x$")
```

$$\\frac{\\frac{a}{b}}{c}$$

- one
  - two ![a **cat**](https://cats.example/cat.png)

        more code

<b>no html</b>
"""

    shown = blocks(markdown, draw)

    assert shown == (
        Text("# Title\n\nSome *hard\\-wrapped* text with x² and a price of \\$5\\, then \\$10\\."),
        Table(("a", "b"), (("1", "σᵢ"),)),
        Code('print("$x$")', "python"),
        Picture("picture of \\frac{\\frac{a}{b}}{c}", "\\frac{\\frac{a}{b}}{c}"),
        Text("- one\n  - two [a **cat**](<https\\:\\/\\/cats\\.example\\/cat\\.png>)"),
        Code("more code"),
        Text("\\<b\\>no html\\<\\/b\\>"),
    )


def test_a_formula_without_a_picture_is_code_in_one_row_for_each_of_its_rows() -> None:
    latex = r"$$\begin{aligned} a &= b + c \\ &= \frac{d}{2} && \text{why} \end{aligned}$$"

    assert blocks(latex, lambda _: None) == (Code("a = b + c\n= d/2\u2003why"),)


def test_a_formula_in_the_middle_of_a_paragraph_parts_it() -> None:
    shown = blocks("before $$a_{b,c}$$ after", draw)

    assert shown == (Text("before"), Picture("picture of a_{b,c}", "a_{b,c}"), Text("after"))


def test_formulas_that_read_well_stand_on_lines_of_their_own() -> None:
    shown = blocks("where\n$$\na^2 = b, \\qquad c = d\n$$\nfor all $a$", draw)

    assert [line.spans[0].text for block in shown if isinstance(block, Text)
            for line in lines(block.markdown)] == ["where", "a² = b,\nc = d", "for all "]  # fmt: skip


@pytest.mark.parametrize(
    "markdown",
    [
        "costs $5 and $6",
        "$HOME and $PATH",
        "`$x$`",
        "\\$a\\$",
        "5$ and 6$",
        "US$ and A$ rates",
        "$$",
        "$$$$",
        "$ x $",
    ],
)
def test_a_dollar_sign_among_words_stays_one(markdown: str) -> None:
    (shown,) = blocks(markdown, draw)

    assert isinstance(shown, Text)
    assert lines(shown.markdown)[0].spans[0].text.count("$") == markdown.count("$")


@pytest.mark.parametrize("markdown", [r"\(x_i\)", r"\[x_i\]", "$x_i$", "$$x_i$$"])
def test_every_way_to_write_a_formula_is_read(markdown: str) -> None:
    assert blocks(markdown, draw) == (Text("xᵢ"),)
