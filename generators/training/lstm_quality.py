"""How well a character LSTM predicts a text: bits per character, counted honestly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from generators import weights
from generators.models.lstm import CharLSTM, LSTMConfig

WINDOW = 1024
UNICODE = 0x110000 - 2048  # characters that exist, surrogates aside
ESCAPE = 1e-3  # share kept for "a character I do not know", in texts that have one
STAND_IN = " "


@dataclass(frozen=True, slots=True)
class Score:
    """What a text cost: `unknown` of its characters are outside the alphabet, and cost `escape_bits` each."""

    characters: int
    unknown: int
    bits_per_character: float

    @property
    def escape_bits(self) -> float:
        """The price of one unknown character: an escape, then any of Unicode's."""
        return math.log2(UNICODE / ESCAPE)


def evaluate(stem: Path, text: str, device: torch.device) -> Score:
    """The score of stored weights, in fp32. Raises WeightsError."""
    stored = weights.load_weights(stem)
    model = CharLSTM(LSTMConfig(**stored.config))
    model.load_state_dict(stored.tensors)
    return score(model.to(device), text)


def score(model: CharLSTM, text: str) -> Score:
    """Predict every character of a text from all before it; the first from an empty line."""
    alphabet = model.config.alphabet
    known = [character in alphabet for character in text]
    readable = "".join(c if ok else STAND_IN for c, ok in zip(text, known, strict=True))
    tokens = encode("\n" + readable, alphabet).to(model.head.weight.device)
    bits = bits_of(model, tokens[None], WINDOW)[0].double().cpu()
    unknown = len(known) - sum(known)
    if unknown:
        escaped = torch.tensor(math.log2(UNICODE / ESCAPE), dtype=torch.float64)
        bits = torch.where(torch.tensor(known), bits - math.log2(1 - ESCAPE), escaped)
    return Score(len(text), unknown, bits.mean().item())


def encode(text: str, alphabet: str) -> Tensor:
    """Places of a text's characters in the alphabet, int64 (len(text),). KeyError for any other character."""
    place = {character: i for i, character in enumerate(alphabet)}
    return torch.tensor([place[character] for character in text], dtype=torch.int64)


@torch.inference_mode()
def bits_of(model: CharLSTM, tokens: Tensor, window: int) -> Tensor:
    """Bits that each next character costs, memory carried along each row: (B, T) -> (B, T - 1)."""
    model.eval()
    state, costs = model.start(len(tokens)), []
    for start in range(0, tokens.shape[1] - 1, window):
        part = tokens[:, start : start + window + 1]
        logits, state = model(part[:, :-1], state)
        cost = F.cross_entropy(logits.transpose(1, 2), part[:, 1:], reduction="none")
        costs.append(cost / math.log(2))
    return torch.cat(costs, dim=1)
