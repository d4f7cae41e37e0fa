"""Here lives what is laid into a drawn box: papers of one to six pages, annexes and long decisions among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.papers.catalogue import KINDS, MORE_KINDS
from benchmarks.papers.drawing import PlannedPaper, plan_paper
from benchmarks.papers.faces import Style
from benchmarks.papers.forms.tables import set_table
from benchmarks.papers.letterhead import BOLD, ITALIC, NORMAL
from benchmarks.papers.people import invent_person
from benchmarks.papers.places import STREETS
from benchmarks.papers.sheet import Sheet, TextMark
from benchmarks.papers.words import grouped, long_date

# Papers that an office may print on three pages, or send an annex with.
_LONG_KINDS = ("committee_decision", "social_allowance_decision", "official_letter")
_ANNEX_ODDS, _LONG_ODDS = 0.6, 0.35
_DUTIES = (
    "a) Tổ chức triển khai thực hiện, kiểm tra, đôn đốc các đơn vị trực thuộc theo chức năng, nhiệm vụ được giao;",
    "b) Phối hợp với các cơ quan, tổ chức có liên quan giải quyết kịp thời những khó khăn, vướng mắc phát sinh;",
    "c) Tổng hợp kết quả thực hiện, định kỳ hằng quý báo cáo Ủy ban nhân dân để theo dõi, chỉ đạo;",
    "d) Bố trí kinh phí thực hiện từ nguồn ngân sách được giao hằng năm và các nguồn kinh phí hợp pháp khác;",
    "đ) Tuyên truyền, phổ biến đến cán bộ, công chức, viên chức và nhân dân trên địa bàn;",
    "e) Lưu trữ, bảo quản hồ sơ theo đúng quy định của pháp luật về lưu trữ;",
    "g) Thực hiện chế độ công khai, minh bạch theo quy định của pháp luật hiện hành;",
)
_COLUMNS_MM = (24.0, 36.0, 92.0, 150.0, 190.0)
_TITLE = Style("serif-bold", 14)


def plan_box_paper(seed: int, position: int, dpi: int) -> PlannedPaper:
    """The paper at a place of the box; the kinds take turns, its length is drawn."""
    rng = np.random.default_rng((seed, position))
    kinds = (*KINDS, *MORE_KINDS)
    kind = kinds[position % len(kinds)]
    planned = plan_paper(kind, "office", seed * 100_003 + position, dpi=dpi, may_turn=False)
    sheets = planned.paper.sheets
    if kind in _LONG_KINDS and len(sheets) == 2 and rng.random() < _LONG_ODDS:
        sheets = (sheets[0], _middle_page(rng), _renumbered(sheets[1], 3))
    if kind in _LONG_KINDS and rng.random() < _ANNEX_ODDS:
        sheets = (*sheets, *_annex(planned, rng, int(rng.integers(1, 4))))
    return replace(planned, paper=replace(planned.paper, sheets=sheets))


def _numbered(number: int) -> Sheet:
    """A later page of a letter: its number in the middle of the upper margin (Nghị định 30/2020)."""
    sheet = Sheet(y_mm=12)
    sheet.centred(str(number), NORMAL, 105.0)
    sheet.y_mm = 22
    return sheet


def _renumbered(sheet: Sheet, number: int) -> Sheet:
    marks = [
        replace(mark, text=str(number)) if isinstance(mark, TextMark) and mark.text == "2" else mark
        for mark in sheet.marks
    ]
    return replace(sheet, marks=marks)


def _middle_page(rng: np.random.Generator) -> Sheet:
    sheet = _numbered(2)
    for _ in range(3):
        for index in rng.permutation(len(_DUTIES)):
            sheet.paragraph([(_DUTIES[index], NORMAL)], indent_mm=10, justify=True)
            sheet.skip(1.5)
    return sheet


def _annex(planned: PlannedPaper, rng: np.random.Generator, page_count: int) -> Sequence[Sheet]:
    """A list that goes with the paper, its pages numbered anew."""
    number = planned.paper.fields.get("document_number")
    first = Sheet(y_mm=18)
    first.centred("PHỤ LỤC", _TITLE)
    first.centred("Danh sách các hộ gia đình, cá nhân có liên quan", BOLD)
    first.centred(f"(Kèm theo Văn bản số {number} {long_date(planned.order.issued_on)})", ITALIC)
    first.skip(4)
    pages = [first, *(_numbered(number) for number in range(2, page_count + 1))]
    ordinal = 0
    for page in pages:
        rows = []
        for _ in range(int(rng.integers(14, 20))):
            ordinal += 1
            person = invent_person(rng)
            street = f"số {int(rng.integers(2, 300))}, đường {STREETS[int(rng.integers(0, len(STREETS)))]}"
            rows.append((str(ordinal), person.name, street, grouped(int(rng.integers(3, 40)) * 50_000)))
        set_table(page, _COLUMNS_MM, [("STT", "Họ và tên", "Địa chỉ", "Số tiền (đồng)"), *rows], 12)
    return pages
