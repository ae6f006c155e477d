import math
from typing import TypeVar

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from generators.models.flow import Flow
from generators.models.vae import VAE, VAEConfig, importance_bound, log_discretised_logistic
from generators.training.vae_bound import as_pixels, bounds

M = TypeVar("M", bound=nn.Module)

SMALL = {"width": 24, "block": 16, "features": 16, "flow": 8, "latent": 4, "label": 3}
SLOPE, OFFSET = 2.0, 0.7  # of the one pixel that depends on the one latent


def stirred(module: M) -> M:
    """Move every weight, so that nothing is nought by initialisation."""
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return module


def one_pixel_vae() -> VAE:
    """z ~ N(0, 1), the first pixel is white with probability σ(SLOPE z₀ + OFFSET), all others are black.

    Its posterior is N(0.3, 1) whatever the image, so the importance weights have something to mend.
    """
    vae = VAE(VAEConfig(**{**SMALL, "latent": 2}))
    to_pixels = nn.Linear(2, 784)
    with torch.no_grad():
        for parameter in (*to_pixels.parameters(), *vae.to_stats.parameters()):
            parameter.zero_()
        to_pixels.bias.fill_(-60.0)
        to_pixels.weight[0, 0], to_pixels.bias[0] = SLOPE, OFFSET
        vae.to_stats.bias.copy_(torch.tensor([0.3, 0.3, 1.0, 1.0]))
    vae.decoder = nn.Sequential(to_pixels)
    return vae


def white_first_pixel() -> Tensor:
    x = torch.zeros(1, 784)
    x[0, 0] = 1
    return x


def log_p_of_white() -> float:
    """log E σ(SLOPE z + OFFSET) for standard normal z, by Gauss–Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    chance = weights / math.sqrt(2 * math.pi) @ (1 / (1 + np.exp(-SLOPE * nodes - OFFSET)))
    return math.log(chance)


def mean_bound(draws: int, repeats: int) -> float:
    torch.manual_seed(0)
    x = white_first_pixel().expand(repeats, 784)
    with torch.inference_mode():
        weights = one_pixel_vae().log_weights(x, torch.randn(draws, repeats, 2))
        return importance_bound(weights).mean().item()


@pytest.mark.parametrize("size", [4, 5])
def test_a_flow_undoes_itself(size: int) -> None:
    flow = stirred(Flow(size, context=3, hidden=8, couplings=3)).double()
    noise, context = torch.randn(7, size).double(), torch.randn(7, 3).double()

    latents, stretched = flow(noise, context)
    back, shrunk = flow.inverse(latents, context)

    assert not torch.allclose(latents, noise)
    torch.testing.assert_close(back, noise)
    torch.testing.assert_close(shrunk, -stretched)


def test_a_flow_knows_how_much_it_stretches_space() -> None:
    flow = stirred(Flow(5, context=3, hidden=8, couplings=3)).double()
    noise, context = torch.randn(5).double(), torch.randn(3).double()

    jacobian = torch.autograd.functional.jacobian(lambda u: flow(u, context)[0], noise)

    torch.testing.assert_close(flow(noise, context)[1], torch.linalg.slogdet(jacobian).logabsdet)


def test_the_parts_of_a_vae_fit_together() -> None:
    vae = VAE(VAEConfig(**SMALL))
    x, labels = torch.rand(3, 784).round(), torch.tensor([0, 5, 9])

    z, log_q = vae.infer(x, torch.randn(2, 3, 4))

    assert z.shape == (2, 3, 4)
    assert log_q.shape == vae.log_prior(z, labels).shape == vae.log_mixture_prior(z).shape == (2, 3)
    assert vae.decode(z).shape == (2, 3, 784)
    assert vae.draw(z).shape == (2, 3, 28, 28)
    assert vae.log_weights(x, torch.randn(2, 3, 4), labels).shape == (2, 3)


def test_noise_and_latents_are_two_names_of_the_same_point() -> None:
    vae = stirred(VAE(VAEConfig(**SMALL)))
    noise, labels = torch.randn(6, 4), torch.arange(6)

    torch.testing.assert_close(vae.to_noise(vae.to_latents(noise, labels), labels), noise)


def test_the_prior_of_an_image_without_a_label_is_the_mean_over_the_classes() -> None:
    vae = stirred(VAE(VAEConfig(**SMALL)))
    z = torch.randn(5, 4)

    each = [vae.log_prior(z, torch.tensor(label)).exp() for label in range(10)]

    torch.testing.assert_close(vae.log_mixture_prior(z).exp(), torch.stack(each).mean(dim=0))


def test_the_bound_reaches_the_true_likelihood_of_a_case_known_by_quadrature() -> None:
    assert mean_bound(draws=5_000, repeats=4) == pytest.approx(log_p_of_white(), abs=0.01)


def test_the_bound_tightens_with_the_number_of_draws() -> None:
    one, five, hundred = (mean_bound(draws, repeats=10_000 // draws) for draws in (1, 5, 100))

    assert one < five - 0.02
    assert five < hundred - 0.005
    assert hundred < log_p_of_white() + 0.005


def test_the_measured_bounds_do_not_depend_on_how_images_are_split() -> None:
    vae = one_pixel_vae()
    images = torch.zeros(8, 28, 28, dtype=torch.uint8)
    images[:, 0, 0] = 255

    figures = bounds(vae, images, draws=1_500)

    assert figures["iwae_nats"] == pytest.approx(-log_p_of_white(), abs=0.02)
    assert figures["elbo_nats"] > figures["iwae_nats"]


@pytest.mark.parametrize("mean", [-0.4, 0.0, 0.31, 1.2])
def test_the_chances_of_all_greys_add_up_to_one(mean: float) -> None:
    greys = torch.arange(256).double() / 255

    log_chances = log_discretised_logistic(greys, torch.tensor(mean), torch.tensor(-3.0).double())

    assert log_chances.exp().sum().item() == pytest.approx(1)


def test_binary_pixels_are_white_as_often_as_they_are_bright() -> None:
    images = torch.full((400, 28, 28), 51, dtype=torch.uint8)

    pixels = as_pixels(images, "binary", torch.Generator().manual_seed(0))

    assert set(pixels.unique().tolist()) == {0.0, 1.0}
    assert pixels.mean().item() == pytest.approx(0.2, abs=0.005)
    assert as_pixels(images, "grey").unique().item() == pytest.approx(0.2)
