"""Here lives a batch as the command tells people of it: one item a row, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.cli.answers import STATE_NAMES, local_time, pick
from pipelines.cli.printing import print_table, tell_problem
from pipelines.cli.progress import OUTCOMES
from pipelines.cli.session import Session

_ITEMS = {
    "batch": "Lô",
    "batch_id": "Mã lô",
    "custodian": "Đơn vị giữ",
    "operator": "Người quét",
    "created_at": "Mở lúc",
    "outcomes": "Kết cục của tệp",
    "states": "Tình trạng giấy tờ",
    "pages_read": "Trang đã đọc",
    "pages_total": "Tổng số trang",
    "box": "Hộp",
    "shelf": "Chỗ trên giá",
    "expected": "Số giấy tờ đếm tay",
    "difference": "Chênh lệch",
    "closed_at": "Đóng lúc",
    "closed_by": "Người đóng",
    "close_reason": "Lý do chênh lệch",
    "papers": "Số giấy tờ",
    "quarantined": "Tệp cách ly",
    "missing_sheets": "Tờ phân cách chưa thấy",
    "sheet_problems": "Vấn đề của tờ phân cách",
    "incomplete": "Giấy tờ có thể thiếu trang",
    "not_received": "Tệp chưa nhận",
    "files": "Số tệp",
    "new": "Tệp mới",
    "refused": "Tệp bị từ chối",
    "sha256": "SHA-256",
}
BOOK_FAULT_NAMES = {
    "vi": {"gap": "thiếu số", "double": "trùng số", "days_out_of_order": "ngày lùi"},
    "en": {"gap": "gap", "double": "double", "days_out_of_order": "days out of order"},
}
_INSTANTS = frozenset({"created_at", "closed_at"})


def print_batch(session: Session, body: Mapping[str, Any]) -> None:
    """What the JSON of a batch tells, as a table."""
    names = _ITEMS if session.language == "vi" else {}
    rows = [(names.get(key, key.replace("_", " ")), _tell(key, value, session.language)) for key, value in body.items()]
    print_table(pick(session, ("Mục", "Giá trị"), ("Item", "Value")), rows)


def tell_counts(counts: Mapping[str, int], language: str) -> str:
    """Counts by outcome or state: `đã lưu: 16, cách ly: 2`."""
    words = OUTCOMES[language] | STATE_NAMES[language]
    return ", ".join(f"{words.get(name, name)}: {count}" for name, count in sorted(counts.items()))


def tell_list(values: list[Any]) -> str:
    """Values between commas; `-` for none."""
    return ", ".join(map(str, values)) or "-"


def _tell(key: str, value: Any, language: str) -> str:
    if value in (None, "", {}):
        return "-"
    if isinstance(value, list):
        return tell_list(value)
    if key == "sheet_problems":
        return "; ".join(f"{count} × {tell_problem(code, language)}" for code, count in value.items())
    if isinstance(value, dict):
        return tell_counts(value, language)
    return local_time(value) if key in _INSTANTS else str(value)
