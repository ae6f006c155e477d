"""A small character LSTM learns to write like the question bank."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from generators.live.lesson import Losses, Samples, Writing, seeded
from generators.live.networks import optimiser_of, update
from generators.live.options import TrainOptions
from generators.models.lstm import CharLSTM, LSTMConfig

WINDOW = 64  # characters that a gradient flows through
TAUGHT = 40_000  # characters of an epoch; so that one takes a second or two
MEASURED_WINDOWS = 24
WRITTEN, TEMPERATURE = 260, 0.5
PROMPT = "What is "


class LstmLesson:
    """Minimises the surprise at each next character."""

    loss_name = "bits a character"
    noticeable = 0.05

    def __init__(self, options: TrainOptions, prose: str) -> None:
        alphabet = "".join(sorted(set(prose) | set(PROMPT)))
        self._known = {character: number for number, character in enumerate(alphabet)}
        text = torch.tensor([self._known[character] for character in prose])
        held_out = len(text) // 20
        self._train, self._held_out = text[:-held_out], text[-held_out:]
        sizes = {"embedding": 24, "hidden": options.width, "layers": options.layers}
        self._model = CharLSTM(LSTMConfig(alphabet=alphabet, dropout_in=0, dropout=0, **sizes))
        _start_anew(self._model, seeded(options, 0))
        self._optimiser = optimiser_of(self._model.parameters(), options)
        self._windows = _windows(self._train, options.batch, seeded(options, 1))
        self._seed = options.seed
        self.steps_per_epoch = -(-TAUGHT // (options.batch * WINDOW))

    def step(self) -> float:
        """One update on windows from anywhere in the text."""
        return update(self._surprise(next(self._windows)), self._optimiser)

    @torch.no_grad()
    def losses(self) -> Losses:
        """Bits a character on windows at even distances."""
        return Losses(self._measure(self._train), self._measure(self._held_out))

    @torch.no_grad()
    def samples(self) -> Samples:
        """260 characters, each drawn with the same random number in every epoch."""
        alphabet, random = self._model.config.alphabet, Generator().manual_seed(self._seed)
        tokens = torch.tensor([[self._known[character] for character in PROMPT]])
        state, text = self._model.start(1), PROMPT
        for _ in range(WRITTEN):
            logits, state = self._model(tokens, state)
            chance = torch.rand(len(alphabet), generator=random).clamp(1e-9, 1 - 1e-7)
            gumbel = -(-chance.log()).log()  # the largest of the sums is a fair draw
            tokens = (logits[0, -1].nan_to_num() / TEMPERATURE + gumbel).argmax().view(1, 1)
            text += alphabet[int(tokens)]
        return Writing(text)

    def gradient_ratio(self) -> float | None:
        """Says little here: the gradient that fades is the one through time."""
        return None

    def _surprise(self, windows: Tensor) -> Tensor:
        """Bits a character of windows (B, WINDOW + 1)."""
        logits, _ = self._model(windows[:, :-1], self._model.start(len(windows)))
        return F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten()) / math.log(2)

    def _measure(self, text: Tensor) -> float:
        starts = torch.linspace(0, len(text) - WINDOW - 1, MEASURED_WINDOWS).long()
        return self._surprise(_at(text, starts)).item()


def _windows(text: Tensor, batch: int, generator: Generator) -> Iterator[Tensor]:
    """Windows (batch, WINDOW + 1) of the text (N), without end."""
    while True:
        starts = torch.randint(0, len(text) - WINDOW, (batch,), generator=generator)
        yield _at(text, starts)


def _at(text: Tensor, starts: Tensor) -> Tensor:
    return text[starts[:, None] + torch.arange(WINDOW + 1)]


@torch.no_grad()
def _start_anew(model: CharLSTM, generator: Generator) -> None:
    """Draw the weights from U(−1/√hidden, 1/√hidden); biases are nought, but those of the forget gates ½ each."""
    hidden = model.config.hidden
    for name, parameter in model.named_parameters():
        if "bias" not in name:
            reach = 1 / math.sqrt(hidden)
            parameter.copy_((2 * torch.rand(parameter.shape, generator=generator) - 1) * reach)
    nn.init.zeros_(model.head.bias)
    for cell in model.layers:
        for name, bias in cell.named_parameters():
            if "bias" in name:
                bias.zero_()[hidden : 2 * hidden] = 0.5
