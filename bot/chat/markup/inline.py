"""The tokens of a paragraph as spans, with the formulas between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from bot.chat.markup.spans import Span

_PLAIN = Span("")


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX without its dollar signs; a display formula stands on a line of its own."""

    latex: str
    display: bool
    style: Span = _PLAIN
    """How the words around it look."""


def pieces(tokens: Sequence[Token]) -> Iterator[Span | Formula]:
    """Spans and formulas, in the order of the text; soft line breaks become spaces."""
    style = _PLAIN
    for token in tokens:
        if token.nesting:
            style = _styled(style, token)
        else:
            yield from _leaf(token, style)


def _styled(style: Span, token: Token) -> Span:
    """The style after a token that opens or closes one."""
    on = token.nesting > 0
    match token.tag:
        case "strong":
            return replace(style, bold=on)
        case "em":
            return replace(style, italic=on)
        case "s":
            return replace(style, strike=on)
        case "a":
            return replace(style, link=_address(token.attrGet("href")) if on else None)
        case _:
            return style


def _leaf(token: Token, style: Span) -> Iterator[Span | Formula]:
    match token.type:
        case "softbreak":
            yield replace(style, text=" ")
        case "hardbreak":
            yield replace(style, text="\n")
        case "code_inline":
            yield replace(style, text=token.content, code=True)
        case "image":
            yield from _image(token, style)
        case "formula":
            yield Formula(token.content, display=token.block, style=style)
        case _:
            yield replace(style, text=token.content)


def _image(token: Token, style: Span) -> Iterator[Span | Formula]:
    """The words of an image and where it is: no platform is made to load it."""
    address = _address(token.attrGet("src")) or style.link
    words = list(pieces(token.children or ()))
    yield from (replace(word, link=address) if isinstance(word, Span) else word for word in words)
    if not words and address:
        yield replace(style, text=address, link=address)


def _address(href: str | int | float | None) -> str | None:
    """The address where it is one that a browser opens as a page."""
    text = str(href or "")
    return text if text.lower().startswith(("http://", "https://")) else None
