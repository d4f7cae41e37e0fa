"""`python -m benchmarks.drills.same_paper_drill`: are scans and copies of one paper found, and nothing else?

Each drawn paper is read in two grades, worn with other dice; beside it lies another paper of the same holder, type and
issuer, once the next number of the same day with every other word the same, once one of another day and text. Each
pair is compared as filing does, the keys by which the catalogue finds it included. Readings are kept between runs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.papers.catalogue import KINDS, invent_order, set_paper
from benchmarks.papers.drawing import PlannedPaper, plan_paper
from benchmarks.papers.orders import Order
from benchmarks.papers.wear import Grade
from benchmarks.scoring.kept_readings import KEPT_FOLDER, KeptReadings
from benchmarks.scoring.runs import DRAWN_READ_ON, draw_and_read
from benchmarks.scoring.seeds import REPORT_SEED, seed_of
from benchmarks.scoring.sides import DEFAULT_ENGINE
from extraction.extract import extract_papers
from pipelines.results.same_paper import find_evidence
from schemas.document_type import document_types
from schemas.folding import fold_result
from schemas.procedure_result import ProcedureResult
from schemas.units import load_units

_READ_AT = datetime(2026, 7, 31, tzinfo=UTC)
_CUSTODIAN = "92"
# The pairs of grades in turn: what an archive has most, then what is hardest.
_GRADES: tuple[tuple[Grade, Grade], ...] = (("office", "clean"), ("office", "poor"), ("phone", "office"))
# The other papers of the holder: their grade, and the dice that they are worn with.
_OTHERS: dict[str, tuple[Grade, int]] = {"next": ("poor", 77), "other": ("office", 78)}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two readings: `same` of one paper; `next`, `other`: of two papers of one holder."""

    name: str
    sort: str
    one: ProcedureResult
    two: ProcedureResult

    @property
    def evidence(self) -> str | None:
        """What links them; None where nothing does or the catalogue would not show one to the other."""
        if not set(self.one.paper_keys) & set(self.two.paper_keys):
            return None
        return find_evidence(self.one, self.two, _UNITS)

    @property
    def lacks_number(self) -> bool:
        return not (self.one.document_number and self.two.document_number)


_UNITS = load_units()
_TYPES = document_types()


def main() -> int:
    """Print how many pairs of each sort were linked; 1 where two papers were whose numbers were read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="papers of each kind")
    parser.add_argument("--first-seed", type=int, default=REPORT_SEED)
    parser.add_argument("--kept", type=Path, default=KEPT_FOLDER, help="where readings are kept")
    wish = parser.parse_args()
    pairs = list(_read_pairs(wish.rounds, wish.first_seed, KeptReadings(wish.kept)))
    wrong = 0
    for sort in ("same", "next", "other"):
        mine = [pair for pair in pairs if pair.sort == sort]
        linked = [pair for pair in mine if pair.evidence]
        by = ", ".join(
            f"{how} {count}" for how, count in sorted(Counter(str(pair.evidence) for pair in linked).items())
        )
        print(f"{sort}: {len(linked)} of {len(mine)} linked ({by or 'none'})")
        for pair in mine:
            if (pair.evidence is None) == (sort == "same"):
                print(f"  {pair.name}: {pair.evidence}{', a number was not read' if pair.lacks_number else ''}")
                wrong += sort != "same" and not pair.lacks_number
    return 1 if wrong else 0


def _read_pairs(rounds: int, first_seed: int, kept: KeptReadings) -> Iterator[Pair]:
    for round_ in range(rounds):
        for place, kind in enumerate(KINDS):
            seed = seed_of(first_seed, kind, round_)
            grades = _GRADES[(round_ + place) % len(_GRADES)]
            one, two = (_read(plan_paper(kind, grade, seed), kept) for grade in grades)
            yield Pair(f"{kind}-{seed} {grades[0]}/{grades[1]}", "same", one, two)
            for sort in _OTHERS:
                planned = _plan_other(kind, seed, sort)
                if planned is not None:
                    yield Pair(f"{planned.source} {grades[0]}", sort, one, _read(planned, kept))


def _plan_other(kind: str, seed: int, sort: str) -> PlannedPaper | None:
    """Another paper of the holder; None where the form prints the same number or, of extracts, the same entry on it."""
    order = invent_order(kind, np.random.default_rng(seed))
    other = _renumber(order) if sort == "next" else _redate(order)
    paper, printed = set_paper(other), set_paper(order).fields
    if paper.fields.get("document_number") == printed.get("document_number") or (
        printed.get("register_number") and paper.fields.get("register_number") == printed.get("register_number")
    ):
        return None
    grade, stream = _OTHERS[sort]
    rng = np.random.default_rng((seed, stream))
    return PlannedPaper(other, paper, grade, rng, f"{kind}-{sort}-{grade}-{seed}", 300, True, False)


def _renumber(order: Order) -> Order:
    return replace(order, number=order.number + 1)


def _redate(order: Order) -> Order:
    number = (order.number * 7 + 13) % 900 + 10
    return replace(
        order, number=number, issued_on=order.issued_on - timedelta(days=40), seed=order.seed * 31 % 1_000_000
    )


def _read(planned: PlannedPaper, kept: KeptReadings) -> ProcedureResult:
    pages = kept.read(planned, DEFAULT_ENGINE, lambda: draw_and_read(planned, DEFAULT_ENGINE))
    (paper, *_) = extract_papers(pages, _TYPES, one_document=True, read_on=DRAWN_READ_ON)
    name = planned.source
    result = ProcedureResult(name, name, name, paper.page_numbers, _CUSTODIAN, paper, "in_review", _READ_AT)
    return fold_result(result, _TYPES, _UNITS)


if __name__ == "__main__":
    raise SystemExit(main())
