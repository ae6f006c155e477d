"""How a character was chosen: the model's probabilities before and after temperature, top-k, top-p and min-p."""

from __future__ import annotations

from dataclasses import dataclass

import torch  # noqa: TID253  only the worker runs this
from torch import Tensor  # noqa: TID253

from generators.catalog import PromptError
from generators.demos.bars import Row, two_columns
from generators.demos.language_model import logits, model, tokens
from generators.demos.made import Made
from generators.demos.requests import NextCharacterRequest
from generators.engine import Json
from generators.models.lstm_sampler import LOOK_BACK, warping
from generators.pictures import png

LOOKED_AT = 60
"""Characters of the text among which the model's longest hesitation is looked for."""
SHOWN = 8
"""Characters in the picture."""
_NAMES = {" ": "space", "\n": "new line"}


def run(request: NextCharacterRequest) -> Made:
    """The character, near the text's beginning, at which the choice was most open, and how it was made.

    Raises PromptError for characters that the model does not know.
    """
    alphabet = model(request.weights).config.alphabet
    spot = max(_spots(request, alphabet), key=lambda each: float(_entropy(each.after)))
    rows = _rows(alphabet, spot)
    page = two_columns(rows, ("the model's own", "what was drawn from"), f"… {spot.context}[?]")
    return Made((png(page),), _figures(rows, spot))


@dataclass(frozen=True, slots=True)
class Spot:
    """One choice: the characters before it, the probabilities (symbols) before and after warping, what was chosen."""

    context: str
    before: Tensor
    after: Tensor
    chosen: int


def _spots(request: NextCharacterRequest, alphabet: str) -> list[Spot]:
    prompt = request.prompt or "\n"
    text = prompt + request.written[:LOOKED_AT]
    read = tokens(text, alphabet)  # (1, T)
    scores, warp, spots = logits(request.weights, read), warping(request), []
    for at in range(len(prompt), len(text)):
        before = scores[None, at - 1]  # (1, symbols)
        after = warp(read[:, max(0, at - LOOK_BACK) : at], before.clone())
        shares = before.softmax(-1)[0], after.softmax(-1)[0]
        spots.append(Spot(text[max(0, at - 24) : at], *shares, int(read[0, at])))
    if not spots:
        raise PromptError("There is no text to look at. Generate one first.")
    return spots


def _rows(alphabet: str, spot: Spot) -> list[Row]:
    """The likeliest characters in both, the chosen one among them."""
    likeliest = spot.before.topk(SHOWN).indices.tolist()
    if spot.chosen not in likeliest:
        likeliest[-1] = spot.chosen
    return [
        Row(
            _NAMES.get(alphabet[i], alphabet[i]),
            (float(spot.before[i]), float(spot.after[i])),
            chosen=i == spot.chosen,
        )
        for i in likeliest
    ]


def _figures(rows: list[Row], spot: Spot) -> dict[str, Json]:
    return {
        "context": spot.context,
        "chosen": next(row.name for row in rows if row.chosen),
        "rows": [[row.name, round(row.shares[0], 4), round(row.shares[1], 4)] for row in rows],
        "choices_before": round(float(_entropy(spot.before).exp()), 2),
        "choices_after": round(float(_entropy(spot.after).exp()), 2),
        "possible": int((spot.after > 0).sum()),
    }


def _entropy(p: Tensor) -> Tensor:
    """Entropy in nats of probabilities p (symbols)."""
    nats: Tensor = -torch.special.xlogy(p, p).sum()
    return nats
