"""Stacks as they come from the scanner: sheets twice, torn, strange or absent; backs by the hundred; an empty box."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from benchmarks.drills.small_papers import draw_born_digital
from tests.flows.office import CUSTODIAN, Answer, Office


class Tray:
    """What lies on the scanner's tray: two papers of one page, and the printed sheets of a batch."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.folder = office, folder
        self.papers = [self._draw("birth_certificate", 1), self._draw("death_extract", 1)]

    def _draw(self, kind: str, seed: int) -> Path:
        path = self.folder / f"{kind}.pdf"
        draw_born_digital(path, kind, seed)
        return path

    def open_batch(self, name: str, sheet_count: int = 2, expected: int = 2) -> Path:
        path = self.folder / f"sheets-{name}.pdf"
        sheets = ("--sheets", str(path), "--sheet-count", str(sheet_count), "--expected", str(expected))
        assert self.office.call("batch", "new", "--unit", CUSTODIAN, "--name", name, *sheets).code == 0
        return path

    def scan(self, parts: Sequence[tuple[Path, int] | pikepdf.Pdf], batch: str = "hop-1") -> Answer:
        path = self.folder / "stack.pdf"
        with pikepdf.new() as stack:
            for part in parts:
                if isinstance(part, pikepdf.Pdf):
                    stack.pages.extend(part.pages)
                    continue
                with pikepdf.open(part[0]) as source:
                    stack.pages.append(source.pages[part[1]])
            stack.save(path)
        return self.office.call("digitise", str(path), "--unit", CUSTODIAN, "--batch", batch, "--plain", "--json")

    def show(self, batch: str = "hop-1") -> dict[str, object]:
        told: dict[str, object] = self.office.call("batch", "show", batch, "--json").json
        return told


@pytest.fixture
def tray(office: Office, tmp_path: Path) -> Tray:
    return Tray(office, tmp_path)


def cut_across(path: Path, number: int, upper_pt: float, lower_pt: float) -> pikepdf.Pdf:
    """A page of which only the strip between two heights went through the scanner."""
    with pikepdf.open(path) as source:
        part = pikepdf.new()
        part.pages.append(source.pages[number])
    page = part.pages[0]
    page.mediabox = pikepdf.Array([0, lower_pt, 595, upper_pt])
    if "/CropBox" in page.obj:
        del page.obj["/CropBox"]
    return part


def sheets_of(answer: Answer) -> list[tuple[int | None, str | None]]:
    return [(sheet["ordinal"], sheet["problem"]) for line in answer.lines for sheet in line["separators"]]


def test_a_sheet_scanned_twice_costs_nothing_and_is_told(tray: Tray) -> None:
    sheets = tray.open_batch("hop-1")
    one, two = tray.papers
    answer = tray.scan([(sheets, 1), (sheets, 1), (one, 0), (sheets, 2), (two, 0)])
    assert [line["pages"] for line in answer.lines] == [[3], [5]]
    assert sheets_of(answer) == [(1, None), (1, "separator_repeated"), (2, None)]
    told = tray.show()
    assert (told["papers"], told["difference"], told["missing_sheets"]) == (2, 0, [])
    assert told["sheet_problems"] == {"separator_repeated": 1}


@pytest.mark.parametrize(("upper", "lower", "ordinal"), [(842, 700, 2), (440, 0, None)])
def test_half_a_sheet_still_parts_two_papers(tray: Tray, upper: float, lower: float, ordinal: int | None) -> None:
    sheets = tray.open_batch("hop-1")
    one, two = tray.papers
    answer = tray.scan([(sheets, 1), (one, 0), cut_across(sheets, 2, upper, lower), (two, 0)])
    assert [line["pages"] for line in answer.lines] == [[2], [4]]
    assert sheets_of(answer) == [(1, None), (ordinal, "separator_unreadable")]
    assert tray.show()["missing_sheets"] == ([] if ordinal else [2])


