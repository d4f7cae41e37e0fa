"""The page of document types says what the declarations say."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

from pipelines.cli.types_page import types_page
from schemas.document_type import document_types

ROOT = Path(__file__).parents[3]


def test_the_page_of_types_agrees_with_the_declarations() -> None:
    page = runpy.run_path(str(ROOT / "setup" / "types_page.py"))
    assert page["PAGE"].read_text(encoding="utf-8") == page["page_text"](), "run `make docs`"


def test_every_type_has_a_row_and_says_whether_a_person_must_look() -> None:
    page = types_page(document_types().values(), "vi")
    for declared in document_types().values():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{declared.key}` | {declared.title} |")]
        assert ("luôn phải người duyệt" in row) == declared.is_review_only


def test_a_type_left_out_of_the_backlog_says_why() -> None:
    permit = replace(document_types()["building_permit"], in_backlog=False, backlog_note="Chỉ dùng một lần.")
    page = types_page([permit], "en")
    assert "| no |" in page
    assert "| Chỉ dùng một lần. |" in page


def test_a_bar_in_a_text_does_not_break_the_table() -> None:
    permit = replace(document_types()["building_permit"], evidence_source="mẫu A | mẫu B")
    assert "mẫu A \\| mẫu B" in types_page([permit], "en")
