"""A page in, words out, with boxes that lie on the paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw

from ocr.engine import list_engines, open_engine
from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.prepare import Preparation
from ocr.reading import read_page, read_page_plainly, recipe
from ocr.render import render_page
from schemas.errors import InputRejected, SetupError
from schemas.ocr_page import OcrPage
from schemas.text import fold

BORN_DIGITAL = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "GIẤY PHÉP XÂY DỰNG",
    "Cấp cho ông: Nguyễn Văn Ân, địa chỉ tại phường Hòa Cường Bắc, quận Hải Châu",
)


def read(path: Path, limits: Limits, engine_name: str = "tesseract") -> OcrPage:
    return read_page(path, inspect_file(path, limits), "a" * 64, 1, open_engine(engine_name), limits)


def born_digital(path: Path) -> Path:
    pdf = FPDF(format="A4")
    pdf.add_font("D", "", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    pdf.add_page()
    pdf.set_font("D", size=11)
    for line in BORN_DIGITAL:
        pdf.cell(0, 10, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))
    return path


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_tesseract_reads_a_page_whichever_way_it_lies(
    tmp_path: Path, paper: Image.Image, limits: Limits, turn_deg: int
) -> None:
    path = tmp_path / "page.png"
    paper.rotate(-turn_deg, expand=True).save(path, dpi=(150, 150))
    page = read(path, limits)
    assert page.turned_deg == (360 - turn_deg) % 360
    assert "giay phep xay dung" in fold(page.text)
    assert "nguyen van thang" in fold(page.text)
    # Boxes come back to the paper: the title is the third line, whichever way the paper lies.
    word = next(word for word in page.words if fold(word.text) == "giay")
    box = page.original_box(word.box)
    turned = {0: box.center_y, 90: page.width_px - box.center_x, 180: page.height_px - box.center_y, 270: box.center_x}
    assert 175 < turned[turn_deg] < 210


def test_a_page_read_twice_reads_alike(tmp_path: Path, paper: Image.Image, limits: Limits) -> None:
    path = tmp_path / "page.png"
    paper.save(path, dpi=(150, 150))
    assert read(path, limits) == read(path, limits)


def test_a_blank_page_is_blank_and_costs_no_reading(tmp_path: Path, limits: Limits, told_engine: object) -> None:
    path = tmp_path / "page.png"
    Image.new("RGB", (900, 1200), (238, 235, 228)).save(path)
    page = read_page(path, inspect_file(path, limits), "a" * 64, 1, told_engine, limits)  # type: ignore[arg-type]
    assert page.is_blank
    assert page.words == ()
    assert told_engine.calls == 0  # type: ignore[attr-defined]


def test_a_page_with_one_word_is_not_blank(
    tmp_path: Path, limits: Limits, draw_page: Callable[..., Image.Image]
) -> None:
    path = tmp_path / "page.png"
    draw_page(("HẾT",)).save(path, dpi=(150, 150))
    assert not read(path, limits).is_blank


def test_a_born_digital_page_is_read_from_its_own_text(tmp_path: Path, limits: Limits, told_engine: object) -> None:
    path = born_digital(tmp_path / "born.pdf")
    page = read_page(path, inspect_file(path, limits), "a" * 64, 1, told_engine, limits)  # type: ignore[arg-type]
    assert page.engine == "text_layer"
    assert page.text.split("\n") == list(BORN_DIGITAL)
    assert {word.confidence for word in page.words} == {None}
    assert told_engine.calls == 0  # type: ignore[attr-defined]


def test_boxes_of_a_text_layer_lie_on_the_rendered_print(tmp_path: Path, limits: Limits, told_engine: object) -> None:
    path = born_digital(tmp_path / "born.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.CropBox = [20, 400, 580, 830]
        pdf.save(path)
    inspection = inspect_file(path, limits)
    page = read_page(path, inspection, "a" * 64, 1, told_engine, limits)  # type: ignore[arg-type]
    pixels = render_page(path, inspection, 1, limits).pixels
    assert page.engine == "text_layer"
    for word in page.words:
        if word.text != "-":
            assert pixels[word.box.top : word.box.bottom, word.box.left : word.box.right].min() < 100


@pytest.mark.parametrize(
    ("unseen", "text"),
    [
        (True, "CONG Hcok xA HQI CHiJ NGHiA VIVT NAM Dc 1p Ty do Hph phtic " * 6),
        (True, "Cộng hòa"),
        (False, "ÿ¶µ ñoäc laäp töï do haïnh phuùc " * 9),
    ],
)
def test_a_text_layer_that_is_garbage_is_read_again(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, unseen: bool, text: str
) -> None:
    path = make_scan(paper)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F1)
        shown = text.encode("latin-1", "replace").replace(b"(", b"")
        page.contents_add(b"BT %d Tr /F1 3 Tf 10 10 Td (%s) Tj ET" % (3 if unseen else 0, shown))
        pdf.save(path)
    found = read(path, limits)
    assert found.engine.startswith("tesseract")
    assert "text_layer_rejected" in found.warnings


def test_a_picture_whose_data_ends_early_is_found_when_it_is_drawn(
    tmp_path: Path, paper: Image.Image, limits: Limits
) -> None:
    path = tmp_path / "page.png"
    paper.save(path)
    data = path.read_bytes()
    # The end mark is there, the rows before it are not: only decoding can tell.
    path.write_bytes(data[: len(data) // 2] + data[-12:])
    with pytest.raises(InputRejected) as caught:
        render_page(path, inspect_file(path, limits), 1, limits)
    assert caught.value.code in {"file_truncated", "page_unreadable"}


def test_the_recipe_names_engine_and_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    first = recipe("tesseract")
    assert len(first) == 12
    assert set(first) <= set("0123456789abcdef")
    assert recipe("tesseract") == first
    monkeypatch.setattr("ocr.reading.SETTINGS", Preparation(speck_mm=0.1))
    assert recipe("tesseract") != first


def test_an_unknown_engine_is_a_mistake_in_the_settings() -> None:
    assert "tesseract" in list_engines()
    with pytest.raises(SetupError) as caught:
        open_engine("no_such_engine")
    assert caught.value.code == "unknown_ocr_engine"


def test_plain_reading_changes_nothing_on_the_page(tmp_path: Path, limits: Limits, told_engine: object) -> None:
    path = tmp_path / "page.png"
    page = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(page).rectangle((50, 60, 90, 80), fill="black")
    page.save(path, dpi=(100, 100))
    found = read_page_plainly(path, inspect_file(path, limits), "a" * 64, 1, told_engine, limits)  # type: ignore[arg-type]
    assert tuple(found.words[0].box) == (50, 60, 91, 81)


def test_a_page_without_extent_is_unreadable_and_no_crash(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits
) -> None:
    path = make_scan(paper)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.MediaBox = [0, 0, 0, 0]
        pdf.pages[0].obj.CropBox = [5, 5, 5, 5]
        pdf.save(path)
    try:
        render_page(path, inspect_file(path, limits), 1, limits)
    except InputRejected as error:
        assert error.code == "page_unreadable"
