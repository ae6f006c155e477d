"""Tables whose rows are questions with their answers; any other table is a part of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.importers.labels import match_label, match_number
from knowledge.importers.levels import level_of_phrase
from knowledge.importers.marks import Mark, read_mark
from knowledge.importers.plain import asks, poses, without_links
from knowledge.importers.rows import Row
from knowledge.importers.tags import take_tags

_QUESTION = re.compile(r"(?:(?:interview|practice|sample) )?(?:questions?|problems?|prompt|q)")
_ANSWER = re.compile(
    r"(?:(?:model|sample|short|expected|correct) )?(?:answers?|solutions?|response|ans|a)"
)
_TROUBLE = re.compile(r"problems?|solutions?|response")
"""Columns that a table inside an answer can have as well."""
_LEVEL = re.compile(r"(?:difficulty|complexity|level)(?: (?:level|rating))?")
_TOPIC = re.compile(r"topics?|category|tags?|area|subject")
_NUMBER = re.compile(r"(?:(?:q|s|sl|sr|serial)[. ]*)?(?:#|no|nr|number|num|№)|id|index|")
_CELL_END = re.compile(r"(?<!\\)\|")


def mark_tables(rows: Sequence[Row]) -> None:
    """Turn the rows of question tables into entries, and mark tables that only point into the document."""
    for table in _tables(rows):
        head = [_plain(cell) for cell in cells(table[0].text)]
        if not _has(_QUESTION, head):
            continue
        sure = _has(_ANSWER, head) and not _has(_TROUBLE, head)
        if not sure and not _asks_mostly(head, table[2:]):
            continue
        if any("](#" in row.text for row in table[2:]) and not _has(_ANSWER, head):
            for row in table:
                row.kind = "contents"
            continue
        table[0].kind = table[1].kind = "underline"
        for row in table[2:]:
            row.kind, row.mark = "entry", _read_entry(head, cells(table[0].text), cells(row.text))


def _has(name: re.Pattern[str], head: Sequence[str]) -> bool:
    return any(map(name.fullmatch, head))


def _asks_mostly(head: Sequence[str], body: Sequence[Row]) -> bool:
    """Whether the column of questions holds questions, where there is no column of answers."""
    at = next(at for at, name in enumerate(head) if _QUESTION.fullmatch(name))
    texts = [values[at] for row in body if len(values := cells(row.text)) > at]
    return sum(poses(without_links(text)[0]) for text in texts) > len(texts) / 2


def mark_tabbed(rows: Sequence[Row]) -> None:
    """The same for tables whose columns are divided by tabs, under a head that names a question and an answer."""
    head: list[str] = []
    titles: list[str] = []
    for row in rows:
        values = [cell.strip() for cell in row.text.split("\t")]
        plain = [_plain(cell) for cell in values]
        if row.kind == "text" and _has(_QUESTION, plain) and _has(_ANSWER, plain):
            head, titles, row.kind = plain, values, "underline"
        elif head and row.kind == "text" and "\t" in row.text.strip():
            row.kind, row.mark = "entry", _read_entry(head, titles, values)
        else:
            head = []


def _tables(rows: Sequence[Row]) -> Iterator[list[Row]]:
    table: list[Row] = []
    for row in rows:
        if row.kind == "table":
            table.append(row)
        elif table:
            yield table
            table = []
    if table:
        yield table


def cells(text: str) -> list[str]:
    """The cells of a table's line, without the bars around them."""
    inside = text.strip()
    inside = inside.removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(inside)]


def _plain(cell: str) -> str:
    return without_links(cell)[0].strip(" *_`:.?").casefold()


def _read_entry(head: Sequence[str], titles: Sequence[str], values: Sequence[str]) -> Mark:
    mark = Mark()
    more: list[str] = []
    for at, value in enumerate(values):
        name = head[at] if at < len(head) else ""
        if not value or not _take(mark, name, value):
            title = titles[at].strip(" *_") if at < len(titles) else ""
            more += [f"{title}: {value}" if title else value] if value else []
    mark.rest = "\n\n".join(filter(None, [mark.rest, *more]))
    return mark


def _take(mark: Mark, name: str, value: str) -> bool:
    """Put a cell where its column says; false when the column has no meaning here."""
    if _QUESTION.fullmatch(name) and not mark.text:
        read = read_mark(value)
        mark.text, mark.number = read.text, mark.number or read.number
        mark.tags.add(read.tags)
        mark.rest = "\n".join(filter(None, [read.rest, mark.rest]))
    elif _ANSWER.fullmatch(name):
        label = match_label(value)
        answer = value[label.end :] if label and label.label == "answer" else value
        mark.rest = re.sub(r"\s*<br\s*/?>\s*", "\n", answer.strip())
    elif _LEVEL.fullmatch(name) and (level := level_of_phrase(value) or take_tags(value)[1].level):
        mark.tags.level = level
    elif _LEVEL.fullmatch(name) and (stars := take_tags(value)[1].stars):
        mark.tags.stars = stars
    elif _TOPIC.fullmatch(name):
        mark.tags.topics += tuple(part.strip() for part in re.split(r"[,;/]", value))
    else:
        return _take_number(mark, name, value)
    return True


def _take_number(mark: Mark, name: str, value: str) -> bool:
    found = (
        match_number(f"{value.rstrip('.)')}.")
        if _NUMBER.fullmatch(name) and not asks(value)
        else None
    )
    if found:
        mark.number = found.number
    return found is not None
