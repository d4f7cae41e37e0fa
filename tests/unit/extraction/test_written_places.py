"""What a pen or a stamp filled in is never taken without a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from extraction.plain_pages import pages_from_text
from schemas.extraction import Extraction
from schemas.geometry import Box
from schemas.ocr_page import OcrPage
from schemas.wire import from_json, to_json


def _read(read_pages: Any, text: str, written: str) -> Extraction:
    """The paper read from a page on which the words of `written` were written by hand."""
    (page,) = pages_from_text(text)
    words = tuple(replace(word, confidence=0.99) for word in page.words)
    boxes = tuple(word.box for word in words if word.text in written.split())
    assert boxes
    (paper,) = read_pages((replace(page, words=words, handwritten=boxes, engine="any"),))
    assert isinstance(paper, Extraction)
    return paper


def _reasons(paper: Extraction) -> Mapping[str, set[str]]:
    return {name: {d.reason for d in paper.doubts if d.field == name} for name in ("document_number", "issue_date")}


def test_a_number_read_from_handwriting_is_doubted_however_sure_the_engine_was(read_pages: Any, decision: str) -> None:
    paper = _read(read_pages, decision, "345/QĐ-UBND")
    assert _reasons(paper) == {"document_number": {"handwritten_suspected"}, "issue_date": set()}
    assert paper.fields["document_number"].confidence <= 0.5


def test_a_written_day_puts_the_date_in_doubt_and_not_the_number(read_pages: Any, decision: str) -> None:
    paper = _read(read_pages, decision, "09")
    assert _reasons(paper) == {"document_number": set(), "issue_date": {"handwritten_suspected"}}


def test_writing_beside_the_part_of_a_number_that_was_read_counts(read_pages: Any, decision: str) -> None:
    text = decision.replace("345/QĐ-UBND", "?? 45/QĐ-UBND")
    assert _reasons(_read(read_pages, text, "??"))["document_number"] == {"handwritten_suspected"}


def test_a_number_that_nobody_could_read_is_said_to_be_handwritten(read_pages: Any, decision: str) -> None:
    text = decision.replace("Số: 345/QĐ-UBND", "  ??          ")
    paper = _read(read_pages, text, "??")
    assert "document_number" not in paper.fields or paper.fields["document_number"].value is None
    assert _reasons(paper)["document_number"] >= {"missing", "handwritten_suspected"}
    assert _reasons(paper)["issue_date"] == set()


def test_a_missing_date_is_not_blamed_on_a_written_number(read_pages: Any, decision: str) -> None:
    text = decision.replace("Ninh Kiều, ngày 09 tháng 02 năm 2022", "")
    paper = _read(read_pages, text, "345/QĐ-UBND")
    assert "handwritten_suspected" not in _reasons(paper)["issue_date"]


@pytest.mark.parametrize("boxes", [(), (Box(1, 2, 3, 4), Box(5, 6, 70, 80))])
def test_writing_survives_json(boxes: tuple[Box, ...], decision: str) -> None:
    (page,) = pages_from_text(decision)
    assert from_json(OcrPage, to_json(replace(page, handwritten=boxes))).handwritten == boxes


def test_a_page_stored_before_writing_was_looked_for_has_none(decision: str) -> None:
    (page,) = pages_from_text(decision)
    old = to_json(page).replace('"handwritten":[],', "")
    assert '"handwritten"' not in old
    assert from_json(OcrPage, old) == page


def test_a_place_before_a_day_written_by_hand_is_no_issuing_body(read_text: Any) -> None:
    text = """
UBND HUYỆN PHONG ĐIỀN               CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG KINH TẾ VÀ HẠ TẦNG                 Độc lập - Tự do - Hạnh phúc
                                     Phong Điền, ngày 7         tháng 6 năm 2023

                              GIẤY PHÉP XÂY DỰNG
                                Số: 776/GPXD
                       (Sử dụng cho nhà ở riêng lẻ)
1. Cấp cho: Ông NGUYỄN QUỐC NGHĨA
   Địa chỉ: số 162/8, đường Lý Tự Trọng, xã Nhơn Ái, huyện Phong Điền
2. Được phép xây dựng công trình: Nhà ở riêng lẻ
"""
    (paper,) = read_text(text)
    assert paper.find_value("issuing_body") == "PHÒNG KINH TẾ VÀ HẠ TẦNG"
    assert paper.find_value("parent_body") == "UBND HUYỆN PHONG ĐIỀN"
