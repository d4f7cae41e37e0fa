"""Here lives the writing of lists of originals into files, and the note of who took which list out of the house."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pipelines.registers.list_files import write_csv, write_sheet
from pipelines.registers.missing_pages import write_missing_pages
from pipelines.registers.originals_list import MOST_SENSITIVE, ListedOriginal, count_originals, iterate_originals
from pipelines.registers.wording import LEVELS, STATUSES
from pipelines.resources import Resources
from storage.ledgers.coverage import SpanQuery

Form = Literal["csv", "xlsx", "pdf"]
LIST_EXPORTED = "list_exported"
_HEADINGS = (
    "Tình trạng",
    "Cấp",
    "Đơn vị ban hành",
    "Hộp",
    "Giấy tờ",
    "Số",
    "Ngày",
    "Người được cấp",
    "Mã kết quả",
)


def export_originals(
    resources: Resources, path: Path, query: SpanQuery, form: Form, by: str, *, most_sensitive: int = MOST_SENSITIVE
) -> int:
    """Write the whole list (`pdf`: of what is missing, by shelf) and note it in the audit chain; how many papers.

    Args:
        most_sensitive: as of `iterate_originals`.

    Raises:
        SetupError: "unit_unknown", "type_key_unknown", "file_exists", "print_too_long", "output_unwritable".
    """
    if form == "pdf":
        count = write_missing_pages(resources, path, query, most_sensitive=most_sensitive)
    else:
        count = count_originals(resources, query)
        rows = iterate_originals(resources, query, most_sensitive=most_sensitive)
        cells = iterate_cells(resources, rows, STATUSES, LEVELS)
        if form == "csv":
            write_csv(path, _HEADINGS, cells)
        else:
            write_sheet(path, "Danh sách", _HEADINGS, cells)
    note_export(resources, query, form, count, by)
    return count


def note_export(resources: Resources, query: SpanQuery, form: Form, count: int, by: str) -> None:
    """A list names people: the audit chain tells who took it, of what, how many lines."""
    asked = {"unit": query.unit, "level": query.level, "type": query.document_type, "year": query.year}
    payload = asked | {"as_of": query.on.isoformat(), "statuses": query.statuses, "form": form, "papers": count}
    resources.catalogue.add_audit(by, LIST_EXPORTED, json.dumps(payload, ensure_ascii=False, sort_keys=True))


def iterate_cells(
    resources: Resources, rows: Iterable[ListedOriginal], statuses: Mapping[str, str], levels: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """The rows of a list as people read them, statuses and levels in the words given; days as papers print them."""
    titles = {key: declared.title for key, declared in resources.types.items()}
    names: dict[str, str] = {}
    for row in rows:
        span = row.span
        if span.unit not in names:
            names[span.unit] = resources.units.get(span.unit).name
        yield (
            statuses[span.status],
            levels[span.level],
            names[span.unit],
            span.box,
            titles.get(span.document_type, span.document_type),
            row.document_number or "",
            "/".join(reversed(span.issue_date.split("-"))),
            row.holder_name or "",
            span.result_id or "",
        )
