"""Here lives the missing list as pages to print: by unit and box as papers stand on their shelves, to be ticked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pipelines.batches.set_pages import SetPages
from pipelines.registers.counting import list_counts
from pipelines.registers.coverage_pages import find_office, name_in_full
from pipelines.registers.originals_list import MOST_SENSITIVE, ListedOriginal, count_originals, iterate_originals
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.originals import Cell
from schemas.units import Units, is_within
from storage.ledgers.coverage import SpanQuery

# Some three hundred pages: nobody goes through the shelves with more at once.
MOST_PRINTED = 10_000
_TICK = "☐"
_NO_BOX = "Không ghi hộp"
_SUMS = (("TT", 12, "C"), ("Đơn vị ban hành", 108, "L"), ("Số hộp", 26, "R"), ("Giấy tờ còn thiếu", 34, "R"))
_COLUMNS = (
    ("Lấy", 10, "C"),
    ("TT", 12, "C"),
    ("Loại giấy tờ", 54, "L"),
    ("Số, ký hiệu", 32, "L"),
    ("Ngày cấp", 22, "C"),
    ("Người được cấp", 50, "L"),
)
# A unit's name, its headings, its first box and paper.
_UNIT_MM = 36.0
_FOOT = "Có dữ liệu cá nhân, chỉ dùng để lấy giấy tờ trong kho"


def write_missing_pages(
    resources: Resources, path: Path, query: SpanQuery, *, most_sensitive: int = MOST_SENSITIVE
) -> int:
    """Write the list, A4: sums by unit, then every paper by unit and box with a box to tick; how many papers.

    Args:
        query: of what is missing; its day stands on every page.
        most_sensitive: as of `iterate_originals`.

    Raises:
        SetupError: "unit_unknown", "type_key_unknown", "file_exists", "print_too_long", "output_unwritable".
    """
    if path.exists():
        raise SetupError("file_exists")
    total = count_originals(resources, query)
    if total > MOST_PRINTED:
        raise SetupError("print_too_long", count=str(total), most=str(MOST_PRINTED))
    listed = sorted(iterate_originals(resources, query, most_sensitive=most_sensitive), key=_shelf_place)
    day = query.on.strftime("%d/%m/%Y")
    pages = SetPages(f"Tính đến hết ngày {day}. {_FOOT}")
    pages.head(find_office(resources.units, query.unit, {it.span.unit for it in listed}, query.on))
    pages.title("DANH SÁCH GIẤY TỜ CÒN PHẢI SỐ HÓA", f"Tính đến hết ngày {day}, xếp theo đơn vị và hộp")
    pages.facts([("Phạm vi", _tell_scope(resources, query))])
    units = [(unit, list(rows)) for unit, rows in groupby(listed, key=lambda it: it.span.unit)]
    _set_sums(pages, resources.units, units)
    counted = count_unlisted(resources, query)
    if counted:
        pages.text(f"Ngoài ra còn {counted} giấy tờ mới có số đếm, chưa có danh mục từng dòng nên không in được ở đây.")
    titles = {key: it.title for key, it in resources.types.items()}
    number = 0
    for unit, rows in units:
        pages.keep_together(_UNIT_MM)
        pages.heading(f"{name_in_full(resources.units, unit)}: {len(rows)} giấy tờ")
        for place, (box, found) in enumerate(groupby(rows, key=lambda it: it.span.box)):
            lines = [_line(number, it, titles) for number, it in enumerate(found, start=number + 1)]
            band = f"{f'Hộp {box}' if box else _NO_BOX}: {len(lines)} giấy tờ"
            pages.table(_COLUMNS, lines, band=band, headed=place == 0)
            number += len(lines)
    pages.text(f"Tổng cộng: {total} giấy tờ.", bold=True)
    pages.signatures(("NGƯỜI LẬP DANH SÁCH", ""), ("NGƯỜI LẤY GIẤY TỜ", ""), ("NGƯỜI GIỮ KHO", ""))
    pages.write(path)
    return total


def _shelf_place(listed: ListedOriginal) -> tuple[object, ...]:
    """As people read shelves: box 2 stands before box 10; within a box the older paper first."""
    span = listed.span
    box = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", span.box))
    return span.unit, box, span.issue_date, span.place


def _tell_scope(resources: Resources, query: SpanQuery) -> str:
    told = [name_in_full(resources.units, query.unit) if query.unit else "mọi đơn vị"]
    if query.document_type:
        told.append(resources.types[query.document_type].title)
    if query.year:
        told.append(f"năm ban hành {query.year}")
    if query.box:
        told.append(f"hộp {query.box}")
    return "; ".join(told)


def _set_sums(pages: SetPages, units: Units, found: Sequence[tuple[str, Sequence[ListedOriginal]]]) -> None:
    rows = [
        (str(number), name_in_full(units, unit), str(len({it.span.box for it in rows})), str(len(rows)))
        for number, (unit, rows) in enumerate(found, start=1)
    ]
    boxes, papers = (sum(int(row[place]) for row in rows) for place in (2, 3))
    pages.table(_SUMS, [*rows, ("", "Cộng", str(boxes), str(papers))])


def _line(number: int, it: ListedOriginal, titles: Mapping[str, str]) -> tuple[str, ...]:
    kind = titles.get(it.span.document_type, it.span.document_type)
    issued = "/".join(reversed(it.span.issue_date.split("-")))
    return _TICK, str(number), kind, it.document_number or "", issued, it.holder_name or ""


def count_unlisted(resources: Resources, query: SpanQuery) -> int:
    """How many papers are only counted: no list names them, so no line of this one does."""
    counts = {
        cell: number
        for cell, number in list_counts(resources, query.on).items()
        if (query.unit is None or is_within(cell[0], query.unit))
        and query.document_type in (None, cell[1])
        and query.year in (None, cell[2])
        and query.box is None
    }
    named = Counter[Cell]()
    for (cell, status), count in resources.catalogue.count_cells(query.on, list(counts)).items():
        named[cell] += count if status != "unknown" else 0
    return sum(max(0, number - named[cell]) for cell, number in counts.items())
