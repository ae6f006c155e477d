from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.bank import (
    Bank,
    UnknownQuestionError,
    load_bank,
    load_bank_with_drafts,
    read_entries,
)
from knowledge.errors import BankError
from knowledge.formatting import to_yaml
from knowledge.rules import check, words
from tests.knowledge.entries import entry, fields, question


def write(folder: Path, *questions: object, name: str = "testing.yaml") -> Path:
    file = folder / name
    file.write_text("---\n".join(map(str, questions)), encoding="utf-8")
    return file


def test_an_entry_survives_being_written_and_read(tmp_path: Path) -> None:
    written = question(
        details="# Title\n\nText with `code` and $x^2$: yes.\n\n```python\nx = 1\n```\n"
    )
    write(tmp_path, to_yaml([written, question("dropout")]))

    assert load_bank(tmp_path).get("overfitting") == written


def test_the_canonical_form_is_a_fixed_point(tmp_path: Path) -> None:
    text = to_yaml([question(), question("dropout")])
    entries, _ = read_entries([write(tmp_path, text)])

    assert to_yaml(e.question for e in entries) == text


def test_a_question_is_found_by_its_id_and_by_its_seed() -> None:
    bank = Bank([question(seed="q05")])

    assert bank.get("q05") is bank.get("overfitting")
    with pytest.raises(UnknownQuestionError, match="bank list"):
        bank.get("nothing")


def test_every_fault_of_a_file_is_found_in_one_run(tmp_path: Path) -> None:
    spoilt = fields(level="hard", surprise="x", answer="too short", related=["nowhere"])
    spoilt["quiz"][1]["options"].pop()
    spoilt["sources"][0]["arxiv"] = "a paper"
    good = to_yaml([question("dropout")]).replace("hints:", "hints: &mark", 1)
    file = write(tmp_path, as_yaml(spoilt), good)

    entries, problems = read_entries([file])
    said = "\n".join(map(str, [*problems, *check(entries)]))

    for word in (
        "level",
        "surprise: unknown key",
        "quiz.1.options",
        "sources.0.arxiv",
        "&mark",
        "nowhere",
    ):
        assert word in said, word


def as_yaml(tree: dict[str, object]) -> str:
    from knowledge.strictyaml import write_document

    return write_document(tree)  # type: ignore[arg-type]


def test_a_fault_names_its_line(tmp_path: Path) -> None:
    file = write(tmp_path, "id: a\nlevel: basic\ntopics: [testing]\nstem: What?\nstatus: perfect\n")

    with pytest.raises(BankError, match=r"testing.yaml:5: a: status"):
        load_bank(file)


def test_an_id_is_used_once_in_the_whole_bank(tmp_path: Path) -> None:
    write(tmp_path, to_yaml([question()]), name="one.yaml")
    write(tmp_path, to_yaml([question()]), name="two.yaml")

    with pytest.raises(BankError, match="already used in"):
        load_bank(tmp_path)


def test_a_faulty_draft_is_left_out_and_the_others_are_kept(tmp_path: Path) -> None:
    taken = question("dropout", status="draft")
    sound = question("wombat-networks", status="draft")
    write(tmp_path, "id: bad\nlevel: hard\n", to_yaml([taken, sound]))

    bank, problems = load_bank_with_drafts(tmp_path)
    said = "\n".join(map(str, problems))

    assert bank.get("wombat-networks") == sound
    assert bank.get("dropout").status == "reviewed"
    assert "testing.yaml:2: bad: level" in said
    assert "dropout: 'dropout' is already used in the bank" in said
    assert len(bank) == len(load_bank()) + 1


def test_without_drafts_the_bank_is_the_shipped_one(tmp_path: Path) -> None:
    bank, problems = load_bank_with_drafts(tmp_path / "nowhere")

    assert (list(bank), problems) == (list(load_bank()), [])


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"aliases": ["one", "two", "three"]}, "aliases: 3 given"),
        ({"answer": "word " * 39 + "end"}, ""),
        ({"answer": "word " * 38 + "end"}, "answer: 39 words"),
        ({"details": "word " * 401}, "details: 401 words"),
        ({"details": "word " * 200 + "\n```python\nx = 1\n"}, "fence is not closed"),
        ({"details": "word " * 200 + " costs $5"}, "$ has no partner"),
        ({"hints": ["one"]}, "hints: 1 given"),
        (
            {"sources": [{"title": "A page", "year": 2020, "url": "https://example.org"}]},
            "arXiv id or a DOI",
        ),
        ({"related": ["overfitting"]}, "not related to itself"),
        ({"topics": ["other"]}, "the file is 'testing'"),
        (
            {"points": [{"text": f"p{n}", "vital": False, "accept": ["x"]} for n in range(4)]},
            "vital",
        ),
        ({"status": "draft", "aliases": [], "answer": "", "points": []}, ""),
    ],
)
def test_a_reviewed_entry_keeps_the_rules_and_a_draft_need_not(
    changes: dict[str, Any], complaint: str
) -> None:
    found = [problem.what for problem in check([entry(**changes)])]

    assert len(found) == bool(complaint), found
    assert all(complaint in what for what in found)


def test_a_control_character_is_refused() -> None:
    with pytest.raises(ValueError, match=r"U\+202E"):
        question(answer="left\u202ethgir")


def test_words_are_counted_outside_code_and_formulas() -> None:
    assert words("Two words $a + b + c$ here.\n```python\nx = 1\n```\n") == 4


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_text_at_all_makes_the_reader_raise(text: str) -> None:
    from knowledge.bank import parse
    from knowledge.strictyaml import read_documents

    for document in read_documents(text, Path("x.yaml")):
        parse(document)
