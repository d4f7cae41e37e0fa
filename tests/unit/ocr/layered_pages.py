"""PDF pages drawn for tests of their text layers: born digital, or a picture with unseen text over it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image

from ocr.inspection import inspect_file
from ocr.limits import Limits
from ocr.text_layer import TextLayer, read_text_layer

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
LETTER = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "QUYẾT ĐỊNH",
    "Về việc công nhận hộ gia đình thoát nghèo năm 2021",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Xét đề nghị của Trưởng phòng Lao động - Thương binh và Xã hội,",
    "Điều 1. Công nhận hộ ông Nguyễn Văn Thử, địa chỉ tại phường Hòa Bình,",
    "được hưởng những ưu đãi theo quy định kể từ ngày 01 tháng 7 năm 2021.",
    "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày ký.",
)
OTHER_LETTER = (
    "ỦY BAN NHÂN DÂN PHƯỜNG HÒA CƯỜNG BẮC",
    "Số đăng ký: 12 quyển số 01 năm 2020",
    "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
    "Theo đề nghị của bà Trần Thị Mẫu về việc cấp giấy xác nhận",
    "Xác nhận bà Trần Thị Mẫu sinh ngày 20 tháng 11 năm 1990 tại Đà Nẵng,",
    "hiện cư trú tại tổ 5, phường Hòa Cường Bắc, quận Hải Châu,",
    "tình trạng hôn nhân: chưa đăng ký kết hôn với ai cho đến nay.",
    "Giấy này được sử dụng để bổ sung hồ sơ xin việc làm tại địa phương",
    "và có giá trị sáu tháng kể từ ngày cấp cho người có tên nêu trên.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print at a place in points from the top left of an A4 sheet."""

    text: str
    x_pt: float = 57.0
    y_pt: float = 57.0
    face: Path = DEJAVU
    size_pt: float = 11.0
    is_unseen: bool = False


def letter(texts: Sequence[str] = LETTER, *, face: Path = DEJAVU, x_pt: float = 57.0, y_pt: float = 57.0) -> list[Line]:
    """Lines of a letter from a place downwards."""
    return [Line(text, x_pt, y_pt + 20 * row, face) for row, text in enumerate(texts)]


def unseen(lines: Sequence[Line]) -> list[Line]:
    return [Line(line.text, line.x_pt, line.y_pt, line.face, line.size_pt, True) for line in lines]


def draw_pdf(
    path: Path, lines: Sequence[Line], pictures: Sequence[tuple[Image.Image, tuple[float, float, float, float]]] = ()
) -> Path:
    """One A4 page: pictures in boxes (left, top, width, height in points), lines over them."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_page()
    for picture, (left, top, width, height) in pictures:
        pdf.image(picture, left, top, width, height)
    known: dict[Path, str] = {}
    for line in lines:
        if line.face not in known:
            known[line.face] = f"face{len(known)}"
            pdf.add_font(known[line.face], "", line.face)
        pdf.set_font(known[line.face], size=line.size_pt)
        pdf.text_mode = TextMode.INVISIBLE if line.is_unseen else TextMode.FILL
        pdf.text(line.x_pt, line.y_pt, line.text)
    pdf.output(str(path))
    return path


def picture_of(path: Path, dpi: int = 150) -> Image.Image:
    """A page as a scanner would see it."""
    with pdfium.PdfDocument(path) as document:
        bitmap = document[0].render(scale=dpi / 72)
        data = io.BytesIO()
        bitmap.to_pil().convert("RGB").save(data, "JPEG", quality=85)
    return Image.open(data)


def scan_with_layer(path: Path, printed: Sequence[Line], layer: Sequence[Line]) -> Path:
    """A picture of some lines that fills the page, with other lines unseen over it."""
    picture = picture_of(draw_pdf(path.with_suffix(".print.pdf"), printed))
    return draw_pdf(path, unseen(layer), [(picture, (0, 0, 595.28, 841.89))])


def layer_of(path: Path) -> TextLayer | None:
    return read_text_layer(path, inspect_file(path, Limits()), 1)


def text_of(path: Path) -> str:
    layer = layer_of(path)
    assert layer is not None, "the layer is trusted"
    return layer.page.text
