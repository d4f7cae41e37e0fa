"""Here live the inks laid over print: the round red seal and the blue signature."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from benchmarks.papers.faces import get_font
from benchmarks.papers.handwriting import write_words
from benchmarks.papers.sheet import EmblemMark, QrMark, SealMark, SignatureMark, TextMark

Pixels = npt.NDArray[np.uint8]
_SEAL_RED = np.array([214, 38, 44], dtype=np.float32)
_SIGNATURE_BLUE = (38, 52, 150)
# OpenCV draws between pixels when points are given in sixteenths.
_FINE_BITS = 4


def paint_seal(page: Pixels, mark: SealMark, px_per_mm: float) -> None:
    """Stamp a seal in place: ink multiplies with what it covers, as it does on paper."""
    cover = _seal_cover(mark.around, mark.below, mark.middle, round(mark.radius_mm * px_per_mm * 2))
    side = cover.shape[0]
    left, top = round(mark.x_mm * px_per_mm) - side // 2, round(mark.y_mm * px_per_mm) - side // 2
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + side, page.shape[1]), min(top + side, page.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    strength = cover[y0 - top : y1 - top, x0 - left : x1 - left, None]
    under = page[y0:y1, x0:x1].astype(np.float32)
    page[y0:y1, x0:x1] = (under * (1 - strength) + under * (_SEAL_RED / 255) * strength).astype(np.uint8)


@lru_cache(maxsize=32)
def _seal_cover(around: str, below: str, middle: str, side: int) -> npt.NDArray[np.float32]:
    """How much ink lies where, 0-1, float32 (side, side)."""
    image = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(image)
    thick = max(2, side // 60)
    pen.ellipse((1, 1, side - 2, side - 2), outline=255, width=thick)
    inset = round(side * 0.045)
    pen.ellipse((inset, inset, side - inset, side - inset), outline=255, width=max(1, thick // 2))
    ring = round(side * 0.2)
    pen.ellipse((ring, ring, side - ring, side - ring), outline=255, width=max(1, thick // 2))
    _text_on_circle(image, around, side, upper=True)
    _text_on_circle(image, below, side, upper=False)
    _star(pen, side, side * (0.1 if middle else 0.22), side * (0.36 if middle else 0.5))
    _middle_text(pen, middle, side)
    grain = np.random.default_rng(side).random((side // 6 + 1, side // 6 + 1), dtype=np.float32)
    texture = np.clip(cv2.resize(grain, (side, side), interpolation=cv2.INTER_CUBIC) * 0.5 + 0.55, 0, 0.9)
    cover: npt.NDArray[np.float32] = np.asarray(image, dtype=np.float32) / 255 * texture
    return cover


def _text_on_circle(image: Image.Image, text: str, side: int, *, upper: bool) -> None:
    radius = side * 0.375
    room = math.radians(245 if upper else 88)
    size = max(6, round(side * 0.085))
    while size > 6 and _spread(text, size, side) / radius > room:
        size -= 1
    font = get_font("serif-bold", size)
    widths = [font.getlength(char) + side * 0.006 for char in text]
    spread = sum(widths) / radius
    angle = -spread / 2
    for char, width in zip(text, widths, strict=True):
        middle = angle + width / radius / 2
        angle += width / radius
        tile = Image.new("L", (round(side * 0.16), round(side * 0.16)), 0)
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), char, font=font, fill=255, anchor="mm")
        turn = -math.degrees(middle) if upper else math.degrees(middle)
        tile = tile.rotate(turn, resample=Image.Resampling.BILINEAR)
        x = side / 2 + radius * math.sin(middle)
        y = side / 2 - radius * math.cos(middle) * (1 if upper else -1)
        image.paste(255, (round(x - tile.width / 2), round(y - tile.height / 2)), tile)


def _spread(text: str, size: int, side: int) -> float:
    font = get_font("serif-bold", size)
    return sum(font.getlength(char) + side * 0.006 for char in text)


def _star(pen: ImageDraw.ImageDraw, side: int, radius: float, centre_y: float) -> None:
    points = []
    for index in range(10):
        reach = radius if index % 2 == 0 else radius * 0.4
        angle = -math.pi / 2 + index * math.pi / 5
        points.append((side / 2 + reach * math.cos(angle), centre_y + reach * math.sin(angle)))
    pen.polygon(points, fill=255)


def _middle_text(pen: ImageDraw.ImageDraw, middle: str, side: int) -> None:
    font = get_font("serif-bold", max(6, round(side * 0.07)))
    for index, row in enumerate(middle.split("\n") if middle else []):
        pen.text((side / 2, side * (0.5 + 0.085 * index)), row, font=font, fill=255, anchor="mm")


def paint_signature(page: Pixels, mark: SignatureMark, px_per_mm: float) -> None:
    """Write a looping scribble in place."""
    rng = np.random.default_rng(mark.seed)
    steps = np.linspace(0, 1, 160)
    x = mark.x_mm + mark.width_mm * (steps + 0.07 * np.sin(steps * 2 * np.pi * rng.uniform(3, 5)))
    loops = np.sin(steps * 2 * np.pi * rng.uniform(3.0, 5.5) + rng.uniform(0, 6)) * (1 - 0.6 * steps)
    drift = np.sin(steps * np.pi * rng.uniform(1, 2) + rng.uniform(0, 6)) * 0.3
    y = mark.y_mm + mark.height_mm * (0.5 + 0.42 * loops + drift * 0.5)
    points = np.stack([x * px_per_mm, y * px_per_mm], axis=1).astype(np.int32)
    thick_px = max(2, round(0.45 * px_per_mm))
    cv2.polylines(page, [points], False, _SIGNATURE_BLUE, thick_px, cv2.LINE_AA)
    tail = points[-1] + np.array([[0, 0], [-mark.width_mm * 0.8 * px_per_mm, mark.height_mm * 0.12 * px_per_mm]])
    cv2.polylines(page, [tail.astype(np.int32)], False, _SIGNATURE_BLUE, thick_px, cv2.LINE_AA)


def paint_writing(page: Pixels, mark: TextMark, px_per_mm: float) -> None:
    """Write a text by its hand, over whatever stands there; a printed mark is left alone."""
    hand = mark.style.hand
    if hand is None:
        return
    thick_px = max(1, round(hand.pen_mm * px_per_mm))
    for _, strokes in write_words(mark.text, hand, mark.x_mm, mark.baseline_mm):
        for stroke in strokes:
            points = np.round(stroke * px_per_mm * (1 << _FINE_BITS)).astype(np.int32)
            cv2.polylines(page, [points], False, hand.colour, thick_px, cv2.LINE_AA, _FINE_BITS)


def paint_emblem(page: Pixels, mark: EmblemMark, px_per_mm: float) -> None:
    """A disc, sheaves at its sides and a star: enough to stand where the emblem stands."""
    centre = (round(mark.x_mm * px_per_mm), round(mark.y_mm * px_per_mm))
    radius = mark.radius_mm * px_per_mm
    cv2.circle(page, centre, round(radius), (214, 160, 52), -1, cv2.LINE_AA)
    cv2.circle(page, centre, round(radius * 0.8), (196, 40, 36), -1, cv2.LINE_AA)
    for index in range(18):
        angle = math.pi * (0.12 + 0.76 * index / 17)
        for side in (-1, 1):
            inner = _around(centre, radius * 0.82, side * angle)
            outer = _around(centre, radius, side * angle)
            cv2.line(page, inner, outer, (120, 84, 24), max(1, round(px_per_mm * 0.15)), cv2.LINE_AA)
    heart = (centre[0], round(centre[1] - radius * 0.2))
    points = [_around(heart, radius * (0.42 if index % 2 == 0 else 0.17), index * math.pi / 5) for index in range(10)]
    cv2.fillPoly(page, [np.array(points, dtype=np.int32)], (246, 208, 70), cv2.LINE_AA)


def _around(centre: tuple[int, int], reach: float, angle: float) -> tuple[int, int]:
    """The point at a clockwise angle from straight up."""
    return round(centre[0] + reach * math.sin(angle)), round(centre[1] - reach * math.cos(angle))


def paint_qr(page: Pixels, mark: QrMark, px_per_mm: float) -> None:
    """A real QR code, black on white."""
    modules = np.asarray(cv2.QRCodeEncoder.create().encode(mark.payload), dtype=np.uint8)
    side = round(mark.side_mm * px_per_mm)
    code = cv2.resize(modules, (side, side), interpolation=cv2.INTER_NEAREST)
    left, top = round(mark.x_mm * px_per_mm), round(mark.y_mm * px_per_mm)
    page[top : top + side, left : left + side] = code[..., None]
