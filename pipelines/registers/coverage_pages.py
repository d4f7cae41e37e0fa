"""Here lives the quota as a report to print and sign: levels, funnel, pace and forecast, what stands apart, issuers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.batches.set_pages import SetPages
from pipelines.lines import JsonLine
from pipelines.registers.wording import LEVELS, TARGETS
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.quota_targets import Target
from schemas.units import LEVELS as LEVEL_ORDER
from schemas.units import Units

_FLOORS = (
    ("Cấp", 48, "L"),
    ("Còn hiệu lực", 30, "R"),
    ("Đã số hóa", 28, "R"),
    ("Tỷ lệ", 26, "R"),
    ("Mức sàn", 24, "R"),
    ("Căn cứ mức sàn", 46, "L"),
    ("So với mức sàn", 38, "L"),
    ("Chưa rõ hiệu lực", 27, "R"),
)
_FUNNEL = (
    ("Cấp", 48, "L"),
    ("Còn hiệu lực", 34, "R"),
    ("Đã thu nhận", 34, "R"),
    ("Chờ kiểm tra", 34, "R"),
    ("Đã xác nhận", 34, "R"),
    ("Trong đó chỉ máy xác nhận", 45, "R"),
    ("Chưa thu nhận", 38, "R"),
)
_PACE = (
    ("Cấp", 48, "L"),
    ("Còn thiếu", 26, "R"),
    ("Nhịp 8 tuần qua (giấy tờ/tuần)", 36, "R"),
    ("Cần để kịp cuối năm (giấy tờ/tuần)", 40, "R"),
    ("Dự kiến đạt mức sàn", 117, "L"),
)
_UNITS = (
    ("Đơn vị ban hành", 62, "L"),
    *_FLOORS[1:5],
    ("Căn cứ mức sàn", 36, "L"),
    ("So với mức sàn", 34, "L"),
    _FLOORS[7],
)
_PARTS = (
    ("Còn hiệu lực", 30, "R"),
    ("Đã số hóa", 28, "R"),
    ("Chờ kiểm tra", 28, "R"),
    ("Còn phải quét", 30, "R"),
    ("Tỷ lệ", 26, "R"),
    ("Chưa rõ hiệu lực", 30, "R"),
)
_BASES = (("Năm", 16, "C"), ("Cấp, đơn vị", 62, "L"), ("Mức sàn", 24, "R"), ("Loại", 40, "L"), ("Căn cứ", 125, "L"))
_BY = {
    "type": "loại giấy tờ",
    "year": "năm ban hành",
    "unit": "đơn vị ban hành",
    "custodian": "đơn vị phụ trách vào ngày tính",
}
_LAST_PART_MM = 130.0
_HISTORIC_MM = 60.0
_NO_FORECAST = {
    "not_enough_history": "chưa dự kiến được: chưa đủ 4 tuần số liệu",
    "no_progress": "chưa dự kiến được: lâu nay không có giấy tờ nào được xác nhận",
    "too_far": "quá 10 năm với nhịp hiện nay",
}
_NOTES = (
    "Tỷ lệ = đã số hóa (bản gốc khác nhau, đã xác nhận) chia cho còn hiệu lực (theo danh mục, cộng giấy tờ đã số hóa "
    "mà danh mục chưa có). Cấp tính theo cơ quan ban hành vào ngày ban hành.",
    "Mức sàn “tạm tính” chưa có văn bản giao chỉ tiêu; “suy ra từ kế hoạch” là mức 2022 cộng 20 điểm mỗi năm.",
    "Khoảng dự kiến chứa ngày thật trong khoảng 4 trên 5 trường hợp, tính theo ngày làm việc.",
)


def write_coverage_pages(
    resources: Resources, path: Path, told: JsonLine, unit: str | None, by: str | None, titles: Mapping[str, str]
) -> None:
    """Write the document of `sohoa quota` as a report, A4 lying, with room for signatures.

    Args:
        unit: whose report; None where all that counts is told.
        by, titles: what the breakdown is by, and the words for its keys.

    Raises:
        SetupError: "file_exists", "output_unwritable".
    """
    if path.exists():
        raise SetupError("file_exists")
    on = date.fromisoformat(told["as_of"])
    # The day of the figures stands for the day of writing: the same figures give the same bytes.
    made_at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    pages = SetPages(f"Tính đến hết ngày {_day(told['as_of'])}", at=made_at, lying=True)
    pages.head(find_office(resources.units, unit, {row["unit"] for row in told["units"]}, on))
    below = f"Tính đến hết ngày {_day(told['as_of'])}, so với mức sàn năm {told['target_year']}"
    pages.title("BÁO CÁO SỐ HÓA KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH CÒN HIỆU LỰC", below)
    _set_levels(pages, told)
    _set_units(pages, told["units"], resources.units)
    if by and told["breakdown"]:
        _set_breakdown(pages, told["breakdown"], by, titles)
    _set_bases(pages, told, resources)
    pages.signatures(("NGƯỜI LẬP", ""), ("NGƯỜI KIỂM TRA", ""), ("THỦ TRƯỞNG ĐƠN VỊ", ""))
    pages.write(path)


def find_office(units: Units, unit: str | None, issuers: Iterable[str], on: date) -> str:
    """Whose report it is: the unit asked for, else the issuers' province of that day; "" where there are several."""
    if unit:
        return units.get(unit).name
    tops = [units.get(top) for top in {path.split(".")[0] for path in issuers}]
    living = [top for top in tops if top.lives_on(on)]
    return living[0].name if len(living) == 1 else ""


