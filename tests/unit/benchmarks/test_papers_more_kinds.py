"""Papers that the demo lacks: letters, lists that are nearly all table, pages from a typewriter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.papers.catalogue import (
    FORMS,
    MORE_KINDS,
    TYPEWRITTEN_KINDS,
    document_type_of,
    invent_order,
    set_paper,
)
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.faces import Style
from benchmarks.papers.sheet import RuleMark, Sheet, TextMark
from schemas.document_type import document_types


def test_every_kind_is_of_a_document_type_that_is_declared() -> None:
    assert {document_type_of(kind) for kind in (*FORMS, *MORE_KINDS)} <= set(document_types())
    assert draw_paper("support_list", "clean", 3, dpi=60).truth.kind == "administrative_document"


def test_a_kind_that_nobody_sets_is_refused() -> None:
    order = invent_order("official_letter", np.random.default_rng(1))
    with pytest.raises(KeyError):
        set_paper(replace(order, kind="ransom_note"))


def test_a_letter_has_its_subject_under_its_number_and_says_it_in_the_truth() -> None:
    for seed in range(8):
        paper = set_paper(invent_order("official_letter", np.random.default_rng(seed)))
        lines = paper.sheets[0].lines
        start = next(index for index, line in enumerate(lines) if line.startswith("V/v"))
        addressed = lines.index("Kính gửi:")
        assert lines[start - 2].startswith("Số:")
        assert " ".join(lines[start:addressed]) == paper.fields["subject"]
        assert "{" not in " ".join(lines)


def test_a_list_adds_up_and_has_a_cell_for_every_value() -> None:
    for seed in range(8):
        sheet = set_paper(invent_order("support_list", np.random.default_rng(seed))).sheets[0]
        head = next(index for index, line in enumerate(sheet.lines) if line.startswith("STT"))
        total = next(index for index, line in enumerate(sheet.lines) if line.startswith("Tổng cộng"))
        amounts = [int(line.split()[-1].replace(".", "")) for line in sheet.lines[head + 1 : total + 1]]
        assert sum(amounts[:-1]) == amounts[-1]
        upright = [mark for mark in sheet.marks if isinstance(mark, RuleMark) and mark.x0_mm == mark.x1_mm]
        assert len(upright) == 7


@pytest.mark.parametrize("kind", sorted(TYPEWRITTEN_KINDS))
def test_a_typed_paper_says_the_same_in_letters_of_one_width_and_stays_on_its_page(kind: str) -> None:
    for seed in range(8):
        order = invent_order(kind, np.random.default_rng(seed))
        printed, typed = set_paper(order), set_paper(replace(order, typewriter=True))
        assert printed.fields == typed.fields
        for first, second in zip(printed.sheets, typed.sheets, strict=True):
            assert " ".join(first.lines).split() == " ".join(second.lines).split()
            marks = [mark for mark in second.marks if isinstance(mark, TextMark)]
            assert {mark.style.face for mark in marks} == {"typewriter"}
            assert max(mark.baseline_mm for mark in marks) < second.height_mm - 8


def test_centred_lines_keep_to_their_column() -> None:
    sheet = Sheet()
    sheet.centred_paragraph("V/v rà soát hồ sơ trễ hạn và tái sử dụng kết quả", Style("serif", 12), 58.0, 50.0)
    marks = [mark for mark in sheet.marks if isinstance(mark, TextMark)]
    assert len(marks) > 1
    assert all(mark.x_mm >= 58.0 - 25.0 for mark in marks)


def test_only_hard_papers_are_typed_and_only_some() -> None:
    typed = [draw_paper("official_letter", "clean", seed, dpi=30, hard=True).order.typewriter for seed in range(30)]
    assert 0 < sum(typed) < 15
    assert not draw_paper("official_letter", "clean", typed.index(True), dpi=30).order.typewriter
