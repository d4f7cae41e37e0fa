"""Scans lie in PDFs in codings of many ages: each shows the page that was coded, at the size it was scanned."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageChops, features

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.render import render_page

DPI = 150
_PAGE_INFORMATION, _GENERIC_REGION = 48, 38


def _fax_code(page: Image.Image) -> bytes:
    """The rows of a page in fax code of group 4 (ITU T.6), without the file around them."""
    file = io.BytesIO()
    # Fax code counts ink; a picture's ones are light.
    ImageChops.invert(page.convert("1")).save(file, "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(file) as tiff:
        (start,), (count,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
    return file.getvalue()[start : start + count]


def _jbig2(page: Image.Image) -> bytes:
    """A page as an embedded JBIG2 stream: one generic region in fax code. Source: ITU T.88, 7.2, 7.4.6, 7.4.8."""
    width, height = page.size
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + _fax_code(page)
    information = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)

    def segment(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    return segment(0, _PAGE_INFORMATION, information) + segment(1, _GENERIC_REGION, region)


def _jpeg_2000(page: Image.Image) -> bytes:
    file = io.BytesIO()
    page.convert("RGB").save(file, "JPEG2000", quality_mode="rates", quality_layers=[20])
    return file.getvalue()


def _write(path: Path, page: Image.Image, data: bytes, **more: pikepdf.Object) -> None:
    pdf = pikepdf.new()
    width, height = page.size
    picture = pikepdf.Stream(
        pdf, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height, **more
    )
    box = [0, 0, width * 72 / DPI, height * 72 / DPI]
    pdf.add_blank_page(page_size=(box[2], box[3]))
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
    pdf.pages[0].Contents = pikepdf.Stream(pdf, f"{box[2]} 0 0 {box[3]} 0 0 cm /Im Do".encode())
    pdf.save(path)


def _write_jbig2(path: Path, page: Image.Image) -> None:
    name = pikepdf.Name
    _write(path, page, _jbig2(page), ColorSpace=name.DeviceGray, BitsPerComponent=1, Filter=name.JBIG2Decode)


def _write_jpeg_2000(path: Path, page: Image.Image) -> None:
    assert features.check("jpg_2000"), "the locked Pillow has it"
    _write(path, page, _jpeg_2000(page), Filter=pikepdf.Name.JPXDecode)


@pytest.mark.parametrize("write", [_write_jbig2, _write_jpeg_2000])
def test_the_page_that_was_coded_is_shown(
    write: Callable[[Path, Image.Image], None], tmp_path: Path, paper: Image.Image
) -> None:
    path = tmp_path / "scan.pdf"
    write(path, paper)
    shown = render_page(path, inspect_file(path, Limits()), 1, Limits())
    meant = np.asarray(paper.convert("1").convert("L") if write is _write_jbig2 else paper.convert("L"))
    assert shown.pixels.shape[:2] == meant.shape
    differs = np.abs(shown.pixels[:, :, 0].astype(int) - meant)
    assert float((differs > 96).mean()) < 0.002


@pytest.mark.parametrize("write", [_write_jbig2, _write_jpeg_2000])
def test_a_coding_cut_short_costs_its_page_only(
    write: Callable[[Path, Image.Image], None], tmp_path: Path, paper: Image.Image
) -> None:
    path = tmp_path / "scan.pdf"
    write(path, paper)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        picture = pdf.pages[0].Resources.XObject.Im
        data = picture.read_raw_bytes()
        picture.write(data[: len(data) // 3], filter=picture.Filter)
        pdf.save(path)
    shown = render_page(path, inspect_file(path, Limits()), 1, Limits())
    assert shown.pixels.size > 0
