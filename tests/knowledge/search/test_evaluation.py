from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.bank import Bank, load_bank
from knowledge.search.engine import Found, Hit, Search
from knowledge.search.evaluation import (
    Labelled,
    Outcome,
    QueriesError,
    auroc,
    calibration_error,
    evaluate,
    read_queries,
    report,
)
from knowledge.search.index import FEATURES, Evidence
from knowledge.search.model import SearchModel
from knowledge.search.training import Example, fit_blend, fit_logistic, train
from tests.knowledge.entries import question

QUERIES = Path("knowledge/queries")
BANK = Bank([question("overfitting", seed="q05"), question("dropout"), question("swish")])


def found(band: str, probability: float, *ids: str) -> Found:
    hits = tuple(Hit(BANK.get(name), 1 / place) for place, name in enumerate(ids, 1))
    return Found(band, probability, hits)  # type: ignore[arg-type]


def labelled(*answers: str, style: str = "short") -> Labelled:
    return Labelled(id="x", query="q", answers=answers, style=style, in_bank=bool(answers))


OUTCOMES = [
    Outcome(labelled("dropout"), found("answer", 0.9, "dropout", "swish")),
    Outcome(labelled("q05"), found("answer", 0.8, "swish", "overfitting")),
    Outcome(
        labelled("swish", style="typos"), found("suggest", 0.5, "dropout", "overfitting", "swish")
    ),
    Outcome(labelled(style="junk"), found("refuse", 0.1, "dropout")),
    Outcome(labelled(style="near_miss"), found("answer", 0.6, "dropout")),
]


def test_the_report_counts_what_it_says() -> None:
    figures: dict[str, Any] = report(OUTCOMES)

    assert figures["ranking"]["all"] == {
        "queries": 3, "recall@1": 1 / 3, "recall@3": 1.0, "mrr@10": pytest.approx((1 + 1 / 2 + 1 / 3) / 3),
    }  # fmt: skip
    assert figures["ranking"]["typos"]["recall@1"] == 0
    assert figures["auroc"] == {
        "all": pytest.approx(5 / 6),
        "junk": 1.0,
        "near_miss": pytest.approx(2 / 3),
    }
    assert figures["bands"]["junk"] == {"answered": 0, "suggested": 0, "refused": 1}
    assert figures["overall"]["wrong_shown"] == 2 / 5
    assert figures["overall"]["wrong_among_answered"] == 2 / 3


def test_a_seed_id_counts_as_the_entry_s_id() -> None:
    assert OUTCOMES[1].rank == 2


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)


def test_calibration_error_is_the_gap_between_stated_and_observed() -> None:
    assert calibration_error([0.8] * 10, [True] * 8 + [False] * 2) == pytest.approx(0)
    assert calibration_error([0.8] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "JSON"),
        ('{"id": "x"}', "query"),
        ('{"id":"x","query":"q","answers":["no"],"in_bank":true}', "'no'"),
    ],
)
def test_a_faulty_line_of_queries_is_named(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('\n{"id":"1","query":"q","in_bank":false}\n' + line + "\n")

    with pytest.raises(QueriesError, match=r"queries.jsonl:3") as caught:
        read_queries(file, BANK)
    assert says in str(caught.value)


def test_line_separators_inside_a_query_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    text = '\ufeff{"id": 7, "query": "one\u2028two\x85three", "in_bank": false}\r\n'
    file.write_bytes(text.encode())

    (only,) = read_queries(file, BANK)

    assert (only.id, only.query) == (7, "one\u2028two\x85three")


@pytest.mark.parametrize(
    ("content", "says"), [(b"\xff\xfe", "not UTF-8"), (b"\n \n", "holds no query")]
)
def test_a_file_without_queries_is_explained(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_bytes(content)

    with pytest.raises(QueriesError, match=says):
        read_queries(file, BANK)


def test_training_and_test_queries_are_apart_and_enough() -> None:
    bank = load_bank()
    trained, tested = (read_queries(QUERIES / name, bank) for name in ("train.jsonl", "test.jsonl"))

    def words(queries: list[Labelled]) -> set[str]:
        return {" ".join(q.query.casefold().split()) for q in queries if len(q.query.split()) > 4}

    assert not words(trained) & words(tested)
    assert sum(q.in_bank for q in tested) >= 200
    assert sum(not q.in_bank for q in tested) >= 100
    assert {q.style for q in tested if q.in_bank} == {
        "paraphrase",
        "short",
        "typos",
        "scenario",
        "followup",
    }
    assert {a for q in tested for a in q.answers} == {question.id for question in bank}


def test_the_shipped_search_keeps_its_quality_on_the_test_queries(search: Search) -> None:
    """Floors a little under the figures in the README: what makes the search worse shows here."""
    outcomes, _ = evaluate(read_queries(QUERIES / "test.jsonl", search.bank), search, lambda: 0.0)
    figures: dict[str, Any] = report(outcomes)

    assert figures["ranking"]["all"]["recall@1"] >= 0.90
    assert figures["ranking"]["all"]["recall@3"] >= 0.97
    assert figures["auroc"]["near_miss"] >= 0.97
    assert figures["overall"]["wrong_shown"] <= 0.08
    assert json.loads(outcomes[0].as_json())["ranked"][0].keys() == {"id", "score"}


def example(features: np.ndarray, right: int | None, fold: int) -> Example:
    evidence = Evidence(np.arange(len(features)), features, 0.3, 0.8)
    return Example(evidence, np.arange(len(features)) == (-1 if right is None else right), fold)


def synthetic(rng: np.random.Generator, number: int) -> Example:
    features = rng.uniform(0, 0.5, (20, len(FEATURES))).astype(np.float32)
    right = int(rng.integers(20)) if number % 2 else None
    if right is not None:
        features[right, FEATURES.index("alias")] += 0.4
    return example(features, right, number % 8)


def test_the_blend_learns_which_feature_tells_the_entries_apart() -> None:
    rng = np.random.default_rng(0)
    blend = fit_blend([synthetic(rng, 2 * n + 1) for n in range(200)])

    assert np.argmax(blend) == FEATURES.index("alias")
    assert blend[FEATURES.index("alias")] > 2 * np.sort(blend)[-2]


def test_logistic_regression_finds_the_known_weights() -> None:
    rng = np.random.default_rng(1)
    signs = rng.standard_normal((20_000, 2))
    truth = rng.uniform(size=20_000) < 1 / (1 + np.exp(-(2 * signs[:, 0] - signs[:, 1] + 0.5)))

    fitted = fit_logistic(signs, truth.astype(float), penalty=1e-6)

    assert fitted.weights == pytest.approx((2, -1), abs=0.1)
    assert fitted.bias == pytest.approx(0.5, abs=0.1)


def test_a_trained_model_separates_and_survives_saving(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    model = train([synthetic(rng, number) for number in range(400)])
    model.save(tmp_path / "model.json")
    loaded = SearchModel.load(tmp_path / "model.json")

    def mean_probability(first: int) -> float:
        fresh = [synthetic(rng, first + 2 * n).evidence for n in range(100)]
        return float(np.mean([loaded.judge(e, loaded.scores(e))[1] for e in fresh]))

    assert mean_probability(1) > mean_probability(2) + 0.4
    assert loaded.blend == pytest.approx(model.blend, abs=1e-5)
