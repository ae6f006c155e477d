from __future__ import annotations

import numpy as np
import pytest

from knowledge.search.lexical import Bags, Bm25, CharacterNgrams, Postings

DOCUMENTS = [
    "the gradient vanishes in deep networks",
    "the gradient explodes",
    "a bag of trees and a bag",
]


def test_postings_give_the_dot_product() -> None:
    bags = Bags([{"a": 1, "b": 2}, {"b": 3}, {}])
    postings = Postings(bags, np.array([1.0, 2.0, 3.0]))

    assert postings.scores({"b": 2.0, "a": 1.0, "x": 9.0}).tolist() == [5.0, 6.0, 0.0]
    assert postings.scores({}).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("kind", [Bm25, CharacterNgrams])
def test_documents_without_words_fit_nothing(kind: type[Bm25 | CharacterNgrams]) -> None:
    assert kind([]).scores("gradient").tolist() == []
    assert kind(["", "?"]).scores("gradient").tolist() == [0, 0]


def test_bm25_agrees_with_its_formula() -> None:
    """One document with one of the two query words, worked out by hand."""
    idf = np.log(1 + (3 - 1 + 0.5) / 1.5)
    unseen = np.log(1 + 3.5 / 0.5)
    mean_length = (6 + 3 + 7) / 3
    weight = idf * 1 / (1 + 1.2 * (1 - 0.75 + 0.75 * 3 / mean_length))

    scores = Bm25(DOCUMENTS).scores("explodes suddenly")

    assert scores.tolist() == pytest.approx([0, weight / (idf + unseen), 0])


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    scores = Bm25(DOCUMENTS).scores("gradient explodes")

    assert scores.argmax() == 1


def test_coverage_is_the_share_of_words_the_bank_knows() -> None:
    bm25 = Bm25(DOCUMENTS)

    assert bm25.coverage("gradient") == 1
    assert bm25.coverage("zebra") == 0
    assert 0 < bm25.coverage("gradient zebra") < 0.5


def test_a_misspelt_word_is_near_its_right_spelling() -> None:
    scores = CharacterNgrams(DOCUMENTS).scores("gradeint vanshes")

    assert scores.argmax() == 0
    assert 0 < scores[0] < 1


def test_the_same_text_has_a_cosine_of_one() -> None:
    assert CharacterNgrams(DOCUMENTS).scores(DOCUMENTS[1])[1] == pytest.approx(1, abs=1e-6)
