"""Figures of fields: key fields, what is accepted, seeds that no two kinds share, readings that are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.papers.catalogue import KINDS, MORE_KINDS
from benchmarks.papers.drawing import plan_paper
from benchmarks.scoring.field_figures import (
    Share,
    believed,
    believed_right,
    exact,
    key_kind,
    list_key_fields,
    type_right,
)
from benchmarks.scoring.field_reports import list_tables, scan_table
from benchmarks.scoring.kept_readings import KeptReadings
from benchmarks.scoring.outcomes import ScoredField
from benchmarks.scoring.runs import PaperScore, SideScore
from benchmarks.scoring.seeds import REPORT_SEED, TUNING_SEED, seed_of
from schemas.ocr_page import OcrPage


def _field(name: str, outcome: str, confidence: float | None = 0.99) -> ScoredField:
    return ScoredField(name, outcome, False, ("1",), None if outcome == "missing" else "1", confidence)  # type: ignore[arg-type]


def _paper(*fields: ScoredField, kind: str = "building_permit", grade: str = "office") -> PaperScore:
    score = SideScore(fields, (), 1, 0.0, (), is_accepted=False, understand_cpu_s=0.02)
    return PaperScore(f"{kind}-{grade}-1", kind, grade, 1, {"ours": score}, kind)


def test_a_missing_key_field_counts_as_wrong_and_as_not_accepted() -> None:
    fields = [
        _field("document_number", "right"),
        _field("issue_date", "missing"),
        _field("holder_name", "right_flagged"),
    ]
    assert (exact(fields), believed(fields), believed_right(fields)) == (Share(2, 3), Share(1, 3), Share(1, 1))


def test_key_fields_are_number_date_and_what_tells_holders_apart() -> None:
    paper = _paper(
        *(_field(name, "right") for name in ("document_number", "issue_date", "holder_name[1]", "signer_name"))
    )
    assert [field.field for field in list_key_fields(paper)] == ["document_number", "issue_date", "holder_name[1]"]
    assert key_kind("marriage_certificate", "husband_name") == "holder name"
    assert key_kind("building_permit", "holder_name.code") is None


def test_a_type_that_was_found_but_doubted_is_found() -> None:
    assert type_right([_paper(_field("document_type", "right_flagged"))]) == Share(1, 1)


def test_every_share_is_told_with_its_interval() -> None:
    assert str(Share(10, 10)) == "10/10 = 100.0 % (72.2-100.0)"
    assert str(Share(0, 0)) == "-"


def test_every_table_has_as_many_cells_as_heads() -> None:
    papers = [_paper(_field("document_number", "right"), _field("document_type", "right")), _paper(grade="poor")]
    papers.append(_paper(_field("issue_date", "wrong", None), kind="official_letter"))
    for title, table in [*list_tables(papers), ("scans", scan_table(papers))]:
        assert all(len(row) == len(table.heads) for row in table.rows), title


@pytest.mark.parametrize("first", [TUNING_SEED, REPORT_SEED])
def test_no_two_kinds_share_a_seed(first: int) -> None:
    seeds = [seed_of(first, kind, round_) for kind in (*KINDS, *MORE_KINDS) for round_ in range(20)]
    assert len(seeds) == len(set(seeds))
    assert (first == TUNING_SEED) == (max(seeds) < REPORT_SEED)


def test_a_paper_is_read_once_and_again_when_its_words_change(tmp_path: Path) -> None:
    kept, times = KeptReadings(tmp_path), []

    def read() -> tuple[OcrPage, ...]:
        times.append(1)
        return (OcrPage("s", 1, "e", 1, 1, 300, 1, 1, (), ()),)

    planned = plan_paper("building_permit", "clean", 3)
    assert kept.read(planned, "tesseract", read) == kept.read(planned, "tesseract", read)
    assert len(times) == 1
    planned.paper.sheets[0].lines.append("một dòng nữa")
    kept.read(planned, "tesseract", read)
    kept.read(replace(planned, grade="poor"), "tesseract", read)
    assert len(times) == 3
    KeptReadings(tmp_path, is_anew=True).read(planned, "tesseract", read)
    assert len(times) == 4
