"""`sohoa quota list`, `sohoa register missing`: the originals behind each figure, as people fetch and check them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.answers import DAY, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.registers.wording import LEVEL_NAMES, STATUS_NAMES
from schemas.days import today
from schemas.errors import SetupError
from schemas.units import LEVELS

if TYPE_CHECKING:
    from pipelines.registers.originals_list import ListedOriginal
    from pipelines.resources import Resources
    from storage.ledgers.coverage import SpanQuery

_STATUSES = ("missing", "returned", "in_review", "digitised", "unseen", "in_force", "unknown")
_MAX_LIMIT = 1000
# What people see of a missing list that was not asked for page by page; a file has all of it.
_SHOWN = 200
_FILE = click.Path(path_type=Path)


@click.command("list")
@click.option("--status", "asked", type=click.Choice(_STATUSES), required=True, help="Danh sách nào / which list.")
@click.option("--as-of", type=DAY, default=None, help="Tính đến ngày (mặc định hôm nay) / as of.")
@click.option("--level", type=click.Choice(LEVELS), help="Chỉ một cấp / one level.")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành, gồm cấp dưới / issuer and below.")
@click.option("--type", "document_type", metavar="KEY", help="Loại giấy tờ / document type.")
@click.option("--year", type=int, help="Năm ban hành / year of issue.")
@click.option("--limit", type=click.IntRange(1, _MAX_LIMIT), default=20, show_default=True)
@click.option("--after", default="", metavar="CURSOR", help="Tiếp theo trang trước (`next`) / the page after.")
@click.option("--csv", "csv_file", type=_FILE, metavar="FILE", help="Ghi cả danh sách / write all of it.")
@click.option("--xlsx", type=_FILE, metavar="FILE", help="Ghi cả danh sách ra Excel / write all of it.")
@with_session
def list_command(
    session: Session,
    asked: str,
    as_of: date | None,
    level: str | None,
    unit: str | None,
    document_type: str | None,
    year: int | None,
    limit: int,
    after: str,
    csv_file: Path | None,
    xlsx: Path | None,
) -> int:
    """Danh sách giấy tờ đứng sau mỗi con số. / The papers behind each figure."""
    from pipelines.registers.originals_list import ASKED
    from storage.ledgers.coverage import SpanQuery

    query = SpanQuery(as_of or today(), ASKED[asked], unit, level, document_type, year)
    with session.open() as resources:
        total, rows = _ask(session, resources, query, after, limit)
        told = {
            "as_of": query.on.isoformat(),
            "status": asked,
            "total": total,
            "rows": [row.to_json() for row in rows],
            "next": rows[-1].cursor if len(rows) == limit else None,
        }
        _write_files(session, resources, query, total, csv_file, xlsx)
        lines = list(_to_cells(session, resources, rows))
    if session.as_json:
        print_json(told)
    else:
        print_table(_headings(session), lines)
        _note_rest(session, told)
    return 0


@click.command("missing")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành, gồm cấp dưới / issuer and below.")
@click.option("--as-of", type=DAY, default=None, help="Tính đến ngày (mặc định hôm nay) / as of.")
@click.option("--type", "document_type", metavar="KEY", help="Loại giấy tờ / document type.")
@click.option("--year", type=int, help="Năm ban hành / year of issue.")
@click.option("--box", metavar="BOX", help="Chỉ một hộp / one box.")
@click.option("--limit", type=click.IntRange(1, _MAX_LIMIT), help="Mỗi trang bao nhiêu; không có: tất cả / a page.")
@click.option("--after", default="", metavar="CURSOR", help="Tiếp theo trang trước (`next`) / the page after.")
@click.option("--csv", "csv_file", type=_FILE, metavar="FILE", help="Ghi cả danh sách / write all of it.")
@click.option("--xlsx", type=_FILE, metavar="FILE", help="Ghi cả danh sách ra Excel / write all of it.")
@click.option("--pdf", type=_FILE, metavar="FILE", help="Bản in theo kho, có ô đánh dấu / to print, by shelf.")
@with_session
def missing_command(
    session: Session,
    unit: str | None,
    as_of: date | None,
    document_type: str | None,
    year: int | None,
    box: str | None,
    limit: int | None,
    after: str,
    csv_file: Path | None,
    xlsx: Path | None,
    pdf: Path | None,
) -> int:
    """Kết quả còn hiệu lực chưa số hóa, theo thứ tự kho. / In force, not digitised, in shelf order."""
    from pipelines.registers.counting import missing_to_json
    from storage.ledgers.coverage import SpanQuery

    query = SpanQuery(as_of or today(), ("missing",), unit, None, document_type, year, box)
    with session.open() as resources:
        # To people the whole list of a province is no help; programs are given what they always were.
        total, rows = _ask(session, resources, query, after, limit or (None if session.as_json else _SHOWN))
        told = {
            "total": total,
            "rows": [missing_to_json(row) for row in rows],
            "next": rows[-1].cursor if limit and len(rows) == limit else None,
        }
        _write_files(session, resources, query, total, csv_file, xlsx)
        if pdf is not None:
            from pipelines.registers.list_exports import note_export
            from pipelines.registers.missing_pages import write_missing_pages

            note_export(resources, query, "pdf", write_missing_pages(resources, pdf, query), session.person)
        lines = list(_to_cells(session, resources, rows))
    if session.as_json:
        print_json(told)
    else:
        print_table(_headings(session), lines)
        _note_rest(session, told)
        print_note(say(session, f"{total} kết quả còn thiếu", f"{total} results are missing"))
    return 0


@click.command("rebuild")
@with_session
def rebuild_command(session: Session) -> int:
    """Tính lại tỷ lệ số hóa từ từng giấy tờ. / Count all coverage anew."""
    from pipelines.cli.coverage_progress import coverage_progress
    from pipelines.registers.coverage_build import rebuild_coverage

    with session.open() as resources, coverage_progress(session) as tell:
        count = rebuild_coverage(resources, tell)
    if session.as_json:
        print_json({"counted": count})
    else:
        print(say(session, f"Đã tính lại từ {count} kết quả và dòng danh mục.", f"Counted anew from {count} papers."))
    return 0


def _ask(
    session: Session, resources: Resources, query: SpanQuery, after: str, limit: int | None
) -> tuple[int, list[ListedOriginal]]:
    from pipelines.cli.coverage_progress import coverage_progress
    from pipelines.registers.originals_list import count_originals, iterate_originals

    with coverage_progress(session) as tell:
        total = count_originals(resources, query, tell)
    return total, list(iterate_originals(resources, query, after, limit))


def _write_files(
    session: Session, resources: Resources, query: SpanQuery, total: int, csv_file: Path | None, xlsx: Path | None
) -> None:
    from pipelines.registers.originals_list import iterate_originals

    for path in (csv_file, xlsx):
        if path is not None and path.exists():
            raise SetupError("file_exists")
    headings = _headings(session)
    if csv_file is None and xlsx is None:
        return
    from pipelines.registers.list_exports import note_export
    from pipelines.registers.list_files import write_csv, write_sheet

    if csv_file is not None:
        write_csv(csv_file, headings, _to_cells(session, resources, iterate_originals(resources, query)))
        note_export(resources, query, "csv", total, session.person)
    if xlsx is not None:
        title = say(session, "Danh sách", "List")
        write_sheet(xlsx, title, headings, _to_cells(session, resources, iterate_originals(resources, query)))
        note_export(resources, query, "xlsx", total, session.person)


def _headings(session: Session) -> Sequence[str]:
    return pick(
        session,
        ("Tình trạng", "Cấp", "Đơn vị ban hành", "Hộp", "Giấy tờ", "Số", "Ngày", "Người được cấp", "Mã kết quả"),
        ("Status", "Level", "Issuer", "Box", "Paper", "Number", "Date", "Holder", "Result"),
    )


def _to_cells(session: Session, resources: Resources, rows: Iterable[ListedOriginal]) -> Iterator[tuple[str, ...]]:
    from pipelines.registers.list_exports import iterate_cells

    return iterate_cells(resources, rows, STATUS_NAMES[session.language], LEVEL_NAMES[session.language])


def _note_rest(session: Session, told: JsonLine) -> None:
    shown, total = len(told["rows"]), told["total"]
    if told["next"]:
        print_note(say(session, f"Trang sau: --after {told['next']}", f"Next page: --after {told['next']}"))
    elif shown < total:
        rest = f"{shown}/{total}"
        print_note(say(session, f"Mới hiện {rest}; dùng --csv hoặc --xlsx.", f"Shown {rest}; use --csv or --xlsx."))
