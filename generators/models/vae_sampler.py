"""Draws images with the shipped VAEs: one seed per image, reconstruction, interpolation and slices."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from generators.data import Dataset
from generators.models.interpolation import interpolate
from generators.models.vae import VAE, VAEConfig
from generators.runtime import has_fast_bfloat16, in_fixed_batches, item_noise
from generators.weights import load_weights, shipped

AT_ONCE = 128  # rows in every product


class VaeSampler:
    """A trained VAE, ready to draw."""

    def __init__(self, vae: VAE, device: torch.device) -> None:
        self._vae = vae.to(device).eval()
        self._device = device
        if has_fast_bfloat16(device):  # twice the speed of that part, by 0.1 grey levels off
            self._vae.decoder.to(torch.bfloat16)

    def sample(self, labels: Sequence[int], seeds: Sequence[int]) -> Tensor:
        """Uint8 images (N, 28, 28) on the CPU; image i follows from labels[i] and seeds[i] only."""
        return self.draw(self.noise(seeds), torch.tensor(labels))

    def noise(self, seeds: Sequence[int]) -> Tensor:
        """The noise (N, latent) that belongs to the seeds."""
        return item_noise(seeds, [self._vae.config.latent])

    @torch.inference_mode()
    def draw(self, noise: Tensor, labels: Tensor) -> Tensor:
        """Noise (N, latent) and labels (N) -> uint8 images (N, 28, 28)."""
        return in_fixed_batches(self._draw_batch, noise, labels, size=AT_ONCE)

    @torch.inference_mode()
    def embed(self, images: Tensor) -> Tensor:
        """Uint8 images (N, 28, 28) -> latents (N, latent), the middle of q(z|x)."""
        return in_fixed_batches(self._embed_batch, images, size=AT_ONCE)

    @torch.inference_mode()
    def redraw(self, latents: Tensor) -> Tensor:
        """Latents (N, latent) -> uint8 images (N, 28, 28)."""
        return in_fixed_batches(self._redraw_batch, latents, size=AT_ONCE)

    @torch.inference_mode()
    def recall(self, images: Tensor, labels: Tensor) -> Tensor:
        """Uint8 images (N, 28, 28) and labels (N) -> the noise (N, latent) that draws them again."""
        return in_fixed_batches(self._recall_batch, images, labels, size=AT_ONCE)

    @torch.inference_mode()
    def between(self, noise: Tensor, labels: Tensor, steps: int) -> Tensor:
        """Uint8 images (steps, 28, 28) on the way between two: noise (2, latent), labels (2).

        The noise goes along an arc, the label's embedding along a line: both ends are what `draw` gives.
        """
        start, end = self._vae.label(labels.to(self._device))
        share = torch.linspace(0, 1, steps, device=self._device).unsqueeze(1)
        label = torch.lerp(start, end, share)
        arc = interpolate(noise[0], noise[1], steps)
        return in_fixed_batches(self._draw_with, arc, label.cpu(), size=AT_ONCE)

    def _draw_batch(self, noise: Tensor, labels: Tensor) -> Tensor:
        return self._draw_with(noise, self._vae.label(labels.to(self._device)))

    def _draw_with(self, noise: Tensor, label: Tensor) -> Tensor:
        latents, _ = self._vae.prior(noise.to(self._device), label.to(self._device))
        return self._redraw_batch(latents)

    def _redraw_batch(self, latents: Tensor) -> Tensor:
        return (self._vae.draw(latents.to(self._device)) * 255).round().byte().cpu()

    def _embed_batch(self, images: Tensor) -> Tensor:
        pixels = images.to(self._device).flatten(1).float() / 255
        middle = torch.zeros(1, len(pixels), self._vae.config.latent, device=self._device)
        latents, _ = self._vae.infer(pixels, middle)
        return latents[0].cpu()

    def _recall_batch(self, images: Tensor, labels: Tensor) -> Tensor:
        latents = self._embed_batch(images).to(self._device)
        return self._vae.to_noise(latents, labels.to(self._device)).cpu()


def load(dataset: Dataset, device: torch.device) -> VaeSampler:
    """The shipped VAE of a data set."""
    return VaeSampler(load_vae(dataset), device)


def load_vae(dataset: Dataset) -> VAE:
    """The shipped network of a data set."""
    saved = load_weights(shipped(f"vae-{dataset}"))
    vae = VAE(VAEConfig(**saved.config))
    vae.load_state_dict(saved.tensors)
    return vae.eval()


def plane(across: Tensor, down: Tensor, steps: int, reach: float = 2.0) -> Tensor:
    """Noise (steps · steps, latent), row by row, on the plane of two orthonormal directions (latent).

    From −reach to reach standard deviations along each.
    """
    stops = torch.linspace(-reach, reach, steps)
    rows, columns = torch.meshgrid(stops, stops, indexing="ij")
    return rows.reshape(-1, 1) * down + columns.reshape(-1, 1) * across
