"""Here live drawn number and dated lines, printed or filled in by hand, as a scanner delivers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from benchmarks.papers.faces import Face
from benchmarks.training.pen_digits import draw_hand, write_digit, write_slash
from benchmarks.training.type_faces import FAMILIES, FAMILY_ODDS, get_type
from schemas.geometry import Box
from schemas.ocr_page import Word

Pixels = npt.NDArray[np.uint8]
Filling = Literal["printed", "written", "stamped", "empty"]
# Pictures are drawn at twice their size and shrunk, so that strokes have soft edges.
_OVER = 2
_SIGNS = (
    "/QĐ-UBND",
    "/GPXD",
    "/SYT-NVY",
    "/TB-UBND",
    "/KH-SGDĐT",
    "/GM-STP",
    "/CV-VP",
    "/TTr-SNV",
    "/BC-CTK",
    "-QĐ/TU",
)
_PLACES = ("Cần Thơ,", "Kiên Giang,", "Ninh Kiều,", "Hà Nội,", "Phú Thọ,", "Ô Môn,", "Thới Lai,", "Đà Nẵng,", "Huế,")
# More blur than this, in pixels, and two values leave nothing readable.
_READABLE_IN_TWO = 1.1
# Ink is darker than this.
_VISIBLE = 215
_GARBAGE = "4⁄ƒ#(Ở@lcŸÐ5§"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A digit as drawn: where it stands, whether print, a hand or a stamp made it."""

    box: Box
    filling: Filling


@dataclass(slots=True)
class DrawnLine:
    """One line: uint8 (height, width) white ground, the words an engine would give, the digits in its spots."""

    pixels: Pixels
    words: list[Word] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class _Setting:
    canvas: Image.Image
    pen: ImageDraw.ImageDraw
    rng: np.random.Generator
    family: int
    face: Face
    size: int
    x: float
    foot: float
    line: DrawnLine

    @property
    def capital(self) -> float:
        return self.size * 0.66


def draw_line(rng: np.random.Generator, filling: Filling | None = None) -> DrawnLine:
    """A number line and a dated line side by side; each spot filled as given, else at random."""
    dpi = int(rng.choice((100, 120, 150, 200, 200, 200, 300, 300)))
    size = round(float(rng.uniform(12, 14.5)) / 72 * dpi * _OVER)
    width, height = round(7.6 * dpi) * _OVER, round(size * 4.2)
    canvas = Image.new("L", (width, height), 255)
    line = DrawnLine(np.zeros((1, 1), np.uint8))
    upright: Face = "typewriter" if rng.random() < 0.18 else "serif"
    sloped: Face = upright if upright == "typewriter" or rng.random() < 0.3 else "serif-italic"
    if upright == "serif" and rng.random() < 0.2:
        upright = "serif-bold"
    pen = ImageDraw.Draw(canvas)
    family = int(rng.choice(len(FAMILIES), p=FAMILY_ODDS))
    setting = _Setting(canvas, pen, rng, family, upright, size, 0.1 * dpi * _OVER, height * 0.6, line)
    _set_number(setting, filling)
    setting.face = sloped
    setting.x = max(setting.x + 1.2 * size, 2.9 * dpi * _OVER)
    setting.foot += float(rng.uniform(-0.08, 0.08)) * size
    _set_date(setting, filling)
    _add_surroundings(setting)
    line.pixels = _scan(_stretch(np.asarray(canvas), line, setting.foot, rng), dpi, rng)
    _shrink_places(line, rng)
    # A pale pen may leave nothing on a black and white scan.
    line.glyphs = [glyph for glyph in line.glyphs if _is_visible(line.pixels, glyph.box)]
    return line


