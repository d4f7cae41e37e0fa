"""Here pages become files, byte for byte the same each time: PDF of scans, TIFF, PNG, JPEG, locked PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from io import BytesIO
from pathlib import Path

import cv2
import pikepdf
from PIL import Image

from benchmarks.papers.wear import WornPage

_STAMP = b"D:20220103080000+07'00'"
# Media of a sample -> the file's suffix.
SUFFIXES: Mapping[str, str] = {
    "pdf": ".pdf",
    "tiff": ".tif",
    "png": ".png",
    "jpeg": ".jpg",
    "born_digital": ".pdf",
    "truncated": ".pdf",
    "locked": ".pdf",
}
# Media that cannot be read -> the problem codes that may name why.
BROKEN: Mapping[str, tuple[str, ...]] = {
    "truncated": ("file_truncated", "file_damaged"),
    "locked": ("pdf_encrypted",),
}
PASSWORD = "mat-khau-mau"


@dataclass(frozen=True, slots=True)
class JpegPage:
    """One encoded page with its size, enough to place it in a PDF."""

    data: bytes
    width_px: int
    height_px: int
    dpi: int


def encode_page(page: WornPage) -> JpegPage:
    """JPEG of a page at the page's own quality."""
    # OpenCV writes BGR; the flip is a copy-free view that it copies once.
    encoded, data = cv2.imencode(".jpg", page.pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, page.jpeg_quality])
    if not encoded:
        raise ValueError("the page could not be encoded as JPEG")
    height_px, width_px = page.pixels.shape[:2]
    return JpegPage(data.tobytes(), width_px, height_px, page.dpi)


def write_scan_pdf(path: Path, pages: Iterable[JpegPage]) -> None:
    """A PDF 1.4 as office scanners write it: one JPEG a page, nothing else. Holds one page in memory at a time."""
    with path.open("wb") as file:
        offsets: dict[int, int] = {}
        page_numbers: list[int] = []
        written = file.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        for index, page in enumerate(pages):
            first = 4 + index * 3
            page_numbers.append(first)
            for number, body in zip(range(first, first + 3), _page_objects(page, first), strict=True):
                offsets[number] = written
                written += file.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        kids = b" ".join(b"%d 0 R" % number for number in page_numbers)
        closing = {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(page_numbers), kids),
            3: b"<< /Producer (Office scanner) /CreationDate (%s) >>" % _STAMP,
        }
        for number, body in closing.items():
            offsets[number] = written
            written += file.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        file.write(_cross_reference(offsets, written))


def _page_objects(page: JpegPage, first: int) -> tuple[bytes, bytes, bytes]:
    width_pt, height_pt = page.width_px * 72 / page.dpi, page.height_px * 72 / page.dpi
    drawing = b"q %.3f 0 0 %.3f 0 0 cm /Im0 Do Q" % (width_pt, height_pt)
    sheet = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Resources << /XObject << /Im0 %d 0 R >> >> "
        b"/Contents %d 0 R >>" % (width_pt, height_pt, first + 2, first + 1)
    )
    content = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing)
    image = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter /DCTDecode /Length %d >>\nstream\n" % (page.width_px, page.height_px, len(page.data))
    )
    return sheet, content, image + page.data + b"\nendstream"


def _cross_reference(offsets: dict[int, int], start: int) -> bytes:
    rows = [b"0000000000 65535 f \n"]
    rows += [b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets)]
    size = len(offsets) + 1
    mark = md5(repr(sorted(offsets.items())).encode(), usedforsecurity=False).hexdigest().encode()
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R /ID [<%s> <%s>] >>\n" % (size, mark, mark)
    return b"xref\n0 %d\n" % size + b"".join(rows) + trailer + b"startxref\n%d\n%%%%EOF\n" % start


def write_tiff(path: Path, pages: Sequence[WornPage]) -> None:
    """One multi-page TIFF, JPEG inside, as multi-function devices write it."""
    images = [Image.fromarray(page.pixels) for page in pages]
    images[0].save(
        path,
        format="TIFF",
        save_all=True,
        append_images=images[1:],
        compression="jpeg",
        quality=pages[0].jpeg_quality,
        dpi=(pages[0].dpi, pages[0].dpi),
    )


def write_png(path: Path, page: WornPage) -> None:
    Image.fromarray(page.pixels).save(path, format="PNG", dpi=(page.dpi, page.dpi), compress_level=1)


def write_jpeg(path: Path, page: WornPage) -> None:
    path.write_bytes(encode_page(page).data)


def write_truncated_pdf(path: Path, pages: Sequence[JpegPage]) -> None:
    """A scan whose copying was cut off: the first two fifths of a good PDF."""
    write_scan_pdf(path, pages)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 5])


def write_locked_pdf(path: Path, pages: Sequence[JpegPage], password: str) -> None:
    """A PDF that asks for a password. RC4, because its bytes are the same each time; it is a lock for show."""
    write_scan_pdf(path, pages)
    lock = pikepdf.Encryption(user=password, owner=password, R=3, aes=False, metadata=False)
    with pikepdf.open(BytesIO(path.read_bytes())) as pdf:
        pdf.save(path, encryption=lock, static_id=True)


def pack(path: Path, media: str, pages: Sequence[WornPage]) -> None:
    """Write worn pages as one file of a medium (a key of `SUFFIXES`, born digital excepted)."""
    if media == "tiff":
        write_tiff(path, pages)
    elif media == "png":
        write_png(path, pages[0])
    elif media == "jpeg":
        write_jpeg(path, pages[0])
    elif media == "truncated":
        write_truncated_pdf(path, [encode_page(page) for page in pages])
    elif media == "locked":
        write_locked_pdf(path, [encode_page(page) for page in pages], PASSWORD)
    else:
        write_scan_pdf(path, [encode_page(page) for page in pages])
