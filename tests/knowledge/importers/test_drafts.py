"""Drafts made of imported entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.bank import load_bank
from knowledge.importers.drafts import DraftsNotWrittenError, draft_file, make_drafts, write_drafts
from knowledge.importers.entries import ImportedEntry
from knowledge.importers.likeness import find_known
from knowledge.question import Question

ENTRY = ImportedEntry(
    "What is a GAN?", "Two networks.", "advanced", 3, topics=("Generative models",)
)


def test_a_draft_has_an_id_of_its_words_and_the_documents_name() -> None:
    (draft,) = make_drafts([ENTRY], "notes-md", ())

    assert draft.id.startswith("what-is-a-gan-")
    assert (draft.level, draft.topics, draft.status) == (
        "advanced",
        ("generative-models",),
        "draft",
    )
    assert make_drafts([ENTRY], "notes-txt", ())[0].id != draft.id


def test_ids_stay_when_entries_are_added_around() -> None:
    other = ImportedEntry("What is a VAE?", "", "basic", 1)

    assert (
        make_drafts([other, ENTRY], "notes-md", ())[1].id
        == make_drafts([ENTRY], "notes-md", ())[0].id
    )


def test_an_id_that_is_taken_is_not_used_again() -> None:
    (first,) = make_drafts([ENTRY], "notes-md", ())
    (second,) = make_drafts([ENTRY], "notes-md", {first.id})

    assert second.id != first.id


def test_a_question_that_stands_twice_gets_two_ids() -> None:
    one, other = make_drafts([ENTRY, ENTRY], "notes-md", ())

    assert one.id != other.id


def test_a_stem_without_latin_letters_gets_an_id_too() -> None:
    (draft,) = make_drafts([ImportedEntry("什么是张量？", "", "basic", 1)], "doc", ())

    assert draft.id.startswith("question-")
    assert draft.topics == ("imported",)


def test_drafts_load_beside_each_other(tmp_path: Path) -> None:
    for name in ("notes.md", "notes.txt"):
        file = draft_file(tmp_path, Path(name))
        write_drafts(make_drafts([ENTRY], file.stem, ()), file)

    assert len(load_bank(tmp_path)) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["notes-md.yaml", "notes-txt.yaml"]


def test_a_text_that_would_not_load_back_is_not_written(tmp_path: Path) -> None:
    broken = make_drafts([ENTRY], "doc", ())[0].model_copy(update={"answer": "a\u202eb"})

    with pytest.raises(DraftsNotWrittenError):
        write_drafts([broken], tmp_path / "doc.yaml")

    assert list(tmp_path.iterdir()) == []


def test_a_question_the_bank_has_is_found_in_other_words() -> None:
    known = Question(
        id="overfitting",
        level="basic",
        topics=("generalisation",),
        stem="What is overfitting?",
        status="reviewed",
    )
    asked = ["What is the meaning of overfitting in Deep Learning?", "Why does dropout help?"]
    entries = [ImportedEntry(stem, "", "basic", line) for line, stem in enumerate(asked, start=1)]

    assert [(found.line, found.id) for found in find_known(entries, [known])] == [
        (1, "overfitting")
    ]
