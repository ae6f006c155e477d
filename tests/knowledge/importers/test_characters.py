"""Encodings, line ends and characters that are not what they look like."""

from __future__ import annotations

import pytest

from knowledge.importers.decoding import LARGEST_BYTES, UnreadableError
from knowledge.importers.document import read_document
from tests.knowledge.importers.reading import answers, problems, read, read_text, stems

PLAIN = "1. What is naïve Bayes?\n\nA classifier – “naïve” about features.\n\n2. Why?\n\nSpeed."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_every_encoding_gives_the_same_entries(encoding: str) -> None:
    assert read_document(PLAIN.encode(encoding)) == read_text(PLAIN)


def test_the_encoding_mark_of_big_endian_utf16_is_understood() -> None:
    assert read_document(b"\xfe\xff" + PLAIN.encode("utf-16-be")) == read_text(PLAIN)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\u0085"])
def test_every_line_end_gives_the_same_entries(end: str) -> None:
    assert read_text(PLAIN.replace("\n", end)) == read_text(PLAIN)


def test_a_line_that_is_not_utf8_does_not_spoil_the_others() -> None:
    mixed = "1. What is é?\n\n".encode() + "A café.\n".encode("cp1252")

    assert (stems(read_document(mixed)), answers(read_document(mixed))) == (
        [(1, "What is é?")],
        ["A café."],
    )


def test_bytes_that_cp1252_does_not_know_are_written_out() -> None:
    assert answers(read_document(b"1. What is \xe9?\n\nOdd \x81 byte.\n")) == ["Odd \\x81 byte."]


def test_full_width_and_invisible_characters_do_not_hide_a_question() -> None:
    document = read("odd_characters.txt")

    assert stems(document) == [
        (1, "What is a pixel？"),
        (6, "What is a channel?"),
        (10, "What is depth？"),
    ]
    assert problems(document) == [(6, "removed"), (8, "removed"), (12, "removed")]


def test_removed_characters_are_named() -> None:
    (finding,) = read_text("1. What is a\u202eb?\n\nIt\u200b \u200bis.").findings[:1]

    assert finding.what == "removed: U+202E"


def test_hostile_text_is_text() -> None:
    document = read("hostile.txt")

    assert stems(document) == [
        (1, "What is `!!python/object`?"),
        (10, '\'Is "this" a: string?'),
        (16, "# only a comment?"),
    ]
    assert "@everyone <@123> <script>alert(1)</script> ${HOME}" in answers(document)[0]
    assert answers(document)[2] == "override and [31mred[0m and a null  here"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n\t ", "The file is empty."),
        (b"\xef\xbb\xbf\n", "The file is empty: there is no text in it."),
        (b"\x00\x01\x02\x03" * 100, "The file is binary, not text."),
        (b"%PDF-1.7 rest", "The file is a PDF, not text. Save it as text first."),
        (b"x" * (LARGEST_BYTES + 1), "The file has 10 MB; at most 10 MB are read. Split it."),
    ],
)
def test_what_is_not_text_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_document(data)

    assert str(refused.value) == sentence
