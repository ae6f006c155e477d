"""Parts that the small models share. Every random number comes from a generator that is passed in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import torch
from torch import Generator, Tensor, nn

from generators.live.options import Activation, TrainOptions

ACTIVATIONS: dict[Activation, type[nn.Module]] = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}
FIRST_SAYING = 0.1
"""The last layer's weights are this small at first, so that a network begins without an opinion."""
MEASURED = 500
"""Examples at most that a loss is measured on."""


def perceptron(sizes: Sequence[int], activation: Activation, generator: Generator) -> nn.Sequential:
    """Linear layers of these sizes with an activation between each two: (…, sizes[0]) -> (…, sizes[-1])."""
    linear = [nn.Linear(inputs, outputs) for inputs, outputs in pairwise(sizes)]
    layers = [part for layer in linear for part in (layer, ACTIVATIONS[activation]())]
    network = nn.Sequential(*layers[:-1])
    start_anew(network, generator, gain=math.sqrt(2) if activation == "relu" else 1.0)
    with torch.no_grad():
        linear[-1].weight.mul_(FIRST_SAYING)
    return network


@torch.no_grad()
def start_anew(module: nn.Module, generator: Generator, gain: float = 1.0) -> None:
    """Draw the weights of all linear layers from N(0, gain² / inputs); layers that start at nought stay so.

    With gain √2 that of He et al. 2015, arXiv:1502.01852, for layers before a ReLU.
    """
    for layer in module.modules():
        if isinstance(layer, nn.Linear) and layer.weight.any():
            deviation = gain / math.sqrt(layer.in_features)
            layer.weight.copy_(torch.randn(layer.weight.shape, generator=generator) * deviation)
            if layer.bias is not None:
                layer.bias.zero_()


def optimiser_of(
    parameters: Iterable[nn.Parameter],
    options: TrainOptions,
    betas: tuple[float, float] = (0.9, 0.999),
) -> torch.optim.Optimizer:
    """What turns gradients into steps."""
    if options.optimiser == "sgd":
        return torch.optim.SGD(parameters, lr=options.learning_rate)
    return torch.optim.Adam(parameters, lr=options.learning_rate, betas=betas)


def update(loss: Tensor, optimiser: torch.optim.Optimizer) -> float:
    """Go one step down the gradient of the loss, and return the loss; one that is no number changes nothing."""
    value = loss.item()
    if math.isfinite(value):
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
    return value


def batches(count: int, size: int, generator: Generator) -> Iterator[Tensor]:
    """Numbers of examples (B), without end: all of them in a new order in each epoch."""
    while True:
        yield from torch.split(torch.randperm(count, generator=generator), size)


def gradient_size(layer: nn.Linear) -> float:
    """Root mean square of the last gradient of a layer's weights."""
    return 0.0 if layer.weight.grad is None else layer.weight.grad.square().mean().sqrt().item()
