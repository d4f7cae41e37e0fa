"""The searchable copy: the same picture, the words found where they are printed, or nothing at all."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pdfplumber
import pikepdf
import pikepdf.pdfa
import pytest
from PIL import Image

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.render import render_page
from ocr.searchable_pdf import write_searchable_pdf
from schemas import crash_points
from schemas.geometry import IDENTITY, Box
from schemas.ocr_page import OcrPage, Word
from schemas.scan import FileInspection

WORDS = ("Độc", "lập", "Nguyễn", "Thị", "Quỳnh", "Đặng", "45/GPXD-UBND", "Hạnh", "phúc")


def page_of(inspection: FileInspection, page_number: int = 1) -> OcrPage:
    """A page whose words stand in a column of known boxes."""
    size = inspection.pages[page_number - 1]
    words = tuple(
        Word(text, Box(100, 60 + 70 * row, 100 + 22 * len(text), 95 + 70 * row), 0.9) for row, text in enumerate(WORDS)
    )
    lines = tuple((index,) for index in range(len(words)))
    return OcrPage(
        "a" * 64, page_number, "told 1", size.width_px, size.height_px, size.dpi, size.width_px, size.height_px,
        words, lines, IDENTITY,
    )  # fmt: skip


def write(source: Path, target: Path, limits: Limits) -> tuple[tuple[str, ...], FileInspection]:
    inspection = inspect_file(source, limits)
    pages = [page_of(inspection, page.page_number) for page in inspection.pages]
    return write_searchable_pdf(source, inspection, pages, target), inspection


@pytest.fixture
def forget_crash_points() -> Iterator[None]:
    yield
    crash_points.install(lambda name: None)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_are_found_where_they_are_printed_however_the_page_is_turned(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, tmp_path: Path, rotate: int
) -> None:
    target = tmp_path / "out.pdf"
    warnings, inspection = write(make_scan(paper, rotate=rotate), target, limits)
    assert warnings == ()
    scale = 72 / inspection.pages[0].dpi
    with pdfplumber.open(target) as pdf:
        chars = [char for char in pdf.pages[0].chars if char["text"].strip()]
    assert sorted("".join(char["text"] for char in chars)) == sorted("".join(WORDS))
    for row, text in enumerate(WORDS):
        top, bottom = (60 + 70 * row) * scale, (95 + 70 * row) * scale
        inside = [char for char in chars if top - 1 <= (char["top"] + char["bottom"]) / 2 <= bottom + 1]
        assert sorted(char["text"] for char in inside) == sorted(text)
        assert min(char["x0"] for char in inside) == pytest.approx(100 * scale, abs=2)
        assert max(char["x1"] for char in inside) == pytest.approx((100 + 22 * len(text)) * scale, abs=2)


def test_text_comes_back_as_composed_vietnamese(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, tmp_path: Path
) -> None:
    target = tmp_path / "out.pdf"
    write(make_scan(paper), target, limits)
    with pdfplumber.open(target) as pdf:
        assert (pdf.pages[0].extract_text() or "").split() == list(WORDS)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "BMP", "gray", "bilevel", "turned"])
def test_every_kind_of_picture_becomes_pdfa_and_looks_the_same(
    tmp_path: Path, paper: Image.Image, limits: Limits, kind: str
) -> None:
    source, target = tmp_path / "source", tmp_path / "out.pdf"
    exif = Image.Exif()
    exif[0x0112] = 6
    if kind == "gray":
        paper.convert("L").save(source, "PNG", dpi=(150, 150))
    elif kind == "bilevel":
        paper.convert("1").save(source, "TIFF", compression="group4", dpi=(150, 150))
    elif kind == "turned":
        paper.save(source, "JPEG", exif=exif, dpi=(150, 150))
    else:
        paper.save(source, kind, dpi=(150, 150))
    warnings, inspection = write(source, target, limits)
    assert warnings == ()
    assert pikepdf.pdfa.validate_written(target, "2b").passed
    before = render_page(source, inspection, 1, limits).pixels
    copied = inspect_file(target, limits)
    after = render_page(target, copied, 1, limits).pixels
    assert after.shape == before.shape
    assert float(np.abs(after.astype(int) - before.astype(int)).mean()) < 3.0


def test_a_scanner_s_jpeg_goes_into_the_copy_byte_for_byte(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, tmp_path: Path
) -> None:
    source, target = make_scan(paper), tmp_path / "out.pdf"
    write(source, target, limits)

    def stream(path: Path) -> bytes:
        with pikepdf.open(path) as pdf:
            return next(iter(pdf.pages[0].get_images().values())).read_raw_bytes()

    assert stream(target) == stream(source)


def test_an_untrusted_unseen_layer_is_replaced(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, tmp_path: Path
) -> None:
    source, target = make_scan(paper), tmp_path / "out.pdf"
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages[0].add_resource(font, pikepdf.Name.Font, pikepdf.Name.F1)
        pdf.pages[0].contents_add(b"BT 3 Tr /F1 9 Tf 10 10 Td (CONG Hcok xA HQI) Tj ET")
        pdf.save(source)
    warnings, _ = write(source, target, limits)
    assert warnings == ()
    with pdfplumber.open(target) as copy:
        assert "Hcok" not in (copy.pages[0].extract_text() or "")


def test_what_a_form_shows_stays_and_what_it_does_goes(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, tmp_path: Path
) -> None:
    source, target = make_scan(paper), tmp_path / "out.pdf"
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.attachments["phụ lục.txt"] = b"text"
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=pikepdf.String("x"))
        pdf.save(source)
    warnings, _ = write(source, target, limits)
    assert warnings == ()
    with pikepdf.open(target) as copy:
        assert "/AcroForm" not in copy.Root
        assert not copy.attachments


def test_a_signed_original_is_left_alone_and_its_copy_claims_no_signature(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, tmp_path: Path
) -> None:
    source, target = make_scan(paper), tmp_path / "out.pdf"
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        seal = pdf.make_stream(b"1 0 0 rg 0 0 80 40 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        seal.BBox = pikepdf.Array([0, 0, 80, 40])
        signature = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"),
            SubFilter=pikepdf.Name("/ETSI.CAdES.detached"),
            ByteRange=pikepdf.Array([0, 10, 20, 10]), Contents=pikepdf.String(b"\x30" * 64),
        )  # fmt: skip
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T=pikepdf.String("Sig1"),
                Rect=pikepdf.Array([300, 50, 380, 90]), F=132, AP=pikepdf.Dictionary(N=seal),
                V=pdf.make_indirect(signature), P=pdf.pages[0].obj,
            )
        )  # fmt: skip
        pdf.pages[0].obj.Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        pdf.save(source)
    before = source.read_bytes()
    warnings, inspection = write(source, target, limits)
    assert "signed_original" in {warning.code for warning in inspection.warnings}
    assert source.read_bytes() == before
    assert warnings == ()
    with pikepdf.open(target) as copy:
        assert not any(isinstance(item, pikepdf.Dictionary) and "/ByteRange" in item for item in copy.objects)
    shown = render_page(target, inspect_file(target, limits), 1, limits).pixels
    left, top = round(340 / 72 * 150), shown.shape[0] - round(70 / 72 * 150)
    assert tuple(shown[top, left]) == (255, 0, 0), "the seal that the signature shows is still seen"


def test_print_in_a_font_that_is_not_embedded_gives_a_plain_pdf_and_says_so(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, tmp_path: Path
) -> None:
    source, target = make_scan(paper), tmp_path / "out.pdf"
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages[0].add_resource(font, pikepdf.Name.Font, pikepdf.Name.F1)
        pdf.pages[0].contents_add(b"BT /F1 9 Tf 10 10 Td (seen) Tj ET")
        pdf.save(source)
    warnings, _ = write(source, target, limits)
    assert warnings == ("searchable_not_pdfa",)
    with pdfplumber.open(target) as copy:
        assert "Quỳnh" in (copy.pages[0].extract_text() or "")


def test_a_stop_in_the_middle_leaves_nothing_behind(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, tmp_path: Path, forget_crash_points: None
) -> None:
    def stop(name: str) -> None:
        if name == "searchable.half_written":
            raise KeyboardInterrupt

    source, folder = make_scan(paper), tmp_path / "out"
    folder.mkdir()
    crash_points.install(stop)
    with pytest.raises(KeyboardInterrupt):
        write(source, folder / "out.pdf", limits)
    assert list(folder.iterdir()) == []


def test_a_tiff_of_many_pages_keeps_its_order(tmp_path: Path, limits: Limits) -> None:
    source, target = tmp_path / "pages.tif", tmp_path / "out.pdf"
    pages = [Image.new("L", (300 + row, 400), 255 - row) for row in range(103)]
    pages[0].save(source, save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(100, 100))
    warnings, _ = write(source, target, limits)
    assert warnings == ()
    with pikepdf.open(target) as copy:
        widths = [int(next(iter(page.get_images().values())).Width) for page in copy.pages]
    assert widths == [300 + row for row in range(103)]


def test_the_same_words_give_the_same_font_every_time() -> None:
    code = "import hashlib; from ocr.blank_font import _font_program; print(hashlib.md5(_font_program()).hexdigest())"
    python = str(Path(pikepdf.__file__).parents[4] / "bin" / "python")
    first, second = (subprocess.run([python, "-c", code], capture_output=True, text=True, check=True) for _ in range(2))
    assert first.stdout == second.stdout
