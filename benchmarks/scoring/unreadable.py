"""Here lives the list of drawn pages that a person cannot read: fixed by seed before a run, told with every figure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.scoring.runs import PaperScore

_LIST = Path(__file__).with_name("unreadable.toml")
# Issue: at most 2 % may be set aside.
MOST_SHARE = 0.02


def load_unreadable(path: Path = _LIST) -> dict[str, list[int]]:
    """Name of a paper -> page numbers from 1."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def set_aside(papers: Sequence[PaperScore], listed: Mapping[str, Sequence[int]]) -> tuple[list[PaperScore], list[str]]:
    """The papers without listed pages, and what was set aside, in words.

    Raises:
        ValueError: more than 2 % of the pages are listed.
    """
    told = [f"{paper.name} page {number}" for paper in papers for number in listed.get(paper.name, ())]
    if len(told) > MOST_SHARE * sum(paper.page_count for paper in papers):
        raise ValueError(f"{len(told)} unreadable pages are more than {MOST_SHARE:.0%} of this run")
    return [paper.without_pages(listed.get(paper.name, ())) for paper in papers], told
