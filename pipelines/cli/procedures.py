"""`sohoa procedures`: what each procedure asks for, and what of it the office already holds for a person."""

from __future__ import annotations

from datetime import date

import click

from pipelines.cli.answers import DAY, local_date, pick, read_private, read_reveal, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.registers.wording import LEVEL_NAMES
from schemas.days import today
from schemas.procedure import (
    Component,
    Procedure,
    Procedures,
    check_procedures,
    find_procedure,
    load_procedures,
    read_code,
)

OWNER_NAMES = {
    "self": ("bản thân", "own"),
    "spouse": ("vợ/chồng", "spouse"),
    "child": ("con", "child"),
    "parent": ("cha/mẹ", "parent"),
    "parcel": ("thửa đất", "parcel"),
    "business": ("hộ kinh doanh, doanh nghiệp", "business"),
}
_EVIDENCE_NAMES = {
    "law_text": ("đọc trong văn bản luật", "read in the law's text"),
    "portal_copy": ("đọc trong bản chép từ Cổng DVC", "read in a copy of the Portal's page"),
    "unverified": ("CHƯA KIỂM CHỨNG", "UNVERIFIED"),
}
_STATUS_NAMES = {
    "held": ("đã có", "held"),
    "held_in_review": ("có, chờ xác nhận", "held, in review"),
    "held_expired": ("có, đã hết hiệu lực", "held, expired"),
    "not_held": ("chưa có", "not held"),
}
_LACK_NAMES = {
    "unconfirmed": ("chưa ai xác nhận", "nobody has confirmed it"),
    "validity_unknown": ("chưa rõ thời hạn", "validity unknown"),
    "doubted": ("lần đọc sau có điều phải xem", "a later reading is doubted"),
    "expired": ("hết hạn sau ngày {day}", "expired after {day}"),
    "replaced": ("đã thay thế, có hiệu lực đến hết ngày {day}", "replaced, in force until {day}"),
    "revoked": ("đã thu hồi, có hiệu lực đến hết ngày {day}", "revoked, in force until {day}"),
    "too_old": ("quá cũ cho thành phần này từ sau ngày {day}", "too old for this after {day}"),
}


@click.group("procedures")
def procedures_command() -> None:
    """Thủ tục và thành phần hồ sơ. / Procedures and their components."""


@procedures_command.command("list")
@click.option("--on", type=DAY, help="Còn áp dụng vào ngày / in force on; mặc định hôm nay.")
@click.option("--all", "with_past", is_flag=True, help="Cả mã đã thôi dùng / codes of the past too.")
@with_session
def list_command(session: Session, on: date | None, with_past: bool) -> int:
    """Các thủ tục đã khai báo, kể cả của cơ quan. / Every declared procedure."""
    day = on or today()
    shown = [one for editions in _load(session).values() for one in editions if with_past or one.lives_on(day)]
    if session.as_json:
        print_json([_to_entry(one) for one in shown])
        return 0
    language = session.language
    print_table(
        pick(
            session,
            ("Mã", "Thủ tục", "Cấp giải quyết", "Áp dụng", "Thành phần", "Kiểm chứng"),
            ("Code", "Procedure", "Levels", "In force", "Components", "Evidence"),
        ),
        [
            (
                one.code,
                one.name,
                ", ".join(LEVEL_NAMES[language][level] for level in one.levels),
                _tell_life(one),
                len(one.components),
                _name(session, _EVIDENCE_NAMES, one.evidence),
            )
            for one in shown
        ],
    )
    return 0


