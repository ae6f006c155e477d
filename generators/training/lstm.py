"""Training and measuring the character LSTM."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional as F

from generators import weights
from generators.data import load_text
from generators.models.lstm import CharLSTM, LSTMConfig, State
from generators.runtime import choose_device, has_fast_bfloat16
from generators.training import loop
from generators.training.average import Average
from generators.training.lstm_quality import bits_of, encode

TEST_SHARE = 0.1  # the end of tiny-shakespeare that nobody trains on


class Recipe(loop.Recipe):
    """How the shipped weights were made."""

    steps: int = Field(default=3000, ge=1, description="Updates in all.")
    text: str = Field(
        default="tinyshakespeare/input.txt", description="The text, in the data folder."
    )
    held_out: float = Field(
        default=0.05, ge=0, lt=1, description="Share of the training text to validate on."
    )
    embedding: int = Field(default=64, ge=1, description="Numbers per character.")
    hidden: int = Field(default=640, ge=1, description="Cells per layer.")
    layers: int = Field(default=1, ge=1, description="Layers.")
    dropout: float = Field(
        default=0.3, ge=0, lt=1, description="Share of features silenced after a layer."
    )
    batch: int = Field(default=32, ge=1, description="Places of the text read at once.")
    length: int = Field(default=128, ge=1, description="Characters per update and place.")
    rate: float = Field(default=2e-3, gt=0, description="Learning rate after the warm-up.")
    warm_up: int = Field(default=100, ge=1, description="Updates until the full rate.")
    cool_down: int = Field(
        default=1500,
        ge=0,
        description="Last updates: the rate falls to 0, on the held-out text too.",
    )
    decay: float = Field(default=0.01, ge=0, description="Weight decay.")
    averaging: float = Field(
        default=0.998, ge=0, lt=1, description="Memory of the averaged weights."
    )


class Carry(nn.Module):
    """The model's memory between two windows, in a form that a checkpoint keeps."""

    h: Tensor
    c: Tensor

    def __init__(self, state: State) -> None:
        super().__init__()
        self.register_buffer("h", state.h)
        self.register_buffer("c", state.c)

    def put(self, state: State) -> None:
        """Remember this state, cut off from its graph."""
        self.h, self.c = state.detach()


class Training:
    """Truncated back-propagation through time, the memory carried from window to window."""

    def __init__(self, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.device = recipe, choose_device(recipe.device)
        text = load_text(recipe.data / recipe.text)
        alphabet = "".join(sorted({*text, "\n", " "}))
        fit, held_out, _ = split(text, recipe.held_out)
        self.fit, self.held_out, self.all = (
            encode(part, alphabet).to(self.device) for part in (fit, held_out, fit + held_out)
        )
        self._cooling = False
        config = LSTMConfig(
            alphabet=alphabet,
            embedding=recipe.embedding,
            hidden=recipe.hidden,
            layers=recipe.layers,
            dropout=recipe.dropout,
        )
        self.model = CharLSTM(config).to(self.device)
        self.average = Average(self.model, recipe.averaging)
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), lr=recipe.rate, weight_decay=recipe.decay, betas=(0.9, 0.99)
        )
        self.carry = Carry(self.model.start(recipe.batch))
        self.parts: dict[str, loop.Stateful] = {
            "model": self.model,
            "average": self.average,
            "optimiser": self.optimiser,
            "carry": self.carry,
        }

    def step(self, index: int) -> Mapping[str, float]:
        """One update on `batch` windows of `length` characters."""
        self._cooling = index >= self.recipe.steps - self.recipe.cool_down
        inputs, targets = self._window(self.all if self._cooling else self.fit, index)
        self.model.train()
        with torch.autocast(self.device.type, torch.bfloat16, has_fast_bfloat16(self.device)):
            logits, state = self.model(inputs, State(self.carry.h, self.carry.c))
        loss = F.cross_entropy(logits.float().flatten(0, 1), targets.flatten())
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.param_groups[0]["lr"] = self.recipe.rate * self._pace(index)
        self.optimiser.step()
        self.average.follow(self.model)
        self.carry.put(State(state.h.float(), state.c.float()))
        return {"loss_bits": loss.item() / math.log(2)}

    def validate(self) -> Mapping[str, float]:
        """Bits per character of the averaged weights on the held-out text, read from 16 places at once.

        Nothing once the cool-down has begun, since that text is then trained on too.
        """
        if self._cooling or len(self.held_out) == 0:
            return {}
        places = min(16, len(self.held_out) // 2)
        columns = self.held_out[: len(self.held_out) // places * places].view(places, -1)
        bits = bits_of(self.average.model, columns, self.recipe.length)
        return {"held_out_bits": bits.mean().item()}

    def export(self, stem: Path, figures: Mapping[str, float]) -> None:
        """Write the averaged weights."""
        weights.save(stem, self.average.model, self.model.config, figures)

    def _window(self, tokens: Tensor, index: int) -> tuple[Tensor, Tensor]:
        """Inputs and targets (B, T). Each epoch cuts the text at another place and forgets."""
        batch, length = self.recipe.batch, self.recipe.length
        row = len(tokens) // batch
        epoch, place = divmod(index, (row - 1) // length)
        if place == 0:
            self.carry.put(self.model.start(batch))
        shift = int(np.random.default_rng([self.recipe.seed, epoch]).integers(len(tokens)))
        rows = tokens.roll(-shift)[: row * batch].view(batch, row)
        window = rows[:, place * length : (place + 1) * length + 1]
        return window[:, :-1], window[:, 1:]

    def _pace(self, index: int) -> float:
        """Share of the full rate: up over the warm-up, then level, down to 0 over the cool-down."""
        left = (self.recipe.steps - index) / max(1, self.recipe.cool_down)
        return min(1.0, (index + 1) / self.recipe.warm_up, left)


def split(text: str, held_out: float) -> tuple[str, str, str]:
    """Training, held-out and test part: the test part is the last tenth, the held-out part what is just before."""
    end = int(len(text) * (1 - TEST_SHARE))
    middle = int(end * (1 - held_out))
    return text[:middle], text[middle:end], text[end:]
