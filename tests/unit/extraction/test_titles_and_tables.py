"""Titles with their subjects, letterheads without gaps, tables that go on: the layouts that offices really print."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extraction.lines import key_of
from extraction.plain_pages import pages_from_text
from extraction.type_signs import Titles, is_rejected, make_sign, match_titles
from schemas.geometry import Box

SUBJECTS = {
    "Về việc trợ cấp xã hội hàng tháng": "social_allowance_decision",
    "Về việc thành lập Tổ kiểm tra liên ngành": "committee_decision",
    "Về việc công nhận Ban đại diện Hội người cao tuổi": "committee_decision",
    "Về việc phê duyệt danh sách thi đua năm 2021": "committee_decision",
    "Về việc cho phép chuyển mục đích sử dụng đất": "land_use_change_decision",
}
MEMBERS = """
ỦY BAN NHÂN DÂN                             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ NHƠN ÁI                                        Độc lập - Tự do - Hạnh phúc
                          GIẤY CHỨNG NHẬN
                     HỘ NGHÈO, HỘ CẬN NGHÈO
{rows}
"""


def _match(sign: str, *titles: str) -> tuple[bool, bool]:
    found = match_titles([make_sign(sign)], Titles([key_of(title) for title in titles]))
    return found.value > 0, found.is_sure


@pytest.mark.parametrize(("subject", "key"), SUBJECTS.items())
def test_a_decision_is_told_by_its_subject(read_text: Any, decision: str, subject: str, key: str) -> None:
    (paper,) = read_text(decision.replace("Về việc công nhận Ban đại diện Hội người cao tuổi", subject, 1))
    assert paper.document_type == key


def test_a_sign_with_a_subject_finds_it_anywhere_behind_its_title() -> None:
    sign = "quyết định … trợ cấp xã hội"
    assert _match(sign, "QUYẾT ĐỊNH Về việc điều chỉnh mức trợ cấp xã hội hàng tháng") == (True, True)
    assert _match(sign, "QUYET DINH V/v huong tro cap xa hôi") == (True, True)
    assert _match(sign, "QUYẾT ĐỊNH Về việc trợ cấp hưu trí xã hội") == (False, False)
    assert _match(sign, "TỜ TRÌNH Về việc trợ cấp xã hội") == (False, False)
    assert _match(sign, "QUYẾT ĐỊNH") == (False, False)


@pytest.mark.parametrize(
    ("sign", "title"),
    [
        ("quyết định về việc thành lập trường", "QUYẾT ĐỊNH Về việc thành lập Tổ kiểm tra liên ngành"),
        ("giấy phép bán lẻ rượu", "GIẤY PHÉP MÔI TRƯỜNG"),
        ("trích lục đăng ký giám hộ", "TRÍCH LỤC ĐĂNG KÝ NHẬN CHA, MẸ, CON"),
    ],
)
def test_words_that_many_papers_open_with_are_no_likeness(sign: str, title: str) -> None:
    assert _match(sign, title) == (False, False)


def test_a_reject_needs_its_own_words_too() -> None:
    reject = make_sign("giấy chứng nhận đủ điều kiện kinh doanh thuốc thú y")
    titles = Titles([key_of("GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN KINH DOANH DƯỢC Căn cứ Luật Dược")])
    assert not is_rejected([reject], titles)
    assert is_rejected([reject], Titles([key_of("GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN KINH DOANH THUỐC THÚ Y")]))


def test_a_stamp_beside_a_title_does_not_part_it(read_text: Any, types: Any) -> None:
    text = types["birth_extract"].examples[0].text
    assert "GIẤY KHAI SINH\n" in text
    (paper,) = read_text(text.replace("GIẤY KHAI SINH\n", "GIẤY KHAI SINH\n    BẢN SAO\n", 1))
    assert paper.document_type == "birth_extract"
    assert paper.find_value("title") == "GIẤY KHAI SINH (BẢN SAO)"


def test_a_copy_names_its_office_at_the_foot(read_text: Any, types: Any) -> None:
    (paper,) = read_text(types["birth_extract"].examples[0].text)
    assert paper.find_value("issuing_body") == "UBND QUẬN Ô MÔN"
    assert paper.find_value("parent_body") == "THÀNH PHỐ CẦN THƠ"


def test_a_letterhead_without_a_gap_between_its_columns_is_two(read_pages: Any, decision: str) -> None:
    (page,) = pages_from_text(decision)
    words = list(page.words)
    state = [at for at, word in enumerate(words) if word.box.top == words[0].box.top and word.box.left > 1000]
    shift = words[state[0]].box.left - max(w.box.right for w in words[: state[0]]) - 20
    for at in state:
        box = words[at].box
        words[at] = replace(words[at], box=Box(box.left - shift, box.top, box.right - shift, box.bottom))
    (paper,) = read_pages((replace(page, words=tuple(words)),))
    assert paper.find_value("issuing_body") == "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU"


def test_a_written_day_glued_to_its_month_still_makes_a_dated_line(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision.replace("ngày 09 tháng 02", "ngày 0Ptháng 02"))
    assert paper.find_value("issue_place") == "Ninh Kiều"
    assert (paper.find_value("issue_date") or "").startswith("2022")
    assert [doubt.reason for doubt in paper.doubts if doubt.field == "issue_date"] == ["day_unread"]


def _household(rows: str) -> str:
    return MEMBERS.format(rows=rows)


HEAD_ROW = "STT  Họ và tên            Mối quan hệ với chủ hộ    Dân tộc     Năm sinh"
ROWS = [
    "1    Nguyễn Văn Mẫu       Chủ hộ                    Kinh        1970",
    "2    Trần Thị Thử         Vợ                        Kinh        1972",
    "3    Nguyễn Văn Dụ        Con                       Kinh        2001",
]


def _names(paper: Any) -> list[str | None]:
    return [row["name"].value for row in paper.fields.get("members", ())]


@pytest.fixture
def read_members(read_text: Any) -> Any:
    def read(*pages: str) -> list[str | None]:
        (paper,) = read_text(_household("\f".join(pages)), forced_type="poor_household_certificate")
        return _names(paper)

    return read


ALL = ["Nguyễn Văn Mẫu", "Trần Thị Thử", "Nguyễn Văn Dụ"]
LABEL = "Danh sách thành viên trong hộ:\n"


def test_a_table_is_read_to_the_day_below_it(read_members: Any) -> None:
    page = (
        LABEL
        + "\n".join([HEAD_ROW, *ROWS])
        + "\n               Nhơn Ái, ngày 20 tháng 01 năm 2022\n          TM. ỦY BAN NHÂN DÂN"
    )
    assert read_members(page) == ALL


def test_a_table_goes_on_over_the_page_under_a_repeated_heading(read_members: Any) -> None:
    first, second = "\n".join([HEAD_ROW, *ROWS[:2]]), "\n".join([HEAD_ROW, ROWS[2]])
    assert read_members(LABEL + first, second) == ALL


def test_a_table_goes_on_over_the_page_with_its_next_number(read_members: Any) -> None:
    assert read_members(LABEL + "\n".join([HEAD_ROW, *ROWS[:2]]), "      2\n" + ROWS[2]) == ALL


def test_another_list_on_the_next_page_is_not_the_table(read_members: Any) -> None:
    other = "Ghi chú:\n1. Giấy này có giá trị trong năm.\n2. Khi thay đổi phải báo cho xã."
    assert read_members(LABEL + "\n".join([HEAD_ROW, *ROWS]), other) == ALL


def test_a_second_row_of_headings_is_no_member(read_members: Any) -> None:
    below = "                                                                Nam   Nữ"
    assert read_members(LABEL + "\n".join([HEAD_ROW, below, *ROWS])) == ALL


def test_headings_of_two_lines_are_joined(read_members: Any) -> None:
    two = [
        "STT  Họ và tên            Mối quan hệ               Dân tộc     Năm",
        "                          với chủ hộ                            sinh",
    ]
    assert read_members(LABEL + "\n".join([*two, *ROWS])) == ALL


def _reasons(paper: Any, name: str) -> list[str]:
    return [doubt.reason for doubt in paper.doubts if doubt.field == name]


@pytest.mark.parametrize("label", ["SJ:", "S0:", "5ố:"])
def test_a_misread_number_label_still_opens_the_number(read_text: Any, decision: str, label: str) -> None:
    text = decision.replace("Số: 345", f"{label} 345").replace(
        "     Điều 1.", "Số 99/QĐ-UBND ngày 01/01/2020\n     Điều 1."
    )
    (paper,) = read_text(text)
    assert paper.find_value("document_number") == "345/QĐ-UBND"


def test_a_number_of_the_body_is_not_the_papers_number(read_text: Any, decision: str) -> None:
    text = decision.replace("Số: 345/QĐ-UBND", "S_: 345/QĐ-UBND")
    (paper,) = read_text(text.replace("     Căn cứ", "Số: 99/2020\n     Căn cứ"))
    assert paper.find_value("document_number") != "99/2020"


def test_a_committee_without_its_place_is_no_issuing_body(read_text: Any, types: Any) -> None:
    text = types["birth_extract"].examples[0].text
    foot = text.index("THÀNH PHỐ CẦN THƠ  ")
    cut = text[:foot] + " " * 42 + "Ô Môn, ngày 09 tháng 6 năm 2023\n" + " " * 40 + "TM. ỦY BAN NHÂN DÂN\n"
    (paper,) = read_text(cut + text[text.index(" " * 40 + "      KT.") :], forced_type="birth_extract")
    assert paper.find_value("issuing_body") is None
    assert "missing" in _reasons(paper, "issuing_body")


def test_a_printed_mark_for_nothing_is_not_the_row_below(read_text: Any, types: Any) -> None:
    text = types["land_use_certificate"].examples[0].text
    assert "2. Nhà ở: -/-\n" in text
    (paper,) = read_text(
        text.replace("g) Nguồn gốc sử dụng:", "g) Nguồn gốc sử dụng: -/-\nĐất này").replace("2. Nhà", "- Nhà")
    )
    assert paper.find_value("origin") is None


def test_a_street_whose_name_sounds_like_a_post_stays_an_address(read_text: Any, types: Any) -> None:
    text = types["building_permit"].examples[0].text
    line = next(line for line in text.split("\n") if "Địa chỉ:" in line)
    address = "số 12, đường Lý Tự Trọng, phường An Cư, quận Ninh Kiều, thành phố Cần Thơ"
    (paper,) = read_text(text.replace(line, f"   Địa chỉ: {address}", 1))
    assert paper.find_value("holder_address") == address
    assert _reasons(paper, "holder_address") == []


def test_dashed_items_below_a_label_are_its_value(read_text: Any, types: Any) -> None:
    text = types["transport_business_licence"].examples[0].text
    scope = "Kinh doanh vận tải hành khách theo hợp đồng; vận tải hàng hóa"
    assert scope in text
    listed = "\n   - Kinh doanh vận tải hành khách theo hợp đồng\n   - Vận tải hàng hóa"
    (paper,) = read_text(text.replace(" " + scope, listed))
    kinds = paper.find_value("business_kinds") or ""
    assert "hành khách theo hợp đồng" in kinds and "Vận tải hàng hóa" in kinds
