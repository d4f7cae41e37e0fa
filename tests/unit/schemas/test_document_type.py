"""Declarations are checked hard before any work."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.document_type import document_types, read_document_type
from schemas.errors import SetupError

GOOD = """
key = "test_paper"
title = "Giấy thử"
signs = ["giấy thử"]
levels = ["commune"]
evidence = "description"
sensitivity = 1
validity = { class = "P", legal_basis = "không" }
[[field]]
name = "holder_name"
title = "Tên"
kind = "person_name"
strategy = "after_label"
labels = ["Họ và tên"]
role = "holder_name"
[[example]]
name = "one"
text = "GIẤY THỬ\\nHọ và tên: Nguyễn Văn Mẫu"
expect = { holder_name = "Nguyễn Văn Mẫu" }
[[example]]
name = "two"
text = "GIẤY THỬ\\nHọ và tên: Trần Thị Thử"
expect = { holder_name = "Trần Thị Thử" }
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "test_paper.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_new_type_is_one_new_file(tmp_path: Path) -> None:
    _write(tmp_path, GOOD)
    types = document_types(tmp_path)
    assert types["test_paper"].list_roles("holder_name") == ("holder_name",)
    assert "building_permit" in types


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sensitivity = 1", "sensitivity = 9", "sensitivity"),
        ("sensitivity = 1", "sensitivity = 1\ncolour = 2", "colour"),
        ('kind = "person_name"', 'kind = "horoscope"', "unknown kind"),
        ('labels = ["Họ và tên"]', "labels = []", "needs labels"),
        ('name = "two"', 'name = "one"', "declared twice"),
        ('expect = { holder_name = "Trần Thị Thử" }', 'expect = { wife = "x" }', "no field wife"),
        ('key = "test_paper"', 'key = "other_paper"', "not the file's name"),
        ('title = "Giấy thử"', 'title = "Giấy thử', "line 3"),
        (
            '[[example]]\nname = "one"',
            '[[field]]\nname = "other"\ntitle = "Khác"\nkind = "text"\nstrategy = "after_label"\n'
            'labels = ["Ho va ten:"]\n[[example]]\nname = "one"',
            "belongs to holder_name",
        ),
    ],
)
def test_a_slip_in_a_declaration_stops_the_program(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    path = _write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SetupError, match="declaration_invalid") as caught:
        read_document_type(path)
    assert told in str(caught.value)


def test_one_example_is_not_enough(tmp_path: Path) -> None:
    path = _write(tmp_path, GOOD[: GOOD.index('[[example]]\nname = "two"')])
    with pytest.raises(SetupError, match="example"):
        read_document_type(path)


def test_a_key_of_the_product_cannot_be_taken(tmp_path: Path) -> None:
    (tmp_path / "building_permit.toml").write_text(GOOD.replace("test_paper", "building_permit"), encoding="utf-8")
    with pytest.raises(SetupError, match="taken"):
        document_types(tmp_path)
