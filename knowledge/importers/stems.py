"""Where a question ends and its answer begins, and the question's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.importers.assembly import Draft
from knowledge.importers.pieces import LIST_ITEM, Piece, flowing, paragraphs, trimmed
from knowledge.importers.plain import asks, poses, shadow, without_emphasis, without_links
from knowledge.importers.tags import Tags, take_tags

_CODE = re.compile(r"</?(?:code|kbd|tt)>", re.IGNORECASE)
_SUB_PART = re.compile(r"\s*\(?([a-jA-J])\)\s*")
_LONG_LINE = 50
"""Characters from which a first line may have been wrapped."""


def divide(draft: Draft) -> tuple[str, list[Piece]]:
    """The question's text and the answer's lines; all before a labelled answer is the question."""
    lines = trimmed(draft.question)
    if draft.answer_line:
        return draft.head + _joint(draft, lines) + flowing(lines), trimmed(draft.answer)
    if not draft.head:
        first = next(paragraphs(lines), [])
        return flowing(first), trimmed(lines[len(first) :])
    if more := _sub_parts(draft) or _wrapped(draft):
        joint = "\n" if _SUB_PART.match(more[0].text) else " "
        return draft.head + joint + flowing(more), trimmed(draft.question[len(more) :])
    if not lines and (cut := _end_of_question(draft.head)):
        return draft.head[:cut], [Piece(draft.line, draft.head[cut:].lstrip(" -–—:"), glued=True)]
    return draft.head, lines


def clean_stem(text: str) -> tuple[str, Tags, list[str]]:
    """The question without links, emphasis and tags; its tags; the addresses outside the document."""
    text, outside = without_links(text)
    cleaned, tags = take_tags(without_emphasis(_CODE.sub("`", text)))
    if "\n" not in cleaned:
        cleaned = " ".join(_with_plain_spaces(cleaned).split())
    return cleaned.strip(), tags, outside


def _with_plain_spaces(text: str) -> str:
    pairs = zip(text, shadow(text), strict=True)
    return "".join(" " if plain == " " else character for character, plain in pairs)


def _joint(draft: Draft, lines: Sequence[Piece]) -> str:
    """Between the first line and the next: a space in a paragraph, a line end before a list, else an empty line."""
    if not draft.head or not lines:
        return ""
    if lines[0] is not draft.question[0]:
        return "\n\n"
    flows = lines[0].kind == "text" and not LIST_ITEM.match(lines[0].text)
    return " " if flows and not asks(draft.head) else "\n"


def _wrapped(draft: Draft) -> list[Piece]:
    """The lines right below a question's first line that still belong to it."""
    paragraph = _lines_right_below(draft)
    if asks(draft.head) or draft.head.rstrip(" *_")[-1:] in ".?!:" or not paragraph:
        return []
    asking = next((count for count, piece in enumerate(paragraph[:4], 1) if asks(piece.text)), 0)
    if asking and _runs_into(draft.head, paragraph[0].text.strip()):
        return paragraph[:asking]
    answered = len(trimmed(draft.question)) > len(paragraph)
    runs_on = len(draft.head) >= _LONG_LINE and len(paragraph) <= 3
    return paragraph if runs_on and answered else []


def _runs_into(head: str, below: str) -> bool:
    """Whether a question's first line goes on in the line below: by its last sentence, or in small letters."""
    sentence = re.split(r"[.!?]\s+", head)[-1]
    return poses(head) or poses(sentence) or (len(head) >= _LONG_LINE and below[:1].islower())


def _sub_parts(draft: Draft) -> list[Piece]:
    """The lines (a), (b) … right below a question that ask for more; an answer's own list tells."""
    first = _SUB_PART.match(draft.head)
    wanted = "bcdefghij" if first else "abcdefghij"
    lines: list[Piece] = []
    for letter, piece in zip(wanted, draft.question, strict=False):
        found = _SUB_PART.match(piece.text)
        if not found or found[1].casefold() != letter:
            break
        lines.append(piece)
    posed = all(poses(_SUB_PART.sub("", piece.text)) for piece in lines)
    told = len(trimmed(draft.question)) > len(lines)
    return lines if first or (posed and told) else []


def _lines_right_below(draft: Draft) -> list[Piece]:
    if not draft.question or draft.question[0].blank or draft.form in {"heading", "details"}:
        return []
    paragraph = next(paragraphs(draft.question))
    flows = all(piece.kind == "text" and not LIST_ITEM.match(piece.text) for piece in paragraph)
    return paragraph if flows else []


def _end_of_question(head: str) -> int:
    """Where a question ends that has its answer on the same line; 0 when it has none."""
    mark = shadow(head).find("? ")
    if mark < 0 or not poses(head[: mark + 1]):
        return 0
    rest = head[mark + 1 :].lstrip(" -–—:")
    return mark + 1 if len(rest.split()) >= 2 and not poses(rest) else 0
