"""Writing with a character LSTM: each text has its own seed and does not depend on its company."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from generators import weights
from generators.catalog import PromptError, TextOptions
from generators.models.lstm import CharLSTM, LSTMConfig
from generators.models.lstm_fast import GraphedSteps, PackedLSTM, PackedSteps, Steps

MOST_AT_ONCE = 32
NOISE_BLOCK = 256  # steps whose noise is drawn at once; another number would change every text
LOOK_BACK = 64  # characters that the repetition penalty sees
HEARD_EVERY = 40  # characters after which what is written so far is told

Begin = Callable[[int], Steps]
Warp = Callable[[Any, Any], Tensor]  # transformers asks for LongTensor
Heard = Callable[[Sequence[str]], None]
"""Is told the beginnings of the texts, one for each seed, while they are being written."""


def unheard(beginnings: Sequence[str]) -> None:
    """Nobody listens."""


class TextSampler:
    """Writes texts, several at once."""

    def __init__(self, alphabet: str, begin: Begin, device: torch.device) -> None:
        """`begin(batch)` starts that many empty texts."""
        self._alphabet, self._begin, self._device = alphabet, begin, device

    def sample(
        self, options: TextOptions, seeds: Sequence[int], heard: Heard = unheard
    ) -> list[str]:
        """One continuation of the prompt per seed, without the prompt.

        Raises PromptError for characters that the model does not know.
        """
        prompt = self._encode(options.prompt or "\n")
        texts: list[str] = []
        for start in range(0, len(seeds), MOST_AT_ONCE):
            chunk = list(seeds[start : start + MOST_AT_ONCE])
            # CUDA's products round differently at other batch sizes, so there the batch is always full.
            full = (
                chunk
                if self._device.type == "cpu"
                else chunk + chunk[:1] * (MOST_AT_ONCE - len(chunk))
            )
            before = tuple(texts)
            for tokens in self._write(prompt, options, full):
                texts = [*before, *self._decode(tokens[: len(chunk)])]
                heard(texts)
        return texts

    @torch.inference_mode()
    def _write(
        self, prompt: Tensor, options: TextOptions, seeds: Sequence[int]
    ) -> Iterator[Tensor]:
        """The tokens (B, so far) after the prompt (P,), now and then and when there are `length` of them.

        Adding Gumbel noise and taking the best is sampling.
        """
        steps, warp = self._begin(len(seeds)), warping(options)
        noise = gumbel_noise(seeds, len(self._alphabet))
        first, end = len(prompt), len(prompt) + options.length
        text = prompt.new_zeros(len(seeds), end)
        text[:, :first] = prompt
        for at in range(1, first):
            steps.step(text[:, at - 1])
        for at in range(first, end):
            seen = text[:, max(0, at - LOOK_BACK) : at]
            scores = warp(seen, steps.step(text[:, at - 1]))
            text[:, at] = (scores + next(noise).to(self._device)).argmax(1)
            if (at - first + 1) % HEARD_EVERY == 0 or at == end - 1:
                yield text[:, first : at + 1]

    def _encode(self, prompt: str) -> Tensor:
        unknown = sorted(set(prompt) - set(self._alphabet))
        if unknown:
            raise PromptError(
                f"The model does not know {' '.join(unknown)}. It reads: {self._alphabet.strip()}"
            )
        return torch.tensor([self._alphabet.index(c) for c in prompt], device=self._device)

    def _decode(self, tokens: Tensor) -> list[str]:
        return ["".join(self._alphabet[i] for i in row) for row in tokens.tolist()]


def load(stem: Path, device: torch.device) -> TextSampler:
    """The sampler for weights on disk. Raises WeightsError."""
    stored = weights.load_weights(stem)
    model = CharLSTM(LSTMConfig(**stored.config))
    model.load_state_dict(stored.tensors)
    return TextSampler(model.config.alphabet, fastest_steps(model, device), device)


def fastest_steps(model: CharLSTM, device: torch.device) -> Begin:
    """How to begin texts with the fastest steps the device has."""
    if device.type == "cuda":
        on_gpu = model.to(device)
        return lambda batch: GraphedSteps(on_gpu, batch)
    packed = PackedLSTM(model)
    return lambda batch: PackedSteps(packed, batch)


def gumbel_noise(seeds: Sequence[int], symbols: int) -> Iterator[Tensor]:
    """Endless Gumbel noise (B, symbols) per step; row i depends on seeds[i] only."""
    generators = [torch.Generator().manual_seed(seed & (2**63 - 1)) for seed in seeds]
    while True:
        blocks = [torch.empty(NOISE_BLOCK, symbols).exponential_(generator=g) for g in generators]
        yield from torch.stack(blocks, 1).log_().neg_()  # (NOISE_BLOCK, B, symbols)


def warping(options: TextOptions) -> Warp:
    """Scores (B, symbols) given the tokens before (B, T), by transformers' processors; only those that matter."""
    from transformers.generation import logits_process as warpers  # takes seconds

    chain: list[Warp] = []
    if options.repetition_penalty > 1:
        chain.append(warpers.RepetitionPenaltyLogitsProcessor(options.repetition_penalty))
    if options.temperature != 1:
        chain.append(warpers.TemperatureLogitsWarper(options.temperature))
    if options.top_k:
        chain.append(warpers.TopKLogitsWarper(options.top_k))
    if options.top_p < 1:
        chain.append(warpers.TopPLogitsWarper(options.top_p))
    if options.min_p:
        chain.append(warpers.MinPLogitsWarper(options.min_p))

    def warp(tokens: Tensor, scores: Tensor) -> Tensor:
        for each in chain:
            scores = each(tokens, scores)
        return scores

    return warp