def _is_visible(pixels: Pixels, box: Box) -> bool:
    part = pixels[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    return part.size > 0 and float((part < _VISIBLE).mean()) > 0.1


def _set_number(setting: _Setting, filling: Filling | None) -> None:
    rng = setting.rng
    _print(setting, str(rng.choice(("Số:", "Số:", "Số :", "Số"))))
    number = str(rng.integers(1, 10 ** int(rng.integers(1, 5))))
    if rng.random() < 0.2:
        number = number.zfill(2)
    if rng.random() < 0.2:
        number += f"/{rng.integers(1990, 2027)}"
    _fill(setting, number, filling, roomy=True)
    if rng.random() < 0.9:
        _print(setting, str(rng.choice(_SIGNS)))


def _set_date(setting: _Setting, filling: Filling | None) -> None:
    rng = setting.rng
    for word in str(rng.choice(_PLACES)).split():
        _print(setting, word)
        setting.x += 0.26 * setting.size
    _print(setting, "ngày")
    day, month = int(rng.integers(1, 32)), int(rng.integers(1, 13))
    _fill(setting, f"{day:02d}" if rng.random() < 0.7 else str(day), filling)
    _print(setting, "tháng")
    _fill(
        setting,
        f"{month:02d}" if rng.random() < 0.5 else str(month),
        filling or (None if rng.random() < 0.5 else "printed"),
    )
    _print(setting, "năm")
    setting.x += 0.27 * setting.size
    _print(setting, str(rng.integers(1990, 2027)))


def _fill(setting: _Setting, digits: str, filling: Filling | None, *, roomy: bool = False) -> None:
    rng = setting.rng
    chosen: Filling = filling or str(rng.choice(("printed", "written", "stamped", "empty"), p=(0.46, 0.44, 0.06, 0.04)))  # type: ignore[assignment]
    start = setting.x
    if chosen == "printed":
        setting.x += float(rng.uniform(0.1 if roomy else 0.22, 0.7)) * setting.size
        _print_digits(setting, digits)
        setting.x += float(rng.uniform(0.0 if roomy else 0.22, 0.6)) * setting.size
    elif chosen == "stamped":
        setting.x += float(rng.uniform(0.1, 0.5)) * setting.size
        _stamp_digits(setting, digits)
        setting.x += float(rng.uniform(0.1, 0.6)) * setting.size
    elif chosen == "written":
        setting.x += float(rng.uniform(-0.05, 0.5)) * setting.size
        _write_digits(setting, digits)
        setting.x += float(rng.uniform(-0.08, 0.7)) * setting.size
    else:
        setting.x += float(rng.uniform(0.8, 2.2)) * setting.size
    if rng.random() < 0.1:
        _dot_leader(setting, start, setting.x)


def _print(setting: _Setting, text: str) -> None:
    """Print at the cursor, noted as a word."""
    font = get_type(setting.family, setting.face, setting.size)
    shade = int(setting.rng.integers(0, 45))
    setting.pen.text((setting.x, setting.foot), text, font=font, fill=shade, anchor="ls")
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    box = Box(
        round(setting.x + left), round(setting.foot + top), round(setting.x + right), round(setting.foot + bottom)
    )
    setting.line.words.append(Word(text, box, 0.95))
    setting.x += font.getlength(text)


def _print_digits(setting: _Setting, digits: str) -> None:
    """Digits in the line's own type, sometimes a little larger, bolder or in another face, as typists leave them."""
    rng = setting.rng
    face, size = setting.face, setting.size
    if rng.random() < 0.15:
        face = str(rng.choice(("serif", "serif-bold", "serif-italic", "serif-bold-italic")))  # type: ignore[assignment]
    if rng.random() < 0.2:
        size = round(size * float(rng.uniform(0.92, 1.09)))
    # Worn type and bad scanners let digits run together.
    apart = float(rng.uniform(-0.1, 0.02)) * size if rng.random() < 0.2 else 0.0
    _set_digits(setting, digits, get_type(setting.family, face, size), setting.foot, "printed", apart)


def _stamp_digits(setting: _Setting, digits: str) -> None:
    rng = setting.rng
    face: Face = str(rng.choice(("typewriter", "serif-bold", "serif")))  # type: ignore[assignment]
    font = get_type(setting.family, face, round(setting.size * float(rng.uniform(1.12, 1.6))))
    lift = float(rng.choice((-1, 1)) * rng.uniform(0.12, 0.35)) * setting.capital
    _set_digits(setting, digits, font, setting.foot + lift, "stamped", float(rng.uniform(0, 0.25)) * setting.size)


def _set_digits(
    setting: _Setting, digits: str, font: ImageFont.FreeTypeFont, foot: float, filling: Filling, apart: float = 0.0
) -> None:
    first = len(setting.line.glyphs)
    shade = int(setting.rng.integers(0, 60))
    for digit in digits:
        setting.pen.text((setting.x, foot), digit, font=font, fill=shade, anchor="ls")
        left, top, right, bottom = font.getbbox(digit, anchor="ls")
        box = Box(round(setting.x + left), round(foot + top), round(setting.x + right), round(foot + bottom))
        setting.line.glyphs.append(Glyph(box, filling))
        setting.x += font.getlength(digit) + apart
    if filling == "printed":
        boxes = [glyph.box for glyph in setting.line.glyphs[first:]]
        setting.line.words.append(Word(digits, _hull(boxes), 0.9))


def _write_digits(setting: _Setting, digits: str) -> None:
    rng, hand = setting.rng, draw_hand(setting.rng)
    pixels = np.array(setting.canvas)
    # Ballpoints in blue come out of a scanner half as dark as print.
    shade = int(rng.integers(0, 90) if rng.random() < 0.5 else rng.integers(90, 190))
    width = max(1, round(hand.pen * setting.capital))
    previous: npt.NDArray[np.float64] | None = None
    boxes = []
    for digit in digits:
        written = write_slash(hand, rng) if digit == "/" else write_digit(int(digit), hand, rng)
        strokes = [stroke * setting.capital for stroke in written]
        left = min(float(stroke[:, 0].min()) for stroke in strokes)
        placed = [stroke + np.array((setting.x - left, setting.foot)) for stroke in strokes]
        for stroke in placed:
            _stroke(pixels, stroke, width, shade)
        if previous is not None and rng.random() < 0.06:
            _stroke(pixels, np.stack([previous, placed[0][0]]), max(1, width - 1), shade)
        previous = placed[-1][-1]
        points = np.concatenate(placed)
        low, high = points.min(axis=0) - width / 2, points.max(axis=0) + width / 2
        boxes.append(Box(round(low[0]), round(low[1]), round(high[0]), round(high[1])))
        setting.line.glyphs.append(Glyph(boxes[-1], "written"))
        setting.x = float(points[:, 0].max()) + hand.spacing * setting.capital * float(rng.uniform(0.6, 1.4))
    setting.canvas.paste(Image.fromarray(pixels))
    _misread(setting, boxes)


def _misread(setting: _Setting, boxes: list[Box]) -> None:
    """What an engine makes of written digits: nothing, a wrong word, or a part of the word before."""
    rng, words = setting.rng, setting.line.words
    way = rng.random()
    if way < 0.45:
        count = int(rng.integers(1, 4))
        words.append(Word("".join(rng.choice(list(_GARBAGE), count)), _hull(boxes), 0.4))
    elif way < 0.6:
        last = words.pop()
        words.append(Word(last.text + str(rng.choice(list(_GARBAGE))), _hull([last.box, *boxes]), 0.5))


def _stroke(pixels: npt.NDArray[np.uint8], points: npt.NDArray[np.float64], width: int, shade: int) -> None:
    steps = np.round(points * 16).astype(np.int32)
    cv2.polylines(pixels, [steps], False, shade, width, cv2.LINE_AA, shift=4)


def _dot_leader(setting: _Setting, left: float, right: float) -> None:
    step = setting.size * 0.2
    for index in range(max(0, round((right - left) / step))):
        x, radius = left + index * step, setting.size * 0.03
        setting.pen.ellipse((x - radius, setting.foot - radius, x + radius, setting.foot + radius), fill=60)


def _add_surroundings(setting: _Setting) -> None:
    """The feet of the line above, a rule, the tops of the line below, specks."""
    rng, (width, height) = setting.rng, setting.canvas.size
    font = get_type(setting.family, "serif-bold", setting.size)
    if rng.random() < 0.5:
        setting.pen.text(
            (0.2 * width, setting.foot - 1.75 * setting.size),
            "SỞ Y TẾ  Tự do - Hạnh phúc",
            font=font,
            fill=20,
            anchor="ls",
        )
    if rng.random() < 0.4:
        y = setting.foot - float(rng.uniform(1.25, 1.7)) * setting.size
        setting.pen.line((0.1 * width, y, 0.45 * width, y), fill=30, width=max(1, setting.size // 20))
    if rng.random() < 0.5:
        setting.pen.text(
            (0.05 * width, setting.foot + 1.45 * setting.size),
            "V/v tăng cường công tác kiểm tra",
            font=font,
            fill=20,
            anchor="ls",
        )
    for _ in range(int(rng.integers(0, 12))):
        x, y, radius = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.5, 0.05 * setting.size)
        setting.pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(rng.integers(0, 160)))


def _stretch(page: Pixels, line: DrawnLine, foot: float, rng: np.random.Generator) -> Pixels:
    """The line wider or narrower and slanted a little: as many type designs as can be had from few."""
    stretch, slant = float(rng.uniform(0.86, 1.12)), float(rng.uniform(-0.05, 0.12))
    height, width = page.shape
    place = np.array([[stretch, -slant, slant * foot], [0, 1, 0]])

    def placed(box: Box) -> Box:
        return Box(round(box.left * stretch), box.top, round(box.right * stretch), box.bottom)

    line.words = [Word(word.text, placed(word.box), word.confidence) for word in line.words]
    line.glyphs = [Glyph(placed(glyph.box), glyph.filling) for glyph in line.glyphs]
    return np.asarray(cv2.warpAffine(page, place, (width, height), borderValue=255), np.uint8)


def _scan(page: Pixels, dpi: int, rng: np.random.Generator) -> Pixels:
    """Shrunk, tilted a little, blurred, noisy; then gray, or cut to black and white."""
    height, width = page.shape
    tilt = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.normal(0, 0.2)), 1.0)
    page = np.asarray(cv2.warpAffine(page, tilt, (width, height), borderValue=255), np.uint8)
    page = np.asarray(cv2.resize(page, None, fx=1 / _OVER, fy=1 / _OVER, interpolation=cv2.INTER_AREA), np.uint8)
    blur = _draw_blur(dpi, rng)
    soft = np.asarray(cv2.GaussianBlur(page, (0, 0), blur), np.float32)
    soft += rng.normal(0, float(rng.choice((1, 4, 9))), soft.shape)
    if rng.random() < 0.25:
        soft = 255 - (255 - soft) * float(rng.uniform(0.5, 0.9))
    if rng.random() < 0.45 and blur < _READABLE_IN_TWO:
        cut = float(rng.uniform(125, 205))
        return np.where(soft < cut, 0, 255).astype(np.uint8)
    coded = cv2.imencode(
        ".jpg", np.clip(soft, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 90))]
    )[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def _draw_blur(dpi: int, rng: np.random.Generator) -> float:
    """Of a lens, in pixels; a phone's are the worst, but leave print readable."""
    return float(rng.uniform(1.1, 1.9) if dpi >= 200 and rng.random() < 0.25 else rng.uniform(0.3, 1.1))


def _shrink_places(line: DrawnLine, rng: np.random.Generator) -> None:
    def small(box: Box, shake: float) -> Box:
        left, top, right, bottom = (round(side / _OVER + float(rng.normal(0, shake))) for side in box)
        return Box(left, top, max(right, left + 1), max(bottom, top + 1))

    line.words = [Word(word.text, small(word.box, 0.8), word.confidence) for word in line.words]
    line.glyphs = [Glyph(small(glyph.box, 0.0), glyph.filling) for glyph in line.glyphs]


def _hull(boxes: list[Box]) -> Box:
    return Box(
        min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes)
    )
