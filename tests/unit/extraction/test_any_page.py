"""Whatever an engine gives, a paper comes out and nothing breaks."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.geometry import Box
from schemas.ocr_page import OcrPage, Word

_TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["Số:", "CỘNG", "HÒA", "QUYẾT", "ĐỊNH", "ngày", "tháng", "năm", "2022", "KT.", ":", "…"]),
)


@st.composite
def _pages(draw: st.DrawFn) -> OcrPage:
    words = []
    for text in draw(st.lists(_TEXTS, max_size=25)):
        left, top = draw(st.integers(0, 2000)), draw(st.integers(0, 3000))
        box = Box(left, top, left + draw(st.integers(1, 400)), top + draw(st.integers(1, 80)))
        words.append(Word(text, box, draw(st.one_of(st.none(), st.floats(0, 1)))))
    at = draw(st.integers(0, len(words)))
    lines = tuple(line for line in (tuple(range(at)), tuple(range(at, len(words)))) if line)
    return OcrPage("0" * 64, 1, "any", 2480, 3508, 300, 2480, 3508, tuple(words), lines)


_TYPES = st.sampled_from([None, "building_permit", "marriage_certificate", "land_use_certificate"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(page=_pages(), forced=_TYPES)
def test_no_page_breaks_the_reading(read_pages: Any, page: OcrPage, forced: str | None) -> None:
    (paper,) = read_pages((page,), forced_type=forced)
    assert paper.page_numbers == (1,)
    assert (paper.document_type is None) == (paper.problem is not None)