def test_sheets_of_another_batch_part_papers_and_are_told(tray: Tray) -> None:
    tray.open_batch("hop-1")
    strange = tray.open_batch("hop-2")
    one, two = tray.papers
    answer = tray.scan([(strange, 1), (one, 0), (strange, 2), (two, 0)])
    assert [line["pages"] for line in answer.lines] == [[2], [4]]
    assert {problem for _, problem in sheets_of(answer)} == {"separator_of_other_batch"}
    assert all(line["batch"] == "hop-1" for line in answer.lines)
    told = tray.show()
    assert (told["missing_sheets"], told["sheet_problems"]) == ([1, 2], {"separator_of_other_batch": 2})
    assert tray.office.call("batch", "close", "hop-1", "--json").error["code"] == "batch_differs"


def test_a_stack_without_any_sheet_is_cut_at_its_headers_and_the_sheets_are_missed(tray: Tray) -> None:
    tray.open_batch("hop-1")
    assert tray.show()["missing_sheets"] == []
    answer = tray.scan([(paper, 0) for paper in tray.papers])
    assert [line["pages"] for line in answer.lines] == [[1], [2]]
    assert tray.show()["missing_sheets"] == [1, 2]
    refused = tray.office.call("batch", "close", "hop-1", "--json")
    assert (refused.code, refused.error["code"]) == (1, "batch_differs")
    assert tray.office.call("batch", "close", "hop-1", "--reason", "quét không chèn tờ").code == 0


def test_nothing_but_sheets_waits_in_quarantine(tray: Tray) -> None:
    sheets = tray.open_batch("hop-1")
    answer = tray.scan([(sheets, 0), (sheets, 1)])
    assert (answer.code, answer.lines[0]["problem"]["code"]) == (1, "only_separators")
    assert tray.office.call("batch", "close", "hop-1", "--json").error["code"] == "batch_differs"


def test_a_box_said_to_be_empty_closes_empty_and_asks_when_a_paper_turns_up(tray: Tray) -> None:
    assert tray.office.call("batch", "new", "--unit", CUSTODIAN, "--name", "hop-0", "--expected", "0").code == 0
    assert tray.office.call("batch", "new", "--unit", CUSTODIAN, "--name", "hop-1", "--expected", "0").code == 0
    closed = tray.office.call("batch", "close", "hop-0", "--json")
    assert (closed.code, closed.json["difference"]) == (0, 0)
    tray.scan([(tray.papers[0], 0)])
    refused = tray.office.call("batch", "close", "hop-1", "--json")
    assert (refused.code, refused.error["code"]) == (1, "batch_differs")
    assert tray.office.call("batch", "close", "hop-1", "--reason", "sót một giấy").code == 0


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "blanks", [pytest.param(40, marks=pytest.mark.slow), pytest.param(250, marks=pytest.mark.exhaustive)]
)
def test_a_long_stack_of_which_half_are_blank_pages(tray: Tray, blanks: int) -> None:
    """Small pages: what is tried is the count, not the reading."""
    one = tray.papers[0]
    blank = blank_page(tray.folder / "blank.jpg")
    parts: list[tuple[Path, int] | pikepdf.Pdf] = []
    for _ in range(blanks):
        parts += [(one, 0), blank]
    answer = tray.scan(parts)
    assert answer.code == 0
    in_papers = [number for line in answer.lines for number in line["pages"]]
    assert sorted(in_papers) == list(range(1, 2 * blanks, 2))
    assert answer.lines[0]["skipped_pages"] == list(range(2, 2 * blanks + 1, 2))


def blank_page(path: Path) -> pikepdf.Pdf:
    noise = np.random.default_rng(1).normal(245, 2, (280, 200)).clip(0, 255).astype(np.uint8)
    Image.fromarray(noise).save(path, dpi=(72, 72))
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 280))
    picture = pikepdf.Stream(pdf, path.read_bytes())
    picture.Type, picture.Subtype, picture.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    picture.Width, picture.Height, picture.BitsPerComponent = 200, 280, 8
    picture.ColorSpace = pikepdf.Name.DeviceGray
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(picture)))
    page.obj.Contents = pdf.make_stream(b"q 200 0 0 280 0 0 cm /Im0 Do Q")
    return pdf
