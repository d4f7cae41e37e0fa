"""Here live papers for drills: real ones in small, so that a hundred runs over them stay affordable."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from benchmarks.papers.born_digital import make_born_digital, write_born_digital
from benchmarks.papers.catalogue import FORMS, invent_order
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.faces import Style
from benchmarks.papers.packing import encode_page, write_scan_pdf
from benchmarks.papers.sheet import TextMark

BROKEN_NAME = "c-not-a-paper.pdf"
SCAN_NAME = "d-scan.pdf"
_SCAN_DPI = 200


def draw_born_digital(path: Path, kind: str, seed: int) -> None:
    """A paper with a text layer: read in a tenth of a second, without recognition."""
    path.write_bytes(_make_born_digital(kind, seed))


# Drills and tests want the same few again and again; drawing one takes longer than reading it.
@lru_cache(maxsize=64)
def _make_born_digital(kind: str, seed: int) -> bytes:
    return make_born_digital(FORMS[kind](invent_order(kind, np.random.default_rng(seed))).sheets)


def draw_scan(path: Path, seed: int, kind: str = "death_extract") -> None:
    """A clean scan of one page, which has to be recognised."""
    paper = draw_paper(kind, "clean", seed, dpi=_SCAN_DPI, may_turn=False)
    write_scan_pdf(path, [encode_page(page) for page in paper.pages])


def draw_drill_papers(folder: Path, *, with_scan: bool = False) -> Path:
    """Three pages of two papers, one file that is none, and a scan on request."""
    folder.mkdir(parents=True, exist_ok=True)
    draw_born_digital(folder / "a-birth.pdf", "birth_certificate", 1)
    draw_born_digital(folder / "b-decision.pdf", "committee_decision", 2)
    (folder / BROKEN_NAME).write_bytes(b"%PDF-1.7\nthis was cut off\n")
    if with_scan:
        draw_scan(folder / SCAN_NAME, 3)
    return folder


def draw_secret(path: Path, seed: int) -> None:
    """A decision with the mark of a state secret in its header."""
    sheets = FORMS["committee_decision"](invent_order("committee_decision", np.random.default_rng(seed))).sheets
    style = Style(size_pt=14.0, colour=(200, 20, 30))
    sheets[0].marks.append(TextMark(30.0, 60.0, "MẬT", style))
    write_born_digital(path, sheets)


def draw_certified_copy(path: Path, kind: str, seed: int, mark: str = "SAO Y BẢN CHÍNH") -> None:
    """The paper that `draw_born_digital` draws, with the words of a certification at the foot of its last page."""
    sheets = FORMS[kind](invent_order(kind, np.random.default_rng(seed))).sheets
    style = Style(size_pt=13.0, colour=(200, 20, 30))
    sheets[-1].marks.append(TextMark(25.0, sheets[-1].height_mm - 14.0, mark, style))
    write_born_digital(path, sheets)


def draw_another_scan(paper: Path, path: Path, word: str = "once more") -> None:
    """The same paper in other bytes, as a second pass through the scanner gives; other ones for each word."""
    path.write_bytes(paper.read_bytes() + f"% scanned {word}\n".encode())
