"""The command line as people use it: in processes of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.showing import show_entry
from knowledge.question import Question

Done = subprocess.CompletedProcess[str]


def backprep(*words: str, **environment: str) -> Done:
    command = [sys.executable, "-m", "bot", *words]
    inherited = os.environ | environment  # noqa: TID251 - a child's environment, not our settings
    return subprocess.run(command, env=inherited, capture_output=True, text=True, check=False)


def test_a_question_in_chat_slang_gets_the_overfitting_entry_without_torch() -> None:
    code = (
        "import sys; from bot.__main__ import main\n"
        "sys.argv = ['backprep', 'ask', 'y does my val loss go up while train loss goes down', '--json']\n"
        "try:\n    main()\nfinally:\n"
        "    heavy = {'torch', 'transformers', 'sklearn', 'matplotlib', 'sentence_transformers'}\n"
        "    print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert json.loads(done.stdout)["answer"]["id"] == "overfitting"
    assert done.stderr.splitlines()[-1] == "[]"
    assert done.returncode == 0


def test_help_does_not_wait_for_the_embedding_model_s_runtime() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "bot", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "typer" in done.stderr
    assert "onnxruntime" not in done.stderr
    assert "tokenizers" not in done.stderr


def test_what_is_not_in_the_bank_is_said_with_an_exit_code_of_its_own() -> None:
    done = backprep("ask", "how long do I boil an egg")

    assert done.returncode == 3
    assert "not in the bank" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["bank", "show", "q05"], 0, "What is overfitting"),
        (["bank", "show", "nothing"], 1, "bank list"),
        (["bank", "list", "--topic", "vision", "--level", "advanced"], 0, "transfer-learning"),
        (["bank", "list", "--topic", "cooking"], 1, "Topics: autoencoders, "),
        (["bank", "list", "--level", "advanced"], 0, "transfer-learning"),
        (["ask", "what", "is", "dropout"], 0, "Dropout is a regulariser"),
        (["bank", "check", "no-such-file.yaml"], 2, "does not exist"),
        (["bank", "check", "tests/bot"], 1, "no .yaml file"),
        (["eval", "search", "--queries", "pyproject.toml"], 1, "pyproject.toml:1"),
        (["bank", "prose", "--out", "no-such-folder/x"], 1, "no-such-folder/x: No such file"),
        (["nonsense"], 2, "nonsense"),
        (["--help"], 0, "question bank"),
    ],
)
def test_a_command_answers_in_words_and_with_an_exit_code(
    words: list[str], code: int, says: str
) -> None:
    done = backprep(*words)

    assert done.returncode == code, done.stderr
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_faulty_draft_is_named_and_does_not_hide_the_bank(tmp_path: Path) -> None:
    drafts = tmp_path / "questions"
    drafts.mkdir()
    (drafts / "mine.yaml").write_text("id: mine\nlevel: hard\n")

    done = backprep("bank", "list", BACKPREP_DATA=str(tmp_path))

    assert done.returncode == 0
    assert "What is overfitting" in done.stdout
    assert f"left out: {drafts / 'mine.yaml'}:2: mine: level" in done.stderr


def test_check_names_file_and_line_and_fmt_leaves_a_faulty_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "testing.yaml"
    file.write_text("id: a\nlevel: basic\ntopics: [testing]\nstem: What?\nstatus: perfect\n")

    checked, formatted = backprep("bank", "check", str(file)), backprep("bank", "fmt", str(file))

    assert checked.returncode == formatted.returncode == 1
    assert f"{file}:5: a: status" in checked.stdout
    assert "left as it is" in formatted.stdout
    assert file.read_text().endswith("perfect\n")


@pytest.mark.parametrize("content", [b"\xff\xfeid: a\n", b"id: [\n"])
def test_fmt_says_which_file_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "testing.yaml"
    file.write_bytes(content)

    done = backprep("bank", "fmt", str(file))

    assert (done.returncode, file.read_bytes()) == (1, content)
    assert f"{file} is left as it is" in done.stdout


def test_fmt_writes_plain_line_ends(tmp_path: Path) -> None:
    file = tmp_path / "vision.yaml"
    shipped = Path("knowledge/questions/vision.yaml").read_bytes()
    file.write_bytes(shipped.replace(b"\n", b"\r\n"))

    assert backprep("bank", "fmt", "--check", str(file)).returncode == 1
    assert backprep("bank", "fmt", str(file)).returncode == 0
    assert file.read_bytes() == shipped


def test_a_link_in_an_entry_shows_where_it_leads() -> None:
    out = StringIO()
    draft = Question(
        id="a", level="basic", topics=("t",), stem="S", status="draft",
        details="See [the paper](https://example.org/elsewhere).",
    )  # fmt: skip

    show_entry(draft, Console(file=out, force_terminal=True, width=100))

    assert "https://example.org/elsewhere" in re.sub(r"\x1b\]8;.*?\x1b\\", "", out.getvalue())


def test_a_figure_that_no_query_gives_is_null_in_json(tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": 1, "query": "boil an egg", "style": "junk", "in_bank": false}\n')

    printed = backprep("eval", "search", "--queries", str(queries), "--json").stdout

    assert "NaN" not in printed
    assert json.loads(printed)["ranking"]["all"]["recall@1"] is None


def test_results_of_an_evaluation_are_one_json_line_per_query(tmp_path: Path) -> None:
    queries, results = tmp_path / "queries.jsonl", tmp_path / "results.jsonl"
    queries.write_text(
        '{"id": "1", "query": "what is dropout", "answers": ["q20"], "style": "short", "in_bank": true}\n'
        '{"id": "2", "query": "boil an egg", "answers": [], "style": "junk", "in_bank": false}\n'
    )

    done = backprep(
        "eval", "search", "--queries", str(queries), "--json", "--results", str(results)
    )
    first, second = (json.loads(line) for line in results.read_text().splitlines())

    assert json.loads(done.stdout)["ranking"]["all"]["recall@1"] == 1
    assert (first["id"], first["band"], first["ranked"][0]["id"]) == ("1", "answer", "dropout")
    assert (second["band"], len(second["ranked"])) == ("refuse", 10)
    assert 0 <= second["probability"] < first["probability"] <= 1
