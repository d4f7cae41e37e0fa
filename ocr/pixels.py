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
