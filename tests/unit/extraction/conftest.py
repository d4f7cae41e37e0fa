"""Invented papers for the extraction room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from extraction.extract import extract_papers
from extraction.plain_pages import pages_from_text
from schemas.document_type import DocumentType, document_types
from schemas.extraction import Extraction
from schemas.ocr_page import OcrPage

READ_ON = date(2026, 11, 22)

Reader = Callable[..., tuple[Extraction, ...]]


@pytest.fixture(scope="session")
def types() -> Mapping[str, DocumentType]:
    return document_types()


@pytest.fixture(scope="session")
def read_pages(types: Mapping[str, DocumentType]) -> Reader:
    def read(pages: Sequence[OcrPage], **options: object) -> tuple[Extraction, ...]:
        return extract_papers(pages, types, read_on=READ_ON, **options)  # type: ignore[arg-type]

    return read


@pytest.fixture(scope="session")
def read_text(read_pages: Reader) -> Reader:
    """Reads a typed text as a text layer, or with `words` as an engine's reading of that confidence."""

    def read(text: str, words: Mapping[str, float] | None = None, **options: object) -> tuple[Extraction, ...]:
        pages = pages_from_text(text)
        if words is not None:
            pages = tuple(_as_engine_reads(page, words) for page in pages)
        return read_pages(pages, **options)

    return read


def _as_engine_reads(page: OcrPage, words: Mapping[str, float]) -> OcrPage:
    read = tuple(replace(word, confidence=words.get(word.text, 0.96)) for word in page.words)
    return replace(page, words=read, engine="tesseract 5.3")


DECISION = """
ỦY BAN NHÂN DÂN                             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
QUẬN NINH KIỀU                                    Độc lập - Tự do - Hạnh phúc

Số: 345/QĐ-UBND                               Ninh Kiều, ngày 09 tháng 02 năm 2022

                                   QUYẾT ĐỊNH
                  Về việc công nhận Ban đại diện Hội người cao tuổi

     Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
                                   QUYẾT ĐỊNH:
     Điều 1. Công nhận Ban đại diện Hội người cao tuổi gồm các ông, bà có tên trong danh sách kèm theo.

Nơi nhận:                                              KT. CHỦ TỊCH
- Như Điều 2;                                          PHÓ CHỦ TỊCH
- Lưu: VT.

                                                       Lê Văn Mẫu
"""


@pytest.fixture
def decision() -> str:
    return DECISION
