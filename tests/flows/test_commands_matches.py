"""`sohoa register matches` and `register unknown`: papers that were misread find their row of the register."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.office import Office

REGISTER = """Số giấy phép;Ngày cấp;Họ và tên;Số CCCD;Loại giấy tờ;Hộp
145/GPXD;05/03/2021;Nguyễn Văn Ân;92085000123;Giấy phép xây dựng;H1
46/GPXD;06/03/2021;Lê Thị Bưởi;;Giấy phép xây dựng;H1
"""


@pytest.fixture
def misread(office: Office, tmp_path: Path) -> str:
    """The id of a paper of the register's first row that was read as 148 instead of 145."""
    path = tmp_path / "so.csv"
    path.write_text(REGISTER, encoding="utf-8")
    assert office.call("register", "import", str(path), "--unit", "92.916", "--as-of", "2022-12-31").code == 0
    result = office.file_paper("a", {"document_number": "148/GPXD"}, confirmed=True)
    return str(getattr(result, "result_id", result))


def test_a_misread_paper_is_proposed_accepted_and_counts(office: Office, misread: str) -> None:
    assert office.call("register", "unknown", "--json").json["total"] == 1
    (line,) = office.call("register", "matches", "list", "--unit", "92.916", "--json").lines
    assert (line["result_id"], line["row"]["document_number"], line["only"]) == (misread, "145/GPXD", True)
    assert line["reasons"] == ["number_slip", "holder_id_same", "date_same", "issuer_same"]
    assert line["row"]["holder_id"] == "092*****0123"
    shown = office.call("register", "matches", "list").out
    assert "số lệch một chữ số" in shown and "145/GPXD" in shown
    told = office.call("register", "matches", "accept", misread, line["row_id"], "--json").json
    assert told == {"result_id": misread, "row_id": line["row_id"], "verdict": "accepted", "changed": True}
    assert office.call("register", "matches", "list", "--json").lines == []
    assert office.call("register", "unknown", "--json").json == {"total": 0, "rows": []}
    missing = office.call("register", "missing", "--json").json
    assert [row["document_number"] for row in missing["rows"]] == ["46/GPXD"]


def test_a_pair_that_was_dismissed_is_proposed_no_more(office: Office, misread: str) -> None:
    (line,) = office.call("register", "matches", "list", "--json").lines
    assert office.call("register", "matches", "dismiss", misread, line["row_id"]).code == 0
    assert office.call("register", "matches", "list", "--json").lines == []
    assert "148/GPXD" in office.call("register", "unknown").out
    assert "từ trước" in office.call("register", "matches", "dismiss", misread, line["row_id"]).out


def test_a_row_or_result_that_is_not_there_is_wrong_usage(office: Office, misread: str) -> None:
    answer = office.call("register", "matches", "accept", misread, "none", "--json")
    assert (answer.code, answer.error["code"]) == (2, "register_row_unknown")
    answer = office.call("register", "matches", "list", "--type", "poem", "--json")
    assert (answer.code, answer.error["code"]) == (2, "type_key_unknown")
