"""Here lives the page of document types, written from the declarations: the table that the documentation keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipelines.cli.type_words import tell_backlog, tell_evidence, tell_sensitivity, tell_validity
from pipelines.registers.wording import LEVEL_NAMES
from schemas.document_type import DocumentType

_HEADS = {
    "vi": """\
# Các loại giấy tờ

Trang này viết từ các tệp khai báo (`sohoa types list --markdown`). {count} loại; {review_only} loại chưa có mẫu hay
bản quét nào được đọc thử: mọi giấy tờ của các loại đó đều đến tay người duyệt.
""",
    "en": """\
# Document types

`make docs` writes this page from the declarations in `schemas/document_types/`; `sohoa types show KEY` prints one of
them in full. {count} types; of {review_only} no form was ever drawn and read, most are only described: nothing of them
is accepted by the machine, every paper goes to a person.
""",
}
_HEADINGS = {
    "vi": ("Khóa", "Tên", "Cấp ban hành", "Hiệu lực", "Số hóa giấy tờ cũ", "Mức nhạy cảm", "Nguồn mẫu", "Trường"),
    "en": ("Key", "Title", "Levels", "Validity", "Papers of the past", "Sensitivity", "Evidence", "Fields"),
}
_SOURCE_HEADS = {
    "vi": ("## Căn cứ", "Khóa", "Căn cứ của thời hạn", "Nguồn mẫu", "Vì sao không số hóa giấy tờ cũ"),
    "en": ("## Sources", "Key", "Legal basis of the term", "Evidence", "Why papers of the past are left"),
}


def types_page(types: Iterable[DocumentType], language: str) -> str:
    """The whole page as Markdown: a table of the types, then what each rests on.

    Args:
        types: in the order of the rows.
        language: `vi` or `en`; titles and legal bases are Vietnamese in both.
    """
    listed = tuple(types)
    head = _HEADS[language].format(count=len(listed), review_only=sum(t.is_review_only for t in listed))
    title, *source_headings = _SOURCE_HEADS[language]
    overview = _table(_HEADINGS[language], (_overview_row(declared, language) for declared in listed))
    sources = _table(source_headings, (_source_row(declared) for declared in listed))
    return "\n".join([head, *overview, "", title, "", *sources, ""])


def _overview_row(declared: DocumentType, language: str) -> tuple[str, ...]:
    levels = ", ".join(LEVEL_NAMES[language][level] for level in declared.levels)
    return (
        f"`{declared.key}`",
        declared.title,
        levels,
        tell_validity(declared, language),
        tell_backlog(declared, language),
        tell_sensitivity(declared, language),
        tell_evidence(declared, language),
        str(len(declared.fields)),
    )


def _source_row(declared: DocumentType) -> tuple[str, ...]:
    validity = declared.validity
    basis = ". ".join(text.rstrip(".") for text in (validity.legal_basis, validity.note) if text)
    return f"`{declared.key}`", basis, declared.evidence_source, declared.backlog_note


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(headings)
    yield _row(["---"] * len(headings))
    for row in rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
