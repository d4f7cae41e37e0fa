"""Here live the columns of a register: our form's headings and the wordings that offices use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas.text import fold_words

Cell = str | int | float | date | None
# Column key -> place in the row, from 0.
Columns = dict[str, int]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register: our key, the heading of our form, other headings (folded), and help."""

    key: str
    heading: str
    synonyms: tuple[str, ...]
    help: str


COLUMNS = (
    Column(
        "document_type",
        "Loại giấy tờ",
        (
            "ten giay to",
            "loai ket qua",
            "ten ket qua",
            "ten tthc",
            "ten thu tuc",
            "ten thu tuc hanh chinh",
            "loai van ban",
        ),
        "Tên đầy đủ như trên giấy, ví dụ Giấy phép xây dựng",
    ),
    Column(
        "document_number",
        "Số ký hiệu",
        (
            "so",
            "so ki hieu",
            "so giay phep",
            "so giay phep xay dung",
            "so giay chung nhan",
            "so van ban",
            "so quyet dinh",
            "so gcn",
            "so giay to",
            "so hieu",
        ),
        "Như trên giấy, ví dụ 45/GPXD",
    ),
    Column(
        "issue_date",
        "Ngày cấp",
        (
            "ngay ky",
            "ngay ban hanh",
            "ngay thang",
            "ngay cap phep",
            "ngay cap giay phep",
            "ngay thang nam",
            "ngay cap giay",
            "ngay dang ky",
        ),
        "05/03/2021; chỉ có tháng hoặc năm thì ghi 03/2021 hoặc 2021",
    ),
    Column(
        "holder_name",
        "Người được cấp",
        (
            "ho ten",
            "ho va ten",
            "ho ten nguoi duoc cap",
            "ho va ten nguoi duoc cap",
            "ten nguoi duoc cap",
            "ho ten chu ho",
            "ho va ten chu ho",
            "ca nhan to chuc",
            "chu ho",
            "ten chu ho",
            "to chuc ca nhan",
            "chu the",
            "ten chu the",
            "cap cho",
            "ho chu dem ten",
            "ten to chuc ca nhan",
        ),
        "Họ tên hoặc tên tổ chức",
    ),
    Column(
        "unit",
        "Cơ quan cấp",
        ("noi cap", "don vi cap", "co quan ban hanh", "don vi ban hanh", "co quan ky", "co quan cap phep"),
        "Tên cơ quan vào ngày cấp; để trống nếu là đơn vị nộp danh mục",
    ),
    Column(
        "valid_until",
        "Có giá trị đến",
        (
            "het han",
            "ngay het han",
            "ngay het hieu luc",
            "thoi han",
            "co hieu luc den",
            "gia tri den",
            "co gia tri den ngay",
            "thoi han hieu luc",
            "ngay het gia tri",
            "han su dung",
            "hieu luc den",
        ),
        "Ngày cuối cùng còn hiệu lực; vô thời hạn thì ghi 'vô thời hạn'; để trống nếu không rõ",
    ),
    Column(
        "box",
        "Hộp",
        ("hop so", "kho", "ho so so", "vi tri", "vi tri luu", "noi luu", "kho hop", "so hop"),
        "Nơi để bản giấy",
    ),
)
_HEADINGS = {
    name: column.key for column in COLUMNS for name in (" ".join(fold_words(column.heading)), *column.synonyms)
}


def find_columns(cells: Sequence[Cell]) -> Columns | None:
    """Which column is which, when these cells are headings; None when they are not.

    Number and issue date must both be there: lines of data and of titles never have both. Where two
    headings mean the same column ("Số" beside "Số ký hiệu") the longer wording is believed.
    """
    found: dict[str, tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        # An explanation in brackets beside a heading is dropped.
        name = " ".join(fold_words(re.sub(r"\(.*?\)", " ", cell))) if isinstance(cell, str) else ""
        key = _HEADINGS.get(name)
        if key and len(name) > found.get(key, (0, 0))[0]:
            found[key] = (len(name), place)
    columns = {key: place for key, (_, place) in found.items()}
    return columns if "document_number" in columns and "issue_date" in columns else None
