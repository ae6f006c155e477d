"""What the bank that ships promises, beyond the rules every reviewed entry keeps."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

from knowledge.bank import SHIPPED, Bank, bank_files, load_bank, read_entries
from knowledge.formatting import json_schema, to_yaml
from knowledge.question import LEVELS, Question
from knowledge.quiz import Choice, Numeric, QuizItem
from knowledge.rules import check
from knowledge.similar import find_similar

SEEDS = [f"q{n:02}" for n in range(1, 51)] + [
    *(
        "u4-resnet",
        "u4-future",
        "u4-vgg",
        "u4-googlenet",
        "u4-sampling",
        "u4-imagenet",
        "u4-practical",
    ),
    *("u5-vae", "u5-deepdream", "u5-textgen", "u5-simplegan", "u5-ganapps", "u5-nst", "u5-hpo"),
]
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


@pytest.fixture(scope="module")
def items(bank: Bank) -> list[QuizItem]:
    return [item for question in bank for item in question.quiz]


def test_all_64_items_of_the_seed_are_answered(bank: Bank) -> None:
    assert sorted(str(q.seed) for q in bank) == sorted(SEEDS)
    assert all(q.status == "reviewed" and q.answer for q in bank)


def test_the_seed_s_levels_are_kept(bank: Bank) -> None:
    spans = {"basic": range(1, 20), "intermediate": range(20, 35), "advanced": range(35, 51)}

    for level in LEVELS:
        assert all(bank.get(f"q{n:02}").level == level for n in spans[level])


def test_every_entry_keeps_the_rules_and_resembles_no_other() -> None:
    entries, problems = read_entries(bank_files([SHIPPED]))

    assert [*problems, *check(entries), *find_similar(entries)] == []


def test_every_file_is_in_its_canonical_form() -> None:
    for file in bank_files([SHIPPED]):
        entries, _ = read_entries([file])
        assert to_yaml(e.question for e in entries) == file.read_text(encoding="utf-8"), file.name


def test_there_are_enough_quiz_items_of_every_kind(items: list[QuizItem]) -> None:
    kinds = Counter(item.kind for item in items)

    assert kinds.total() >= 200
    assert kinds.total() - kinds["choice"] >= 40
    assert kinds["numeric"] >= 15
    assert set(kinds) == {"choice", "true_false", "numeric", "cloze", "order"}


def test_neither_place_nor_length_gives_the_right_option_away(items: list[QuizItem]) -> None:
    choices = [item for item in items if isinstance(item, Choice)]
    places = Counter(item.right for item in choices)
    right = mean(len(option.text) for item in choices for option in item.options if option.right)
    wrong = mean(
        len(option.text) for item in choices for option in item.options if not option.right
    )

    assert all(abs(places[place] / len(choices) - 1 / 4) < 0.08 for place in range(4)), places
    assert right <= wrong


def test_true_and_false_are_both_common(items: list[QuizItem]) -> None:
    truths = Counter(item.answer for item in items if item.kind == "true_false")

    assert min(truths.values()) >= 0.3 * truths.total()


def test_every_numeric_item_is_solved_for_all_its_numbers(items: list[QuizItem]) -> None:
    for item in items:
        if isinstance(item, Numeric):
            drawn = [item.fill(variables) for variables in item.combinations()]
            assert len({d.prompt for d in drawn}) > 2, f"{item.id} hardly varies"
            assert not any(re.search(r"[{}]", d.prompt) for d in drawn), item.id


def test_every_python_example_runs_alone_and_prints_something(bank: Bank, tmp_path: Path) -> None:
    """All of them in one process, each in a namespace of its own, since importing torch is most of the time."""
    blocks = [(q.id, code) for q in bank for code in FENCE.findall(q.details)]
    runner = tmp_path / "runner.py"
    runner.write_text(
        "import contextlib, io, traceback\n"
        f"for name, code in {blocks!r}:\n"
        "    out = io.StringIO()\n"
        "    try:\n"
        "        with contextlib.redirect_stdout(out):\n"
        "            exec(compile(code, name, 'exec'), {'__name__': '__main__'})\n"
        "    except BaseException:\n"
        "        traceback.print_exc()\n"
        "    print(name, len(out.getvalue().split()))\n"
    )

    done = subprocess.run(
        [sys.executable, str(runner)], capture_output=True, text=True, check=False
    )

    printed = [line.split() for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert len(printed) == len(blocks) >= 10
    assert all(int(count) > 0 for _, count in printed), printed


@pytest.mark.parametrize("seed", ["u5-vae", "u5-simplegan"])
def test_where_the_seed_says_code_there_is_code(bank: Bank, seed: str) -> None:
    assert FENCE.search(bank.get(seed).details)


def test_popular_errors_are_named(bank: Bank) -> None:
    """The entries whose seed answer would cost a candidate the interview (one list per corrected item)."""
    wrong_in_seed = [3, 5, *range(7, 13), *range(18, 21), 23, 27, 29, 30, 31, 33, 35, 36, 37, 38]
    wrong_in_seed += [40, 41, 42, 43, 46, 47, 48, 49, 50]

    assert all(bank.get(f"q{n:02}").misconceptions for n in wrong_in_seed)


def test_every_entry_leads_on(bank: Bank) -> None:
    def related(question: Question) -> set[str]:
        return set(question.related)

    assert all(related(question) for question in bank)
    pointed_at = set().union(*map(related, bank))
    assert len(pointed_at) >= 0.8 * len(bank)


def test_the_published_json_schema_is_that_of_the_code() -> None:
    assert SHIPPED.with_name("question.schema.json").read_text(encoding="utf-8") == json_schema()
