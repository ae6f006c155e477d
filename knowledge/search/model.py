"""From evidence to a ranking and a calibrated probability; every number comes from `model.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from knowledge.search.index import FEATURES, Evidence

FILE = Path(__file__).with_name("model.json")
SIGNS = (*FEATURES, "score", "decoy", "gap", "coverage")
"""What the probability is computed from: the best entry's features and score, the nearest decoy, how far the best
alias is ahead of it, and the share of known words. Not the query's length, which would only tell the test set's styles
apart."""

Band = Literal["answer", "suggest", "refuse"]
Floats = NDArray[np.float64]


class Logistic(BaseModel):
    """A logistic regression on standardised inputs."""

    model_config = ConfigDict(frozen=True)

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def logit(self, signs: Floats) -> Floats:
        """Log odds: (…, inputs) -> (…)."""
        standard = (signs - np.array(self.mean)) / np.array(self.scale)
        return np.asarray(standard @ np.array(self.weights) + self.bias)

    def probability(self, signs: Floats) -> Floats:
        """Probability: (…, inputs) -> (…)."""
        return np.asarray(1 / (1 + np.exp(-self.logit(signs))))


class SearchModel(BaseModel):
    """Weights of the blend, the two probabilities, and the thresholds between the three bands."""

    model_config = ConfigDict(frozen=True)

    blend: tuple[float, ...]
    in_bank: Logistic
    right: Logistic
    answer_from: float
    suggest_from: float

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        """Read what training wrote."""
        return cls.model_validate_json(file.read_text(encoding="utf-8"))

    def save(self, file: Path = FILE) -> None:
        """Write for `load`, six digits after the point."""
        rounded = json.loads(self.model_dump_json(), parse_float=lambda text: round(float(text), 6))
        file.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")

    def scores(self, evidence: Evidence) -> Floats:
        """Blended score of every entry, in nats: their softmax is the chance of each, if the bank has the answer."""
        return np.asarray(evidence.features @ np.array(self.blend))

    def judge(self, evidence: Evidence, scores: Floats) -> tuple[Band, float]:
        """The band, and the probability that the bank answers the query at all."""
        known = in_bank_signs(evidence, scores)
        probability = float(self.in_bank.probability(known))
        right = float(self.right.probability(right_signs(float(self.in_bank.logit(known)), scores)))
        if right >= self.answer_from:
            return "answer", probability
        return ("suggest" if probability >= self.suggest_from else "refuse"), probability


def in_bank_signs(evidence: Evidence, scores: Floats) -> Floats:
    """SIGNS of one query: (len(SIGNS),)."""
    best = int(np.argmax(scores))
    features = evidence.features[best]
    gap = float(evidence.features[:, FEATURES.index("alias")].max()) - evidence.decoy
    return np.array([*features, scores[best], evidence.decoy, gap, evidence.coverage], np.float64)


def right_signs(in_bank_logit: float, scores: Floats) -> Floats:
    """Signs that the best entry is the right one: the log odds of being in the bank, and of beating the rest."""
    ordered = np.sort(scores)[::-1]
    second = ordered[1] if len(ordered) > 1 else ordered[0] - 10.0
    return np.array([in_bank_logit, min(ordered[0] - second, 6.0)])
