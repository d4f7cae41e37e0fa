"""Tables of a scoring run: every side in a row of its own, sums last, and what must be none named one by one."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.papers.catalogue import KINDS, MORE_KINDS
from benchmarks.papers.wear import GRADES
from benchmarks.score import list_drawn_calls, main
from benchmarks.scoring import reports
from benchmarks.scoring.outcomes import ScoredField
from benchmarks.scoring.plots import draw_bars, draw_reliability
from benchmarks.scoring.reports import print_drawn, print_scans
from benchmarks.scoring.runs import PageScore, PaperScore, SideScore
from benchmarks.scoring.tables import Table, put_section
from benchmarks.scoring.tally import handwriting_table, outcome_table, reading_table, word_table
from benchmarks.scoring.text_errors import TextErrors
from benchmarks.scoring.unreadable import load_unreadable, set_aside
from benchmarks.scoring.word_figures import WordFigures

_WORDS = WordFigures(read=20, sure=10, sure_right=9, pages=1, upright=1)


def _field(name: str, outcome: str, read: str | None) -> ScoredField:
    return ScoredField(name, outcome, False, ("Lê Văn Mẫu",), read)  # type: ignore[arg-type]


def _paper(name: str, grade: str, outcome: str, *errors: TextErrors) -> PaperScore:
    pages = tuple(PageScore(page, _WORDS) for page in errors)
    ours = SideScore((_field("signer_name", outcome, "Lê Văn Mậu"),), pages, 1, 1.0, ("",))
    peer = SideScore((_field("signer_name", "missing", None),), pages, 1, 1.0, ("",))
    text_only = SideScore((), tuple(PageScore(page, WordFigures()) for page in errors), 0, 9.0, ("",), (), "gave up")
    return PaperScore(name, "building_permit", grade, 1, {"ours": ours, "plain": peer, "ocrmypdf": text_only})


_PAPERS = [
    _paper("a", "clean", "right", TextErrors(100, 20, 20, 0, 0, 0, 0, 20)),
    _paper("b", "poor", "wrong", TextErrors(100, 20, 20, 60, 50, 40, 10, 10)),
]


def test_each_side_with_fields_has_its_own_row_and_the_sum_stands_last() -> None:
    table = outcome_table("grade", _PAPERS, lambda paper, _: paper.grade)
    assert [list(row) for row in table.rows] == [
        ["clean", "ours", "1", "0", "0", "0", "0", "100.0"],
        ["clean", "plain", "0", "0", "0", "0", "1", "-"],
        ["poor", "ours", "0", "0", "1", "0", "0", "-"],
        ["poor", "plain", "0", "0", "0", "0", "1", "-"],
        ["all", "ours", "1", "0", "1", "0", "0", "100.0"],
        ["all", "plain", "0", "0", "0", "0", "2", "-"],
    ]


def test_text_errors_of_papers_add_up_by_length_and_papers_without_text_are_left_out() -> None:
    table = reading_table("grade", [*_PAPERS, _paper("c", "office", "right")], lambda paper: paper.grade)
    assert [row[0] for row in table.rows if row[1] == "ours"] == ["clean", "poor", "all"]
    assert list(table.rows[-1][2:9]) == ["2", "9.00", "30.0", "25.0", "20.0", "25.0", "75.0"]


def test_a_figure_of_three_papers_or_more_carries_its_interval() -> None:
    table = reading_table("grade", [*_PAPERS, _PAPERS[0]], lambda paper: paper.grade)
    assert table.rows[-1][5] == "16.7 (0.0-50.0)"


def test_a_side_without_words_of_its_own_has_no_row_among_the_words() -> None:
    table = word_table("grade", _PAPERS, lambda paper: paper.grade)
    assert {row[1] for row in table.rows} == {"ours", "plain"}
    assert list(table.rows[-1][2:7]) == ["90.0", "50.0", "-", "-", "2/2"]


def test_handwriting_that_is_flagged_and_print_that_is_flagged_wrongly_are_counted_apart() -> None:
    fields = tuple(
        ScoredField(name, "missing", by_hand, ("1",), None)
        for name, by_hand in (("document_number", True), ("issue_date", False), ("signer_name", True))
    )
    ours = SideScore(fields, (), 1, 1.0, ("",), ("document_number", "issue_date"))
    table = handwriting_table([PaperScore("a", "", "", 1, {"ours": ours})])
    assert [list(row) for row in table.rows] == [["ours", "1/1", "1/1"]]


@pytest.mark.parametrize("tell", [print_scans, print_drawn])
def test_what_must_be_none_is_named_one_by_one(tell: object, capsys: pytest.CaptureFixture[str]) -> None:
    tell(_PAPERS, ["('birth_certificate', 'poor', 7): page_timeout"])  # type: ignore[operator]
    told = capsys.readouterr().out
    assert "Confidently wrong (must be none): 1\n  b  signer_name: read 'Lê Văn Mậu', printed 'Lê Văn Mẫu'" in told
    assert "Not read (counted as empty): 2\n  a by ocrmypdf: gave up" in told
    assert "Not scored: 1\n  ('birth_certificate', 'poor', 7): page_timeout" in told


def test_pages_that_nobody_can_read_are_set_aside_with_their_errors_and_named() -> None:
    papers = [*_PAPERS * 25, _paper("c", "poor", "right", TextErrors(100, 20, 20, 90))]
    kept, told = set_aside(papers, {"c": [1], "elsewhere": [3]})
    assert told == ["c page 1"]
    assert kept[-1].sides["ours"].pages == ()
    assert kept[-1].page_count == 0
    assert kept[:-1] == papers[:-1]


def test_more_than_two_percent_of_unreadable_pages_stop_the_run() -> None:
    with pytest.raises(ValueError, match="unreadable"):
        set_aside(_PAPERS, {"b": [1]})


def test_the_list_of_unreadable_pages_names_drawn_papers_and_pages() -> None:
    for name, numbers in load_unreadable().items():
        kind, grade, seed = name.removesuffix("-hard").removesuffix("-pen").rsplit("-", 2)
        assert (kind in (*KINDS, *MORE_KINDS), grade in GRADES, seed.isdigit()) == (True, True, True)
        assert all(number >= 1 for number in numbers)


def test_every_paper_of_a_run_has_its_own_seed_within_its_kind() -> None:
    options = Namespace(seed=700, kinds=["building_permit", "death_extract"], grades=["clean", "poor"], hard=False)
    calls = list_drawn_calls(options, 2, ["ours"])
    assert len({call[1:4] for call in calls}) == len(calls) == 8
    assert len({call[3] for call in calls}) == 4


def test_a_folder_without_labels_is_a_wrong_use_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--scans", str(tmp_path), "--no-drawn"])
    assert ended.value.code == 2


def test_columns_of_a_table_stand_under_their_heads() -> None:
    assert Table(["file", "right"], [["a", "1"], ["longer", "12"]]).lines() == [
        "file    right",
        "a           1",
        "longer     12",
    ]


def test_a_section_of_a_page_is_replaced_between_its_marks_and_nothing_else_is(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- begin a -->\nold\n<!-- end a -->\nafter\n", encoding="utf-8")
    put_section(page, "a", Table(["x"], [["1"]]).markdown())
    assert page.read_text(encoding="utf-8") == (
        "before\n<!-- begin a -->\n| x |\n|---|\n| 1 |\n<!-- end a -->\nafter\n"
    )
    with pytest.raises(ValueError, match="no place for b"):
        put_section(page, "b", [])


def test_the_documentation_gets_every_table_and_both_plots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- begin drawn -->\n<!-- end drawn -->\n<!-- begin scans -->\n<!-- end scans -->\n", encoding="utf-8"
    )
    monkeypatch.setattr(reports, "DOCS_PAGE", page)
    monkeypatch.setattr(reports, "PLOTS", tmp_path / "plots")
    reports.write_drawn(_PAPERS, _PAPERS, ["how it was made"])
    reports.write_scans(_PAPERS, ["how it was made"])
    heads = [line for line in page.read_text(encoding="utf-8").splitlines() if "| side |" in line]
    assert [line.split("|")[1].strip() for line in heads] == [
        *("grade", "grade", "grade", "with handwriting", "ink", "ink", "scans")
    ]
    assert sorted(path.name for path in (tmp_path / "plots").iterdir()) == ["errors.svg", "reliability.svg"]


def test_plots_are_well_formed_and_hold_a_mark_for_every_figure() -> None:
    bars = ElementTree.fromstring(draw_bars("a < b", {"clean": {"ours": (2.5, (1.0, 4.0)), "plain": (20.0, None)}}))
    svg = "{http://www.w3.org/2000/svg}"
    assert len(bars.findall(f"{svg}rect")) == 1 + 2 + 2
    words = WordFigures(bin_words=(0,) * 8 + (10, 30), bin_right=(0,) * 8 + (8, 30))
    assert (
        len(
            ElementTree.fromstring(draw_reliability("x", {"ours": (words.bin_words, words.bin_right)})).findall(
                f"{svg}circle"
            )
        )
        == 2
    )
