"""Here lives the wrapping of image files into PDF pages, the picture kept bit for bit wherever PDF can hold it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from PIL import Image

from ocr.image_headers import open_image
from ocr.png_rows import PngRows, find_png_rows
from ocr.render import to_rgb
from ocr.tiff_jpeg import find_tiff_jpeg
from schemas.scan import FileInspection, PageSize

# Kinds whose own compression loses detail anyway; where PDF cannot hold the picture as it is (HEIC, WebP, four inks,
# mirrored) no difference is seen at this quality.
_LOSSY = {"image/heic", "image/webp", "image/jpeg"}
_JPEG_QUALITY = 92
_PNG_LEVEL = 3
_ROWS_PER_STRIP, _STRIP_OFFSETS, _STRIP_BYTE_COUNTS = 278, 273, 279
_EXIF_ORIENTATION = 0x0112
# EXIF orientations that are plain turns, as the clockwise turn a viewer makes.
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
# Open files are scarce (1,024 by default), so pages are joined in groups, then groups.
_GROUP = 100


def write_image_pdf(source: Path, inspection: FileInspection, folder: Path) -> Path:
    """A plain PDF in `folder` with one page for each picture of an image file, at its physical size.

    Memory holds one page at a time. Raises OSError and Pillow's errors for pictures that do not decode.
    """
    groups: list[Path] = []
    waiting: list[Path] = []
    for page_path in _single_pages(source, inspection, folder):
        waiting.append(page_path)
        if len(waiting) == _GROUP:
            groups.append(_join(waiting, folder / f"group-{len(groups)}.pdf"))
            waiting = []
    return _join([*groups, *waiting], folder / "pages.pdf")


def _single_pages(source: Path, inspection: FileInspection, folder: Path) -> Iterator[Path]:
    with open_image(source, inspection.media_type) as image:
        for size in inspection.pages:
            if inspection.media_type == "image/tiff":
                image.seek(size.page_number - 1)
            path = folder / f"page-{size.page_number}.pdf"
            with pikepdf.new() as pdf:
                picture, turn_deg = _picture(pdf, source, image, inspection.media_type)
                _add_page(pdf, picture, size, turn_deg)
                pdf.save(path, deterministic_id=True)
            yield path


def _join(paths: list[Path], target: Path) -> Path:
    with pikepdf.new() as joined:
        parts = [pikepdf.open(path) for path in paths]
        for part in parts:
            joined.pages.extend(part.pages)
        joined.save(target, deterministic_id=True)
        for part in parts:
            part.close()
    for path in paths:
        path.unlink()
    return target


def _add_page(pdf: pikepdf.Pdf, picture: pikepdf.Object, size: PageSize, turn_deg: int) -> None:
    shown_pt = (size.width_px / size.dpi * 72, size.height_px / size.dpi * 72)
    width_pt, height_pt = shown_pt if turn_deg % 180 == 0 else shown_pt[::-1]
    page = pdf.add_blank_page(page_size=(round(width_pt, 3), round(height_pt, 3)))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.obj.Contents = pdf.make_stream(f"q {width_pt:.3f} 0 0 {height_pt:.3f} 0 0 cm /Im0 Do Q\n".encode("ascii"))
    if turn_deg:
        page.obj.Rotate = turn_deg


def _picture(pdf: pikepdf.Pdf, source: Path, image: Image.Image, media_type: str) -> tuple[pikepdf.Object, int]:
    """The current frame as an image object, and the turn a viewer has yet to make."""
    if image.mode == "1":
        return _as_fax(pdf, image), 0
    turn_deg = _TURNS.get(int(image.getexif().get(_EXIF_ORIENTATION, 1)))
    kept = _as_it_is(pdf, source, image, media_type) if turn_deg is not None else None
    if kept is not None:
        return kept, turn_deg or 0
    upright = to_rgb(image)
    if media_type in _LOSSY:
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=_JPEG_QUALITY)
        return _as_jpeg(pdf, out.getvalue(), upright.size, "RGB"), 0
    return _as_png(pdf, upright.convert("L") if image.mode in ("L", "LA") else upright), 0


def _as_it_is(pdf: pikepdf.Pdf, source: Path, image: Image.Image, media_type: str) -> pikepdf.Object | None:
    """The file's own compressed picture, where PDF can hold it; None where it must be coded anew."""
    if media_type == "image/jpeg" and image.mode in ("L", "RGB"):
        return _as_jpeg(pdf, _first_jpeg(source, image), image.size, image.mode)
    if media_type == "image/tiff" and image.mode in ("L", "RGB"):
        found = find_tiff_jpeg(source, dict(image.tag_v2))  # type: ignore[attr-defined]
        if found is not None:
            picture = _as_jpeg(pdf, found.data, image.size, image.mode)
            if image.mode == "RGB":
                picture.DecodeParms = pikepdf.Dictionary(ColorTransform=int(found.is_ycbcr))
            return picture
    if media_type == "image/png" and image.mode in ("L", "RGB", "P"):
        rows = find_png_rows(source.read_bytes())
        return _as_rows(pdf, rows, image.size) if rows is not None else None
    return None


