import torch

from generators.models.interpolation import interpolate


def test_an_interpolation_begins_and_ends_at_its_ends_and_keeps_their_length() -> None:
    start, end = torch.tensor([3.0, 0.0, 4.0]), torch.tensor([0.0, 5.0, 0.0])

    path = interpolate(start, end, steps=5)

    assert torch.allclose(path[0], start, atol=1e-5)
    assert torch.allclose(path[-1], end, atol=1e-5)
    assert torch.allclose(path.norm(dim=1), torch.full((5,), 5.0), atol=1e-4)


def test_an_interpolation_between_parallel_latents_is_a_straight_line() -> None:
    start = torch.tensor([1.0, 1.0])

    path = interpolate(start, 3 * start, steps=3)

    assert torch.allclose(path[1], 2 * start)
