"""`backprep bank import` as a person or a script uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from knowledge.bank import load_bank

NOTES = """# Notes

## Hard

Q1: What is the meaning of overfitting?
A1: The model fits noise.

Q3: What is a tokeniser?
A3: TODO

Nobody knows --- &x !!tag @everyone
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    file = tmp_path / "My notes.md"
    file.write_text(NOTES, encoding="utf-8")
    return file


def _run(file: Path, *options: str) -> Result:
    data = {"BACKPREP_DATA": str(file.parent / "data")}
    return CliRunner().invoke(app, ["bank", "import", str(file), *options], env=data)


def test_a_dry_run_shows_counts_problems_and_likenesses_and_writes_nothing(notes: Path) -> None:
    result = _run(notes, "--dry-run")

    assert result.exit_code == 0
    assert "2 entries: 2 with answers, 0 without." in result.stdout
    assert "Levels: advanced 2" in result.stdout
    assert "line 8: gap: number 2 is missing before 3" in result.stdout
    assert "line 9: placeholder: TODO" in result.stdout
    assert "line 5: 'What is the meaning of overfitting?' is like overfitting" in result.stdout
    assert "Nothing was written (--dry-run)" in result.stdout
    assert not (notes.parent / "data").exists()


def test_drafts_are_written_once_and_stay_the_same(notes: Path) -> None:
    _run(notes)
    first = list(load_bank(notes.parent / "data" / "questions"))
    _run(notes)

    assert list(load_bank(notes.parent / "data" / "questions")) == first
    assert [(draft.status, draft.level) for draft in first] == [("draft", "advanced")] * 2
    assert [file.name for file in (notes.parent / "data" / "questions").iterdir()] == [
        "my-notes-md.yaml"
    ]


def test_json_is_one_document_with_entries_and_problems(notes: Path) -> None:
    printed = json.loads(_run(notes, "--json", "--dry-run").stdout)

    first = printed["entries"][0]
    assert (first["stem"], first["answer"]) == (
        "What is the meaning of overfitting?",
        "The model fits noise.",
    )
    assert (first["level"], first["line"], first["number"]) == ("advanced", 5, "1")
    assert {"line": 8, "what": "gap: number 2 is missing before 3", "kind": "gap"} in printed[
        "problems"
    ]
    assert printed["written"] is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.md", b"", "The file is empty."),
        ("picture.md", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "The file is a picture, not text."),
        ("story.txt", b"Once upon a time.\n\nThe end.\n", "No question was found in"),
        ("missing.md", None, "cannot be read: No such file or directory."),
    ],
)
def test_a_file_that_cannot_be_imported_is_named_in_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)

    result = _run(file, "--json")

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert json.loads(result.stdout)["entries"] == []
    assert not (tmp_path / "data").exists()


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    result = _run(tmp_path)

    assert (result.exit_code, "is a folder. Name one file." in result.stderr) == (1, True)


def test_a_wrong_option_is_an_error_of_usage(notes: Path) -> None:
    assert _run(notes, "--unknown").exit_code == 2
