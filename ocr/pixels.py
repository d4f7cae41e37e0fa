"""Here live the shapes of pixels: the array types that the rooms' pure steps take and give."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

# Pages are read side by side in one process per core; more threads only fight (measured: 4-5 times slower).
cv2.setNumThreads(1)

Pixels = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]
# What OpenCV gives back: its stubs leave the element type open.
Array = npt.NDArray[Any]


def as_gray_view(gray: Pixels) -> Pixels:
    """A gray picture as one of three equal channels, without a copy: uint8 (height, width, 3), not to be written to.

    Pages without colour are carried like this, so that every step may take (height, width, 3) and those that know
    better need not look at three channels.
    """
    return np.broadcast_to(gray[:, :, None], (*gray.shape, 3))


def is_gray_view(rgb: Pixels) -> bool:
    """Whether a picture's channels are one and the same memory, as `as_gray_view` makes them."""
    return rgb.strides[2] == 0
