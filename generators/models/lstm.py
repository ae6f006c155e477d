"""Character language model: reads a text one character at a time and guesses the next.

Hochreiter & Schmidhuber 1997, "Long Short-Term Memory", with the forget gate of Gers et al. 2000; trained much as in
Graves 2013, "Generating Sequences With Recurrent Neural Networks", arXiv:1308.0850. Differs from Graves: no
peepholes, no skip connections, and one dropout mask for a whole window (Gal & Ghahramani 2016, arXiv:1512.05287).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from pydantic import BaseModel, ConfigDict
from torch import Tensor, nn


class LSTMConfig(BaseModel):
    """Sizes and the alphabet. Saved beside the weights, so that they rebuild their own model."""

    model_config = ConfigDict(frozen=True)

    alphabet: str
    embedding: int = 64
    hidden: int = 640
    layers: int = 1
    dropout_in: float = 0.1
    dropout: float = 0.3


class State(NamedTuple):
    """What the model remembers of the text so far: two tensors (layers, B, hidden)."""

    h: Tensor
    c: Tensor

    def detach(self) -> State:
        """The same memory, cut off from the graph that made it."""
        return State(self.h.detach(), self.c.detach())


class CharLSTM(nn.Module):
    """Guesses the next character from all before it."""

    def __init__(self, config: LSTMConfig) -> None:
        super().__init__()
        self.config = config
        symbols, width = len(config.alphabet), config.hidden
        self.embed = nn.Embedding(symbols, config.embedding)
        inputs = [config.embedding] + [width] * (config.layers - 1)
        cells = [nn.LSTM(size, width, batch_first=True) for size in inputs]
        self.layers = nn.ModuleList(cells)
        self.head = nn.Linear(width, symbols)
        for cell in cells:
            _remember_at_first(cell)

    def start(self, batch: int) -> State:
        """An empty memory for `batch` texts."""
        config, like = self.config, self.head.weight
        zeros = like.new_zeros(config.layers, batch, config.hidden)
        return State(zeros, zeros.clone())

    def forward(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Logits of each next character: (B, T) and a State -> (B, T, symbols) and the State after."""
        x = self._drop(self.embed(tokens), self.config.dropout_in)  # (B, T, embedding)
        memories = []
        for i, layer in enumerate(self.layers):
            x, memory = layer(x, (state.h[i : i + 1], state.c[i : i + 1]))  # (B, T, hidden)
            x = self._drop(x, self.config.dropout)
            memories.append(memory)
        h, c = (torch.cat(parts) for parts in zip(*memories, strict=True))
        return self.head(x), State(h, c)

    def _drop(self, x: Tensor, p: float) -> Tensor:
        """Silence features (B, T, features) for the whole window; only while training."""
        if not self.training or p == 0:
            return x
        kept = torch.empty_like(x[:, :1]).bernoulli_(1 - p)
        return x * (kept / (1 - p))


def _remember_at_first(layer: nn.LSTM) -> None:
    """Open the forget gates (Jozefowicz et al. 2015); the two biases add up to 1."""
    gate = slice(layer.hidden_size, 2 * layer.hidden_size)  # packed as in, forget, cell, out
    for name, bias in layer.named_parameters():
        if name.startswith("bias"):
            nn.init.constant_(bias[gate], 0.5)