def name_in_full(units: Units, path: str) -> str:
    """A unit's name, with its district's: wards of one name stand in several."""
    unit = units.get(path)
    above = units.find(unit.parent or "")
    return f"{unit.name}, {above.name}" if above and above.level == "district" else unit.name


def _set_levels(pages: SetPages, told: JsonLine) -> None:
    living = [row for row in told["levels"] if not row["historic"]]
    gone = [row for row in told["levels"] if row["historic"]]
    pages.heading("1. Tỷ lệ so với mức sàn")
    pages.table(_FLOORS, [_floor_row(row, _level(row)) for row in living])
    pages.heading("2. Từ thu nhận đến xác nhận")
    pages.table(_FUNNEL, [_funnel_row(row, _level(row)) for row in living])
    pages.heading("3. Nhịp làm và dự kiến")
    pages.table(_PACE, [_pace_row(row, _level(row)) for row in living])
    if gone:
        pages.keep_together(_HISTORIC_MM)
        pages.heading(
            "4. Cấp huyện (lịch sử): giấy tờ do cấp huyện ban hành đến hết ngày 30/6/2025, không cộng vào cấp xã"
        )
        pages.table(_FLOORS, [_floor_row(row, _level(row)) for row in gone])
        pages.table(_FUNNEL, [_funnel_row(row, _level(row)) for row in gone])
    unknown = sum(row["unknown_validity"] for row in told["levels"])
    if unknown:
        pages.text(
            f"Chưa rõ hiệu lực: {unknown} giấy tờ, không nằm trong tử số, cũng không nằm trong mẫu số; cần người có "
            "thẩm quyền xác định từng giấy tờ."
        )
    for row in told["levels"]:
        if row["problem"]:
            lack = f"danh mục thiếu {row['difference']} giấy tờ so với số đã số hóa nên chưa tính được tỷ lệ"
            pages.text(f"{_level(row)}: {lack}.", bold=True)


def _level(row: JsonLine) -> str:
    return LEVELS[row["level"]]


def _set_units(pages: SetPages, lines: Sequence[JsonLine], units: Units) -> None:
    if not lines:
        return
    pages.heading("Theo đơn vị ban hành")
    rows: list[Sequence[str]] = []
    for level, name in LEVELS.items():
        found = [row for row in lines if row["level"] == level]
        if found:
            rows.append(name + (" (lịch sử)" if found[0]["historic"] else ""))
            rows += [_floor_row(row, name_in_full(units, row["unit"])) for row in found]
    pages.table(_UNITS, rows)


