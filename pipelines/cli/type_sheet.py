"""Here lives one document type as a sheet for a person: what it is, who issues it, its forms, its fields."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.cli.answers import pick, say
from pipelines.cli.printing import print_table
from pipelines.cli.session import Session
from pipelines.cli.type_words import tell_backlog, tell_day, tell_evidence, tell_sensitivity, tell_validity
from pipelines.registers.wording import LEVEL_NAMES
from schemas.document_type import DocumentType, FieldSpec


def print_type_sheet(session: Session, declared: DocumentType) -> None:
    """Heading, issuers and editions by date where declared, every field with its labels."""
    print(f"{declared.title} ({declared.key})")
    for heading, text in _list_facts(session, declared):
        if text:
            print(f"{heading}: {text}")
    _print_issuers(session, declared)
    _print_editions(session, declared)
    _print_fields(session, declared)


def _list_facts(session: Session, declared: DocumentType) -> Iterator[tuple[str, str]]:
    language, validity = session.language, declared.validity
    yield say(session, "Cấp ban hành", "Levels"), ", ".join(LEVEL_NAMES[language][level] for level in declared.levels)
    yield say(session, "Hiệu lực", "Validity"), f"{tell_validity(declared, language)}; {validity.legal_basis}"
    yield say(session, "Lưu ý về hiệu lực", "About validity"), validity.note
    backlog = ": ".join(filter(None, (tell_backlog(declared, language), declared.backlog_note)))
    yield say(session, "Số hóa giấy tờ cũ", "Papers of the past"), backlog
    yield say(session, "Mức nhạy cảm", "Sensitivity"), tell_sensitivity(declared, language)
    yield say(session, "Nguồn mẫu", "Evidence"), tell_evidence(declared, language)
    yield say(session, "Căn cứ của mẫu", "Source of evidence"), declared.evidence_source
    yield say(session, "Mã thủ tục", "Procedure codes"), ", ".join(declared.procedure_codes)
    yield say(session, "Mã loại kết quả", "Result type code"), declared.result_type_code


def _print_issuers(session: Session, declared: DocumentType) -> None:
    if not declared.issuers:
        return
    headings = pick(
        session, ("Cơ quan cấp", "Cấp", "Từ", "Đến", "Căn cứ"), ("Issued by", "Level", "From", "Until", "Legal basis")
    )
    names = LEVEL_NAMES[session.language]
    print()
    print_table(
        headings,
        [(it.body, names[it.level], tell_day(it.since), tell_day(it.until), it.legal_basis) for it in declared.issuers],
    )


def _print_editions(session: Session, declared: DocumentType) -> None:
    if not declared.editions:
        return
    headings = pick(
        session,
        ("Mẫu in", "Tên in", "Từ", "Đến", "Căn cứ"),
        ("Edition", "Printed title", "From", "Until", "Legal basis"),
    )
    print()
    print_table(
        headings,
        [
            (
                it.name,
                it.title,
                tell_day(it.since),
                tell_day(it.until),
                "; ".join(filter(None, (it.legal_basis, it.note))),
            )
            for it in declared.editions
        ],
    )


def _print_fields(session: Session, declared: DocumentType) -> None:
    headings = pick(
        session,
        ("Trường", "Tên", "Kiểu", "Bắt buộc", "Nhiều", "Nhãn"),
        ("Field", "Title", "Kind", "Required", "Many", "Labels"),
    )
    print()
    print_table(headings, [_field_row(spec) for spec in declared.fields])


def _field_row(spec: FieldSpec) -> tuple[str, ...]:
    columns = [column.title for column in spec.columns]
    labels = "; ".join(spec.labels) + (f" [{', '.join(columns)}]" if columns else "")
    return spec.name, spec.title, spec.kind, "x" if spec.required else "", "x" if spec.many else "", labels