def _first_jpeg(source: Path, image: Image.Image) -> bytes:
    """The first picture's bytes; telephones append a second one (MPO) that no PDF reader expects."""
    data = source.read_bytes()
    entries = getattr(image, "mpinfo", None)
    try:
        return data[: entries[0xB002][0]["Size"]] if entries else data
    except (KeyError, IndexError, TypeError):
        return data


def _as_jpeg(pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], mode: str) -> pikepdf.Object:
    space = pikepdf.Name.DeviceGray if mode == "L" else pikepdf.Name.DeviceRGB
    picture = pikepdf.Stream(pdf, data)
    _describe(picture, size, space, 8)
    picture.Filter = pikepdf.Name.DCTDecode
    return pdf.make_indirect(picture)


def _as_fax(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Object:
    """A black-and-white picture as CCITT group 4, the smallest lossless form that every reader knows."""
    out = io.BytesIO()
    plain = image.copy()
    plain.save(out, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: image.height})
    with Image.open(out, formats=("TIFF",)) as coded:
        tags = coded.tag_v2  # type: ignore[attr-defined]
        start, count = tags[_STRIP_OFFSETS][0], tags[_STRIP_BYTE_COUNTS][0]
        black_is_one = tags[262] == 0
    picture = pikepdf.Stream(pdf, out.getvalue()[start : start + count])
    _describe(picture, plain.size, pikepdf.Name.DeviceGray, 1)
    picture.Filter = pikepdf.Name.CCITTFaxDecode
    picture.DecodeParms = pikepdf.Dictionary(K=-1, Columns=plain.width, Rows=plain.height, BlackIs1=not black_is_one)
    return pdf.make_indirect(picture)


def _as_png(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Object:
    """Gray or colour without loss: PNG's compressed rows are what PDF calls Flate with predictor 15."""
    pixels = np.asarray(image)
    colours = 1 if pixels.ndim == 2 else 3
    _, coded = cv2.imencode(
        ".png", pixels if colours == 1 else pixels[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, _PNG_LEVEL]
    )
    rows = find_png_rows(coded.tobytes())
    assert rows is not None, "what was just written is plain"
    return _as_rows(pdf, rows, image.size)


def _as_rows(pdf: pikepdf.Pdf, rows: PngRows, size: tuple[int, int]) -> pikepdf.Object:
    space: pikepdf.Object = pikepdf.Name.DeviceGray if rows.channels == 1 else pikepdf.Name.DeviceRGB
    if rows.palette:
        last = len(rows.palette) // 3 - 1
        space = pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, last, pikepdf.String(rows.palette)])
    picture = pikepdf.Stream(pdf, rows.data)
    _describe(picture, size, space, rows.bits)
    picture.Filter = pikepdf.Name.FlateDecode
    picture.DecodeParms = pikepdf.Dictionary(
        Predictor=15, Colors=rows.channels, BitsPerComponent=rows.bits, Columns=size[0]
    )
    return pdf.make_indirect(picture)


def _describe(picture: pikepdf.Stream, size: tuple[int, int], space: pikepdf.Object, bits: int) -> None:
    picture.Type = pikepdf.Name.XObject
    picture.Subtype = pikepdf.Name.Image
    picture.Width, picture.Height = size
    picture.ColorSpace = space
    picture.BitsPerComponent = bits
