"""`sohoa search`, `show`, `fetch`: find results, look at one, take its scan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.cli.answers import (
    DAY,
    STATE_NAMES,
    VALIDITY_NAMES,
    PartialDay,
    local_date,
    pick,
    read_private,
    read_reveal,
    say,
    tell_retired,
)
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.cli.sheet import print_result_sheet
from pipelines.lines import JsonLine
from pipelines.registers.wording import LEVEL_NAMES
from schemas.days import today
from schemas.errors import SetupError
from schemas.search import MAX_LIMIT, SearchQuery

_STATES = ("in_review", "confirmed", "returned", "withdrawn")


@click.command("search")
@click.argument("text", metavar="[QUERY]", default="")
@click.option("--holder-id", metavar="X", help="Số định danh; `-` đọc từ đầu vào chuẩn / `-`: standard input.")
@click.option("--type", "document_type", metavar="KEY", help="Loại giấy tờ / document type.")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành, gồm cấp dưới / issuer and below.")
@click.option("--level", type=click.Choice(list(LEVEL_NAMES["en"])), help="Cấp ban hành / issuer's level.")
@click.option("--issued-from", type=PartialDay(is_last=False), help="Ban hành từ ngày / issued from.")
@click.option("--issued-to", type=PartialDay(is_last=True), help="Ban hành đến ngày / issued to.")
@click.option("--valid-on", type=DAY, help="Còn hiệu lực vào ngày / in force on.")
@click.option("--state", type=click.Choice(_STATES), help="Tình trạng / state.")
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--reveal", is_flag=True, help="Hiện đủ số định danh (được ghi nhật ký) / show ids, logged.")
@click.option("--purpose", metavar="TEXT", help="Mục đích xem / what for.")
@with_session
def search_command(
    session: Session,
    text: str,
    holder_id: str | None,
    reveal: bool,
    purpose: str | None,
    **filters: object,
) -> int:
    """Tra cứu kết quả; không nêu gì thì liệt kê mới nhất trước. / Search; an empty query lists the newest."""
    from pipelines.lookup.finding import search_results

    wish = read_reveal(session, reveal, purpose)
    holder = read_private(holder_id) if holder_id is not None else None
    if holder is not None and not holder.strip():
        raise SetupError("usage", reason="--holder-id")
    query = SearchQuery(text=read_private(text), holder_id=holder, **filters)  # type: ignore[arg-type]
    with session.open() as resources:
        if query.document_type and query.document_type not in resources.types:
            raise SetupError("type_key_unknown", key=query.document_type[:60])
        if query.unit:
            resources.units.get(query.unit)
        answer = search_results(resources, query, today(), wish)
    if session.as_json:
        print_json(answer)
    else:
        _print_answer(session, answer, query.valid_on or today())
    return 0


@click.command("show")
@click.argument("result_id", metavar="ID")
@click.option("--reveal", is_flag=True, help="Hiện đủ số định danh (được ghi nhật ký) / show ids, logged.")
@click.option("--purpose", metavar="TEXT", help="Mục đích xem / what for.")
@click.option("--version", type=click.IntRange(1), metavar="N", help="Một phiên bản cũ / an earlier version.")
@with_session
def show_command(session: Session, result_id: str, reveal: bool, purpose: str | None, version: int | None) -> int:
    """Xem một kết quả. / Show one result."""
    from pipelines.lookup.finding import show_result

    wish = read_reveal(session, reveal, purpose)
    with session.open() as resources:
        line = show_result(resources, result_id, today(), wish, version)
        document_type = resources.types.get(line["document_type"] or "")
    tell_retired(session, line["merged_into"])
    if session.as_json:
        print_json(line)
    else:
        print_result_sheet(session, line, document_type)
    return 0


@click.command("fetch")
@click.argument("result_id", metavar="ID")
@click.option("--original", "copy", flag_value="original", help="Bản gốc, đúng từng byte / the original.")
@click.option("--searchable", "copy", flag_value="searchable", help="PDF tìm kiếm được / two-layer PDF.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--overwrite", is_flag=True, help="Ghi đè tệp đã có / replace an existing file.")
@with_session
def fetch_command(session: Session, result_id: str, copy: str | None, output: Path, overwrite: bool) -> int:
    """Lấy bản quét ra tệp (được ghi nhật ký). / Take the scan out, logged."""
    from pipelines.lookup.finding import fetch_copy

    if copy not in ("original", "searchable"):
        raise SetupError("copy_not_chosen")
    with session.open() as resources:
        told = fetch_copy(
            resources,
            result_id,
            "original" if copy == "original" else "searchable",
            output,
            session.person,
            overwrite=overwrite,
        )
    tell_retired(session, told["merged_into"])
    if session.as_json:
        print_json(told)
    else:
        print(say(session, f"Đã ghi {told['byte_count']} byte.", f"{told['byte_count']} bytes written."))
    return 0


def _tell_copy(session: Session, hit: JsonLine) -> str:
    kinds = {link["kind"] for link in hit["related"]}
    if kinds & {"copy_of", "same_original"}:
        return say(session, " · bản sao", " · copy")
    return say(session, " · bản quét khác", " · another scan") if "rescan_of" in kinds else ""


def _print_answer(session: Session, answer: JsonLine, on: date) -> None:
    language = session.language
    from pipelines.lookup.holder_search import MATCH_REASONS

    of_person = any(hit["match_reason"] for hit in answer["hits"])
    headings = pick(
        session,
        ("Giấy tờ", "Số", "Ngày", "Người được cấp", "Cơ quan cấp", "Cấp", "Hiệu lực", "Tình trạng", "Mã"),
        ("Paper", "Number", "Date", "Holder", "Issuer", "Level", "Validity", "State", "Id"),
    )
    rows = [
        (
            hit["title"] + _tell_copy(session, hit),
            hit["document_number"],
            local_date(hit["issue_date"]),
            hit["holder_name"],
            hit["issuing_body"],
            LEVEL_NAMES[language].get(hit["level"] or "", ""),
            VALIDITY_NAMES[language][hit["validity"]],
            STATE_NAMES[language][hit["state"]],
            hit["result_id"],
            *([MATCH_REASONS[hit["match_reason"]][language == "en"]] if of_person else []),
        )
        for hit in answer["hits"]
    ]
    print_table((*headings, *([say(session, "Vì sao", "Why")] if of_person else [])), rows)
    day = local_date(on.isoformat())
    print_note(
        say(
            session,
            f"{len(rows)} trong {answer['total']} kết quả; hiệu lực tính đến {day}; {answer['took_ms']} ms",
            f"{len(rows)} of {answer['total']} results; validity as of {on}; {answer['took_ms']} ms",
        )
    )
