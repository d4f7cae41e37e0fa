"""`sohoa types`: the declared kinds of paper, one by one, and the proof of their examples."""

from __future__ import annotations

import click

from pipelines.cli.answers import LEVEL_NAMES, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from schemas.document_type import DocumentType, FieldSpec
from schemas.errors import SetupError

EVIDENCE_NAMES = {
    "vi": {"real_scan": "bản quét thật", "official_form": "mẫu chính thức", "description": "mô tả"},
    "en": {"real_scan": "real scan", "official_form": "official form", "description": "description"},
}


@click.group("types")
def types_command() -> None:
    """Các loại giấy tờ. / Document types."""


@types_command.command("list")
@with_session
def list_command(session: Session) -> int:
    """Mọi loại đã khai báo, kể cả loại do cơ quan thêm. / Every declared type."""
    from pipelines.resources import load_types

    types = load_types(session.settings)
    if session.as_json:
        print_json(
            [{"key": t.key, "title": t.title, "levels": list(t.levels), "evidence": t.evidence} for t in types.values()]
        )
        return 0
    language = session.language
    print_table(
        pick(session, ("Khóa", "Tên", "Cấp ban hành", "Dựa trên"), ("Key", "Title", "Levels", "Evidence")),
        [
            (t.key, t.title, ", ".join(LEVEL_NAMES[language][level] for level in t.levels),
             EVIDENCE_NAMES[language].get(t.evidence, t.evidence))
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
    validity = declared.validity
    print(f"{declared.title} ({declared.key})")
    print(say(session, "Hiệu lực", "Validity") + f": {validity.validity_class}; {validity.legal_basis}")
    print_table(
        pick(
            session,
            ("Trường", "Tên", "Kiểu", "Bắt buộc", "Nhiều", "Nhãn"),
            ("Field", "Title", "Kind", "Required", "Many", "Labels"),
        ),
        [
            (f.name, f.title, f.kind, "x" if f.required else "", "x" if f.many else "", "; ".join(f.labels))
            for f in declared.fields
        ],
    )
    return 0


@types_command.command("check")
@with_session
def check_command(session: Session) -> int:
    """Chạy mọi ví dụ trong các tệp khai báo. / Run every declaration's examples."""
    from pipelines.declaration_check import check_declarations

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


def _to_json(declared: DocumentType) -> dict[str, object]:
    validity = declared.validity
    return {
        "key": declared.key,
        "title": declared.title,
        "levels": list(declared.levels),
        "evidence": declared.evidence,
        "sensitivity": declared.sensitivity,
        "validity": {
            "class": validity.validity_class,
            "years": validity.years,
            "months": validity.months,
            "legal_basis": validity.legal_basis,
            "note": validity.note,
        },
        "fields": [_field_to_json(spec) for spec in declared.fields],
        "examples": [example.name for example in declared.examples],
        "hash": declared.source_hash,
    }


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
