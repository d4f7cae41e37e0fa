"""Here lives the quota as a workbook that an office can send on: figures are formulas over the list of papers.

The list names no holder and no number of a paper: a result's id and the place on the shelf lead to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipelines.lines import JsonLine
from pipelines.registers.sheet_looks import heading_cells, lay_out, title_cell
from pipelines.registers.wording import LEVELS, STATUSES, TARGETS
from pipelines.resources import Resources
from pipelines.whole_files import written_whole
from schemas.coverage_spans import CountedSpan
from schemas.errors import SetupError
from schemas.originals import STATUSES as EVERY_STATUS
from schemas.originals import Status
from storage.ledgers.coverage import SpanQuery

# Sheet programs of offices count over more lines than these for minutes; then the sums stand as numbers.
MOST_LISTED = 200_000
_LEVELS, _UNITS, _SUMS, _LIST = "Theo cấp", "Theo đơn vị", "Tổng hợp", "Danh sách"
_HEADINGS = (
    "Còn hiệu lực",
    "Đã số hóa",
    "Trong đó chỉ máy xác nhận",
    "Chờ kiểm tra",
    "Tỷ lệ (%)",
    "Mức sàn (%)",
    "Căn cứ mức sàn",
    "Đạt",
    "Còn thiếu",
    "Chưa rõ hiệu lực",
)
_LIST_HEADINGS = (
    "Tình trạng",
    "Mã đơn vị",
    "Loại giấy tờ",
    "Năm",
    "Hộp",
    "Ngày ban hành",
    "Xác nhận ngày",
    "Mã kết quả",
)
_TOO_LONG = (
    "Danh sách dài hơn {most} dòng nên không kèm theo; lấy bằng `sohoa quota list --csv`. Các số dưới đây là tổng."
)
_FIRST_ROW = 3
_AT_ONCE = 1000
_WIDTH = 14
_WIDTHS = {
    "Căn cứ mức sàn": 36,
    "Cấp": 16,
    "Mã đơn vị": 14,
    "Đơn vị ban hành": 32,
    "Tình trạng": 26,
    "Loại giấy tờ": 36,
    "Mã kết quả": 28,
}


@dataclass(frozen=True, slots=True)
class Behind:
    """What the figures rest on: how many papers of an issuer count as what; the papers, None where too many."""

    sums: Mapping[tuple[str, Status], int]
    spans: Iterable[CountedSpan] | None


def gather_behind(resources: Resources, query: SpanQuery) -> Behind:
    """What the figures of a day rest on; `query` asks for all states."""
    sums = resources.catalogue.count_statuses(query.on, document_type=query.document_type, year=query.year)
    is_short = resources.catalogue.count_listed(query) <= MOST_LISTED
    return Behind(sums, _iterate_spans(resources, query) if is_short else None)


def _iterate_spans(resources: Resources, query: SpanQuery) -> Iterator[CountedSpan]:
    after = ""
    while listed := resources.catalogue.list_spans(query, _AT_ONCE, after):
        yield from (it.span for it in listed)
        after = listed[-1].cursor


def write_quota_workbook(path: Path, told: JsonLine, behind: Behind, titles: Mapping[str, str]) -> None:
    """Write the document of `sohoa quota`: by level, by issuer, the sums of papers, and the papers themselves.

    `titles` are the types' titles by key.

    Raises:
        SetupError: "output_unwritable".
    """
    book = Workbook(write_only=True)
    units = told["units"]
    _write_levels(book, told, len(units))
    _write_units(book, told)
    _write_sums(book, units, behind)
    if behind.spans is not None:
        _write_list(book, behind.spans, titles)
    try:
        with written_whole(path) as part:
            book.save(part)
    except OSError as error:
        raise SetupError("output_unwritable") from error


def _write_levels(book: Workbook, told: JsonLine, unit_count: int) -> None:
    sheet = _add_sheet(book, _LEVELS, _title(told), ("Cấp", *_HEADINGS))
    last = _FIRST_ROW + max(unit_count, 1) - 1
    for number, row in enumerate(told["levels"], start=_FIRST_ROW):
        level = LEVELS[row["level"]]
        sums = [f"SUMIFS({_cells_of(column, last)},{_cells_of('A', last)},$A{number})" for column in "DEFGHIJ"]
        sheet.append([level, *_formulas(row, sums, number, "B")])


def _write_units(book: Workbook, told: JsonLine) -> None:
    sheet = _add_sheet(book, _UNITS, _title(told), ("Cấp", "Mã đơn vị", "Đơn vị ban hành", *_HEADINGS))
    for number, row in enumerate(told["units"], start=_FIRST_ROW):
        sums = [f"'{_SUMS}'!{column}{number}" for column in "DEFGHIJ"]
        named = (LEVELS[row["level"]], row["unit"], row["name"])
        sheet.append([*named, *_formulas(row, sums, number, "D")])


def _write_sums(book: Workbook, units: Sequence[JsonLine], behind: Behind) -> None:
    title = "Số kết quả theo tình trạng" if behind.spans is not None else _TOO_LONG.format(most=MOST_LISTED)
    statuses = [STATUSES[status] for status in EVERY_STATUS]
    heads = ("Cấp", "Mã đơn vị", "Đơn vị ban hành", *statuses, "Chênh lệch so với số đếm")
    sheet = _add_sheet(book, _SUMS, title, heads)
    for number, row in enumerate(units, start=_FIRST_ROW):
        counts = [behind.sums.get((row["unit"], status), 0) for status in EVERY_STATUS]
        # Where somebody only counted, what is in force is the count, not the papers known by name.
        beyond = row["in_force"] - sum(counts[:-1])
        cells: list[object] = list(counts)
        if behind.spans is not None:
            whole = f"'{_LIST}'!$A:$A,{{status}},'{_LIST}'!$B:$B,$B{number}"
            cells = [f"=COUNTIFS({whole.format(status=_quoted(status))})" for status in statuses]
        sheet.append([LEVELS[row["level"]], row["unit"], row["name"], *cells, beyond])


def _write_list(book: Workbook, spans: Iterable[CountedSpan], titles: Mapping[str, str]) -> None:
    sheet = _add_sheet(book, _LIST, "Từng kết quả được tính", _LIST_HEADINGS)
    for span in spans:
        sheet.append(
            [
                STATUSES[span.status],
                span.unit,
                titles.get(span.document_type, span.document_type),
                span.year or None,
                _plain(span.box),
                span.issue_date,
                span.confirmed_on.isoformat() if span.confirmed_on else None,
                span.result_id,
            ]
        )


def _formulas(row: JsonLine, sums: Sequence[str], number: int, first: str) -> list[object]:
    """The cells of one row from the sums of its six states and of what was only counted; `first`: their column."""
    missing, returned, in_review, digitised, unseen, unknown, beyond = sums
    in_force, done, floor = (f"{chr(ord(first) + place)}{number}" for place in (0, 1, 5))
    is_known = row["percent"] is not None
    problem = f"danh mục thiếu {row['difference']}" if row["problem"] else ""
    return [
        f"={missing}+{returned}+{in_review}+{digitised}+{unseen}+{beyond}",
        f"={digitised}+{unseen}",
        f"={unseen}",
        f"={in_review}",
        f'=IF({in_force}=0,"",ROUND({done}/{in_force}*100,2))' if is_known else None,
        row["target_percent"],
        TARGETS[row["target_status"]] + (", lịch sử đến 30/6/2025" if row["historic"] else ""),
        f'=IF({done}*100>={floor}*{in_force},"đạt","chưa đạt")' if is_known else problem,
        f"=MAX(0,ROUNDUP({floor}*{in_force}/100,0)-{done})" if is_known else None,
        f"={unknown}",
    ]


def _cells_of(column: str, last: int) -> str:
    return f"'{_SUMS}'!${column}${_FIRST_ROW}:${column}${last}"


def _title(told: JsonLine) -> str:
    day = "/".join(reversed(told["as_of"].split("-")))
    return f"Tính đến {day}, mức sàn năm {told['target_year']}"


def _add_sheet(book: Workbook, name: str, title: str, headings: Sequence[str]) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = book.create_sheet(name)
    lay_out(sheet, [_WIDTHS.get(heading, _WIDTH) for heading in headings], _FIRST_ROW - 1)
    sheet.append([title_cell(sheet, title)])
    sheet.append(heading_cells(sheet, headings))
    return sheet


def _quoted(text: str) -> str:
    return f'"{text}"'


def _plain(text: str) -> str:
    """A box named like a formula stays a name."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
