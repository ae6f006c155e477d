"""Which classes were asked for."""

from __future__ import annotations

from generators.data import CLASSES
from generators.requests import ImageRequest


def labels_of(request: ImageRequest) -> list[int]:
    """The label of each image: one class throughout, or each in turn, as generate_image draws them."""
    classes = CLASSES[request.dataset]
    if request.label:
        return [classes.index(request.label)] * request.count
    return [i % len(classes) for i in range(request.count)]
