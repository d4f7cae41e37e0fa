"""Text in fonts of the time before Unicode is read as what it shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from ocr.legacy_fonts import named_encoding
from ocr.text_layer import CONVERTED_ENGINE, ENGINE
from schemas.legacy_encodings import LegacyEncoding
from tests.unit.ocr.layered_pages import LETTER, Line, draw_pdf, layer_of, letter, text_of
from tests.unit.ocr.legacy_faces import make_renamed_face, make_tcvn3_face, make_vni_face, to_tcvn3, to_vni

Convert = Callable[[str], str]


def tcvn3_letter(folder: Path, name: str, capitals_name: str) -> list[Line]:
    """A letter as typed then: what is in capitals in the capitals font, the rest in the other."""
    small = make_tcvn3_face(folder / "small.ttf", name)
    capitals = make_tcvn3_face(folder / "capitals.ttf", capitals_name, capitals=True)
    return [
        Line(to_tcvn3(text), 57, 57 + 20 * row, capitals if text.isupper() else small)
        for row, text in enumerate(LETTER)
    ]


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", LegacyEncoding.TCVN3),
        ("ABCDEF+.VnTime-Bold", LegacyEncoding.TCVN3),
        ("ABCDEF+.VnTimeH", LegacyEncoding.TCVN3_CAPITALS),
        (".VnArialH-Bold", LegacyEncoding.TCVN3_CAPITALS),
        ("ABCDEF+VnTimeHBold", LegacyEncoding.TCVN3_CAPITALS),
        (".VnHelvetIns", LegacyEncoding.TCVN3),
        ("ABCDEF+VNI-Times", LegacyEncoding.VNI),
        ("VNI-Helve-Condense", LegacyEncoding.VNI),
        ("ABCDEF+TimesNewRomanPSMT", None),
        ("Verdana", None),
    ],
)
def test_the_names_of_fonts_tell_their_encoding(font: str, encoding: LegacyEncoding | None) -> None:
    assert named_encoding(font) is encoding


def test_a_letter_in_tcvn3_is_read_as_it_shows(tmp_path: Path) -> None:
    layer = layer_of(draw_pdf(tmp_path / "page.pdf", tcvn3_letter(tmp_path, ".VnTime", ".VnTimeH")))
    assert layer is not None
    assert layer.page.text.split("\n") == list(LETTER)
    assert layer.unread == ()
    # A search in the file itself finds codes, so that its searchable copy needs the words.
    assert layer.page.engine == CONVERTED_ENGINE


def test_a_letter_in_vni_is_read_as_it_shows(tmp_path: Path) -> None:
    face = make_vni_face(tmp_path / "vni.ttf", "VNI-Times")
    assert text_of(draw_pdf(tmp_path / "page.pdf", letter([*map(to_vni, LETTER)], face=face))).split("\n") == list(
        LETTER
    )


@pytest.mark.parametrize(("make", "convert"), [(make_tcvn3_face, to_tcvn3), (make_vni_face, to_vni)])
def test_a_legacy_font_with_an_innocent_name_is_found_by_its_spelling(
    tmp_path: Path, make: Callable[[Path, str], Path], convert: Convert
) -> None:
    face = make(tmp_path / "face.ttf", "TimesNewRoman")
    # Capitals with a tone have no code of their own in TCVN3.
    texts = [text for text in LETTER if not text.isupper()]
    found = text_of(draw_pdf(tmp_path / "page.pdf", letter([*map(convert, texts)], face=face)))
    assert found.split("\n") == texts


@pytest.mark.parametrize(
    ("make", "convert", "name"), [(make_tcvn3_face, to_tcvn3, ".VnTimeH"), (make_vni_face, to_vni, "VNI-Times")]
)
def test_few_letters_under_an_innocent_name_follow_the_page(
    tmp_path: Path, make: Callable[[Path, str], Path], convert: Convert, name: str
) -> None:
    named, innocent = make(tmp_path / "named.ttf", name), make(tmp_path / "innocent.ttf", "Times")
    heading = Line(convert("đơn vị"), 57, 300, named)
    short = Line(convert("Đặng Thị Thử"), 57, 330, innocent)
    found = text_of(draw_pdf(tmp_path / "page.pdf", [*letter(), heading, short]))
    assert found.split("\n")[-1] == "Đặng Thị Thử"
    # Alone on a page of Unicode it proves too little, and is left to the engine.
    alone = layer_of(draw_pdf(tmp_path / "page.pdf", [*letter(), short]))
    assert alone is not None
    assert alone.page.text.split("\n") == list(LETTER)
    assert len(alone.unread) == 1


@pytest.mark.parametrize("name", [".VnTime", "VNI-Times", "TimesNewRoman"])
def test_text_that_is_unicode_already_is_left_alone_whatever_its_font_is_called(tmp_path: Path, name: str) -> None:
    face = make_renamed_face(tmp_path / "face.ttf", name)
    layer = layer_of(draw_pdf(tmp_path / "page.pdf", letter(face=face)))
    assert layer is not None
    assert layer.page.text.split("\n") == list(LETTER)
    assert layer.page.engine == ENGINE


def test_each_run_of_characters_is_read_by_its_own_font(tmp_path: Path) -> None:
    old, new = make_tcvn3_face(tmp_path / "old.ttf", ".VnTime"), make_vni_face(tmp_path / "vni.ttf", "VNI-Times")
    lines = [
        *letter(),
        Line(to_tcvn3("Đơn vị:"), 57, 300, old),
        Line("ủy ban", 98, 300),
        Line(to_vni("Đặng Thị Thử"), 57, 330, new),
        # One word of two fonts.
        Line(to_tcvn3("Đ"), 57, 360, old),
        Line("iều", 65, 360),
    ]
    found = text_of(draw_pdf(tmp_path / "page.pdf", lines)).split("\n")
    assert found[len(LETTER) :] == ["Đơn vị: ủy ban", "Đặng Thị Thử", "Điều"]


def embed_plainly(path: Path, face: Path, name: str, texts: list[str], encoding: str | None) -> Path:
    """A page in a one-byte TrueType font, as printer drivers wrote them, with the encoding they stated."""
    with pikepdf.new() as pdf:
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/" + name),
            Flags=32 if encoding else 4,
            FontBBox=[-200, -300, 1000, 1000],
            ItalicAngle=0,
            Ascent=891,
            Descent=-216,
            CapHeight=660,
            StemV=80,
            FontFile2=pdf.make_stream(face.read_bytes()),
        )
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=pikepdf.Name("/" + name),
            FirstChar=32,
            LastChar=255,
            Widths=[500] * 224,
            FontDescriptor=pdf.make_indirect(descriptor),
        )
        if encoding:
            font.Encoding = pikepdf.Name(encoding)
        page = pdf.add_blank_page(page_size=(595, 842))
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F1)
        shown = [
            b"BT /F1 13 Tf %d %d Td <%s> Tj ET" % (57, 780 - 25 * row, text.encode("latin-1").hex().encode())
            for row, text in enumerate(texts)
        ]
        page.contents_add(b"\n".join(shown))
        pdf.save(path)
    return path


@pytest.mark.parametrize("encoding", ["/WinAnsiEncoding", None])
def test_the_horned_u_survives_printer_drivers(tmp_path: Path, encoding: str | None) -> None:
    face = make_tcvn3_face(tmp_path / "face.ttf", ".VnTime", by_symbol_codes=encoding is None)
    texts = ["nhưng người được hưởng ưu đãi là tư nhân", "Nguyễn Văn Thử cư trú tại phường Hòa Cường"]
    path = embed_plainly(tmp_path / "page.pdf", face, ".VnTime", [*map(to_tcvn3, texts)], encoding)
    assert text_of(path).split("\n") == texts
