"""Three ways to let a character LSTM take one step: plain, with 8-bit weights on CPUs, as a graph on CUDA.

At batch 1 a step takes as long as reading the weights from memory, so on CPUs they shrink to a quarter: 8-bit integers
with one scale per row (Jacob et al. 2018, arXiv:1712.05877), and h, which lies in (-1, 1), in steps of 1/127. Integer
sums have no rounding, so a text comes out the same whatever it is batched with. What the first layer makes of a
character is a table, looked up instead of multiplied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from generators.models.lstm import CharLSTM

LEVELS = 127


class Steps(Protocol):
    """Some texts being read, one character of each at a time."""

    def step(self, tokens: Tensor) -> Tensor:
        """Read tokens int64 (B,), remember them, and return the logits of what comes next (B, symbols)."""
        ...


class PlainSteps:
    """The model itself, called step by step: the reference, and what the benchmark compares with."""

    def __init__(self, model: CharLSTM, batch: int) -> None:
        self._model, self._state = model.eval(), model.start(batch)

    @torch.inference_mode()
    def step(self, tokens: Tensor) -> Tensor:
        """As in Steps."""
        logits, self._state = self._model.forward(tokens[:, None], self._state)
        return logits[:, 0]


@dataclass(frozen=True, slots=True)
class Packed:
    """A linear map in 8 bits: int8 (inputs, outputs), and what one unit of its integer products is worth."""

    weight: Tensor
    unit: Tensor
    bias: Tensor

    @staticmethod
    def of(weight: Tensor, bias: Tensor) -> Packed:
        """Round weight (outputs, inputs) to 127 levels either side of 0, row by row."""
        scale = weight.abs().amax(1).clamp(min=1e-8) / LEVELS
        small = (weight / scale[:, None]).round().to(torch.int8)
        return Packed(small.t(), scale / LEVELS, bias)  # the unit also undoes the scale of h

    def __call__(self, small: Tensor, offset: Tensor | None = None) -> Tensor:
        """The map of int8 (B, inputs) as fp32 (B, outputs); an offset takes the bias' place."""
        sums = torch._int_mm(small, self.weight).float()  # noqa: SLF001  (torch's only int8 product)
        return torch.addcmul(self.bias if offset is None else offset, sums, self.unit)


class PackedLSTM:
    """The 8-bit copy of a CharLSTM, to be shared by any number of `PackedSteps`."""

    def __init__(self, model: CharLSTM) -> None:
        self.hidden = model.config.hidden
        first, *others = (_gates(layer) for layer in model.layers if isinstance(layer, nn.LSTM))
        weight_in, weight_back, bias = first
        with torch.inference_mode():
            self.table = model.embed.weight @ weight_in.t() + bias  # (symbols, 4 hidden)
            self.layers = [Packed.of(weight_back, bias)]
            self.layers += [Packed.of(torch.cat([w, back], 1), bias) for w, back, bias in others]
            self.head = Packed.of(model.head.weight, model.head.bias)


class PackedSteps:
    """Texts read with 8-bit weights, on the CPU."""

    def __init__(self, model: PackedLSTM, batch: int) -> None:
        self._model = model
        self._h = [torch.zeros(batch, model.hidden, dtype=torch.int8) for _ in model.layers]
        self._c = [torch.zeros(batch, model.hidden) for _ in model.layers]

    @torch.inference_mode()
    def step(self, tokens: Tensor) -> Tensor:
        """As in Steps."""
        gates = self._model.layers[0](self._h[0], self._model.table.index_select(0, tokens))
        self._remember(0, gates)
        for i, layer in enumerate(self._model.layers[1:], start=1):
            self._remember(i, layer(torch.cat([self._h[i - 1], self._h[i]], 1)))
        return self._model.head(self._h[-1])

    def _remember(self, i: int, gates: Tensor) -> None:
        """Update h and c of layer i from its gates (B, 4 hidden): in, forget, out, then the new content."""
        hidden, c = self._model.hidden, self._c[i]
        enter, keep, leave = gates[:, : 3 * hidden].sigmoid_().chunk(3, 1)
        c.mul_(keep).addcmul_(enter, gates[:, 3 * hidden :].tanh_())
        self._h[i].copy_(c.tanh().mul_(leave).mul_(LEVELS).round_())


class GraphedSteps:
    """Texts read on CUDA: one step in half precision, recorded once as a CUDA graph and replayed."""

    def __init__(self, model: CharLSTM, batch: int) -> None:
        self._tokens = torch.zeros(batch, dtype=torch.int64, device=model.head.weight.device)
        self._model, self._state = model.eval(), model.start(batch)
        beside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        beside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(beside), torch.inference_mode():  # recording asks for a warm-up
            self._advance()
        torch.cuda.current_stream().wait_stream(beside)
        self._graph = torch.cuda.CUDAGraph()
        with torch.inference_mode(), torch.cuda.graph(self._graph):
            self._logits = self._advance()
        self._state.h.zero_()
        self._state.c.zero_()

    @torch.inference_mode()
    def step(self, tokens: Tensor) -> Tensor:
        """As in Steps."""
        self._tokens.copy_(tokens)
        self._graph.replay()
        return self._logits

    def _advance(self) -> Tensor:
        with torch.autocast("cuda", torch.float16):
            logits, after = self._model.forward(self._tokens[:, None], self._state)
        self._state.h.copy_(after.h)
        self._state.c.copy_(after.c)
        return logits[:, 0].float()


def _gates(layer: nn.LSTM) -> tuple[Tensor, Tensor, Tensor]:
    """Input weights, recurrent weights and bias of a layer, its gates in the order in, forget, out, content."""
    parts = dict(layer.named_parameters())
    bias = parts["bias_ih_l0"] + parts["bias_hh_l0"]
    ordered = [_reordered(each) for each in (parts["weight_ih_l0"], parts["weight_hh_l0"], bias)]
    return ordered[0], ordered[1], ordered[2]


def _reordered(gates: Tensor) -> Tensor:
    enter, keep, content, leave = gates.detach().chunk(4)
    return torch.cat([enter, keep, leave, content])
