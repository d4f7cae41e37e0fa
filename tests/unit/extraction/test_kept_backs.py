"""An empty back that was kept in doubt stays with its paper and changes nothing that is understood of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from extraction.plain_pages import pages_from_text
from schemas.extraction import Extraction, FieldReading
from schemas.ocr_page import OcrPage

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".center(90) + "\n" + "Độc lập - Tự do - Hạnh phúc".center(90) + "\n"
COVER = "GIAY CHUNG NHAN\nQUYENSU DUNG DAT\nBAS 000142".center(90)
INSIDE = STATE + "CHỨNG NHẬN".center(90) + "\nHộ ông: NGUYỄN VĂN MẪU\n" + "Thửa đất số 45, tờ bản đồ số 12\n" * 12
SECOND_PAGE = "2".center(90) + "\n     Điều 2. Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này.\n"
THIRD_PAGE = "3".center(90) + "\n     Điều 3. Quyết định này có hiệu lực kể từ ngày ký.\n"


def pages_of(*texts: str) -> list[OcrPage]:
    return [replace(*pages_from_text(text), page_number=2 * at + 1) for at, text in enumerate(texts)]


def silent(page: OcrPage, *faults: str, **quality: float) -> OcrPage:
    return replace(page, words=(), lines=(), warnings=faults, quality=quality)


def with_backs(pages: Sequence[OcrPage]) -> list[OcrPage]:
    """The same sheets scanned on both sides, every back kept."""
    backs = [silent(replace(page, page_number=page.page_number + 1), "page_nearly_blank") for page in pages]
    return [side for sheet in zip(pages, backs, strict=True) for side in sheet]


def understood(paper: Extraction) -> Extraction:
    return replace(paper, page_numbers=tuple(number for number in paper.page_numbers if number % 2))


@pytest.mark.parametrize(
    "sheets", ["letter", "letter and book", "letter that lacks a page", "two letters", "book", "red book"]
)
def test_kept_backs_change_nothing_that_is_understood(sheets: str, read_pages: Any, decision: str) -> None:
    pages = {
        "letter": pages_of(decision, SECOND_PAGE, THIRD_PAGE),
        "book": pages_of(COVER, INSIDE),
        "letter and book": pages_of(decision, COVER, INSIDE),
        "letter that lacks a page": pages_of(decision, THIRD_PAGE),
        "two letters": pages_of(decision, decision.replace("345", "346")),
        "red book": pages_of(decision, COVER, INSIDE),
    }[sheets]
    if sheets == "red book":
        pages[1] = silent(pages[1], colour_share=0.9)
    one_sided, both_sided = read_pages(pages), read_pages(with_backs(pages))
    assert tuple(map(understood, both_sided)) == one_sided
    assert [number for paper in both_sided for number in paper.page_numbers] == list(range(1, 2 * len(pages) + 1))


def test_a_nearly_blank_side_before_the_first_paper_stays_with_it(read_pages: Any, decision: str) -> None:
    letter, back = with_backs(pages_of(decision))
    (paper,) = read_pages((replace(back, page_number=1), replace(letter, page_number=2)))
    assert (paper.page_numbers, paper.document_type) == ((1, 2), "committee_decision")
    number = paper.fields["document_number"]
    assert isinstance(number, FieldReading) and number.provenance is not None
    assert number.provenance.page_number == 2


def test_a_page_full_of_ink_that_could_not_be_read_is_a_paper_of_its_own(read_pages: Any, decision: str) -> None:
    first, second = pages_of(decision, decision)
    papers = read_pages((silent(first, "page_pale"), second))
    assert [(paper.page_numbers, paper.problem) for paper in papers] == [((1,), "no_text"), ((3,), None)]


def test_nothing_but_nearly_blank_sides_is_filed_for_a_person_to_look_at(read_pages: Any, decision: str) -> None:
    (paper,) = read_pages([silent(page, "page_nearly_blank") for page in pages_of(decision, decision)])
    assert (paper.page_numbers, paper.document_type, paper.problem) == ((1, 3), None, "no_text")
