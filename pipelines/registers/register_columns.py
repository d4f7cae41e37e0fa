"""Here live the columns of a register: our form's headings and the wordings that offices use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.registers.cells import Cell, to_text
from schemas.text import fold_words

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
            "loai",
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
        "holder_id",
        "Số định danh",
        (
            "cccd",
            "cmnd",
            "so cccd",
            "so cmnd",
            "cmnd cccd",
            "so cmnd cccd",
            "so dinh danh ca nhan",
            "ma so thue",
            "mst",
        ),
        "Số định danh cá nhân (12 số) hoặc mã số thuế; để trống nếu không có",
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
# Headings of other things that a register tells: an applicant's papers, the land, the money, the way of the dossier.
_OTHER_THINGS = re.compile(
    r"\b(?:cmnd|cccd|cmt|can cuoc|dinh danh|ho chieu|ma so thue|mst|dien thoai|dien tich|thua|to ban do|thu tu|sinh"
    r"|so (?:nha|tien|luong|trang|tang)|nop|tiep nhan|(?:nguoi|ngay) nhan|tra|hen|xu ly|bien lai|hop dong|to trinh"
    r"|cong van|ho so|chu ky|nguoi ky)\b"
)
# In any other wording: what must be said, from the start of the heading.
_WORDINGS = (
    (
        "holder_id",
        re.compile(r"(?:so )?(?:the )?(?:cmnd|cccd|cmt|can cuoc|dinh danh|ma so thue|mst)\b(?!.*(?:ngay|noi))"),
    ),
    ("valid_until", re.compile(r"(?:ngay |thoi )?(?:het |co )?(?:han|hieu luc|gia tri)\b.*|ngay het .*|thoi han .*")),
    ("document_number", re.compile(r"so\b.* (?:giay|gcn|gp|gpxd|quyet dinh|qd|van ban|chung chi|ky hieu|ki hieu)\b.*")),
    ("issue_date", re.compile(r"ngay\b.*(?:cap|ky|ban hanh)\b.*")),
    ("holder_name", re.compile(r"(?:ho (?:va )?ten|ten|chu)\b.*(?:nguoi|chu|to chuc|ca nhan|co so|ho)\b.*")),
    ("unit", re.compile(r"(?:co quan|don vi|noi)\b.*(?:cap|ban hanh|ky)\b.*")),
    ("document_type", re.compile(r"(?:loai|ten)\b.*(?:giay|ket qua|van ban|thu tuc|tthc)\b.*")),
)
_NOTHING = ""


def find_columns(cells: Sequence[Cell]) -> Columns | None:
    """Which column is which, when these cells are headings; None when they are not.

    Number and issue date must both be there: lines of data and of titles never have both.
    """
    return find_merged_columns([cells])


def find_merged_columns(rows: Sequence[Sequence[Cell]]) -> Columns | None:
    """As `find_columns`, for headings over several rows: `Giấy phép` above `Số` and `Ngày cấp`.

    Where two headings mean the same column ("Số" beside "Số ký hiệu") the longer wording is believed.
    """
    found: dict[str, tuple[int, int]] = {}
    for place, parts in enumerate(_list_headings(rows)):
        key, length = _name_column(parts)
        if key and length > found.get(key, (0, 0))[0]:
            found[key] = (length, place)
    columns = {key: place for key, (_, place) in found.items()}
    return columns if "document_number" in columns and "issue_date" in columns else None


def _list_headings(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """For each column its headings from top to bottom, folded; one above several is that of each."""
    width = max((len(cells) for cells in rows), default=0)
    headings: list[list[str]] = [[] for _ in range(width)]
    for depth, cells in enumerate(rows):
        above = ""
        for place in range(width):
            here = _fold_heading(cells[place]) if place < len(cells) else ""
            above = here or above
            has_below = any(place < len(lower) and to_text(lower[place]) for lower in rows[depth + 1 :])
            text = here or (above if has_below else "")
            if text and text not in headings[place]:
                headings[place].append(text)
    return headings


def _fold_heading(cell: Cell) -> str:
    # An explanation in brackets beside a heading is dropped.
    return " ".join(fold_words(re.sub(r"\(.*?\)", " ", cell))) if isinstance(cell, str) else ""


def _name_column(parts: Sequence[str]) -> tuple[str, int]:
    """The key that a column's headings mean, "" for none, and how much of a wording was understood."""
    if not parts:
        return _NOTHING, 0
    own, above = parts[-1], " ".join(parts[:-1])
    for name in _distinct((f"{own} {above}".strip(), f"{above} {own}".strip(), own)):
        if name in _HEADINGS:
            return _HEADINGS[name], len(name)
        for key, wording in _WORDINGS:
            if wording.fullmatch(name) and (key in ("holder_id", "valid_until") or not _OTHER_THINGS.search(name)):
                return key, len(name)
        if _OTHER_THINGS.search(name):
            return _NOTHING, 0
    return _NOTHING, 0


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
