"""Here live the features of ink pieces that tell a pen from print: edge directions, coarse shape, size and stroke."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ocr.spot_ink import FIGURE_COUNT, PATCH_HEIGHT, PATCH_WIDTH, InkPiece

_DIRECTIONS = 8
_CELL = 4
# Of all features the last are figures.
ALL_FIGURES = 3 * FIGURE_COUNT
_CELLS = (PATCH_HEIGHT // _CELL, PATCH_WIDTH // _CELL)


def list_features(pieces: Sequence[InkPiece]) -> npt.NDArray[np.float32]:
    """float32 (pieces, n), of the pieces of one spot: edge directions by cell, the patch at half size, the figures.

    The figures come with their mean and spread over the spot: printed digits are all alike, written ones differ.
    """
    figures = np.stack([piece.figures for piece in pieces])
    together = np.concatenate([figures.mean(axis=0), figures.std(axis=0)])
    shapes = np.stack([_shape(piece) for piece in pieces])
    return np.concatenate([shapes, figures, np.tile(together, (len(pieces), 1))], axis=1).astype(np.float32)


def _shape(piece: InkPiece) -> npt.NDArray[np.float32]:
    half = cv2.resize(piece.patch, (PATCH_WIDTH // 2, PATCH_HEIGHT // 2), interpolation=cv2.INTER_AREA)
    return np.concatenate((_edge_directions(piece).ravel(), np.asarray(half, np.float32).ravel()))


def _edge_directions(piece: InkPiece) -> npt.NDArray[np.float32]:
    """Strength of edges by cell and direction, each cell's sum evened by the whole patch."""
    across = cv2.Sobel(piece.patch, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(piece.patch, cv2.CV_32F, 0, 1, ksize=3)
    strength = np.hypot(across, down)
    turn = (np.arctan2(down, across) % np.pi) / np.pi * _DIRECTIONS
    low = np.floor(turn).astype(int) % _DIRECTIONS
    share = (turn - np.floor(turn)).astype(np.float32)
    planes = np.zeros((_DIRECTIONS, PATCH_HEIGHT, PATCH_WIDTH), np.float32)
    rows, columns = np.indices(low.shape)
    planes[low, rows, columns] = strength * (1 - share)
    planes[(low + 1) % _DIRECTIONS, rows, columns] += strength * share
    cells = planes.reshape(_DIRECTIONS, _CELLS[0], _CELL, _CELLS[1], _CELL).sum(axis=(2, 4))
    return np.asarray(np.sqrt(cells / max(1e-6, float(cells.sum()))), np.float32)
