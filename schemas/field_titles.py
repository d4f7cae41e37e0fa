"""Here live the names that people give to fields common to all types, where no form declares its own."""

from __future__ import annotations

from schemas.document_type import DocumentType

_COMMON = {
    "document_number": "Số, ký hiệu",
    "issue_date": "Ngày cấp",
    "issue_place": "Nơi cấp",
    "issuing_body": "Cơ quan cấp",
    "parent_body": "Cơ quan chủ quản",
    "title": "Tên giấy tờ",
    "subject": "Trích yếu",
    "signer_name": "Người ký",
    "signer_title": "Chức vụ người ký",
    "sign_authority": "Thẩm quyền ký",
    "holder_name": "Người được cấp",
    "holder_id": "Số định danh",
    "holder_birth_date": "Ngày sinh",
    "holder_address": "Địa chỉ",
    "valid_until": "Có giá trị đến",
    "document_type": "Loại giấy tờ",
    "pages": "Các trang",
}


def find_field_title(name: str, document_type: DocumentType | None) -> str:
    """What a Vietnamese form calls a field; its own name where nobody named it."""
    spec = document_type.find_field(name) if document_type else None
    return spec.title if spec else _COMMON.get(name, name)


def tell_field(name: str, document_type: DocumentType | None, language: str) -> str:
    """What a person calls a field as doubts and reviews name it; the name itself in English.

    `owner_name[1]` is the second of several, `members[0].birth_date` a cell in the first row of a table.
    """
    if language != "vi":
        return name
    base, _, rest = name.partition("[")
    place, _, cell = rest.partition("].")
    number = place.rstrip("]")
    title = find_field_title(base, document_type)
    if number.isdigit() and number != "0":
        title = f"{title} {int(number) + 1}"
    return f"{title}: {_find_column_title(base, cell, document_type)}" if cell else title


def _find_column_title(table: str, name: str, document_type: DocumentType | None) -> str:
    spec = document_type.find_field(table) if document_type else None
    return next((column.title for column in spec.columns if column.name == name), name) if spec else name
