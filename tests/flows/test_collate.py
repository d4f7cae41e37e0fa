"""Fronts and backs scanned apart become one stack: each paper with its back, both halves kept."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pikepdf
import pytest

from benchmarks.drills.small_papers import draw_born_digital
from storage.keys import original_key
from tests.flows.office import CUSTODIAN, Office

PAPERS = (("building_permit", 4), ("birth_certificate", 1), ("committee_decision", 2))


@pytest.fixture
def halves(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Fronts in order, backs in order, backs as the turned-over stack gives them; the second paper's back is blank."""
    fronts, backs = pikepdf.new(), pikepdf.new()
    for kind, seed in PAPERS:
        path = tmp_path / f"{kind}.pdf"
        seed = next(
            seed for seed in range(seed, 400) if draw(path, kind, seed) == (1 if kind.startswith("birth") else 2)
        )
        with pikepdf.open(path) as paper:
            fronts.pages.append(paper.pages[0])
            if len(paper.pages) > 1:
                backs.pages.append(paper.pages[1])
            else:
                backs.add_blank_page(page_size=(595, 842))
    in_order, turned, front = tmp_path / "backs.pdf", tmp_path / "backs-turned.pdf", tmp_path / "fronts.pdf"
    fronts.save(front, deterministic_id=True)
    backs.save(in_order, deterministic_id=True)
    backs.pages.reverse()
    backs.save(turned, deterministic_id=True)
    return front, in_order, turned


def draw(path: Path, kind: str, seed: int) -> int:
    draw_born_digital(path, kind, seed)
    with pikepdf.open(path) as paper:
        return len(paper.pages)


def collate(office: Office, *arguments: object) -> list[str]:
    return ["digitise", *map(str, arguments), "--unit", CUSTODIAN, "--batch", "hop-1", "--plain", "--json"]


@pytest.mark.parametrize(("way", "which"), [("in-order", 1), pytest.param("reversed", 2, marks=pytest.mark.slow)])
def test_each_paper_gets_its_back(office: Office, halves: tuple[Path, Path, Path], way: str, which: int) -> None:
    front, back = halves[0], halves[which]
    call = collate(office, front, back, "--collate", way)
    answer = office.call(*call)
    assert answer.code == 0, answer.err
    assert [(line["document_type"], line["pages"]) for line in answer.lines] == [
        ("building_permit", [1, 2]),
        ("birth_certificate", [3]),
        ("committee_decision", [5, 6]),
    ]
    assert answer.lines[0]["skipped_pages"] == [4]
    kept = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (front, back)]
    assert answer.lines[0]["composed_of"] == kept
    with office.open() as resources:
        for scan_id, path in zip(kept, (front, back), strict=True):
            assert resources.objects.get_bytes(original_key(scan_id)) == path.read_bytes()
    assert office.call("batch", "show", "hop-1", "--json").json["outcomes"] == {"filed": 2}
    assert office.call("batch", "show", "hop-1", "--json").json["papers"] == 3
    assert office.call("reconcile", "--json").json["faults"] == []
    assert office.call("verify", "--all", "--json").json["faults"] == []

    again = office.call(*call)
    assert again.code == 0
    assert [line["result_id"] for line in again.lines] == [line["result_id"] for line in answer.lines]
    assert all(line["repeated"] for line in again.lines)
    alone = office.call(*collate(office, front))
    assert [line["outcome"] for line in alone.lines] == ["filed"]
    assert alone.lines[0]["result_id"] == answer.lines[0]["result_id"]


@pytest.mark.slow
def test_a_stack_joined_of_halves_travels_joined(
    office: Office, halves: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read = office.call(*collate(office, halves[0], halves[1], "--collate", "in-order"))
    assert office.call("batch", "export", "hop-1", str(tmp_path / "hop-1.zip"), "--json").json["files"] == 1
    centre = Office(tmp_path / "centre", capsys)
    taken = centre.call("batch", "import", str(tmp_path / "hop-1.zip"), "--plain", "--json")
    assert taken.code == 0, taken.err
    assert centre.call("batch", "show", "hop-1", "--json").json["papers"] == len(read.lines)


def test_halves_of_unequal_height_are_not_taken_in(
    office: Office, halves: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    short = tmp_path / "short.pdf"
    with pikepdf.open(halves[1]) as backs:
        del backs.pages[0]
        backs.save(short)
    answer = office.call(*collate(office, halves[0], short, "--collate", "reversed"))
    assert (answer.code, answer.error["code"]) == (1, "collate_counts_differ")
    assert "3" in answer.error["message"] and "2" in answer.error["message"]
    assert office.call("batch", "show", "hop-1", "--json").json["outcomes"] == {}
    assert office.call("verify", "--all", "--json").json["checked"] == 0


def test_one_half_three_files_or_the_same_twice_are_no_stack(office: Office, halves: tuple[Path, Path, Path]) -> None:
    for files in (halves[:1], halves):
        answer = office.call(*collate(office, *files, "--collate", "reversed"))
        assert (answer.code, answer.error["code"]) == (2, "collate_two_files")
    same = halves[0].with_name("copy.pdf")
    same.write_bytes(halves[0].read_bytes())
    answer = office.call(*collate(office, halves[0], same, "--collate", "in-order"))
    assert (answer.code, answer.error["code"]) == (1, "collate_same_file")


def test_a_damaged_half_is_told_and_nothing_is_taken_in(office: Office, halves: tuple[Path, Path, Path]) -> None:
    halves[1].write_bytes(halves[1].read_bytes()[:300])
    answer = office.call(*collate(office, halves[0], halves[1], "--collate", "in-order"))
    assert (answer.code, answer.error["code"]) in [(1, "file_truncated"), (1, "file_damaged")]
    assert office.call("verify", "--all", "--json").json["checked"] == 0