@procedures_command.command("show")
@click.argument("code", metavar="CODE")
@click.option("--on", type=DAY, help="Bản áp dụng vào ngày / the edition of a day; mặc định hôm nay.")
@with_session
def show_command(session: Session, code: str, on: date | None) -> int:
    """Một thủ tục: thành phần, giấy tờ thay thế, căn cứ. / One procedure: components, what satisfies them."""
    procedure = find_procedure(_load(session), code, on or today())
    if session.as_json:
        print_json(_to_json(procedure) | {"asked_code": read_code(code)})
        return 0
    if read_code(code) != procedure.code:
        print_note(say(session, f"Mã {code} đã được thay thế.", f"The code {code} was replaced."))
    print(f"{procedure.code}  {procedure.name}  ({_tell_life(procedure)})")
    evidence = _name(session, _EVIDENCE_NAMES, procedure.evidence)
    print(f"{say(session, 'Căn cứ', 'Legal basis')}: {procedure.legal_basis}")
    print(f"{say(session, 'Kiểm chứng', 'Evidence')}: {evidence}: {procedure.evidence_source}")
    headings = pick(
        session,
        ("Thành phần", "Bắt buộc", "Khi nào", "Kết quả thay được"),
        ("Component", "Required", "When", "Satisfied by"),
    )
    print_table(headings, [_component_row(session, one) for one in procedure.components])
    return 0


@procedures_command.command("check")
@with_session
def check_command(session: Session) -> int:
    """Soát các tệp thủ tục, chỉ rõ tệp và dòng sai. / Check the files, naming file and line of every fault."""
    from pipelines.resources import load_types

    procedures, faults = check_procedures(load_types(session.settings), session.settings.home / "procedures")
    count = sum(map(len, procedures.values()))
    if session.as_json:
        told = [{"file": fault.file_name, "line": fault.line, "message": fault.reason} for fault in faults]
        print_json({"checked": count, "faults": told})
    else:
        headings = pick(session, ("Tệp", "Dòng", "Sai ở đâu"), ("File", "Line", "Fault"))
        if faults:
            print_table(headings, [(fault.file_name, fault.line, fault.reason) for fault in faults])
        vietnamese = f"{count} thủ tục đọc được, {len(faults)} lỗi"
        print_note(say(session, vietnamese, f"{count} procedures read, {len(faults)} faults"))
    return 1 if faults else 0


@procedures_command.command("held")
@click.argument("code", metavar="CODE")
@click.option("--holder-id", required=True, metavar="X", help="Số định danh; `-` đọc từ đầu vào chuẩn / `-`: stdin.")
@click.option("--on", type=DAY, help="Tính vào ngày / as of; mặc định hôm nay.")
@click.option("--parcel", metavar="SHEET/PARCEL", help="Thửa đất, số tờ/số thửa / sheet and parcel.")
@click.option("--business", metavar="CODE", help="Mã hộ kinh doanh, doanh nghiệp / code of a business.")
@click.option("--reveal", is_flag=True, help="Hiện đủ số định danh (được ghi nhật ký) / show ids, logged.")
@click.option("--purpose", metavar="TEXT", help="Mục đích xem / what for.")
@with_session
def held_command(
    session: Session,
    code: str,
    holder_id: str,
    on: date | None,
    parcel: str | None,
    business: str | None,
    reveal: bool,
    purpose: str | None,
) -> int:
    """Thành phần nào cơ quan đã có của người này. / Which components the office already holds for a person."""
    from pipelines.lookup.avoidable_asks import AcceptedBefore
    from pipelines.lookup.held import Asked, tell_held

    wish = read_reveal(session, reveal, purpose)
    asked = Asked(read_private(holder_id), on or today(), parcel, read_private(business) if business else None)
    with session.open() as resources:
        told = tell_held(resources, code, asked, wish, AcceptedBefore(resources))
    if session.as_json:
        print_json(told)
    else:
        _print_held(session, told)
    return 0


def _load(session: Session) -> Procedures:
    from pipelines.resources import load_types

    return load_procedures(load_types(session.settings), session.settings.home / "procedures")


def _name(session: Session, names: dict[str, tuple[str, str]], key: str) -> str:
    return names[key][session.language == "en"]


def _tell_life(procedure: Procedure) -> str:
    first, last = (local_date(day.isoformat()) if day else "…" for day in (procedure.since, procedure.until))
    follower = f" → {procedure.replaced_by}" if procedure.replaced_by else ""
    return f"{first} – {last}{follower}"


