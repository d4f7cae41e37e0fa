"""Here live sheets with next to nothing on them: backs that nobody wrote on, and pages of one small mark.

All are invented, drawn at the dots of the scan itself; the same generator state gives the same pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from benchmarks.papers.catalogue import invent_order, set_paper
from benchmarks.papers.damage import fold_page
from benchmarks.papers.faces import get_font
from benchmarks.papers.handwriting import Hand, write_words
from benchmarks.papers.ink import paint_seal, paint_signature
from benchmarks.papers.raster import rasterise
from benchmarks.papers.sheet import SealMark, SignatureMark
from benchmarks.papers.soiling import leave_stray_marks, to_bilevel, to_gray
from benchmarks.papers.wear import Grade, WornPage, wear

Pixels = npt.NDArray[np.uint8]
# How much ink lies where, 0-1, float (height, width).
Cover = npt.NDArray[Any]
Colour = tuple[int, int, int]

_SIZE_MM = (210.0, 297.0)
_PHONE_DPI = 210
_LEAST_BILEVEL_DPI = 200
# Fronts with much print, a seal and a signature.
_FRONTS = ("committee_decision", "building_permit", "household_business_certificate", "marriage_certificate")
# A print seen through the paper is blurred by this much (the score's own bleed-through: 0.21 mm).
_SCATTER_MM = (0.15, 0.25)
_BLACKS: tuple[Colour, ...] = ((20, 20, 24), (45, 45, 50))
_PENS: tuple[Colour, ...] = ((30, 44, 150), (22, 32, 118), (34, 34, 40))
_LIGHT_PENS: tuple[Colour, ...] = ((92, 128, 214), (110, 150, 222), (70, 120, 200))
_STAMPS: dict[str, Colour] = {"red": (214, 38, 44), "blue": (46, 66, 172), "violet": (120, 54, 158)}
_SENTENCE = "hồ sơ gốc đã nộp lưu tại phòng tư pháp quận theo giấy hẹn trả kết quả ngày làm việc kế tiếp"


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """One page as its device delivers it: `kind` names its mark, or `blank`; `harms` what else lies on it."""

    pixels: Pixels
    dpi: int
    kind: str
    grade: Grade
    look: str
    harms: tuple[str, ...]


def draw_sheet(kind: str, grade: Grade, rng: np.random.Generator) -> DrawnSheet:
    """A sheet with one mark of a kind of `WRITTEN`, or a `blank` one; worn, soiled, seen through."""
    dpi = _PHONE_DPI if grade == "phone" else int(rng.choice((150, 200, 300), p=(0.5, 0.4, 0.1)))
    width, height = (round(side / 25.4 * dpi) for side in _SIZE_MM)
    page = np.full((height, width, 3), rng.integers(244, 256), np.uint8)
    harms: list[str] = []
    if rng.random() < 0.3:
        page[:] = (245, 236, int(rng.integers(196, 220)))
        harms.append("yellowed")
    if kind == "words_over_print" or rng.random() < (0.75 if kind == "blank" else 0.5):
        # Strong print comes through by a fifth of its dark; ours are drawn on both sides of that.
        _shine_through(page, dpi, rng)
        harms.append("seen_through")
    if kind != "blank":
        _BY_KIND[kind](page, dpi, rng)
    harms += _soil(page, dpi, rng)
    worn = wear(page, grade, rng, dpi=dpi, may_turn=False)
    pixels, look = _deliver(worn, kind, grade, rng)
    return DrawnSheet(pixels, worn.dpi, kind, grade, look, tuple(harms))


def _deliver(worn: WornPage, kind: str, grade: Grade, rng: np.random.Generator) -> tuple[Pixels, str]:
    pixels = worn.pixels
    look = str(rng.choice(("colour", "gray", "bilevel"), p=(0.6, 0.22, 0.18)))
    # One bit keeps nothing of faint ink, at less than a fax's 200 dpi hardly anything of small print: such a page has
    # no mark left that anyone could find.
    if look == "bilevel" and (grade == "phone" or worn.dpi < _LEAST_BILEVEL_DPI or kind in _FAINT):
        look = "gray"
    if look == "bilevel":
        paper = float(np.median(pixels[::8, ::8]))
        return to_bilevel(pixels, round(paper * float(rng.uniform(0.66, 0.78)))), look
    if look == "gray":
        pixels = to_gray(pixels)
    coded = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, worn.jpeg_quality])[1]
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert decoded is not None, "just coded"
    return np.ascontiguousarray(decoded[:, :, ::-1], np.uint8), look


# -- what lies on sheets that nobody wrote on --


def _shine_through(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    front = _front_ink(int(rng.integers(0, len(_FRONTS))), dpi, int(rng.integers(0, len(_SCATTER_MM))))
    shift = tuple(int(step) for step in rng.normal(0, 2, 2) / 25.4 * dpi)
    page[:] = cv2.addWeighted(page, 1.0, np.roll(front, shift, (0, 1)), -float(rng.uniform(0.05, 0.2)), 0)


@lru_cache(maxsize=len(_FRONTS) * len(_SCATTER_MM) * 4)
def _front_ink(which: int, dpi: int, scatter: int) -> Pixels:
    """The ink of a front, seen from behind and blurred."""
    paper = set_paper(invent_order(_FRONTS[which], np.random.default_rng(which)))
    front = rasterise(paper.sheets[0], dpi)
    width, height = (round(side / 25.4 * dpi) for side in _SIZE_MM)
    front = np.asarray(cv2.resize(front[:, ::-1], (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(255 - cv2.GaussianBlur(front, (0, 0), _SCATTER_MM[scatter] / 25.4 * dpi), np.uint8)


def _soil(page: Pixels, dpi: int, rng: np.random.Generator) -> list[str]:
    harms = []
    if rng.random() < 0.35:
        leave_stray_marks(page, rng, dpi)
        harms.append("stray_marks")
    if rng.random() < 0.25:
        _punch(page, dpi, rng)
        harms.append("holes")
    if rng.random() < 0.2:
        fold_page(page, rng)
        harms.append("folds")
    return harms


def _punch(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """Two holes or four, black before an open lid, gray before a white one."""
    height, width = page.shape[:2]
    shade = int(rng.choice((25, 70, 165)))
    x = round(rng.uniform(8, 13) / 25.4 * dpi)
    x = x if rng.random() < 0.5 else width - x
    for step in (-40, 40) if rng.random() < 0.7 else (-120, -40, 40, 120):
        place = (x, height // 2 + round(step / 25.4 * dpi))
        cv2.circle(page, place, round(rng.uniform(2.6, 3.1) / 25.4 * dpi), (shade,) * 3, -1, cv2.LINE_AA)


# -- marks --


def _lay(page: Pixels, cover: Cover, colour: Colour, left: int, top: int) -> None:
    """Ink over what is there, cut where it runs off the sheet."""
    height, width = min(cover.shape[0], page.shape[0] - top), min(cover.shape[1], page.shape[1] - left)
    strength = cover[:height, :width, None]
    part = page[top : top + height, left : left + width]
    inked = part * (1 - strength + np.asarray(colour, np.float32) / 255 * strength)
    part[:] = inked.astype(np.uint8)


def _place(page: Pixels, cover: Cover, colour: Colour, dpi: int, rng: np.random.Generator) -> None:
    """Anywhere a centimetre and a half and more from the edges."""
    rim = round(15 / 25.4 * dpi)
    left = int(rng.integers(rim, max(rim + 1, page.shape[1] - cover.shape[1] - rim)))
    top = int(rng.integers(rim, max(rim + 1, page.shape[0] - cover.shape[0] - rim)))
    _lay(page, cover, colour, left, top)


def _print_cover(text: str, size_pt: float, dpi: int) -> Cover:
    font = get_font("serif", max(4, round(size_pt * dpi / 72)))
    left, top, right, bottom = (round(side) for side in font.getbbox(text))
    image = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(image).text((2 - left, 2 - top), text, font=font, fill=255)
    return np.asarray(image, np.float32) / 255


def _pen_cover(text: str, dpi: int, rng: np.random.Generator, pen_mm: float) -> Cover:
    small_mm = float(rng.uniform(1.9, 3.2))
    hand = Hand(int(rng.integers(1 << 30)), small_mm, pen_mm, (0, 0, 0), float(rng.uniform(-0.1, 0.35)), 1.0, 0.05, 0.0)
    strokes = [stroke for _, word in write_words(text, hand, 6.0, small_mm * 3.5) for stroke in word]
    reach_mm = max(float(stroke[:, 0].max()) for stroke in strokes) + 4
    cover = np.zeros((round(small_mm * 5.5 / 25.4 * dpi), round(reach_mm / 25.4 * dpi)), np.uint8)
    for stroke in strokes:
        points = np.round(stroke / 25.4 * dpi * 16).astype(np.int32)
        cv2.polylines(cover, [points], False, 255, max(1, round(pen_mm / 25.4 * dpi)), cv2.LINE_AA, 4)
    return np.asarray(cover, np.float32) / 255


def _some_words(rng: np.random.Generator, least: int, most: int) -> str:
    words = _SENTENCE.split()
    count, first = int(rng.integers(least, most + 1)), int(rng.integers(0, len(words)))
    return " ".join((words * 2)[first : first + count])


def _pick(rng: np.random.Generator, colours: tuple[Colour, ...]) -> Colour:
    return colours[int(rng.integers(0, len(colours)))]


def _draw_signature(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    _sign(page, dpi, rng, _PENS)


def _draw_light_signature(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """A pen of light blue, alone on the sheet."""
    _sign(page, dpi, rng, _LIGHT_PENS)


def _sign(page: Pixels, dpi: int, rng: np.random.Generator, pens: tuple[Colour, ...]) -> None:
    wide_mm, high_mm = float(rng.uniform(18, 45)), float(rng.uniform(7, 18))
    px_per_mm = dpi / 25.4
    patch = np.full((round(high_mm * 2 * px_per_mm), round(wide_mm * 1.6 * px_per_mm), 3), 255, np.uint8)
    mark = SignatureMark(wide_mm * 0.2, high_mm * 0.4, wide_mm, high_mm, int(rng.integers(1 << 30)))
    paint_signature(patch, mark, px_per_mm)
    cover = (255 - patch[:, :, 0].astype(np.float32)) / (255 - 38)
    _place(page, cover * np.float32(rng.uniform(0.65, 1.0)), _pick(rng, pens), dpi, rng)


def _draw_stamp(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """Round or with a frame; faint all over, or one side hardly inked."""
    cover = _round_stamp(dpi, rng) if rng.random() < 0.65 else _framed_stamp(dpi, rng)
    strength = float(rng.uniform(0.35, 0.6)) if rng.random() < 0.6 else float(rng.uniform(0.6, 0.9))
    if rng.random() < 0.5:
        cover = cover * _half_inked(cover.shape, rng)
    _place(page, cover * np.float32(strength), _STAMPS[str(rng.choice(list(_STAMPS)))], dpi, rng)


def _draw_violet_stamp(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """The last print before the pad was inked again."""
    cover = _round_stamp(dpi, rng) if rng.random() < 0.5 else _framed_stamp(dpi, rng)
    _place(page, cover * np.float32(rng.uniform(0.22, 0.38)), _STAMPS["violet"], dpi, rng)


def _round_stamp(dpi: int, rng: np.random.Generator) -> Cover:
    px_per_mm, radius_mm = dpi / 25.4, float(rng.uniform(14, 18.5))
    side = round(2 * radius_mm * px_per_mm)
    patch = np.full((side + 2, side + 2, 3), 255, np.uint8)
    middle = (side / 2 + 1) / px_per_mm
    seal = SealMark(middle, middle, "ỦY BAN NHÂN DÂN PHƯỜNG", "THÀNH PHỐ", "", radius_mm)
    paint_seal(patch, seal, px_per_mm)
    return (255 - patch[:, :, 1].astype(np.float32)) / 217


def _framed_stamp(dpi: int, rng: np.random.Generator) -> Cover:
    text = str(rng.choice(("ĐÃ THU", "BẢN SAO", "CÔNG VĂN ĐẾN", "ĐÃ ĐỐI CHIẾU")))
    inner, rim = _print_cover(text, float(rng.uniform(14, 22)), dpi), round(2.5 / 25.4 * dpi)
    cover = np.pad(inner, rim)
    frame = max(1, round(0.45 / 25.4 * dpi))
    cover[:frame] = cover[-frame:] = 1
    cover[:, :frame] = cover[:, -frame:] = 1
    return cover


def _half_inked(shape: tuple[int, ...], rng: np.random.Generator) -> Cover:
    angle, y_x = float(rng.uniform(0, 2 * np.pi)), np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    slope = y_x[0] * np.sin(angle) + y_x[1] * np.cos(angle)
    return np.asarray(np.clip(0.5 + slope * 1.6, 0, 1), np.float32)


def _draw_pencil(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    text = (
        str(int(rng.integers(1, 3000))) if rng.random() < 0.7 else str(rng.choice(("đã xem", "lưu", "hộp 4", "xong")))
    )
    cover = _pen_cover(text, dpi, rng, float(rng.uniform(0.3, 0.5))) * np.float32(rng.uniform(0.7, 1.0))
    gray = int(rng.integers(85, 125))
    _place(page, cover, (gray, gray, gray + 3), dpi, rng)


def _draw_pencil_note(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """Some words of a hard pencil."""
    cover = _pen_cover(_some_words(rng, 2, 6), dpi, rng, float(rng.uniform(0.3, 0.4)))
    gray = int(rng.integers(110, 140))
    _place(page, cover * np.float32(rng.uniform(0.7, 1.0)), (gray, gray, gray + 3), dpi, rng)


def _draw_number(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """The number of a page at its head or foot, all that a trailing page bears."""
    number = int(rng.integers(1, 40))
    text = str(rng.choice((f"{number}", f"- {number} -", f"Trang {number}", f"{number}/40")))
    cover = _print_cover(text, float(rng.uniform(10, 14)), dpi)
    left = round(page.shape[1] * float(rng.choice((0.5, 0.88))) - cover.shape[1] / 2)
    top = round(page.shape[0] * float(rng.choice((0.045, 0.95))))
    _lay(page, cover, _pick(rng, _BLACKS), left, top)


def _draw_fine_line(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    _place(page, _print_cover(_some_words(rng, 3, 12), 8.0, dpi), _pick(rng, _BLACKS), dpi, rng)


def _draw_pale_line(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """The third copy under carbon paper, or the last of a toner."""
    cover = _print_cover(_some_words(rng, 2, 8), float(rng.uniform(10, 14)), dpi)
    _place(page, cover * np.float32(rng.uniform(0.4, 0.6)), _pick(rng, _BLACKS), dpi, rng)


def _draw_words_over_print(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """Two pale words on a sheet through which the other side shines."""
    cover = _print_cover(_some_words(rng, 2, 2), float(rng.uniform(10, 14)), dpi)
    _place(page, cover * np.float32(rng.uniform(0.4, 0.6)), _pick(rng, _BLACKS), dpi, rng)


def _draw_edge_line(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    """The line that a shifted sheet left on the next page: some millimetres from the upper or lower edge."""
    cover = _print_cover(_some_words(rng, 3, 10), float(rng.uniform(10, 13)), dpi)
    left = int(rng.integers(0, max(1, page.shape[1] - cover.shape[1])))
    away = round(rng.uniform(3, 9) / 25.4 * dpi)
    top = away if rng.random() < 0.5 else page.shape[0] - cover.shape[0] - away
    _lay(page, cover, _pick(rng, _BLACKS), left, top)


def _draw_table(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    rows, columns = int(rng.integers(3, 9)), int(rng.integers(2, 6))
    height, width = round(rows * float(rng.uniform(6, 10)) / 25.4 * dpi), round(rng.uniform(80, 165) / 25.4 * dpi)
    cover = np.zeros((height + 4, width + 4), np.float32)
    thick = max(1, round(float(rng.uniform(0.12, 0.25)) / 25.4 * dpi))
    for row in range(rows + 1):
        y = round(row * height / rows)
        cover[y : y + thick] = 1
    for column in range(columns + 1):
        x = round(column * width / columns)
        cover[:, x : x + thick] = 1
    _place(page, cover * np.float32(rng.uniform(0.7, 1.0)), _pick(rng, _BLACKS), dpi, rng)


def _draw_highlighted(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    text = _some_words(rng, 1, 4)
    written = rng.random() < 0.5
    cover = _pen_cover(text, dpi, rng, 0.4) if written else _print_cover(text, float(rng.uniform(10, 13)), dpi)
    glow = np.pad(np.ones_like(cover), round(1 / 25.4 * dpi))
    cover = np.pad(cover, round(1 / 25.4 * dpi))
    rim = round(15 / 25.4 * dpi)
    left = int(rng.integers(rim, max(rim + 1, page.shape[1] - cover.shape[1] - rim)))
    top = int(rng.integers(rim, page.shape[0] - cover.shape[0] - rim))
    _lay(page, glow, (255, 238, 80), left, top)
    _lay(page, cover, _pick(rng, _PENS), left, top)


def _draw_word_by_holes(page: Pixels, dpi: int, rng: np.random.Generator) -> None:
    _punch(page, dpi, rng)
    cover = _print_cover(_some_words(rng, 1, 1), float(rng.uniform(10, 13)), dpi)
    _place(page, cover, _pick(rng, _BLACKS), dpi, rng)


_BY_KIND: dict[str, Callable[[Pixels, int, np.random.Generator], Any]] = {
    "signature": _draw_signature,
    "faint_stamp": _draw_stamp,
    "pencil": _draw_pencil,
    "page_number": _draw_number,
    "fine_line": _draw_fine_line,
    "pale_line": _draw_pale_line,
    "thin_table": _draw_table,
    "highlighted": _draw_highlighted,
    "word_by_holes": _draw_word_by_holes,
    "light_signature": _draw_light_signature,
    "violet_stamp": _draw_violet_stamp,
    "pencil_note": _draw_pencil_note,
    "words_over_print": _draw_words_over_print,
    "edge_line": _draw_edge_line,
}
WRITTEN = tuple(_BY_KIND)
_FAINT = frozenset(
    {
        "faint_stamp",
        "pencil",
        "pale_line",
        "thin_table",
        "light_signature",
        "violet_stamp",
        "pencil_note",
        "words_over_print",
    }
)
