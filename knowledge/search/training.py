"""Learns the search's weights and thresholds from labelled queries; writes `model.json`.

The blend is a softmax regression over the entries (Cao et al. 2007, "Learning to Rank: From Pairwise Approach to
Listwise Approach", with the top-one probability). The probabilities are logistic regressions with an L2 penalty. The
thresholds are chosen on out-of-fold probabilities, so that a query never judges a model that has seen it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.bank import Bank
from knowledge.search.evaluation import Labelled
from knowledge.search.index import FEATURES, Evidence
from knowledge.search.model import Floats, Logistic, SearchModel, in_bank_signs, right_signs

FOLDS = 8
WRONG_SHOWN = 0.04
"""Share of all training queries for which a wrong answer may be shown."""
REFUSED_IN_BANK = 0.03
"""Share of in-bank training queries that may be refused."""


@dataclass(frozen=True, slots=True)
class Example:
    """A training query: the evidence, which entries are right, and its fold."""

    evidence: Evidence
    right: NDArray[np.bool_]
    fold: int

    @property
    def in_bank(self) -> bool:
        """Whether any entry answers it."""
        return bool(self.right.any())


def gather(
    queries: Sequence[Labelled], bank: Bank, evidence: Callable[[str], Evidence]
) -> list[Example]:
    """Compute the evidence of every query; folds are dealt in turn."""
    examples = []
    for number, labelled in enumerate(queries):
        answers = {bank.get(name).id for name in labelled.answers}
        found = evidence(labelled.query)
        right = np.array([bank.questions[n].id in answers for n in found.entries], bool)
        examples.append(Example(found, right, number % FOLDS))
    return examples


def train(examples: Sequence[Example]) -> SearchModel:
    """Fit everything and choose the thresholds."""
    known, right, truth, correct = _out_of_fold(examples)
    blend, in_bank, is_right = _fit(examples)
    return SearchModel(
        blend=tuple(blend),
        in_bank=in_bank,
        right=is_right,
        answer_from=_answer_threshold(right, correct),
        suggest_from=_suggest_threshold(known, truth),
    )


def _fit(examples: Sequence[Example]) -> tuple[Floats, Logistic, Logistic]:
    blend = fit_blend([e for e in examples if e.in_bank])
    scores = [e.evidence.features @ blend for e in examples]
    signs = np.stack([in_bank_signs(e.evidence, s) for e, s in zip(examples, scores, strict=True)])
    in_bank = fit_logistic(signs, np.array([e.in_bank for e in examples], float))
    logits = in_bank.logit(signs)
    surer = np.stack([right_signs(float(z), s) for z, s in zip(logits, scores, strict=True)])
    correct = np.array(
        [e.right[np.argmax(s)] for e, s in zip(examples, scores, strict=True)], float
    )
    return blend, in_bank, fit_logistic(surer, correct)


def _out_of_fold(examples: Sequence[Example]) -> tuple[Floats, Floats, Floats, Floats]:
    """Both probabilities of every example from models that have not seen it, and the two truths."""
    known, right, truth, correct = (np.zeros(len(examples)) for _ in range(4))
    for fold in range(FOLDS):
        blend, in_bank, is_right = _fit([e for e in examples if e.fold != fold])
        for number, example in enumerate(examples):
            if example.fold == fold:
                scores = example.evidence.features @ blend
                signs = in_bank_signs(example.evidence, scores)
                known[number] = in_bank.probability(signs)
                surer = right_signs(float(in_bank.logit(signs)), scores)
                right[number] = is_right.probability(surer)
                truth[number] = example.in_bank
                correct[number] = example.right[np.argmax(scores)]
    return known, right, truth, correct


def fit_blend(examples: Sequence[Example], penalty: float = 0.002, steps: int = 1500) -> Floats:
    """Weights of FEATURES that make the right entry likely under a softmax over the entries."""
    features = np.stack([e.evidence.features for e in examples]).astype(np.float64)
    right = np.stack([e.right for e in examples]).astype(np.float64)
    weights = np.full(len(FEATURES), 4.0)
    momentum, rate = np.zeros_like(weights), 2.0
    for _ in range(steps):
        scores = features @ weights
        chance = np.exp(scores - scores.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        target = chance * right / np.maximum((chance * right).sum(axis=1, keepdims=True), 1e-12)
        gradient = np.einsum("qe,qef->f", chance - target, features) / len(features)
        momentum = 0.9 * momentum + gradient + penalty * weights
        weights = weights - rate * momentum
    return weights


def fit_logistic(signs: Floats, truth: Floats, penalty: float = 0.01) -> Logistic:
    """Newton's method on the penalised log likelihood; inputs are standardised, the bias is not penalised."""
    mean, scale = signs.mean(axis=0), np.maximum(signs.std(axis=0), 1e-3)
    rows = np.column_stack([(signs - mean) / scale, np.ones(len(signs))])
    ridge = penalty * len(rows) * np.diag([*np.ones(signs.shape[1]), 0.0])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (chance - truth) + ridge @ weights
        hessian = (rows * (chance * (1 - chance))[:, None]).T @ rows + ridge
        weights = weights - np.linalg.solve(hessian + 1e-9 * np.eye(len(weights)), gradient)
    return Logistic(
        mean=tuple(mean), scale=tuple(scale), weights=tuple(weights[:-1]), bias=float(weights[-1])
    )


def _answer_threshold(right: Floats, correct: Floats) -> float:
    """The lowest threshold at which wrong answers shown stay within WRONG_SHOWN of all queries."""
    for threshold in np.unique(right):
        if np.mean((right >= threshold) & (correct == 0)) <= WRONG_SHOWN:
            return float(threshold)
    return 1.0


def _suggest_threshold(known: Floats, truth: Floats) -> float:
    """The threshold below which REFUSED_IN_BANK of the in-bank queries fall."""
    return float(np.quantile(known[truth == 1], REFUSED_IN_BANK))