def _to_entry(procedure: Procedure) -> JsonLine:
    return {
        "code": procedure.code,
        "name": procedure.name,
        "levels": list(procedure.levels),
        "from": procedure.since.isoformat() if procedure.since else None,
        "until": procedure.until.isoformat() if procedure.until else None,
        "replaced_by": procedure.replaced_by,
        "evidence": procedure.evidence,
        "components": len(procedure.components),
    }


def _to_json(procedure: Procedure) -> JsonLine:
    return _to_entry(procedure) | {
        "legal_basis": procedure.legal_basis,
        "evidence_source": procedure.evidence_source,
        "note": procedure.note or None,
        "components": [
            {
                "key": one.key,
                "name": one.name,
                "required": one.required,
                "one_of": one.one_of,
                "when": one.when or None,
                "note": one.note or None,
                "accepts": [
                    {
                        "types": list(accepts.types),
                        "papers": list(accepts.papers),
                        "owner": accepts.owner,
                        "max_age_months": accepts.max_age_months,
                    }
                    for accepts in one.accepts
                ],
            }
            for one in procedure.components
        ],
    }


def _component_row(session: Session, one: Component) -> tuple[str, ...]:
    ways = "; ".join(
        f"{', '.join((*accepts.types, *accepts.papers))} ({_name(session, OWNER_NAMES, accepts.owner)}"
        + (f", ≤ {accepts.max_age_months} " + say(session, "tháng", "months") if accepts.max_age_months else "")
        + ")"
        for accepts in one.accepts
    )
    required = say(session, "có", "yes") if one.required else say(session, "không", "no")
    group = say(session, f"một trong nhóm {one.one_of}", f"one of {one.one_of}") if one.one_of else required
    return one.name, group, one.when, ways


def _print_held(session: Session, told: JsonLine) -> None:
    print(f"{told['code']}  {told['name']}  ·  {told['holder_id']}  ·  {local_date(told['on'])}")
    headings = pick(
        session,
        ("Thành phần", "Tình trạng", "Giấy tờ: số, ngày, cơ quan cấp", "Của ai, vì sao", "Mã"),
        ("Component", "Status", "Paper: number, day, issuer", "Whose, why", "Id"),
    )
    print_table(headings, [_held_row(session, one) for one in told["components"]])
    missing = [one["name"] for one in told["components"] if one["key"] in told["missing"]]
    needed = "; ".join(missing) or say(session, "không còn gì", "nothing")
    print_note(say(session, f"Còn phải nộp: {needed}", f"Still to be handed in: {needed}"))


def _held_row(session: Session, one: JsonLine) -> tuple[str | None, ...]:
    best = one["best"]
    if best is None:
        fresh = say(session, "nộp mới", "made anew")
        return one["name"], _name(session, _STATUS_NAMES, "not_held") if one["reusable"] else fresh, "", "", ""
    paper = (best["title"], best["document_number"], local_date(best["issue_date"]), best["issuing_body"])
    return (
        one["name"],
        _tell_status(session, best),
        ", ".join(filter(None, paper)),
        _tell_why(session, best),
        best["result_id"] or best["accepted_paper"],
    )


def _tell_status(session: Session, best: JsonLine) -> str:
    words = _name(session, _STATUS_NAMES, best["status"])
    if best["lack"]:
        reason = _name(session, _LACK_NAMES, best["lack"])
        return f"{words}: {reason.format(day=local_date(best['ended_on']) or '?')}"
    if best["match"] == "possible":
        return say(session, "có thể đã có: phải đối chiếu người", "possibly held: compare the person")
    return words + say(session, " (máy xác nhận)", " (by machine)") * bool(best["confirmed_by"] == "machine")


def _tell_why(session: Session, best: JsonLine) -> str:
    from pipelines.lookup.holder_search import MATCH_REASONS
    from pipelines.lookup.relatives import PROOFS, TIE_REASONS

    whose = _name(session, OWNER_NAMES, best["owner"])
    why = _name(session, MATCH_REASONS | TIE_REASONS, best["match_reason"])
    steps = [f"{step['result_id']} {_name(session, PROOFS, step['says'])}" for step in best["proof"]]
    return "; ".join([f"{whose}: {why}", *steps])
