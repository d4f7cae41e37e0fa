"""Here live the printed parts of the evidence: the rule in words, the sample with its pictures, the sheet to sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipelines.batches.set_pages import SetPages
from pipelines.lines import fields_to_json, mask_fields, type_of
from pipelines.lookup.page_images import make_page_image
from pipelines.masking import mask_passages
from pipelines.registers.evidence_papers import CountedPaper
from pipelines.registers.wording import LEVELS, TARGETS
from pipelines.resources import Resources
from schemas.document_type import DocumentType
from schemas.errors import SohoaError
from schemas.field_kinds.display import display_value
from schemas.field_titles import find_field_title

JsonLine = dict[str, Any]
_RULES = (
    "Mẫu số: kết quả còn hiệu lực vào ngày tính theo danh mục đã biết đến hết ngày đó, cộng kết quả đã số hóa còn hiệu "
    "lực mà danh mục chưa có. Nơi chỉ có số đếm thì số đếm là mẫu số; nếu số đếm nhỏ hơn số đã số hóa, tỷ lệ để trống "
    "và ghi phần chênh lệch.",
    "Tử số: bản gốc khác nhau trong số đó có trạng thái đã xác nhận vào hoặc trước ngày tính. Bản sao và bản quét lại "
    "của cùng một giấy tờ chỉ tính một lần.",
    "Kết quả chưa rõ hiệu lực không nằm trong tử số, cũng không nằm trong mẫu số; được nêu riêng.",
    "Cấp tính theo cơ quan ban hành vào ngày ban hành. Cấp huyện kết thúc ngày 30/6/2025, được nêu riêng.",
    "Số liệu của một ngày đã qua tính theo những gì đã biết đến hết ngày đó; sửa đổi, thu hồi sau này không làm thay "
    "đổi. Lập lại bằng chứng của cùng ngày cho cùng nội dung.",
)
_PICTURE_MM = 150.0
_COUNTS = (
    ("Cấp", 34, "L"),
    ("Còn hiệu lực", 24, "R"),
    ("Đã số hóa", 22, "R"),
    ("Chỉ máy xác nhận", 24, "R"),
    ("Chờ kiểm tra", 20, "R"),
    ("Tỷ lệ", 18, "R"),
    ("Mức sàn", 18, "R"),
    ("Còn thiếu", 20, "R"),
)
_BASES = (("Năm", 14, "C"), ("Cấp, đơn vị", 34, "L"), ("Mức sàn", 18, "R"), ("Loại", 30, "L"), ("Căn cứ", 84, "L"))
_FIELDS = (("Trường", 62, "L"), ("Giá trị", 118, "L"))
_ERRORS = (
    ("Loại giấy tờ", 76, "L"),
    ("Giấy tờ đã kiểm", 26, "R"),
    ("Giá trị", 20, "R"),
    ("Sai", 16, "R"),
    ("Khoảng tin cậy 95 %", 42, "R"),
)


def write_rule(path: Path, unit_name: str, on: date, figure: JsonLine, targets: Sequence[JsonLine]) -> None:
    """The definition in words, the figure, and the floors with what they rest on.

    Raises:
        SetupError: "output_unwritable".
    """
    pages = _begin(unit_name, on, "CÁCH TÍNH TỶ LỆ SỐ HÓA", "Định nghĩa, số liệu và căn cứ mức sàn")
    for number, told in enumerate(_RULES, start=1):
        pages.text(f"{number}. {told}")
    _set_figure(pages, figure)
    pages.heading("Mức sàn và căn cứ")
    pages.table(_BASES, [_target_row(it) for it in targets])
    pages.text(f"Phiên bản quy tắc tính: {figure['rules_version']}.")
    pages.write(path)


def write_sample(
    resources: Resources, path: Path, unit_name: str, on: date, sample: Sequence[CountedPaper], *, in_full: bool
) -> None:
    """Each paper drawn on pages of its own: what was read, who confirmed it, its first page's picture."""
    below = f"{len(sample)} giấy tờ rút ngẫu nhiên trong số đã số hóa"
    pages = _begin(unit_name, on, "MẪU NGẪU NHIÊN", below)
    for number, paper in enumerate(sample, start=1):
        if number > 1:
            pages.new_page()
        _set_paper(pages, resources, number, paper, in_full=in_full)
    pages.write(path)