def _set_breakdown(pages: SetPages, lines: Sequence[JsonLine], by: str, titles: Mapping[str, str]) -> None:
    pages.heading(f"Theo {_BY[by]}")
    rows = [
        (
            titles.get(str(line[by]), str(line[by] or "–")),
            *_counts(line, "in_force", "digitised", "in_review"),
            _number(line["in_force"] - line["digitised"] - line["in_review"]),
            _percent(line["percent"]),
            _number(line["unknown_validity"]),
        )
        for line in lines
    ]
    pages.table(((_BY[by].capitalize(), 75, "L"), *_PARTS), rows)
    if by == "custodian" and lines[-1][by] is None:
        pages.text(
            "Chưa xác định: giấy tờ của đơn vị cũ mà nhiều đơn vị cùng kế thừa; địa chỉ trên giấy hoặc người có thẩm "
            "quyền quyết định. Danh sách: sohoa units workload."
        )


def _set_bases(pages: SetPages, told: JsonLine, resources: Resources) -> None:
    year, floors = told["target_year"], resources.targets
    targets = {floors.get(year, row["level"], row.get("unit")) for row in (*told["levels"], *told["units"])}
    # Signatures never stand alone on a page.
    pages.keep_together(_LAST_PART_MM)
    pages.heading("Căn cứ mức sàn và cách tính")
    ordered = sorted(targets, key=lambda it: (it.unit or "", LEVEL_ORDER.index(it.level)))
    pages.table(_BASES, [_basis_row(it, resources.units) for it in ordered])
    for note in _NOTES:
        pages.item(note)
    if told["years_without_days_off"]:
        years = ", ".join(map(str, told["years_without_days_off"]))
        pages.item(f"Chưa có lịch nghỉ năm {years}: ngày dự kiến mới trừ cuối tuần và ngày lễ cố định, chưa trừ Tết.")


def _floor_row(row: JsonLine, name: str) -> tuple[str, ...]:
    return (
        name,
        *_counts(row, "in_force", "digitised"),
        _percent(row["percent"]),
        _percent(row["target_percent"]),
        TARGETS[row["target_status"]],
        _verdict(row),
        _number(row["unknown_validity"]),
    )


def _funnel_row(row: JsonLine, name: str) -> tuple[str, ...]:
    captured = row["digitised"] + row["in_review"]
    rest = _number(max(0, row["in_force"] - captured))
    return (
        name,
        _number(row["in_force"]),
        _number(captured),
        *_counts(row, "in_review", "digitised", "digitised_unseen"),
        rest,
    )


def _pace_row(row: JsonLine, name: str) -> tuple[str, ...]:
    missing = "–" if row["shortfall"] is None else _number(row["shortfall"])
    needed = "–" if row["pace_needed_per_week"] is None else _decimal(row["pace_needed_per_week"])
    return (name, missing, _decimal(row["pace_per_week"]), needed, tell_forecast(row))


def _basis_row(target: Target, units: Units) -> tuple[str, ...]:
    where = units.get(target.unit).name if target.unit else LEVELS[target.level]
    return (str(target.year), where, _percent(float(target.percent)), TARGETS[target.status], target.basis)


def tell_forecast(row: JsonLine) -> str:
    """The day with its range in words, or why nobody can say; Vietnamese."""
    if row["met"]:
        return "đã đạt"
    if row["forecast_on"] is None:
        return _NO_FORECAST.get(row["forecast_reason"], "–")
    between = f"từ {_day(row['forecast_earliest'])} đến {_day(row['forecast_latest'])}"
    return f"khoảng ngày {_day(row['forecast_on'])}; phần lớn khả năng {between}"


def _verdict(row: JsonLine) -> str:
    if row["problem"]:
        return f"danh mục thiếu {_number(row['difference'])}"
    if row["met"] is None:
        return "chưa có danh mục"
    return "đạt" if row["met"] else f"chưa đạt, thiếu {_number(row['shortfall'])}"


def _counts(row: JsonLine, *names: str) -> tuple[str, ...]:
    return tuple(_number(row[name]) for name in names)


def _number(count: int) -> str:
    """1.234.567, as Vietnamese papers write it."""
    return f"{count:,}".replace(",", ".")


def _decimal(value: float) -> str:
    whole, _, rest = f"{value:.2f}".partition(".")
    rest = rest.rstrip("0")
    return _number(int(whole)) + (f",{rest}" if rest else "")


def _percent(percent: float | None) -> str:
    return "–" if percent is None else f"{_decimal(percent)} %"


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-")))
