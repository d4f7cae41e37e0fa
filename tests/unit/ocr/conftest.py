"""Invented papers, drawn small, and an engine that reads what it is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import EngineReading, ReadablePage
from ocr.limits import Limits
from schemas.geometry import Box
from schemas.ocr_page import Word

LINES = (
    "ỦY BAN NHÂN DÂN QUẬN HẢI CHÂU",
    "Độc lập - Tự do - Hạnh phúc",
    "GIẤY PHÉP XÂY DỰNG",
    "Số: 45/GPXD ngày 12 tháng 5 năm 2019",
    "Cấp cho ông: Nguyễn Văn Thắng",
    "Địa chỉ: Tổ 12, phường Hòa Cường Bắc",
)
_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"


class ToldEngine:
    """Reads one word for each dark rectangle it was told of; remembers how often it was asked."""

    name = "told"
    version = "1"

    def __init__(self, text: str = "Nguyễn") -> None:
        self.text = text
        self.calls = 0

    def read(self, page: ReadablePage, timeout_s: float) -> EngineReading:
        self.calls += 1
        rows, columns = np.nonzero(page.gray < 128)
        if not len(rows):
            return EngineReading((), ())
        box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
        return EngineReading((Word(self.text, box, 0.9),), ((0,),))


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def told_engine() -> ToldEngine:
    return ToldEngine()


def draw(lines: tuple[str, ...] = LINES, dpi: int = 150, width_px: int = 1240, height_px: int = 1000) -> Image.Image:
    page = Image.new("RGB", (width_px, height_px), "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(_FONT, round(dpi * 13 / 72))
    for row, line in enumerate(lines):
        pen.text((120, 80 + row * round(dpi * 0.33)), line, font=font, fill=(25, 25, 30))
    return page


@pytest.fixture
def paper() -> Image.Image:
    """A half page of print at 150 dpi."""
    return draw()


@pytest.fixture
def draw_page() -> Callable[..., Image.Image]:
    return draw


def scan_pdf(target: Path, image: Image.Image, dpi: int = 150, page_count: int = 1, rotate: int = 0) -> Path:
    """A PDF whose pages are one JPEG each, as scanners make them."""
    data = io.BytesIO()
    image.save(data, "JPEG", quality=85)
    width_pt, height_pt = image.width / dpi * 72, image.height / dpi * 72
    with pikepdf.new() as pdf:
        picture = pdf.make_stream(data.getvalue())
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height = image.size
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        picture.Filter = pikepdf.Name.DCTDecode
        for _ in range(page_count):
            page = pdf.add_blank_page(page_size=(width_pt, height_pt))
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
            page.obj.Contents = pdf.make_stream(f"q {width_pt} 0 0 {height_pt} 0 0 cm /Im0 Do Q".encode())
            if rotate:
                page.obj.Rotate = rotate
        pdf.save(target)
    return target


@pytest.fixture
def make_scan(tmp_path: Path) -> Callable[..., Path]:
    def make(image: Image.Image, **options: int) -> Path:
        return scan_pdf(tmp_path / "scan.pdf", image, **options)

    return make
