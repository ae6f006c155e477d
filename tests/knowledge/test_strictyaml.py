from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.strictyaml import Scalars, read_documents, write_document

FILE = Path("bank.yaml")
PLAIN = st.text(
    st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Co", "Zl", "Zp")) | st.just("\n"),
    max_size=60,
)


def problems(text: str) -> list[tuple[int, str]]:
    return [(p.line, p.what) for document in read_documents(text, FILE) for p in document.problems]


def test_every_scalar_stays_the_text_that_was_written() -> None:
    (document,) = read_documents("a: no\nb: 007\nc: 1e3\nd: null\n", FILE)

    assert document.tree == {"a": "no", "b": "007", "c": "1e3", "d": "null"}


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: &x 2\n", 2, "anchor"),
        ("a: &x 1\nb: *x\n", 2, "alias"),
        ("a: 1\nb: !!int 2\n", 2, "tag"),
        ("a: 1\nb: !python/object:os.system 2\n", 2, "tag"),
        ("a: 1\nc:\n  - d: 1\n    d: 2\n", 4, "twice"),
        ("a: 1\n# a remark\nb: 2\n", 2, "comment"),
        ("a: 1\nb: 2  # a remark\n", 2, "comment"),
        ("a: [1\n", 2, "YAML"),
        ("? [a]\n: 1\n", 1, "key"),
        ("a: " + "[" * 5000, 1, "deeply"),
    ],
)
def test_what_could_mislead_a_reader_is_refused_with_its_line(
    text: str, line: int, word: str
) -> None:
    found = problems(text)

    assert any(number == line and word in what for number, what in found), found


def test_a_hash_inside_text_is_not_a_comment() -> None:
    assert problems("a: 'x # y'\nb: |\n  # heading\n  text\nc: >-\n  folded # too\n") == []


def test_a_broken_document_does_not_hide_the_faults_of_the_next() -> None:
    found = problems("---\na: [\n---\nb: 1\nb: 2\n")

    assert [line for line, _ in found] == [3, 5]


def test_the_line_of_a_missing_field_is_that_of_what_holds_it() -> None:
    _, second = read_documents("a: 1\n---\n\nb:\n  - c: 1\n  - d: 2\n", FILE)

    assert second.line_of(("b", 1, "e")) == 6
    assert second.line_of(("nowhere",)) == 4


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        PLAIN | st.booleans() | st.integers() | st.lists(PLAIN, max_size=4),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=300, deadline=None)
def test_what_is_written_reads_back_the_same(tree: dict[str, Scalars]) -> None:
    (document,) = read_documents(write_document(tree), FILE)

    assert document.problems == []
    assert document.tree == as_text(tree)


def as_text(tree: Scalars) -> object:
    match tree:
        case dict():
            return {key: as_text(value) for key, value in tree.items()}
        case list():
            return [as_text(value) for value in tree]
        case bool():
            return str(tree).lower()
        case _:
            return str(tree)
