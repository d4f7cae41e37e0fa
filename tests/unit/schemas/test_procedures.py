"""Procedures as data: every shipped file is sound, and a slip in an office's own is told with file and line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from schemas.document_type import document_types
from schemas.errors import SetupError
from schemas.procedure import check_procedures, find_procedure, load_procedures, read_code
from schemas.toml_lines import find_line

TYPES = frozenset(document_types())
GOOD = """code = "9.000001"
name = "Thủ tục thử"
levels = ["commune"]
legal_basis = "Nghị định thử"
evidence = "unverified"
evidence_source = "tự đặt"

[[component]]
key = "form"
name = "Tờ khai"

[[component]]
key = "birth"
name = "Giấy khai sinh"
[[component.accepts]]
types = ["birth_certificate"]
[[component.accepts]]
types = ["birth_extract"]
owner = "child"
"""


def put(folder: Path, text: str, name: str = "9.000001.toml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_shipped_procedure_is_sound_has_a_source_and_common_ones_are_there() -> None:
    procedures, faults = check_procedures(TYPES)
    assert faults == () and len(procedures) >= 12
    assert {"1.001193", "1.004884", "1.000894", "1.000656", "1.004873", "1.004859", "2.000635", "1.001612", "1.013225",
            "1.013992", "1.001699", "1.001776", "2.001827", "2.000620", "2.000181"} <= set(procedures)  # fmt: skip
    for editions in procedures.values():
        for one in editions:
            assert one.legal_basis and one.evidence_source and one.components
            assert one.evidence != "law_text" or "đọc" in one.evidence_source


@pytest.mark.parametrize(
    ("slip", "written", "line", "word"),
    [
        ('name = "Thủ tục thử"', 'name = "Thủ tục thử"\ncolour = "red"', 3, "colour"),
        ('code = "9.000001"', 'code = "9.0001"', 1, "sai dạng"),
        ('key = "birth"', 'key = "form"', 1, "hai lần"),
        ('types = ["birth_extract"]', 'types = ["birth_extrakt"]', 18, "birth_extrakt"),
        ('owner = "child"', 'owner = "cousin"', 19, "một trong"),
        ('owner = "child"', "max_age_months = 0", 19, "phải từ 1"),
        ('types = ["birth_extract"]\n', "", 17, "types hoặc papers"),
        ('name = "Tờ khai"', 'name = "Tờ khai"\none_of = "a"', 1, "ít nhất hai"),
        ('levels = ["commune"]', 'levels = ["commune"]\nreplaced_by = "9.000002"', 1, "until"),
        ('name = "Tờ khai"', "name = Tờ khai", 10, "TOML"),
        ('name = "Giấy khai sinh"\n', "", 12, "thiếu khóa"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, slip: str, written: str, line: int, word: str) -> None:
    folder = put(tmp_path / "procedures", GOOD.replace(slip, written, 1))
    _, (fault,) = check_procedures(TYPES, folder)
    assert (fault.file_name, fault.line) == ("9.000001.toml", line)
    assert word in fault.reason
    with pytest.raises(SetupError) as refused:
        load_procedures(TYPES, folder)
    assert refused.value.code == "procedure_invalid"
    assert f"dòng {line}" in refused.value.problem.message


def test_a_file_is_named_after_its_code(tmp_path: Path) -> None:
    _, (fault,) = check_procedures(TYPES, put(tmp_path / "procedures", GOOD, "9.000002.toml"))
    assert (fault.line, "khác tên tệp" in fault.reason) == (1, True)


def test_followers_that_lead_back_or_to_nobody_are_faults(tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    for number, follower in ((1, 2), (2, 3), (3, 1)):
        text = GOOD.replace("9.000001", f"9.00000{number}")
        text += f"# kept below the tables on purpose\n# 9.00000{follower}\n"
        head = f'until = 2024-12-31\nreplaced_by = "9.00000{follower}"\nlevels'
        put(folder, text.replace("levels", head, 1), f"9.00000{number}.toml")
    _, faults = check_procedures(TYPES, folder)
    assert [(fault.file_name, fault.line) for fault in faults] == [(f"9.00000{n}.toml", 4) for n in (1, 2, 3)]
    assert all("vòng quanh" in fault.reason for fault in faults)
    put(folder, (folder / "9.000003.toml").read_text().replace('"9.000001"', '"9.000009"'), "9.000003.toml")
    _, (dangling,) = check_procedures(TYPES, folder)
    assert (dangling.file_name, "chưa khai báo" in dangling.reason) == ("9.000003.toml", True)


def test_two_editions_in_force_on_one_day_are_a_fault(tmp_path: Path) -> None:
    folder = put(tmp_path / "procedures", GOOD.replace("levels", "until = 2025-06-30\nlevels", 1), "9.000001_a.toml")
    put(folder, GOOD.replace("levels", "from = 2025-06-30\nlevels", 1), "9.000001_b.toml")
    _, (fault,) = check_procedures(TYPES, folder)
    assert (fault.file_name, fault.line) == ("9.000001_b.toml", 3)
    put(folder, GOOD.replace("levels", "from = 2025-07-01\nlevels", 1), "9.000001_b.toml")
    procedures = load_procedures(TYPES, folder)
    last_day = date(2025, 6, 30)
    assert find_procedure(procedures, "9.000001", last_day).file_name == "9.000001_a.toml"
    assert find_procedure(procedures, "9.000001", last_day + timedelta(days=1)).file_name == "9.000001_b.toml"


def test_the_code_of_a_dossier_leads_to_the_edition_of_the_day_and_to_what_replaced_it() -> None:
    procedures = load_procedures(TYPES)
    assert read_code("1.004873.000.00.00.H13") == "1.004873"
    assert read_code("1004873") is None
    assert find_procedure(procedures, "1.009994.01", date(2024, 1, 1)).levels == ("district",)
    assert find_procedure(procedures, "1.009994", date(2026, 1, 1)).code == "1.013225"
    assert find_procedure(procedures, "1.001612", date(2025, 6, 30)).levels == ("district",)
    with pytest.raises(SetupError, match="procedure_not_in_force"):
        find_procedure(procedures, "1.009994", date(2019, 1, 1))


def test_the_line_of_a_value_is_found_below_its_own_header() -> None:
    assert find_line(GOOD, ("component", 1, "accepts", 1, "owner")) == 19
    assert find_line(GOOD, ("component", 1, "accepts", 0, "owner")) == 15
    assert find_line(GOOD, ("component", 0, "name")) == 10
    assert find_line(GOOD, ("nowhere",)) == 1
