"""Here lives the comparison of a drawn box with what the command made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.drills.drawn_box import BoxPage, DrawnBox

LOST = frozenset({"page_missing", "last_page_missing"})


@dataclass(slots=True)
class Findings:
    """Rows of the table (what, wanted, got), differences in words, and figures that are neither right nor wrong."""

    rows: list[tuple[str, object, object]] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)

    def add(self, what: str, wanted: object, got: object) -> None:
        self.rows.append((what, wanted, got))
        if wanted != got:
            self.differences.append(f"{what}: wanted {wanted}, got {got}")


def check_lines(box: DrawnBox, lines: Sequence[dict[str, Any]], found: Findings) -> None:
    """Papers, pages, blanks, sheets and the lost page against the lines of `digitise`."""
    by_stack = [
        [line for line in lines if Path(line["source"]).name == box.stack_name(index)]
        for index in range(len(box.stacks))
    ]
    _check_papers(box, by_stack, found)
    _check_pages(box, by_stack, found)
    _check_lost(box, by_stack, found)


def line_of(box: DrawnBox, by_stack: Sequence[Sequence[dict[str, Any]]], paper: int) -> dict[str, Any] | None:
    """The line that holds exactly this paper's pages, empty backs that were kept in doubt left out."""
    stack, numbers = box.pages_of(paper)
    return next((line for line in by_stack[stack] if _written_pages(box.stacks[stack], line) == numbers), None)


def _written_pages(stack: Sequence[BoxPage], line: dict[str, Any]) -> tuple[int, ...]:
    return tuple(number for number in line["pages"] if stack[number - 1].role != "blank")


def _check_papers(box: DrawnBox, by_stack: Sequence[Sequence[dict[str, Any]]], found: Findings) -> None:
    whole = typed = 0
    for index, paper in enumerate(box.papers):
        stack, numbers = box.pages_of(index)
        line = line_of(box, by_stack, index)
        if line is None:
            near = [tuple(other["pages"]) for other in by_stack[stack] if set(other["pages"]) & set(numbers)]
            found.differences.append(f"paper {index} {paper.kind} {box.stack_name(stack)} {numbers}: filed as {near}")
            continue
        whole += 1
        if line["document_type"] == paper.document_type:
            typed += 1
        else:
            told = f"{line['document_type']} instead of {paper.document_type}"
            found.differences.append(f"paper {index} {box.stack_name(stack)} {numbers}: {told}")
    found.add("papers of their own, page for page", len(box.papers), whole)
    found.add("of the right type", len(box.papers), typed)
    found.add("lines of papers", len(box.papers), sum(bool(line["pages"]) for lines in by_stack for line in lines))


def _check_pages(box: DrawnBox, by_stack: Sequence[Sequence[dict[str, Any]]], found: Findings) -> None:
    counts: Counter[str] = Counter()
    for stack, lines in zip(box.stacks, by_stack, strict=True):
        in_papers = Counter(number for line in lines for number in line["pages"])
        skipped = Counter(number for line in lines for number in line["skipped_pages"])
        for number, page in enumerate(stack, start=1):
            times = in_papers[number] + skipped[number]
            counts["accounted"] += times == 1
            if times != 1:
                found.differences.append(f"{page} image {number}: {times} times")
            if page.role == "page" and skipped[number]:
                counts["dropped"] += 1
                found.differences.append(f"written page dropped: {page} image {number}")
            if page.role == "separator" and in_papers[number]:
                counts["filed separator"] += 1
                found.differences.append(f"separator filed: {page} image {number}")
    found.add("images accounted for once", sum(map(len, box.stacks)), counts["accounted"])
    found.add("written pages dropped", 0, counts["dropped"])
    _check_blanks(box, by_stack, found)
    found.add("separators filed", 0, counts["filed separator"])
    seen = {sheet["ordinal"] for lines in by_stack for line in lines for sheet in line["separators"]}
    inserted = {page.ordinal for stack in box.stacks for page in stack if page.role == "separator"}
    found.add(
        "separators seen (cover is 0)", sorted(inserted), sorted(seen, key=lambda ordinal: (ordinal is None, ordinal))
    )


def _check_blanks(box: DrawnBox, by_stack: Sequence[Sequence[dict[str, Any]]], found: Findings) -> None:
    """An empty back may be kept, with the paper whose back it is; that of a sheet with the paper that follows."""
    kept = strayed = 0
    for stack, lines in zip(box.stacks, by_stack, strict=True):
        for line in lines:
            written = _written_pages(stack, line)
            own = stack[written[0] - 1].paper if written else -1
            for number in line["pages"]:
                back = stack[number - 1]
                if back.role != "blank":
                    continue
                kept += 1
                if back.of_paper != own and (back.of_paper >= 0 or not written or number > written[0]):
                    strayed += 1
                    found.differences.append(f"blank side filed with another paper: {back} image {number}")
    found.add("blank sides filed with another paper", 0, strayed)
    blank = sum(page.role == "blank" for stack in box.stacks for page in stack)
    found.figures.append(f"{blank} blank sides, {kept} of them kept with their papers")


def _check_lost(box: DrawnBox, by_stack: Sequence[Sequence[dict[str, Any]]], found: Findings) -> None:
    told = {
        index
        for index in range(len(box.papers))
        if (line := line_of(box, by_stack, index)) and {doubt["reason"] for doubt in line["needs_review"]} & LOST
    }
    lost = {index for index, paper in enumerate(box.papers) if paper.lost}
    found.add("papers told to lack a page", sorted(lost), sorted(told))


def check_doubles(box: DrawnBox, lines: Sequence[dict[str, Any]], found: Findings) -> None:
    """Each double linked to the first scan of the paper, in whichever order they were filed; nothing else linked."""
    by_stack = [
        [line for line in lines if Path(line["source"]).name == box.stack_name(index)]
        for index in range(len(box.stacks))
    ]
    doubles = [(index, paper.double_of) for index, paper in enumerate(box.papers) if paper.double_of is not None]
    linked, wanted = 0, set()
    for one, other in doubles:
        pair = [line_of(box, by_stack, one), line_of(box, by_stack, other or 0)]
        if None in pair:
            continue
        ids = [line["result_id"] for line in pair if line]
        links = [
            line["result_id"]
            for line in pair
            if line and line["outcome"] == "near_duplicate" and {r["result_id"] for r in line["related"]} & set(ids)
        ]
        linked += len(links) == 1
        wanted |= set(links)
        if len(links) != 1:
            found.differences.append(f"double {one} of {other} ({box.papers[one].kind}): {len(links)} links")
    others = [line["result_id"] for line in lines if line["outcome"] == "near_duplicate"]
    found.add("doubles linked", len(doubles), linked)
    found.add("other papers called doubles", 0, len(set(others) - wanted))
