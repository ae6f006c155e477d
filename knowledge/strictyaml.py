"""YAML with nothing clever in it: mappings, lists and text, each with its line.

Anchors, aliases, tags, comments, duplicate keys and keys that are not text are faults, because each of them lets a file
mean something else than it shows. Every scalar stays the text that was written; the schema gives it its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import yaml

from knowledge.errors import Problem

Tree = str | list["Tree"] | dict[str, "Tree"]
Scalars = str | bool | int | float | list["Scalars"] | dict[str, "Scalars"]
"""A tree with typed scalars, for writing: text that another reader would take for a number gets quotes."""
Loc = tuple[str | int, ...]
"""A way down a tree: keys and list positions."""

_EVENTS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml where the wheel has it
_DOCUMENT_START = re.compile(r"^---(?=\s|$)", re.MULTILINE)


@dataclass(slots=True)
class Document:
    """One YAML document: its tree, the line of each node, and what is wrong with it."""

    file: Path
    line: int
    tree: Tree = ""
    lines: dict[Loc, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, loc: Loc) -> int:
        """Line of the deepest node on the way to `loc` that the file really has."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, self.line)

    def fault(self, line: int, what: str) -> None:
        """Note a problem at a line of the file."""
        self.problems.append(Problem(self.file, line, what))


def read_documents(text: str, file: Path) -> list[Document]:
    """Read every document of a file; a broken one does not hide the faults of the others."""
    starts = [0, *(match.start() for match in _DOCUMENT_START.finditer(text)), len(text)]
    documents = []
    for start, end in pairwise(starts):
        source = _DOCUMENT_START.sub("   ", text[start:end], count=1)
        if source.strip():
            documents.append(_read(source, Document(file, 1 + text.count("\n", 0, start))))
    return documents


def _read(source: str, document: Document) -> Document:
    offset = document.line
    document.line += source[: len(source) - len(source.lstrip())].count("\n")
    try:
        _Builder(source, document, offset).build()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = offset + (mark.line if mark else 0)
        document.fault(line, f"this is not YAML: {error.problem or error}")
    except yaml.YAMLError as error:
        document.fault(offset, f"this is not YAML: {error}")
    except RecursionError:
        document.fault(offset, "lists or mappings are nested too deeply to be an entry")
    return document


class _Builder:
    """Builds the tree from libyaml's events, which still know anchors, tags and places."""

    def __init__(self, source: str, document: Document, offset: int) -> None:
        self._source, self._document, self._offset = source, document, offset
        self._spans: list[tuple[int, int, int, int]] = []
        self._events: Iterator[yaml.Event] = yaml.parse(source, Loader=_EVENTS)

    def build(self) -> None:
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                self._document.tree = self._node(event, ())
        self._report_comments()

    def _node(self, event: yaml.Event, loc: Loc) -> Tree:
        line = self._line(event)
        self._document.lines[loc] = line
        if isinstance(event, yaml.NodeEvent):
            self._refuse_cleverness(event, line)
        match event:
            case yaml.MappingStartEvent():
                return self._mapping(loc)
            case yaml.SequenceStartEvent():
                return self._sequence(loc)
            case yaml.ScalarEvent():
                self._cover(event)
                return str(event.value)
            case _:
                return ""

    def _mapping(self, loc: Loc) -> dict[str, Tree]:
        tree: dict[str, Tree] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, loc)
            value = self._node(next(self._events), (*loc, key))
            if key in tree:
                what = f"the key {key!r} stands twice here; keep one"
                self._document.fault(self._line(event), what)
            tree.setdefault(key, value)
        return tree

    def _key(self, event: yaml.Event, loc: Loc) -> str:
        key = self._node(event, (*loc, "?"))
        if isinstance(key, str):
            return key
        self._document.fault(self._line(event), "a key must be plain text")
        return str(key)

    def _sequence(self, loc: Loc) -> list[Tree]:
        items: list[Tree] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*loc, len(items))))
        return items

    def _refuse_cleverness(self, event: yaml.NodeEvent, line: int) -> None:
        anchor, tag = event.anchor, getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            self._document.fault(line, f"the alias *{anchor} is refused; write the text out")
        elif anchor:
            self._document.fault(line, f"the anchor &{anchor} is refused; remove it")
        if tag:
            self._document.fault(line, f"the tag {tag} is refused; remove it")

    def _line(self, event: yaml.Event) -> int:
        return self._offset + (event.start_mark.line if event.start_mark else 0)

    def _cover(self, event: yaml.Event) -> None:
        start, end = event.start_mark, event.end_mark
        if start and end:
            self._spans.append((start.line, start.column, end.line, end.column))

    def _report_comments(self) -> None:
        """What is left of a line beside its scalars is punctuation; a # there opens a comment."""
        left = [list(line) for line in self._source.split("\n")]
        for first, from_column, last, to_column in self._spans:
            for number in range(first, min(last + 1, len(left))):
                begin = from_column if number == first else 0
                end = to_column if number == last else len(left[number])
                left[number][begin:end] = " " * (end - begin)
        for number, characters in enumerate(left):
            if "#" in characters:
                what = "a comment would be lost by `bank fmt`; say it in a field or leave it out"
                self._document.fault(self._offset + number, what)


def write_document(tree: Scalars) -> str:
    """Write one document in the canonical form: block style, prose folded at 100 columns."""
    dumped: str = yaml.dump(
        tree, Dumper=_Canonical, sort_keys=False, allow_unicode=True, width=100, indent=2
    )
    return dumped


class _Canonical(yaml.SafeDumper):
    """Block style, long prose folded, short lists of text in one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent list items under their key, whatever the caller asked."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        """Write repeated text twice rather than as an alias."""
        return True


def _text(dumper: _Canonical, text: str) -> yaml.ScalarNode:
    foldable = len(text) > 80 and text == " ".join(text.split())
    style = "|" if "\n" in text else ">" if foldable else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: _Canonical, items: list[Scalars]) -> yaml.SequenceNode:
    short = (
        not any(isinstance(item, dict | list) for item in items)
        and sum(map(len, map(str, items))) <= 60
    )
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


_Canonical.add_representer(str, _text)
_Canonical.add_representer(list, _list)
