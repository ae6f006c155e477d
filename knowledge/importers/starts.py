"""Which rows begin a question, form by form: labels, headings, numbers, bold lines, bullets, paragraphs."""

from __future__ import annotations

from dataclasses import replace

from knowledge.importers.headings import Heading
from knowledge.importers.plain import asks, begins_with_question, poses
from knowledge.importers.rows import Row
from knowledge.importers.state import State
from knowledge.importers.steps import Form
from knowledge.importers.titles import is_unit


def is_labelled_question(state: State, at: int) -> bool:
    """Whether a label such as `Q:` begins a question, rather than standing in an answer."""
    row, open_ = state.rows[at], state.open
    mark = row.mark
    if mark.rank or mark.bold:
        return True
    if row.indent > 3 or (mark.bullet and not asks(mark.text) and not mark.number):
        return False
    nested = row.indent > 1 and open_.labelled and open_.form in {"number", "label"}
    if mark.number or nested:
        refers = not row.spaced and mark.text[:1].islower() and not asks(mark.text)
        return bool(mark.number) and not refers
    spaced = row.spaced or state.profile.compact
    plain = spaced and not state.profile.labels_numbers
    return (
        asks(mark.text)
        or not mark.text
        or not open_.form
        or plain
        or state.clues.has_answer_label_below(at)
    )


def is_heading_question(state: State, at: int, heading: Heading | None) -> bool:
    """Whether a heading is a question: by its rank in this document, its number or its words."""
    mark, open_ = state.rows[at].mark, state.open
    if 0 < open_.rank < mark.rank and not mark.label:
        return False
    if state.solutions:
        return bool(mark.number)
    if mark.rank in state.profile.question_ranks:
        return _is_question_at_its_rank(state, at, heading)
    return bool(mark.number) and asks(mark.text) and state.numbering.follows(mark.number)


def _is_question_at_its_rank(state: State, at: int, heading: Heading | None) -> bool:
    mark = state.rows[at].mark
    if mark.number or asks(mark.text):
        return True
    if heading and heading.is_remark and state.open.form:
        return False
    if is_unit(mark.text) or mark.rank in state.profile.numbered_ranks:
        return False
    if heading and (heading.kind != "section" or (heading.level and not heading.topic)):
        return False
    return state.clues.has_text_below(at)


def form_of(state: State, at: int) -> Form:
    """The form in which a row without heading signs or label begins a question; empty if it does not."""
    row = state.rows[at]
    mark = row.mark
    nested = row.indent >= (2 if state.open.form in {"number", "bullet", "solution"} else 4)
    if nested or state.aside:
        return ""
    if mark.numbered and not mark.rank:
        return "number" if _is_numbered_question(state, at) else ""
    if state.solutions or mark.label:
        return ""
    tagged = bool(mark.tags.level or mark.tags.stars) and asks(mark.text) and row.spaced
    if (mark.bold or tagged) and not (mark.bullet and state.open.form == "bullet"):
        return "bold" if _is_bold_question(state, row) else ""
    return _unmarked_form(state, at)


def _is_numbered_question(state: State, at: int) -> bool:
    if state.solutions and state.open.style not in {"", "number"}:
        return False
    form, empty = state.open.form, not state.open.rows
    line = replace(
        state.clues.numbered(at, solutions=bool(state.solutions)), next_to_question=empty
    )
    same_form = form in {"number", "solution"} or (line.bold and form == "bold")
    found = state.numbering.is_question(line, fresh=not form, same_form=same_form)
    if not found and (line.number == (1,) or state.numbering.continues_list(line)):
        state.numbering.list_item(line)
    return found


def _is_bold_question(state: State, row: Row) -> bool:
    mark, form = row.mark, state.open.form
    tagged = bool(mark.tags.level or mark.tags.stars)
    exclaims = bool(form) and not tagged and " " not in mark.text
    if exclaims or (mark.bullet and form not in {"", "bold"}):
        return False
    if asks(mark.text):
        return form in {"", "bold", "bullet", "paragraph"} or (tagged and row.spaced)
    task = tagged or (poses(mark.text) and row.spaced)
    return form in {"", "bold"} and task and not mark.text.endswith(":")


def _unmarked_form(state: State, at: int) -> Form:
    mark, form = state.rows[at].mark, state.open.form
    if form not in {"", "bullet", "paragraph"}:
        return ""
    if mark.bullet:
        beside = form == "bullet" and state.rows[at].indent < 2 and state.clues.is_sibling(at)
        asking = form != "paragraph" and begins_with_question(mark.text)
        return "bullet" if asking or beside else ""
    likely = state.paragraphs or form == "paragraph" or bool(state.section_rank)
    return "paragraph" if likely and state.clues.asks_alone(at) else ""
