"""Papers are split, named, read and doubted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extraction.plain_pages import pages_from_text
from schemas.errors import SetupError
from schemas.extraction import Doubt, FieldReading


def _value(extraction: Any, name: str) -> str | None:
    reading = extraction.fields.get(name)
    return reading.value if isinstance(reading, FieldReading) else None


def test_a_second_letterhead_begins_a_second_paper(read_text: Any, decision: str) -> None:
    papers = read_text(decision + "\f" + decision.replace("345/", "346/"))
    assert [paper.page_numbers for paper in papers] == [(1,), (2,)]
    assert [_value(paper, "document_number") for paper in papers] == ["345/QĐ-UBND", "346/QĐ-UBND"]


def test_pages_said_to_be_one_document_stay_together(read_text: Any, decision: str) -> None:
    papers = read_text(decision + "\f" + decision, one_document=True)
    assert [paper.page_numbers for paper in papers] == [(1, 2)]


def test_an_annex_without_letterhead_stays_with_its_paper(read_text: Any, decision: str) -> None:
    papers = read_text(decision + "\f" + "DANH SÁCH\n1. Nguyễn Văn Mẫu\n2. Trần Thị Thử")
    assert [paper.page_numbers for paper in papers] == [(1, 2)]


def test_blank_pages_are_skipped_by_the_first_paper(read_pages: Any, decision: str) -> None:
    first, second = pages_from_text(decision + "\f" + "x")
    blank = replace(second, words=(), lines=(), is_blank=True)
    (paper,) = read_pages((first, blank))
    assert paper.page_numbers == (1,)
    assert paper.skipped_pages == (2,)


def test_a_page_without_words_is_filed_as_such(read_pages: Any, decision: str) -> None:
    (page,) = pages_from_text(decision)
    (paper,) = read_pages((replace(page, words=(), lines=()),))
    assert (paper.document_type, paper.problem) == (None, "no_text")


def test_a_shopping_list_is_no_known_type(read_text: Any) -> None:
    (paper,) = read_text("Gạo 5 kg\nĐường 1 kg\nNước mắm 2 chai\nTổng cộng 250.000 đồng")
    assert (paper.document_type, paper.problem) == (None, "type_unknown")


def test_an_application_for_a_permit_is_not_the_permit(read_text: Any) -> None:
    (paper,) = read_text(
        """
                  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                    Độc lập - Tự do - Hạnh phúc
              ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG
Kính gửi: Ủy ban nhân dân quận Ninh Kiều
1. Tên chủ đầu tư: Nguyễn Văn Mẫu
2. Diện tích xây dựng: 72 m2
"""
    )
    assert paper.document_type != "building_permit"


def test_a_type_asked_for_is_read_whatever_the_paper_looks_like(read_text: Any) -> None:
    (paper,) = read_text("Cấp cho: Ông Nguyễn Văn Mẫu", forced_type="building_permit")
    assert paper.document_type == "building_permit"
    assert _value(paper, "holder_name") == "Nguyễn Văn Mẫu"
    assert Doubt("document_number", "missing") in paper.doubts


def test_an_undeclared_type_cannot_be_asked_for(read_text: Any, decision: str) -> None:
    with pytest.raises(SetupError, match="unknown_document_type"):
        read_text(decision, forced_type="love_letter")


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "[MẬT]"])
def test_a_secrecy_stamp_in_the_header_is_seen(read_text: Any, decision: str, mark: str) -> None:
    (paper,) = read_text(decision.replace("\nSố: 345", f"\n      {mark}\nSố: 345"))
    assert paper.is_state_secret


def test_the_word_secret_in_a_sentence_is_no_stamp(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision.replace("Ban đại diện", "Danh mục bí mật nhà nước độ Mật của Ban đại diện"))
    assert not paper.is_state_secret


def test_boxes_lie_on_the_original_page(read_pages: Any, decision: str) -> None:
    (page,) = pages_from_text(decision)
    half = replace(page, to_original=(0.5, 0, 0, 0, 0.5, 0, 0, 0, 1), width_px=1240, height_px=1754)
    (whole,) = read_pages((page,))
    (halved,) = read_pages((half,))
    before = whole.fields["document_number"].provenance.box
    after = halved.fields["document_number"].provenance.box
    assert all(abs(a * 0.5 - b) <= 1 for a, b in zip(before, after, strict=True))


def test_a_text_layer_has_no_confidence_and_raises_no_doubt_of_print(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision)
    assert paper.fields["subject"].confidence is None
    assert paper.doubts == ()


def test_a_number_with_a_weak_word_is_doubted_and_not_called_handwriting(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision, words={"345/QĐ-UBND": 0.6})
    assert [doubt for doubt in paper.doubts if doubt.field == "document_number"] == [
        Doubt("document_number", "low_confidence")
    ]
    assert _value(paper, "document_number") == "345/QĐ-UBND"


def test_an_unreadable_day_leaves_month_and_year_with_a_doubt(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision.replace("ngày 09 tháng", "ngày (» tháng"))
    assert _value(paper, "issue_date") == "2022-02"
    assert Doubt("issue_date", "day_unread") in paper.doubts


def test_a_paper_from_tomorrow_is_doubted(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision.replace("năm 2022", "năm 2028"))
    assert Doubt("issue_date", "date_in_future") in paper.doubts


def test_a_deputy_signs_for_the_head_or_is_doubted(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision.replace("KT. CHỦ TỊCH", "            "))
    assert Doubt("signer_title", "authority_differs") in paper.doubts


def test_marks_lost_in_an_office_name_are_put_back_with_a_note(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision.replace("QUẬN NINH KIỀU   ", "QUẬN NINH KIÊU   "))
    assert _value(paper, "issuing_body") == "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU"
    assert paper.fields["issuing_body"].raw == "ỦY BAN NHÂN DÂN QUẬN NINH KIÊU"
    assert paper.fields["issuing_body"].provenance.corrections == ("KIÊU read as KIỀU",)


def test_a_subject_with_a_syllable_no_office_writes_is_doubted(read_text: Any, decision: str) -> None:
    (paper,) = read_text(decision.replace("Hội người cao tuổi\n", "cua người cao tuổi\n", 1), words={})
    assert Doubt("subject", "low_confidence") in paper.doubts
