"""The shipped character models as they are, for looking at what they thought of a text."""

from __future__ import annotations

from functools import lru_cache

import torch  # noqa: TID253  only the worker runs this
from torch import Tensor  # noqa: TID253

from generators.catalog import PromptError
from generators.models.lstm import CharLSTM, LSTMConfig
from generators.weights import load_weights, shipped


@lru_cache(2)
def model(name: str) -> CharLSTM:
    """The model of these weights, on the CPU."""
    saved = load_weights(shipped(name))
    made = CharLSTM(LSTMConfig(**saved.config))
    made.load_state_dict(saved.tensors)
    return made.eval()


def tokens(text: str, alphabet: str) -> Tensor:
    """The text as tokens (1, T). Raises PromptError for characters that are not in the alphabet."""
    unknown = sorted(set(text) - set(alphabet))
    if unknown:
        raise PromptError(f"The model does not know {' '.join(unknown)}.")
    return torch.tensor([[alphabet.index(character) for character in text]])


@torch.inference_mode()
def logits(name: str, read: Tensor) -> Tensor:
    """Logits (T, symbols) of what comes after each of the tokens (1, T)."""
    network = model(name)
    scores, _ = network(read, network.start(1))
    guesses: Tensor = scores[0]
    return guesses


def perplexity(name: str, prompt: str, text: str) -> float:
    """How many equally likely characters the model wavered between on average, without any temperature.

    exp of the mean of −log p of each character of the text after the prompt.
    """
    start = prompt or "\n"
    read = tokens(start + text, model(name).config.alphabet)
    log_p = logits(name, read)[:-1].log_softmax(-1)
    chosen = log_p.gather(1, read[0, 1:, None])[len(start) - 1 :]
    return float((-chosen.mean()).exp())
