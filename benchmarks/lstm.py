"""Characters per second of the fast text sampler beside plain PyTorch step loops with the same parameters.

    python -m benchmarks.lstm [--weights lstm] [--characters 400] [--rounds 5]

One run, one thread, the three in turn; CPU-seconds on a CPU, since others may share it, and seconds on CUDA. Two plain
loops: `nn.LSTM` called with one character at a time, and `nn.LSTMCell`, which does not repack its weights at each call.
The ratio is to the faster of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import torch
import typer
from torch import Tensor, nn

from benchmarks.clock import seconds
from generators import weights
from generators.catalog import TextOptions
from generators.models.lstm import CharLSTM, LSTMConfig
from generators.models.lstm_fast import PlainSteps, Steps
from generators.models.lstm_sampler import TextSampler, fastest_steps
from generators.runtime import choose_device, item_seeds

Write = Callable[[int, int], object]  # texts, characters of each
TEMPERATURE = 0.8


def main(
    name: Annotated[str, typer.Option("--weights", help="A name, or an absolute path.")] = "lstm",
    hidden: Annotated[int, typer.Option(help="Random weights of this width instead.")] = 0,
    characters: Annotated[int, typer.Option(help="Characters of each text.")] = 400,
    rounds: Annotated[int, typer.Option(help="The best of so many counts.")] = 5,
) -> None:
    """Print characters per second of each, at batch 1 and 32."""
    torch.set_num_threads(1)
    device = choose_device()
    model = (_random(hidden) if hidden else _stored(name)).to(device).eval()
    alphabet, cells = model.config.alphabet, Cells(model)
    fast = TextSampler(alphabet, fastest_steps(model, device), device)
    options = TextOptions(length=characters, temperature=TEMPERATURE)
    writers: dict[str, Write] = {
        "nn.LSTM step by step": lambda n, length: plainly(PlainSteps(model, n), n, length, device),
        "nn.LSTMCell step by step": lambda n, length: plainly(cells.begin(n), n, length, device),
        "this project's sampler": lambda n, _: fast.sample(options, item_seeds(0, n)),
    }
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters on {device}")
    for batch in (1, 32):
        best = speeds(writers, batch, characters, rounds)
        for writer, speed in best.items():
            print(f"batch {batch:2}  {writer:25} {speed:10,.0f} characters/s")
        *plain, ours = best.values()
        print(f"batch {batch:2}  ratio {ours / max(plain):.2f}")


def speeds(writers: dict[str, Write], batch: int, characters: int, rounds: int) -> dict[str, float]:
    """Characters per second of each writer, the best of some rounds in which they take turns."""
    best = dict.fromkeys(writers, 0.0)
    for _ in range(rounds):
        for name, write in writers.items():
            start = seconds()
            write(batch, characters)
            best[name] = max(best[name], batch * characters / (seconds() - start))
    return best


@torch.inference_mode()
def plainly(steps: Steps, batch: int, length: int, device: torch.device) -> Tensor:
    """The usual loop: step, divide by the temperature, softmax, draw; tokens (batch, length)."""
    token, written = torch.zeros(batch, dtype=torch.int64, device=device), []
    for _ in range(length):
        probabilities = (steps.step(token) / TEMPERATURE).softmax(1)
        token = probabilities.multinomial(1)[:, 0]
        written.append(token)
    return torch.stack(written, 1)


class Cells(nn.Module):
    """The same network out of `nn.LSTMCell`."""

    def __init__(self, model: CharLSTM) -> None:
        super().__init__()
        self.model = model
        layers = [layer for layer in model.layers if isinstance(layer, nn.LSTM)]
        self.cells = [nn.LSTMCell(layer.input_size, layer.hidden_size) for layer in layers]
        for cell, layer in zip(self.cells, layers, strict=True):
            stored = {name.removesuffix("_l0"): w for name, w in layer.state_dict().items()}
            cell.to(model.head.weight.device).load_state_dict(stored)

    def begin(self, batch: int) -> CellSteps:
        """Start some empty texts."""
        return CellSteps(self, batch)


class CellSteps:
    """Texts read by cells, one character of each at a time."""

    def __init__(self, network: Cells, batch: int) -> None:
        self._network = network
        state = network.model.start(batch)
        self._memories = list(zip(state.h, state.c, strict=True))

    @torch.inference_mode()
    def step(self, tokens: Tensor) -> Tensor:
        """As in Steps."""
        x = self._network.model.embed(tokens)
        for i, cell in enumerate(self._network.cells):
            self._memories[i] = cell(x, self._memories[i])
            x = self._memories[i][0]
        logits: Tensor = self._network.model.head(x)
        return logits


def _stored(name: str) -> CharLSTM:
    stored = weights.load_weights(weights.shipped(name))
    model = CharLSTM(LSTMConfig(**stored.config))
    model.load_state_dict(stored.tensors)
    return model


def _random(hidden: int) -> CharLSTM:
    alphabet = "\n" + "".join(map(chr, range(32, 96)))
    return CharLSTM(LSTMConfig(alphabet=alphabet, hidden=hidden, layers=1))


if __name__ == "__main__":
    typer.run(main)
