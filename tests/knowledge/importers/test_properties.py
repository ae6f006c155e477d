"""What holds for every document, however odd."""

from __future__ import annotations

import re
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.importers.decoding import UnreadableError
from knowledge.importers.document import ImportedDocument, read_document
from tests.knowledge.importers.lines import documents


def _told(document: ImportedDocument) -> str:
    """Everything the importer gives back of a document's text."""
    entries = [
        text for entry in document.entries for text in (entry.stem, entry.answer, *entry.topics)
    ]
    found = [finding.detail for finding in document.findings]
    used = [used.text for used in document.used if not used.meaning.startswith("label")]
    return "\n".join([*entries, *found, *used])


@given(documents())
@settings(max_examples=400, deadline=None)
def test_no_word_of_a_document_is_lost(text: str) -> None:
    try:
        document = read_document(text.encode())
    except UnreadableError:
        assert not text.strip()
        return

    told = _told(document)

    assert [word for word in re.findall(r"word\d+x", text) if word not in told] == []


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | documents().map(str.encode)
)
@settings(max_examples=300, deadline=None)
def test_reading_fails_only_with_a_sentence(data: bytes) -> None:
    with suppress(UnreadableError):
        read_document(data)


@given(documents() | st.text(min_size=1, max_size=200).map("Q1: What is it?\nA1: ".__add__))
@settings(max_examples=200, deadline=None)
def test_drafts_load_back_as_they_were_written(tmp_path_factory: object, text: str) -> None:
    raise NotImplementedError
