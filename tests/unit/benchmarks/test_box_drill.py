"""The drawn box tells the truth about its pages, and the drill sees what differs from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.drills.box_check import Findings, check_doubles, check_lines
from benchmarks.drills.drawn_box import DrawnBox, plan_box


@pytest.fixture(scope="module")
def box() -> DrawnBox:
    return plan_box(5, 24, 2, 6)[0]


def perfect_lines(box: DrawnBox) -> list[dict[str, Any]]:
    lines = []
    for index, paper in enumerate(box.papers):
        stack, numbers = box.pages_of(index)
        line: dict[str, Any] = {
            "source": f"/in/{box.stack_name(stack)}",
            "result_id": f"r{index}",
            "pages": list(numbers),
            "skipped_pages": [],
            "separators": [],
            "document_type": paper.document_type,
            "outcome": "filed" if paper.double_of is None else "near_duplicate",
            "related": [] if paper.double_of is None else [{"result_id": f"r{paper.double_of}", "kind": "rescan_of"}],
            "needs_review": [{"field": "pages", "reason": "page_missing"}] if paper.lost else [],
        }
        lines.append(line)
    for stack, pages in enumerate(box.stacks):
        first = next(line for line in lines if line["source"].endswith(box.stack_name(stack)))
        first["skipped_pages"] = [number for number, page in enumerate(pages, 1) if page.role != "page"]
        first["separators"] = [{"ordinal": page.ordinal} for page in pages if page.role == "separator"]
    return lines


def look(box: DrawnBox, lines: list[dict[str, Any]]) -> Findings:
    found = Findings()
    check_lines(box, lines, found)
    check_doubles(box, lines, found)
    return found


def test_a_box_holds_what_it_says(box: DrawnBox) -> None:
    assert len(box.papers) == 26
    assert sum(paper.double_of is not None for paper in box.papers) == 2
    assert sum(len(paper.lost) for paper in box.papers) == 1
    assert Counter(box.sheets.values()) == {"skewed": 3, "faint": 1, "missing": 1, "plain": 1}
    for stack in box.stacks:
        assert len(stack) % 2 == 0
        assert all(page.role != "blank" for page in stack[::2])
    laid = Counter(page.paper for stack in box.stacks for page in stack if page.role == "page")
    assert laid == {n: paper.page_count - len(paper.lost) for n, paper in enumerate(box.papers)}
    assert plan_box(5, 24, 2, 6)[0] == box


def test_what_is_right_differs_in_nothing(box: DrawnBox) -> None:
    assert look(box, perfect_lines(box)).differences == []


def test_each_fault_is_told(box: DrawnBox) -> None:
    def spoil(change: Any) -> list[str]:
        lines = perfect_lines(box)
        change(lines)
        return look(box, lines).differences

    assert any("filed as" in told for told in spoil(lambda lines: lines[3]["pages"].append(lines[3]["pages"][0])))
    assert any(
        "dropped" in told for told in spoil(lambda lines: lines[0]["skipped_pages"].append(lines[0]["pages"][0]))
    )
    assert any("0 links" in told for told in spoil(lambda lines: lines[-1].update(outcome="filed")))
    assert any("lack a page" in told for told in spoil(lambda lines: [line.update(needs_review=[]) for line in lines]))
    assert any("separators" in told for told in spoil(lambda lines: [line.update(separators=[]) for line in lines]))
    untyped = replace(box, papers=[replace(box.papers[0], document_type="another"), *box.papers[1:]])
    assert any("instead of" in told for told in look(untyped, perfect_lines(box)).differences)


def test_an_empty_back_may_stay_with_its_own_paper_alone(box: DrawnBox) -> None:
    def keep(image: int, paper: int) -> list[str]:
        lines = perfect_lines(box)
        for line in lines:
            if line["source"].endswith(box.stack_name(0)):
                line["skipped_pages"] = [number for number in line["skipped_pages"] if number != image]
        lines[paper]["pages"] = sorted([*lines[paper]["pages"], image])
        return look(box, lines).differences

    stack = box.stacks[0]
    first = next(page.paper for page in stack if page.role == "page")
    back_of_cover = next(number for number, page in enumerate(stack, 1) if page.role == "blank")
    back = next(number for number, page in enumerate(stack, 1) if page.of_paper >= 0)
    owner = stack[back - 1].of_paper
    other = next(page.paper for page in stack if page.role == "page" and page.paper != owner)
    assert keep(back_of_cover, first) == keep(back, owner) == []
    assert any("another paper" in told for told in keep(back, other))
