"""`sohoa types`: the declared kinds of paper, one by one, and the proof of their examples."""

from __future__ import annotations

import click

from pipelines.cli.answers import pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.cli.type_sheet import print_type_sheet
from pipelines.cli.type_words import tell_backlog, tell_evidence, tell_validity
from pipelines.cli.types_page import types_page
from pipelines.registers.wording import LEVEL_NAMES
from schemas.document_type import DocumentType, Edition, FieldSpec, Issuer
from schemas.errors import SetupError


@click.group("types")
def types_command() -> None:
    """Các loại giấy tờ. / Document types."""


@types_command.command("list")
@click.option("--markdown", is_flag=True, help="Một trang Markdown / one page of Markdown.")
@with_session
def list_command(session: Session, markdown: bool) -> int:
    """Mọi loại đã khai báo, kể cả loại do cơ quan thêm. / Every declared type."""
    from pipelines.resources import load_types

    types = load_types(session.settings)
    language = session.language
    if session.as_json:
        print_json([_to_entry(declared) for declared in types.values()])
        return 0
    if markdown:
        print(types_page(types.values(), language), end="")
        return 0
    print_table(
        pick(
            session,
            ("Khóa", "Tên", "Cấp ban hành", "Hiệu lực", "Số hóa giấy tờ cũ", "Nguồn mẫu"),
            ("Key", "Title", "Levels", "Validity", "Papers of the past", "Evidence"),
        ),
        [
            (t.key, t.title, ", ".join(LEVEL_NAMES[language][level] for level in t.levels), tell_validity(t, language),
             tell_backlog(t, language), tell_evidence(t, language))
            for t in types.values()
        ],
    )  # fmt: skip
    return 0


@types_command.command("show")
@click.argument("key", metavar="KEY")
@with_session
def show_command(session: Session, key: str) -> int:
    """Một loại: các trường, hiệu lực, căn cứ. / One type: fields, validity, legal basis."""
    from pipelines.resources import load_types

    declared = load_types(session.settings).get(key)
    if declared is None:
        raise SetupError("type_key_unknown", key=key[:60])
    if session.as_json:
        print_json(_to_json(declared))
        return 0
    print_type_sheet(session, declared)
    return 0


@types_command.command("check")
@with_session
def check_command(session: Session) -> int:
    """Chạy mọi ví dụ trong các tệp khai báo. / Run every declaration's examples."""
    from pipelines.care.declaration_check import check_declarations

    verdicts = check_declarations(session.settings.home / "document_types")
    failed = [verdict for verdict in verdicts if not verdict.ok]
    if session.as_json:
        print_json(
            {
                "checked": len(verdicts),
                "failed": len(failed),
                "examples": [{"key": v.key, "example": v.example, "ok": v.ok, "message": v.message} for v in verdicts],
            }
        )
    else:
        print_table(
            pick(session, ("Loại", "Ví dụ", "Kết quả", "Khác ở đâu"), ("Type", "Example", "Verdict", "Difference")),
            [
                (v.key, v.example, say(session, "đạt", "holds") if v.ok else say(session, "SAI", "DIFFERS"), v.message)
                for v in verdicts
            ],
        )
        print_note(
            say(
                session,
                f"{len(verdicts)} ví dụ, {len(failed)} sai",
                f"{len(verdicts)} examples, {len(failed)} differ",
            )
        )
    return 1 if failed else 0


def _to_entry(declared: DocumentType) -> dict[str, object]:
    return {
        "key": declared.key,
        "title": declared.title,
        "levels": list(declared.levels),
        "evidence": declared.evidence,
        "review_only": declared.is_review_only,
        "in_backlog": declared.in_backlog,
        "sensitivity": declared.sensitivity,
    }


def _to_json(declared: DocumentType) -> dict[str, object]:
    validity = declared.validity
    return {
        **_to_entry(declared),
        "evidence_source": declared.evidence_source,
        "backlog_note": declared.backlog_note,
        "procedure_codes": list(declared.procedure_codes),
        "result_type_code": declared.result_type_code,
        "validity": {
            "class": validity.validity_class,
            "years": validity.years,
            "months": validity.months,
            "legal_basis": validity.legal_basis,
            "note": validity.note,
        },
        "issuers": [_to_dated(it, {"level": it.level, "body": it.body}) for it in declared.issuers],
        "editions": [_to_dated(it, {"name": it.name, "title": it.title, "note": it.note}) for it in declared.editions],
        "fields": [_field_to_json(spec) for spec in declared.fields],
        "examples": [example.name for example in declared.examples],
        "hash": declared.source_hash,
    }


def _to_dated(dated: Issuer | Edition, facts: dict[str, object]) -> dict[str, object]:
    since, until = (day.isoformat() if day else None for day in (dated.since, dated.until))
    return {**facts, "from": since, "until": until, "legal_basis": dated.legal_basis}


def _field_to_json(spec: FieldSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "title": spec.title,
        "kind": spec.kind,
        "role": spec.role or None,
        "required": spec.required,
        "many": spec.many,
        "labels": list(spec.labels),
        "choices": list(spec.choices),
        "columns": [column.name for column in spec.columns],
    }
