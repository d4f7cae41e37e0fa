"""Here lives one result as a sheet for a person: heading, fields, doubts, history."""

from __future__ import annotations

from typing import Any

from pipelines.cli.answers import STATE_NAMES, VALIDITY_NAMES, local_date, local_time, pick, say
from pipelines.cli.printing import print_table, tell_problem
from pipelines.cli.session import Session
from pipelines.lines import JsonLine
from pipelines.registers.wording import LEVEL_NAMES
from schemas.document_type import DocumentType
from schemas.field_kinds.display import display_value


def print_result_sheet(session: Session, line: JsonLine, document_type: DocumentType | None) -> None:
    """A `show` line as tables: what it is, field by field with what is in doubt, what happened to it."""
    _print_head(session, line)
    print()
    doubts: dict[str, list[str]] = {}
    for doubt in line["needs_review"]:
        doubts.setdefault(doubt["field"], []).append(tell_problem(doubt["reason"], session.language))
    headings = pick(
        session, ("Trường", "Giá trị", "Tin cậy", "Trang", "Cần xem"), ("Field", "Value", "Confidence", "Page", "Doubt")
    )
    rows = _field_rows(session, line["fields"], document_type, doubts)
    rows += [(name, "", "", "", " ".join(reasons)) for name, reasons in doubts.items()]
    later = say(session, "đọc lại", "read again")
    rows += [(f"{it['field']} ({later})", it["value"] or "", "", "", "") for it in line["differences"]]
    print_table(headings, rows)
    print()
    print_table(
        pick(session, ("Lúc", "Người", "Việc", "Ghi chú"), ("At", "By", "Event", "Note")),
        [(local_time(entry["at"]), entry["by"], entry["event"], entry["note"]) for entry in line["history"]],
    )


def _print_head(session: Session, line: JsonLine) -> None:
    language = session.language
    validity = line["validity"]
    level = LEVEL_NAMES[language].get(line["level"] or "", "")
    rows: list[tuple[str, Any]] = [
        (say(session, "Mã", "Id"), line["result_id"]),
        (say(session, "Giấy tờ", "Paper"), line["title"]),
        (say(session, "Tình trạng", "State"), STATE_NAMES[language][line["state"]]),
        (say(session, "Xác nhận bởi", "Confirmed by"), line["confirmed_by"]),
        (say(session, "Đơn vị ban hành", "Issuer"), f"{line['unit'] or '?'} {level}".strip()),
        (say(session, "Nơi giữ", "Custodian"), line["custodian"]),
        (say(session, "Nay thuộc", "Answered by"), _tell_custody(session, line["answered_by"])),
        (
            say(session, f"Hiệu lực ngày {local_date(validity['on'])}", f"Validity on {validity['on']}"),
            VALIDITY_NAMES[language][validity["state"]],
        ),
        (say(session, "Liên quan", "Related"), _tell_links(line["related"], language)),
    ]
    if line["problem"]:
        rows.append((say(session, "Lưu ý", "Note"), tell_problem(line["problem"]["code"], language)))
    print_table(("", ""), rows)


def _tell_custody(session: Session, custody: JsonLine | None) -> str:
    """The unit that answers for the paper today, or those that a person has to choose from."""
    if custody is None:
        return ""
    if custody["unit"]:
        return " ".join(filter(None, (custody["unit"], custody["name"], custody["organ"] and f"({custody['organ']})")))
    names = ", ".join(candidate["name"] for candidate in custody["candidates"])
    undecided = say(session, "chưa xác định", "undecided")
    return f"{undecided}: {names}" if names else undecided


def _tell_links(links: list[JsonLine], language: str) -> str:
    from pipelines.results.paper_links import LINK_NAMES

    names = {kind: told[language == "en"] for kind, told in LINK_NAMES.items()}
    return ", ".join(f"{names.get(link['kind'], link['kind'])} {link['result_id']}" for link in links)


def _field_rows(
    session: Session, fields: JsonLine, document_type: DocumentType | None, doubts: dict[str, list[str]]
) -> list[tuple[object, ...]]:
    """One row a reading; doubts told on their row are taken out of `doubts`."""
    rows: list[tuple[object, ...]] = []
    for name, value in fields.items():
        spec = document_type.find_field(name) if document_type else None
        title = f"{spec.title} ({name})" if spec and session.language == "vi" else name
        if not isinstance(value, list):
            rows.append(_reading_row(session, title, spec.kind if spec else "", value, doubts.pop(name, [])))
            continue
        for position, item in enumerate(value):
            place = f"{name}[{position}]"
            if "value" in item:
                kind = spec.kind if spec else ""
                rows.append(_reading_row(session, f"{title} {position + 1}", kind, item, doubts.pop(place, [])))
            else:
                kinds = {column.name: column.kind for column in spec.columns} if spec else {}
                cells = "; ".join(
                    _shown(session, kinds.get(key, ""), cell) for key, cell in item.items() if cell["value"]
                )
                rows.append((f"{title} {position + 1}", cells, "", "", " ".join(doubts.pop(place, []))))
    return rows


def _reading_row(session: Session, title: str, kind: str, reading: JsonLine, reasons: list[str]) -> tuple[object, ...]:
    confidence = "" if reading["confidence"] is None else f"{reading['confidence']:.2f}"
    return (title, _shown(session, kind, reading), confidence, reading["page_number"], " ".join(reasons))


def _shown(session: Session, kind: str, reading: JsonLine) -> str:
    value = reading["value"]
    return display_value(kind, value, session.language) if value else ""
