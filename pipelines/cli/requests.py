"""`sohoa requests`: citizens' requests about their data, where an office has no browser at hand."""

from __future__ import annotations

import click

from pipelines.cli.answers import local_date, local_time, pick, read_assignments, read_private, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.people.access_answers import Access, list_accesses
from pipelines.people.citizen_requests import (
    RequestWish,
    decide_request,
    extend_request,
    get_request,
    take_request,
)
from schemas.citizen_request import DECISIONS, PROOFS, REQUEST_KINDS, CitizenRequest
from schemas.days import today

KIND_NAMES = {
    "correct": ("đính chính", "correct"),
    "access": ("cho biết ai đã xem", "who saw it"),
    "provide": ("cung cấp bản sao", "provide a copy"),
    "erase": ("xóa dữ liệu", "erase"),
}
_DECISIONS = {"accepted": ("chấp nhận", "accepted"), "refused": ("từ chối", "refused")}
_PROOFS = {
    "card": ("thẻ căn cước", "card"),
    "vneid": ("VNeID", "VNeID"),
    "authorised": ("giấy ủy quyền, giấy tờ giám hộ", "authorised"),
}
_ITEMS = {
    "code": "Mã",
    "kind": "Loại",
    "unit": "Cơ quan tiếp nhận",
    "result_ids": "Giấy tờ liên quan",
    "taken_at": "Tiếp nhận lúc",
    "taken_by": "Người tiếp nhận",
    "due_on": "Hạn trả lời",
    "overdue": "Quá hạn",
    "decision": "Kết quả",
    "decided_at": "Giải quyết lúc",
    "decided_by": "Người giải quyết",
    "asker": "Người yêu cầu",
    "contact": "Liên hệ",
    "proof": "Xác minh bằng",
    "words": "Nội dung yêu cầu",
    "extended_because": "Lý do gia hạn",
    "answer": "Trả lời",
    "accesses": "Những lần xem, sử dụng",
}


@click.group("requests")
def requests_command() -> None:
    """Yêu cầu của công dân về dữ liệu của mình. / Citizens' requests about their data."""


@requests_command.command("list")
@click.option("--unit", metavar="UNIT", default="92", show_default=True, help="Cơ quan tiếp nhận / taken by.")
@click.option("--all", "is_all", is_flag=True, help="Cả yêu cầu đã giải quyết / decided ones too.")
@with_session
def list_command(session: Session, unit: str, is_all: bool) -> int:
    """Yêu cầu đang giải quyết, gấp nhất trước; có cái quá hạn thì mã thoát 1. / Open ones, the most pressing first."""
    with session.open() as resources:
        resources.units.get(unit)
        listed = resources.catalogue.list_requests([unit], is_open=None if is_all else True, limit=1000)
    if session.as_json:
        for request in listed:
            print_json(_to_json(request, with_words=False))
    else:
        headings = pick(
            session, ("Mã", "Loại", "Tiếp nhận", "Hạn", "Tình trạng"), ("Code", "Kind", "Taken", "Due", "State")
        )
        print_table(headings, [_to_row(session, it) for it in listed])
    return 1 if any(it.is_overdue(today()) for it in listed) else 0


@requests_command.command("show")
@click.argument("code", metavar="CODE")
@with_session
def show_command(session: Session, code: str) -> int:
    """Một yêu cầu; loại "ai đã xem" kèm danh sách. / One request, with who saw its papers."""
    with session.open() as resources:
        request = get_request(resources, code)
        accesses = list_accesses(resources, request) if request.kind == "access" else ()
    told = _to_json(request, with_words=True) | {"accesses": [_access_to_json(it) for it in accesses]}
    if session.as_json:
        print_json(told)
        return 0
    names = _ITEMS if session.language == "vi" else {}
    rows = [(names.get(key, key.replace("_", " ")), _tell(session, key, value)) for key, value in told.items()]
    print_table(pick(session, ("Mục", "Nội dung"), ("What", "Value")), rows)
    return 0


@requests_command.command("take")
@click.argument("result_ids", metavar="ID...", nargs=-1)
@click.option("--kind", required=True, type=click.Choice(REQUEST_KINDS))
@click.option("--unit", metavar="UNIT", required=True, help="Cơ quan tiếp nhận / taken by.")
@click.option("--asker", metavar="TEXT", required=True, help="Họ tên; - đọc từ đầu vào chuẩn / - reads standard input.")
@click.option("--words", metavar="TEXT", required=True, help="Nội dung; - đọc từ đầu vào chuẩn / what is asked.")
@click.option("--contact", metavar="TEXT", default="", help="Liên hệ, không bắt buộc / contact.")
@click.option("--proof", type=click.Choice(PROOFS), default="card", show_default=True)
@with_session
def take_command(
    session: Session,
    result_ids: tuple[str, ...],
    kind: str,
    unit: str,
    asker: str,
    words: str,
    contact: str,
    proof: str,
) -> int:
    """Tiếp nhận yêu cầu; in mã và hạn trả lời. / Take a request; prints its code and the day it is due."""
    name, said, place = read_private(asker), read_private(words), read_private(contact)
    with session.open() as resources:
        wish = RequestWish(kind, unit, name, place, proof, said, result_ids)
        request = take_request(resources, wish, session.person)
    return _print(session, request)


