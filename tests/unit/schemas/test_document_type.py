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
evidence_source = "Mẫu tự đặt"
sensitivity = 1
validity = { class = "P", legal_basis = "không" }
[[issuer]]
level = "commune"
body = "Ủy ban nhân dân xã"
[[edition]]
name = "first"
legal_basis = "không"
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
        ("sensitivity = 1", "sensitivity = 1\ncolour = 2", "colour: khóa này không có trong khuôn mẫu"),
        ('levels = ["commune"]', 'levels = ["village"]', "levels[1]: giá trị phải là một trong"),
        ('title = "Tên"', 'titel = "Tên"', "field[1] holder_name › title: thiếu khóa này"),
        (
            "[[field]]",
            '[[issuer]]\nlevel = "district"\nbody = "Huyện"\n[[field]]',
            "cấp district không có trong levels",
        ),
        (
            "[[field]]",
            '[[edition]]\nname = "old"\nfrom = 2020-01-01\nuntil = 2019-01-01\nlegal_basis = "x"\n[[field]]',
            "edition[2] old: until đứng trước from",
        ),
        ("[[field]]", '[[edition]]\nname = "old"\nfrom = "2020"\nlegal_basis = "x"\n[[field]]', "phải là một ngày"),
        ('kind = "person_name"', 'kind = "horoscope"', "kiểu horoscope không có"),
        ('labels = ["Họ và tên"]', "labels = []", "cần có labels"),
        ('name = "two"', 'name = "one"', "khai báo hai lần"),
        ('expect = { holder_name = "Trần Thị Thử" }', 'expect = { wife = "x" }', "không có trường wife"),
        ('key = "test_paper"', 'key = "other_paper"', "khác tên tệp"),
        ('title = "Giấy thử"', 'title = "Giấy thử', "dòng 3, cột"),
        (
            '[[example]]\nname = "one"',
            '[[field]]\nname = "other"\ntitle = "Khác"\nkind = "text"\nstrategy = "after_label"\n'
            'labels = ["Ho va ten:"]\n[[example]]\nname = "one"',
            "thuộc cả trường holder_name",
        ),
    ],
)
def test_a_slip_in_a_declaration_stops_the_program(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    path = _write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SetupError, match="declaration_invalid") as caught:
        read_document_type(path)
    assert told in str(caught.value)


def test_a_fault_is_told_in_two_languages_and_how_many_more_there_are(tmp_path: Path) -> None:
    path = _write(tmp_path, GOOD.replace("sensitivity = 1", 'sensitivity = 1\ncolour = 2\nsmell = "x"'))
    with pytest.raises(SetupError) as caught:
        read_document_type(path)
    told = "test_paper.toml không hợp lệ: colour: khóa này không có trong khuôn mẫu khai báo / Extra inputs are not"
    assert told in caught.value.problem.message
    assert "(+1)" in caught.value.problem.message


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "test_paper.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SetupError, match="UTF-8"):
        read_document_type(path)


def test_one_example_is_not_enough(tmp_path: Path) -> None:
    path = _write(tmp_path, GOOD[: GOOD.index('[[example]]\nname = "two"')])
    with pytest.raises(SetupError, match="example"):
        read_document_type(path)


def test_a_key_of_the_product_cannot_be_taken(tmp_path: Path) -> None:
    (tmp_path / "building_permit.toml").write_text(GOOD.replace("test_paper", "building_permit"), encoding="utf-8")
    with pytest.raises(SetupError, match="đã có loại khác dùng"):
        document_types(tmp_path)