def write_signing_sheet(
    path: Path,
    unit_name: str,
    on: date,
    figure: JsonLine,
    errors: Sequence[JsonLine],
    chain: JsonLine | None,
) -> None:
    """What somebody answers for with a signature by hand; it takes no digital signature's place."""
    pages = _begin(unit_name, on, "XÁC NHẬN SỐ LIỆU SỐ HÓA", "Bản in để ký tay, không thay chữ ký số")
    _set_figure(pages, figure)
    pages.heading("Sai số đo được của giá trị do máy đọc (mẫu người kiểm lại)")
    if errors:
        pages.table(_ERRORS, [_error_row(it) for it in errors])
    else:
        pages.text("Chưa có giấy tờ nào của mẫu được người kiểm lại.")
    if chain:
        pages.text(f"Nhật ký kiểm toán đến hết ngày: mục {chain['sequence']}, mã {chain['link'][:16]}…")
    else:
        pages.text("Nhật ký kiểm toán chưa có mục nào đến hết ngày này.")
    pages.signatures(("NGƯỜI LẬP", ""), ("NGƯỜI KIỂM TRA", ""), ("THỦ TRƯỞNG ĐƠN VỊ", ""))
    pages.write(path)


def _begin(unit_name: str, on: date, title: str, below: str) -> SetPages:
    day = on.strftime("%d/%m/%Y")
    # The day of the figures stands for the day of writing: the same evidence gives the same bytes.
    pages = SetPages(f"{unit_name} – tính đến hết ngày {day}", at=datetime(on.year, on.month, on.day, tzinfo=UTC))
    pages.head(unit_name)
    pages.title(title, f"{below}. Tính đến hết ngày {day}")
    return pages


def _set_figure(pages: SetPages, figure: JsonLine) -> None:
    pages.heading(f"Số liệu, mức sàn năm {figure['target_year']}")
    pages.table(_COUNTS, [_figure_row(row) for row in figure["levels"]])


def _figure_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    level = LEVELS[row["level"]] + (" (đến 30/6/2025)" if row["historic"] else "")
    percent = "–" if row["percent"] is None else f"{row['percent']:.2f} %".replace(".", ",")
    missing = "–" if row["shortfall"] is None else str(row["shortfall"])
    counts = (row["in_force"], row["digitised"], row["digitised_unseen"], row["in_review"])
    return (level, *map(str, counts), percent, f"{row['target_percent']} %", missing)


def _target_row(target: Mapping[str, Any]) -> tuple[str, ...]:
    where = LEVELS[target["level"]] if not target.get("unit") else str(target["unit"])
    return (str(target["year"]), where, f"{target['percent']} %", TARGETS[target["status"]], target["basis"])


def _error_row(error: Mapping[str, Any]) -> tuple[str, ...]:
    between = f"{error['percent_wrong_low']:.1f} – {error['percent_wrong_high']:.1f} %".replace(".", ",")
    return (error["title"], str(error["papers"]), str(error["fields"]), str(error["fields_wrong"]), between)


def _set_paper(pages: SetPages, resources: Resources, number: int, paper: CountedPaper, *, in_full: bool) -> None:
    result = paper.result
    assert result is not None, "only digitised papers are drawn"
    declared = type_of(resources.types, result.document_type)
    pages.heading(f"{number}. {result.title or paper.span.document_type}")
    pages.facts(
        (
            ("Mã kết quả", result.result_id),
            ("Xác nhận", _tell_confirmed(paper)),
            ("SHA-256", result.scan_id),
        )
    )
    fields = fields_to_json(result.extraction, result.reviews)
    if not in_full:
        fields = mask_passages(mask_fields(fields, declared), declared)
    pages.table(_FIELDS, list(_field_rows(fields, declared)))
    try:
        picture = make_page_image(resources, result, result.page_numbers[0])
    except SohoaError as error:
        # The evidence says so instead of hiding the paper.
        pages.text(f"Không lấy được ảnh quét: {error.problem.message}", bold=True)
        return
    pages.picture(picture, _PICTURE_MM)


def _tell_confirmed(paper: CountedPaper) -> str:
    assert paper.result is not None
    by = "máy" if paper.result.confirmed_by == "machine" else paper.result.confirmed_by or "–"
    day = paper.confirmed_on
    return f"{by}, ngày {day.strftime('%d/%m/%Y')}" if day else by


def _field_rows(fields: Mapping[str, Any], declared: DocumentType | None) -> Iterable[tuple[str, str]]:
    places = {spec.name: place for place, spec in enumerate(declared.fields)} if declared else {}
    for name in sorted(fields, key=lambda it: (places.get(it, len(places)), it)):
        spec = declared.find_field(name) if declared else None
        told = fields[name] if isinstance(fields[name], list) else [fields[name]]
        shown = [_show(item, spec.kind if spec else "") for item in told]
        if any(shown):
            yield find_field_title(name, declared), "; ".join(filter(None, shown))


def _show(item: Mapping[str, Any], kind: str) -> str:
    if "value" in item:
        return display_value(kind, item["value"]) if item["value"] else ""
    return ", ".join(cell["value"] for cell in item.values() if cell["value"])
