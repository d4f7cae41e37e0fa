"""Here live the grounds of papers: plain white, tinted guilloche with a frame, the land book's lotus pink drum."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]


def paint_ground(name: str, size_px: tuple[int, int], dpi: int) -> Pixels:
    """An empty sheet, uint8 (height, width, 3) RGB.

    Args:
        name: `plain`, `civil` (birth and marriage stock), `land` (lotus pink, bronze drum), `framed`, `leaf` or `sky`
            (greenish, bluish stock of licences), `cover` (red book), `old_book` (its yellowish inner pages).
    """
    return _grounds(name, size_px, dpi).copy()


@lru_cache(maxsize=4)
def _grounds(name: str, size_px: tuple[int, int], dpi: int) -> Pixels:
    paper: Pixels = np.full((size_px[1], size_px[0], 3), 253, dtype=np.uint8)
    _PAINTERS[name](paper, dpi / 25.4)
    return paper


def _plain(_paper: Pixels, _px_per_mm: float) -> None:
    """White office paper carries nothing."""


def _civil(paper: Pixels, px_per_mm: float) -> None:
    paper[:] = (253, 243, 241)
    _guilloche(paper, px_per_mm, (243, 212, 208), pitch_mm=5.2)
    _drum(paper, px_per_mm, (245, 219, 214), radius_mm=52.0)
    _frame(paper, px_per_mm, (196, 96, 88))


def _land(paper: Pixels, px_per_mm: float) -> None:
    paper[:] = (252, 232, 236)
    _guilloche(paper, px_per_mm, (246, 214, 221), pitch_mm=7.0)
    _drum(paper, px_per_mm, (240, 200, 209), radius_mm=68.0)
    _frame(paper, px_per_mm, (206, 120, 138))


def _framed(paper: Pixels, px_per_mm: float) -> None:
    paper[:] = (254, 252, 244)
    _guilloche(paper, px_per_mm, (244, 236, 214), pitch_mm=8.0)
    _frame(paper, px_per_mm, (168, 132, 66))


def _leaf(paper: Pixels, px_per_mm: float) -> None:
    paper[:] = (243, 250, 240)
    _guilloche(paper, px_per_mm, (206, 230, 200), pitch_mm=4.4)
    _frame(paper, px_per_mm, (96, 150, 96))


def _sky(paper: Pixels, px_per_mm: float) -> None:
    paper[:] = (242, 247, 252)
    _guilloche(paper, px_per_mm, (202, 220, 238), pitch_mm=3.6)
    _drum(paper, px_per_mm, (206, 222, 240), radius_mm=60.0)


def _cover(paper: Pixels, _px_per_mm: float) -> None:
    paper[:] = (176, 22, 30)


def _old_book(paper: Pixels, px_per_mm: float) -> None:
    paper[:] = (250, 244, 220)
    _frame(paper, px_per_mm, (188, 120, 96))


def _guilloche(paper: Pixels, px_per_mm: float, colour: Colour, pitch_mm: float) -> None:
    """Two families of interlaced waves over the whole sheet."""
    height, width = paper.shape[:2]
    x = np.arange(0, width + 8, max(4, round(px_per_mm * 0.7)), dtype=np.float64)
    for phase, slope in ((0.0, 1.0), (np.pi, -1.0)):
        for top_mm in np.arange(-6.0, height / px_per_mm + 6.0, pitch_mm):
            wave = np.sin(x / px_per_mm / 6.0 * slope + phase) * 3.2 + np.sin(x / px_per_mm / 17.0 + phase) * 2.4
            points = np.stack([x, (top_mm + wave) * px_per_mm], axis=1).astype(np.int32)
            cv2.polylines(paper, [points], False, colour, max(1, round(px_per_mm * 0.1)), cv2.LINE_AA)


def _drum(paper: Pixels, px_per_mm: float, colour: Colour, radius_mm: float) -> None:
    """A bronze drum: a many-rayed star in rings of strokes, in the middle of the sheet."""
    height, width = paper.shape[:2]
    centre = np.array([width / 2, height * 0.5])
    thick_px = max(1, round(px_per_mm * 0.18))
    for share in (0.22, 0.3, 0.48, 0.56, 0.78, 0.86, 1.0):
        cv2.circle(paper, _point(centre), round(radius_mm * share * px_per_mm), colour, thick_px, cv2.LINE_AA)
    angles = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    radii = np.where(np.arange(28) % 2 == 0, 0.2, 0.07) * radius_mm * px_per_mm
    star = centre + np.stack([np.cos(angles) * radii, np.sin(angles) * radii], axis=1)
    cv2.polylines(paper, [star.astype(np.int32)], True, colour, thick_px, cv2.LINE_AA)
    for inner, outer, count in ((0.31, 0.47, 60), (0.57, 0.77, 48), (0.87, 0.99, 96)):
        for angle in np.linspace(0, 2 * np.pi, count, endpoint=False):
            ray = np.array([np.cos(angle), np.sin(angle)]) * radius_mm * px_per_mm
            lean = np.array([np.cos(angle + 0.06), np.sin(angle + 0.06)]) * radius_mm * px_per_mm
            cv2.line(paper, _point(centre + ray * inner), _point(centre + lean * outer), colour, thick_px, cv2.LINE_AA)


def _frame(paper: Pixels, px_per_mm: float, colour: Colour) -> None:
    """A double rule with a running chain between, 9 mm from the edge."""
    height, width = paper.shape[:2]
    outer, inner = round(9 * px_per_mm), round(13 * px_per_mm)
    for inset, thick_mm in ((outer, 0.7), (inner, 0.3)):
        thick_px = max(1, round(thick_mm * px_per_mm))
        cv2.rectangle(paper, (inset, inset), (width - inset, height - inset), colour, thick_px, cv2.LINE_AA)
    middle = (outer + inner) // 2
    radius = (inner - outer) // 2 - 2
    step = round(3.2 * px_per_mm)
    for x in range(middle, width - middle + 1, step):
        for y in (middle, height - middle):
            cv2.circle(paper, (x, y), radius, colour, 1, cv2.LINE_AA)
    for y in range(middle, height - middle + 1, step):
        for x in (middle, width - middle):
            cv2.circle(paper, (x, y), radius, colour, 1, cv2.LINE_AA)


def _point(place: npt.NDArray[np.float64]) -> tuple[int, int]:
    return int(place[0]), int(place[1])


_PAINTERS: dict[str, Callable[[Pixels, float], None]] = {
    "plain": _plain,
    "civil": _civil,
    "land": _land,
    "framed": _framed,
    "leaf": _leaf,
    "sky": _sky,
    "cover": _cover,
    "old_book": _old_book,
}
