"""What people call the fields that doubts and reviews name."""

from __future__ import annotations

import pytest

from schemas.document_type import document_types
from schemas.field_titles import tell_field


@pytest.mark.parametrize(
    ("key", "name", "title"),
    [
        ("household_business_certificate", "business_lines[0].code", "Ngành, nghề kinh doanh: Mã ngành"),
        ("household_business_certificate", "business_lines[2].code", "Ngành, nghề kinh doanh 3: Mã ngành"),
        ("household_business_certificate", "business_lines[1]", "Ngành, nghề kinh doanh 2"),
        (None, "issue_date", "Ngày cấp"),
        ("household_business_certificate", "pages", "Các trang"),
        (None, "strange[1].cell", "strange 2: cell"),
    ],
)
def test_one_of_several_and_a_cell_of_a_table_are_told_by_title_and_place(
    key: str | None, name: str, title: str
) -> None:
    declared = document_types()[key] if key else None
    assert tell_field(name, declared, "vi") == title
    assert tell_field(name, declared, "en") == name
