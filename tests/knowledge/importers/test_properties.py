"""What holds for every document, however odd."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.bank import load_bank
from knowledge.importers.decoding import UnreadableError
from knowledge.importers.document import ImportedDocument, read_document
from knowledge.importers.drafts import make_drafts, write_drafts
from tests.knowledge.importers.lines import documents
from tests.knowledge.importers.reading import DOCUMENTS, read

HOSTILE = (
    st.text(alphabet=st.sampled_from("'\"#:-&*!|>%@`{}[]?,\\ \t\n\r\0\u202e…aé🟢~=")) | st.text()
)


@given(documents())
@settings(max_examples=200, deadline=None)
def test_no_word_of_a_document_is_lost(text: str) -> None:
    document = _read(text.encode())
    told = _told(document) if document else ""

    assert [word for word in re.findall(r"word\d+x", text) if word not in told] == []


@pytest.mark.parametrize("name", sorted(file.name for file in DOCUMENTS.iterdir()))
def test_no_word_of_the_documents_is_lost(name: str) -> None:
    text = (DOCUMENTS / name).read_text(encoding="utf-8", errors="ignore").replace("**", "")
    told = _told(read(name)).replace("**", "")

    assert [word for word in re.findall(r"[A-Za-z]{5,}", text) if word not in told + _MEANT] == []


@given(st.binary(max_size=300) | st.text().map(str.encode) | documents().map(str.encode))
@settings(max_examples=200, deadline=None)
def test_reading_fails_only_with_a_sentence(data: bytes) -> None:
    _read(data)


@given(
    documents() | HOSTILE.map("Q1: What is it?\nA1: ".__add__) | HOSTILE.map("Q1: What is ".__add__)
)
@settings(max_examples=200, deadline=None)
def test_drafts_load_back_as_they_were_written(text: str) -> None:
    document = _read(text.encode(errors="ignore"))
    drafts = make_drafts(document.entries if document else (), "doc", ())

    with TemporaryDirectory() as folder:
        write_drafts(drafts, Path(folder) / "doc.yaml")
        assert list(load_bank(Path(folder))) == drafts


_MEANT = "Answer Question Problem Medium Level Difficulty"
"""Words of labels and tags, whose meaning is kept in their stead."""


def _read(data: bytes) -> ImportedDocument | None:
    with suppress(UnreadableError):
        return read_document(data)
    return None


def _told(document: ImportedDocument) -> str:
    """Everything the importer gives back of a document's text."""
    entries = [
        text for entry in document.entries for text in (entry.stem, entry.answer, *entry.topics)
    ]
    found = [finding.detail for finding in document.findings]
    used = [used.text for used in document.used if not used.meaning.startswith("label")]
    return "\n".join([*entries, *found, *used])
