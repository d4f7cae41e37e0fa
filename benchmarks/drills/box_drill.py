"""`python -m benchmarks.drills.box_drill`: a drawn box through the real command, every page of it called to account.

Draws a box of papers scanned on both sides in a few stacks: separator sheets printed by `batch new --sheets` (three
skewed, one faint, one missing), two papers scanned twice, one that lost a page, blank backs that shine through. Runs
`batch new`, `digitise`, `batch show`, `batch close` on it and prints what was wanted beside what came out.

`--keep FOLDER` keeps box and home; with `--again` the pages read there are cut and understood anew, without reading.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.drills.box_check import LOST, Findings, check_doubles, check_lines
from benchmarks.drills.command_runs import CommandRun, run_sohoa
from benchmarks.drills.drawn_box import DrawnBox, draw_box, load_box, plan_box
from pipelines.batches.batch_opening import get_sheet_key
from pipelines.lines import empty_line, extraction_to_line
from pipelines.pages.stacks import understand_stacks
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.days import today
from schemas.extraction import Extraction
from schemas.ocr_page import OcrPage
from schemas.scan import Receipt
from schemas.wire import from_json
from storage.keys import readings_prefix

_UNIT, _BATCH = "92.916", "hop-1"
_READING_S_A_PAGE = 60.0


def main() -> int:
    """Print the table; 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=120)
    parser.add_argument("--stacks", type=int, default=6)
    parser.add_argument("--sheets", type=int, default=12, help="separators printed, five at least")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for box and home")
    parser.add_argument("--again", action="store_true", help="understand kept readings anew, read nothing")
    wish = parser.parse_args()
    found = Findings()
    with tempfile.TemporaryDirectory(prefix="box-") as scratch:
        folder = wish.keep or Path(scratch)
        if wish.again:
            box = load_box(folder)
            with open_resources(read_settings({}, home=str(folder / "home"), working_folder=folder)) as resources:
                check_lines(box, understand_again(resources), found)
                tell_lost_pages(resources)
        else:
            box = _run(folder, wish.seed, wish.papers, wish.stacks, wish.sheets, found)
    images = sum(map(len, box.stacks))
    print(f"seed {box.seed}: {len(box.papers)} papers scanned, {images} images in {len(box.stacks)} stacks")
    for what, wanted, got in found.rows:
        print(f"  {'ok ' if wanted == got else 'NOT'}  {what}: wanted {wanted}, got {got}")
    for figure in found.figures:
        print(f"       {figure}")
    for difference in found.differences:
        print(f"  - {difference}")
    return 1 if found.differences else 0


def _run(folder: Path, seed: int, papers: int, stacks: int, sheets: int, found: Findings) -> DrawnBox:
    """Draw the box and take it through the command from its opening to its closing."""
    folder.mkdir(parents=True, exist_ok=True)
    home, sheets_pdf = folder / "home", folder / "sheets.pdf"
    new = ("--name", _BATCH, "--box", "Hộp 7", "--shelf", "Kho A, giá 2", "--expected", str(papers))
    opened = run_sohoa(
        home, "batch", "new", "--unit", _UNIT, *new, "--sheets", str(sheets_pdf), "--sheet-count", str(sheets)
    )
    found.add("batch new", 0, opened.returncode)
    box, plans = plan_box(seed, papers, stacks, sheets)
    draw_box(folder, box, plans, sheets_pdf)
    images = sum(map(len, box.stacks))
    digitised = run_sohoa(
        home, "digitise", str(folder / "scans"), "--unit", _UNIT, "--batch", _BATCH, "--plain",
        timeout_s=300 + _READING_S_A_PAGE * images,
    )  # fmt: skip
    found.add("digitise", 0, digitised.returncode)
    check_lines(box, digitised.lines, found)
    check_doubles(box, digitised.lines, found)
    _check_batch(box, home, found)
    seconds = sum(step["seconds"] for step in digitised.log if step.get("step") == "read")
    print(f"digitised in {digitised.seconds:.0f} s, reading alone {seconds:.0f} s of workers")
    return box


def _check_batch(box: DrawnBox, home: Path, found: Findings) -> None:
    shown = run_sohoa(home, "batch", "show", _BATCH).lines[0]
    found.add("batch show: papers", len(box.papers), shown["papers"])
    doubles = sum(paper.double_of is not None for paper in box.papers)
    found.add("batch show: difference", doubles, shown["difference"])
    missing = [number for number, worn in box.sheets.items() if worn == "missing"]
    found.add("batch show: missing sheets", missing, shown["missing_sheets"])
    found.add("batch show: papers that lack a page", 1, len(shown.get("incomplete", ())))
    refused: CommandRun = run_sohoa(home, "batch", "close", _BATCH)
    found.add("batch close without a reason", (1, "batch_differs"), (refused.returncode, refused.error_code))
    closed = run_sohoa(home, "batch", "close", _BATCH, "--reason", "hai giấy quét hai lần; thiếu một tờ phân cách")
    found.add("batch close with a reason", 0, closed.returncode)


# -- kept readings, understood anew --


def understand_again(resources: Resources) -> list[dict[str, Any]]:
    """The lines that the kept readings of the batch give now."""
    lines = []
    for receipt in _list_scans(resources):
        papers = _understand(resources, receipt, _load_pages(resources, receipt))
        for paper in papers:
            line = empty_line(receipt.source, receipt.scan_id, "filed", _BATCH, _UNIT)
            lines.append(extraction_to_line(line, paper, ()))
    return lines


def tell_lost_pages(resources: Resources) -> None:
    """Every page but the first of every longer paper taken away in turn: how often is the loss told?"""
    told = count = wrongly = whole = 0
    for receipt in _list_scans(resources):
        pages = {page.page_number: page for page in _load_pages(resources, receipt)}
        for paper in _understand(resources, receipt, list(pages.values())):
            if LOST & {doubt.reason for doubt in paper.doubts}:
                wrongly += 1
            whole += 1
            for lost in paper.page_numbers[1:]:
                kept = [pages[number] for number in paper.page_numbers if number != lost]
                (rest, *_) = _understand(resources, receipt, kept, one_document=True)
                is_told = bool(LOST & {doubt.reason for doubt in rest.doubts})
                told, count = told + is_told, count + 1
                if not is_told:
                    print(
                        f"  page {paper.page_numbers.index(lost) + 1} of {len(paper.page_numbers)} lost, not told: "
                        f"{paper.document_type}, image {lost} of {Path(receipt.source).name}"
                    )
    print(f"lost pages told: {told} of {count}; {wrongly} of {whole} papers called incomplete as they lie")


def _list_scans(resources: Resources) -> list[Receipt]:
    batch = resources.catalogue.find_batch(_BATCH)
    assert batch is not None, "the home holds the drill's batch"
    return list(resources.catalogue.list_receipts(batch.batch_id))


def _load_pages(resources: Resources, receipt: Receipt) -> list[OcrPage]:
    keys = sorted(resources.objects.list_keys(readings_prefix(receipt.scan_id)))
    return [from_json(OcrPage, resources.objects.get_bytes(key)) for key in keys]


def _understand(
    resources: Resources, receipt: Receipt, pages: Sequence[OcrPage], *, one_document: bool = False
) -> tuple[Extraction, ...]:
    return understand_stacks(
        pages,
        resources.types,
        batch_id=receipt.batch_id,
        key=get_sheet_key(resources, receipt.batch_id),
        forced_type=None,
        one_document=one_document,
        read_on=today(),
    )


if __name__ == "__main__":
    raise SystemExit(main())
