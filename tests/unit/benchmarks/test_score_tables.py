"""Tables of a scoring run: both sides in one row, totals last, and what must be none named one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.score import main, print_drawn, print_scans
from benchmarks.scoring.outcomes import ScoredField
from benchmarks.scoring.runs import PaperScore, SideScore
from benchmarks.scoring.tally import error_table, outcome_table
from benchmarks.scoring.text_errors import TextErrors


def _field(name: str, outcome: str, read: str | None) -> ScoredField:
    return ScoredField(name, outcome, False, ("Lê Văn Mẫu",), read)  # type: ignore[arg-type]


def _paper(name: str, grade: str, outcome: str, errors: TextErrors | None) -> PaperScore:
    ours = SideScore((_field("signer_name", outcome, "Lê Văn Mậu"),), errors, 1, 1.0, ("",))
    peer = SideScore((_field("signer_name", "missing", None),), errors, 1, 1.0, ("",))
    return PaperScore(name, "building_permit", grade, 1, {"ours": ours, "peer": peer})


_PAPERS = [
    _paper("a", "clean", "right", TextErrors(100, 20, 20, 0, 0, 0, 20)),
    _paper("b", "poor", "wrong", TextErrors(100, 20, 20, 60, 50, 10, 10)),
]


def test_each_side_has_its_own_columns_and_the_total_stands_last() -> None:
    table = outcome_table("grade", _PAPERS, lambda paper, _: paper.grade)
    assert [line.split() for line in table[1:]] == [
        ["clean", "1", "0", "0", "0", "0", "100.0", "0", "0", "0", "0", "1", "-"],
        ["poor", "0", "0", "1", "0", "0", "-", "0", "0", "0", "0", "1", "-"],
        ["total", "1", "0", "1", "0", "0", "100.0", "0", "0", "0", "0", "2", "-"],
    ]


def test_text_errors_of_papers_add_up_by_length_and_papers_without_text_are_left_out() -> None:
    table = error_table("grade", [*_PAPERS, _paper("c", "office", "right", None)], lambda paper: paper.grade)
    assert [line.split()[0] for line in table[1:]] == ["clean", "poor", "total"]
    assert table[-1].split()[1:6] == ["2", "30.0", "25.0", "25.0", "75.0"]


@pytest.mark.parametrize("tell", [print_scans, print_drawn])
def test_a_wrong_value_that_nobody_is_asked_to_look_at_is_named(
    tell: object, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(_PAPERS, ["('birth_certificate', 'poor', 7): page_timeout"])  # type: ignore[operator]
    told = capsys.readouterr().out
    assert "Confidently wrong (must be none): 1\n  b  signer_name: read 'Lê Văn Mậu', printed 'Lê Văn Mẫu'" in told
    assert "Not scored: 1\n  ('birth_certificate', 'poor', 7): page_timeout" in told


def test_a_folder_without_labels_is_a_wrong_use_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--scans", str(tmp_path), "--no-drawn"])
    assert ended.value.code == 2
