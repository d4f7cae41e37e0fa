"""Here live the papers of the drill of reviewing: drawn, digitised for real, kept for the next run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.drills.command_runs import run_sohoa
from benchmarks.drills.small_papers import draw_born_digital
from benchmarks.papers.catalogue import FORMS, KINDS, document_type_of, invent_order
from benchmarks.papers.drawing import draw_paper
from benchmarks.papers.packing import encode_page, write_scan_pdf
from benchmarks.papers.wear import GRADES

# Of 2026: no rule was made on these.
FIRST_SEED = 88_100
UNIT = "92.916"
_TRUTH = "truth.json"
_DONE = "digitised.json"
# A hundred papers on two busy cores.
_WITHIN_S = 3600.0


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A filed paper of which everything is known: `fields` as the contract spells values."""

    result_id: str
    document_type: str
    fields: dict[str, Any]
    grade: str


def prepare_papers(folder: Path, count: int, seed: int = FIRST_SEED) -> tuple[Path, tuple[KnownPaper, ...]]:
    """The home in which so many mixed papers were digitised, and what is true of them; made where it is not there.

    Every paper waits for a person, whatever the machine thinks of it.
    """
    home, papers = folder / "home", folder / "papers"
    if not (folder / _DONE).is_file():
        if not (folder / _TRUTH).is_file():
            _draw(papers, count, seed)
        done = run_sohoa(
            home,
            *("digitise", str(papers), "--unit", UNIT),
            environment={"SOHOA_REVIEW_SAMPLE": "1"},
            timeout_s=_WITHIN_S,
        )
        (folder / _DONE).write_text(json.dumps(done.lines, ensure_ascii=False), encoding="utf-8")
    return home, _join(folder)


def file_born_digital(home: Path, folder: Path, kinds: Sequence[str], seed: int) -> tuple[KnownPaper, ...]:
    """A few papers with a text layer, digitised in seconds: a small round of the drill."""
    folder.mkdir()
    truths = {}
    for number, kind in enumerate(kinds):
        truths[f"{number}.pdf"] = kind, FORMS[kind](invent_order(kind, np.random.default_rng(seed + number))).fields
        draw_born_digital(folder / f"{number}.pdf", kind, seed + number)
    environment = {"SOHOA_REVIEW_SAMPLE": "1", "SOHOA_JOBS": "1"}
    done = run_sohoa(home, "digitise", str(folder), "--unit", UNIT, "--plain", environment=environment)
    found = {Path(line["source"]).name: line["result_id"] for line in done.lines}
    return tuple(
        KnownPaper(found[name], document_type_of(kind), dict(fields), "clean")
        for name, (kind, fields) in truths.items()
    )


def _draw(folder: Path, count: int, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    truths = {}
    for number in range(count):
        kind, grade = KINDS[number % len(KINDS)], GRADES[number // len(KINDS) % len(GRADES)]
        paper = draw_paper(kind, grade, seed + number)
        name = f"{number:03}.pdf"
        write_scan_pdf(folder / name, [encode_page(page) for page in paper.pages])
        truths[name] = {"type": document_type_of(kind), "grade": grade, **asdict(paper.truth)}
    (folder.parent / _TRUTH).write_text(json.dumps(truths, ensure_ascii=False, default=str), encoding="utf-8")


def _join(folder: Path) -> tuple[KnownPaper, ...]:
    truths = json.loads((folder / _TRUTH).read_text(encoding="utf-8"))
    lines = json.loads((folder / _DONE).read_text(encoding="utf-8"))
    known = []
    for line in lines:
        truth = truths[Path(line["source"]).name]
        if line["result_id"]:
            known.append(KnownPaper(line["result_id"], truth["type"], truth["fields"], truth["grade"]))
    return tuple(known)
