"""A stack is cut at its separator sheets, whatever became of them on the way through the scanner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from extraction.plain_pages import pages_from_text
from pipelines.pages.stacks import understand_stacks
from schemas.document_type import document_types
from schemas.errors import InputRejected
from schemas.extraction import Extraction
from schemas.geometry import Box
from schemas.ocr_page import Barcode, OcrPage
from schemas.separator_sheet import SeparatorSheet, write_payload

KEY = b"k" * 32
LETTER = """
ỦY BAN NHÂN DÂN                             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
QUẬN NINH KIỀU                                    Độc lập - Tự do - Hạnh phúc

Số: {number}/QĐ-UBND                               Ninh Kiều, ngày 09 tháng 02 năm 2022

                                   QUYẾT ĐỊNH
                  Về việc công nhận Ban đại diện Hội người cao tuổi

     Điều 1. Công nhận Ban đại diện Hội người cao tuổi gồm các ông, bà có tên trong danh sách kèm theo.
"""
ANNEX = "DANH SÁCH KÈM THEO\n\n1. Nguyễn Văn Mẫu\n2. Trần Thị Ví Dụ\n"


def page(text: str) -> OcrPage:
    (only,) = pages_from_text(text)
    return only


def letter(number: int) -> OcrPage:
    return page(LETTER.format(number=number))


def sheet(ordinal: int, *, key: bytes = KEY, batch: str = "lo1", **more: object) -> OcrPage:
    said = SeparatorSheet(batch, ordinal, "92", str(more.get("kind", "")), "", "lan", bool(more.get("whole", False)))
    code = Barcode(write_payload(said, key), Box(10, 10, 90, 90))
    return replace(page("TỜ PHÂN CÁCH\n"), barcodes=(code,))


def torn_sheet(title: str) -> OcrPage:
    return page(f"{title}\n\nLô      hop-1\nHộp      12\n")


def blank() -> OcrPage:
    return replace(page("x"), words=(), lines=(), is_blank=True)


def doubtful() -> OcrPage:
    """A back through which its front shines so strongly that faint ink could hide there."""
    return replace(page("x"), words=(), lines=(), quality={"blank": 0.5}, warnings=("page_nearly_blank",))


def cut(*pages: OcrPage, **options: object) -> tuple[Extraction, ...]:
    numbered = [replace(one, page_number=number) for number, one in enumerate(pages, start=1)]
    chosen = {"forced_type": None, "one_document": False, **options}
    read_on = date(2026, 11, 22)
    return understand_stacks(numbered, document_types(), batch_id="lo1", key=KEY, read_on=read_on, **chosen)  # type: ignore[arg-type]


def pages_of(papers: Sequence[Extraction]) -> list[tuple[int, ...]]:
    return [paper.page_numbers for paper in papers]


def test_sheets_cut_a_stack_and_belong_to_no_paper() -> None:
    papers = cut(sheet(0), sheet(1), letter(1), page(ANNEX), sheet(2), letter(2))
    assert pages_of(papers) == [(3, 4), (6,)]
    assert papers[0].skipped_pages == (1, 2, 5)
    assert [(seen.page_number, seen.ordinal, seen.problem) for seen in papers[0].separators] == [
        (1, 0, None),
        (2, 1, None),
        (5, 2, None),
    ]


def test_between_two_sheets_headers_still_tell_papers_apart_unless_the_sheet_says_one_document() -> None:
    assert pages_of(cut(sheet(1), letter(1), letter(2))) == [(2,), (3,)]
    assert pages_of(cut(sheet(1, whole=True), letter(1), letter(2))) == [(2, 3)]


def test_the_sheets_type_reads_what_follows_it() -> None:
    papers = cut(letter(1), sheet(1, kind="administrative_document"), letter(2))
    assert [paper.document_type for paper in papers] == ["committee_decision", "administrative_document"]


def test_blank_backs_are_accounted_for_and_no_paper_is_made_of_them() -> None:
    papers = cut(sheet(1), blank(), letter(1), blank(), sheet(2), blank(), sheet(3), letter(2), blank())
    assert pages_of(papers) == [(3,), (8,)]
    assert papers[0].skipped_pages == (1, 2, 4, 5, 6, 7, 9)


def test_a_back_in_doubt_is_no_paper_and_stays_with_the_paper_beside_it() -> None:
    papers = cut(sheet(0), doubtful(), sheet(1), doubtful(), letter(1), doubtful(), letter(2), sheet(2), doubtful())
    assert pages_of(papers) == [(2, 4, 5, 6), (7, 9)]
    assert [paper.document_type for paper in papers] == ["committee_decision", "committee_decision"]
    assert papers[0].skipped_pages == (1, 3, 8)
    assert pages_of(cut(sheet(1), doubtful())) == [(2,)]


@pytest.mark.parametrize(("title", "ordinal"), [("TỜ PHÂN CÁCH 7", 7), ("TO PHAN CACH", None)])
def test_a_sheet_whose_code_is_lost_still_cuts_and_is_told(title: str, ordinal: int | None) -> None:
    papers = cut(letter(1), torn_sheet(title), page(ANNEX))
    assert pages_of(papers) == [(1,), (3,)]
    assert [(seen.ordinal, seen.problem) for seen in papers[0].separators] == [(ordinal, "separator_unreadable")]
    assert "separator_unreadable" in papers[0].warnings


def test_the_lower_half_of_a_torn_sheet_cuts_and_is_told() -> None:
    half = page("Lô            hop-1\nĐơn vị giữ    Quận Ninh Kiều\nHộp           12\nNgười in      lan\n")
    papers = cut(letter(1), half, letter(2))
    assert pages_of(papers) == [(1,), (3,)]
    assert papers[0].separators[0].problem == "separator_unreadable"


def test_a_sheet_of_another_batch_cuts_is_told_and_its_type_is_not_believed() -> None:
    papers = cut(letter(1), sheet(4, batch="lo2", kind="birth_certificate"), letter(2))
    assert [paper.document_type for paper in papers] == ["committee_decision", "committee_decision"]
    assert papers[0].separators[0].problem == "separator_of_other_batch"


def test_a_sheet_scanned_twice_is_told_once_and_costs_nothing() -> None:
    papers = cut(sheet(1), sheet(1), letter(1))
    assert pages_of(papers) == [(3,)]
    assert [seen.problem for seen in papers[0].separators] == [None, "separator_repeated"]


def test_codes_of_others_cut_nothing() -> None:
    stray = replace(page(ANNEX), barcodes=(Barcode("https://example.org/1", Box(0, 0, 9, 9)),))
    foreign = replace(page(ANNEX), barcodes=sheet(1, key=b"o" * 32).barcodes)
    papers = cut(letter(1), stray, foreign)
    assert pages_of(papers) == [(1, 2, 3)]
    assert papers[0].separators == ()


def test_a_paper_that_speaks_of_separator_sheets_is_none() -> None:
    words = " ".join(["giấy tờ trong hộp"] * 30)
    assert pages_of(cut(letter(1), page(f"Mỗi hộp có một tờ phân cách.\n{words}\n"))) == [(1, 2)]


@pytest.mark.parametrize("pages", [[sheet(1)], [sheet(0), blank(), sheet(1), blank()]])
def test_nothing_but_sheets_is_no_paper(pages: list[OcrPage]) -> None:
    with pytest.raises(InputRejected, match="only_separators"):
        cut(*pages)


def test_without_any_sheet_all_is_as_before() -> None:
    papers = cut(letter(1), blank(), letter(2))
    assert pages_of(papers) == [(1,), (3,)]
    assert papers[0].skipped_pages == (2,)
