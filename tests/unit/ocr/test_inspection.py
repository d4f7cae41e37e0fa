"""What the first look at a file says: kind, pages, sizes, and what is refused before anything is decoded."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr.inspection import inspect_file
from ocr.limits import Limits
from schemas.errors import InputRejected


def refusal(path: Path, limits: Limits, password: str | None = None) -> str:
    with pytest.raises(InputRejected) as caught:
        inspect_file(path, limits, password)
    return caught.value.code


@pytest.mark.parametrize(
    ("pillow_format", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("TIFF", "image/tiff"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
    ],
)
def test_content_decides_the_kind_whatever_the_name(
    tmp_path: Path, paper: Image.Image, limits: Limits, pillow_format: str, media_type: str
) -> None:
    path = tmp_path / "giấy tờ.exe"
    paper.save(path, pillow_format, dpi=(150, 150))
    found = inspect_file(path, limits)
    assert found.media_type == media_type
    assert [(page.width_px, page.height_px) for page in found.pages] == [paper.size]


@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "TIFF", "WEBP", "BMP"])
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_a_picture_that_was_cut_off_is_refused(
    tmp_path: Path, paper: Image.Image, limits: Limits, pillow_format: str, share: float
) -> None:
    path = tmp_path / "page"
    paper.save(path, pillow_format)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert refusal(path, limits) in {"file_truncated", "file_damaged"}


def test_a_thumbnail_s_end_mark_does_not_hide_a_cut_photograph(
    tmp_path: Path, paper: Image.Image, limits: Limits
) -> None:
    thumbnail, photograph = io.BytesIO(), io.BytesIO()
    paper.resize((64, 48)).save(thumbnail, "JPEG")
    exif = b"Exif\x00\x00" + thumbnail.getvalue()
    paper.save(photograph, "JPEG")
    data = photograph.getvalue()
    whole = data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]
    path = tmp_path / "page.jpg"
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal(path, limits) == "file_truncated"


def test_a_file_with_bytes_behind_the_picture_is_taken(tmp_path: Path, paper: Image.Image, limits: Limits) -> None:
    path = tmp_path / "page.jpg"
    paper.save(path)
    path.write_bytes(path.read_bytes() + b"maker's notes" * 1000)
    assert len(inspect_file(path, limits).pages) == 1


def test_a_turned_photograph_is_announced_as_a_viewer_shows_it(
    tmp_path: Path, paper: Image.Image, limits: Limits
) -> None:
    path = tmp_path / "page.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    paper.save(path, exif=exif)
    page = inspect_file(path, limits).pages[0]
    assert (page.width_px, page.height_px) == (paper.height, paper.width)


def test_each_frame_of_a_tiff_is_a_page(tmp_path: Path, paper: Image.Image, limits: Limits) -> None:
    path = tmp_path / "pages.tif"
    paper.save(path, save_all=True, append_images=[paper.resize((400, 300)), paper], compression="tiff_lzw")
    assert [page.width_px for page in inspect_file(path, limits).pages] == [1240, 400, 1240]


def test_pixels_are_counted_before_they_are_decoded(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x") + chunk(b"IEND", b""))
    assert refusal(path, limits) == "page_too_large"


def test_an_image_bomb_inside_a_pdf_is_refused(tmp_path: Path, limits: Limits, paper: Image.Image) -> None:
    path = tmp_path / "bomb.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        picture = pdf.make_stream(b"0")
        picture.Subtype, picture.Width, picture.Height = pikepdf.Name.Image, 60_000, 60_000
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        pdf.save(path)
    assert refusal(path, limits) == "page_too_large"


def test_drawing_commands_that_unpack_without_end_are_refused(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "bomb.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Contents = pdf.make_stream(b"")
        page.obj.Contents.write(zlib.compress(bytes(300_000_000)), filter=pikepdf.Name.FlateDecode)
        pdf.save(path, compress_streams=False)
    assert refusal(path, limits) == "page_too_large"


def test_a_pdf_with_a_password_opens_only_with_it(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits
) -> None:
    plain = make_scan(paper)
    locked = plain.with_name("locked.pdf")
    with pikepdf.open(plain) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="chủ", user="mở", R=6))
    assert refusal(locked, limits) == "pdf_encrypted"
    assert refusal(locked, limits, "sai") == "wrong_password"
    assert len(inspect_file(locked, limits, "mở").pages) == 1


def test_a_pdf_that_only_forbids_printing_is_taken_with_a_warning(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits
) -> None:
    plain = make_scan(paper)
    locked = plain.with_name("locked.pdf")
    with pikepdf.open(plain) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="chủ", user=""))
    assert "encryption_removed" in {warning.code for warning in inspect_file(locked, limits).warnings}


@pytest.mark.parametrize("place", ["open", "page", "names", "annotation", "field", "flash"])
def test_a_pdf_that_runs_something_is_refused(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits, place: str
) -> None:
    path = make_scan(paper)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=script)
        if place == "open":
            pdf.Root.OpenAction = script
        elif place == "page":
            pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        elif place == "names":
            pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("a"), script]))
        elif place == "annotation":
            pdf.pages[0].obj.Annots = pikepdf.Array([note])
        elif place == "field":
            field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("a"), AA=pikepdf.Dictionary(K=script))
            pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([pdf.make_indirect(field)]))
        else:
            pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia)])
        pdf.save(path)
    assert refusal(path, limits) == "active_content"


def test_a_link_to_a_page_is_no_active_content(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits
) -> None:
    path = make_scan(paper)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[pdf.pages[0].obj, pikepdf.Name.Fit])
        pdf.save(path)
    assert inspect_file(path, limits).warnings != ()  # 150 dpi is low, nothing else
    assert {warning.code for warning in inspect_file(path, limits).warnings} == {"low_resolution"}


def test_attachments_are_told_of(make_scan: Callable[..., Path], paper: Image.Image, limits: Limits) -> None:
    path = make_scan(paper)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["phụ lục.txt"] = b"text"
        pdf.save(path)
    assert "attachments_ignored" in {warning.code for warning in inspect_file(path, limits).warnings}


def test_a_pdf_cut_off_in_the_middle_is_never_taken_as_half(
    make_scan: Callable[..., Path], paper: Image.Image, limits: Limits
) -> None:
    path = make_scan(paper, page_count=5)
    data = path.read_bytes()
    for share in (0.3, 0.6, 0.9, 0.98):
        path.write_bytes(data[: int(len(data) * share)])
        assert refusal(path, limits) in {"file_truncated", "file_damaged", "no_pages"}


def test_a_page_count_that_lies_is_refused(make_scan: Callable[..., Path], paper: Image.Image, limits: Limits) -> None:
    path = make_scan(paper)
    path.write_bytes(path.read_bytes().replace(b"/Count 1", b"/Count 7"))
    assert refusal(path, limits) == "file_damaged"


def test_too_many_pages_and_too_many_bytes_are_refused(make_scan: Callable[..., Path], paper: Image.Image) -> None:
    path = make_scan(paper, page_count=4)
    assert refusal(path, Limits(max_pages=3)) == "too_many_pages"
    assert refusal(path, Limits(max_bytes=100)) == "file_too_large"


def test_a_file_without_a_byte_and_a_text_file_are_refused(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(b"")
    assert refusal(path, limits) == "empty_file"
    path.write_text("Kính gửi", "utf-8")
    assert refusal(path, limits) == "not_a_document"


@settings(max_examples=60, deadline=None)
@given(
    start=st.sampled_from([b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"BM"]),
    rest=st.binary(max_size=300),
)
def test_garbage_behind_a_known_beginning_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, rest: bytes
) -> None:
    path = tmp_path_factory.mktemp("garbage") / "file"
    path.write_bytes(start + rest)
    try:
        inspect_file(path, Limits())
    except InputRejected as error:
        assert error.problem.message