@requests_command.command("extend")
@click.argument("code", metavar="CODE")
@click.option("--reason", metavar="TEXT", required=True)
@with_session
def extend_command(session: Session, code: str, reason: str) -> int:
    """Gia hạn một lần, có lý do. / The one extension, with its reason."""
    with session.open() as resources:
        request = extend_request(resources, get_request(resources, code).code, reason, session.person)
    return _print(session, request)


@requests_command.command("decide")
@click.argument("code", metavar="CODE")
@click.argument("decision", metavar="accepted|refused", type=click.Choice(DECISIONS))
@click.option("--answer", metavar="TEXT", required=True, help="Trả lời và lý do / the answer and why.")
@click.option(
    "--set", "changes", metavar="ID:FIELD=VALUE", multiple=True, help="Giá trị đính chính / a value to correct."
)
@with_session
def decide_command(session: Session, code: str, decision: str, answer: str, changes: tuple[str, ...]) -> int:
    """Giải quyết; đính chính tạo phiên bản mới. / Decide; a correction makes a new version."""
    typed: dict[str, dict[str, str]] = {}
    for name, text in read_assignments(changes).items():
        result_id, _, field = name.partition(":")
        typed.setdefault(result_id, {})[field] = text
    with session.open() as resources:
        request = decide_request(resources, code, decision, answer, session.person, typed)
    return _print(session, request)


def _print(session: Session, request: CitizenRequest) -> int:
    if session.as_json:
        print_json(_to_json(request, with_words=False))
        return 0
    due = local_date(request.due_on.isoformat())
    state = _tell_decision(session, request) or say(session, f"trả lời chậm nhất {due}", f"due {due}")
    print_note(f"{request.code}: {state}")
    return 0


def _to_row(session: Session, request: CitizenRequest) -> tuple[str, ...]:
    overdue = (
        say(session, "quá hạn", "overdue") if request.is_overdue(today()) else say(session, "đang giải quyết", "open")
    )
    return (
        request.code,
        KIND_NAMES[request.kind][session.language == "en"],
        local_time(request.taken_at.isoformat()),
        local_date(request.due_on.isoformat()),
        _tell_decision(session, request) or overdue,
    )


def _tell_decision(session: Session, request: CitizenRequest) -> str:
    return _DECISIONS[request.decision][session.language == "en"] if request.decision else ""


def _to_json(request: CitizenRequest, *, with_words: bool) -> JsonLine:
    """A list leaves out who asked and in which words."""
    told: JsonLine = {
        "code": request.code,
        "kind": request.kind,
        "unit": request.unit,
        "result_ids": list(request.result_ids),
        "taken_at": request.taken_at.isoformat(),
        "taken_by": request.taken_by,
        "due_on": request.due_on.isoformat(),
        "overdue": request.is_overdue(today()),
        "decision": request.decision,
        "decided_at": request.decided_at.isoformat() if request.decided_at else None,
        "decided_by": request.decided_by,
    }
    if with_words:
        personal = {"asker": request.asker, "contact": request.contact, "proof": request.proof, "words": request.words}
        told |= personal | {"extended_because": request.extended_because, "answer": request.answer}
    return told


def _access_to_json(access: Access) -> JsonLine:
    return {
        "result_id": access.result_id,
        "at": access.at.isoformat(),
        "by": access.by,
        "bodies": list(access.bodies),
        "kind": access.kind,
        "purpose": access.purpose,
    }


def _tell(session: Session, key: str, value: object) -> str:
    words = {"kind": KIND_NAMES, "decision": _DECISIONS, "proof": _PROOFS}.get(key, {})
    if isinstance(value, list):
        return "; ".join(_tell_access(it) if isinstance(it, dict) else str(it) for it in value)
    if isinstance(value, bool):
        return say(session, "có", "yes") if value else say(session, "không", "no")
    if value is None or not isinstance(value, str):
        return ""
    if key.endswith("_at"):
        return local_time(value)
    if key.endswith("_on"):
        return local_date(value)
    return words[value][session.language == "en"] if value in words else value


def _tell_access(access: JsonLine) -> str:
    told = (access["result_id"], local_time(access["at"]), access["by"], *access["bodies"], access["kind"])
    return " · ".join(filter(None, (*told, access["purpose"])))
