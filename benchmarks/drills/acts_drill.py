"""`python -m benchmarks.drills.acts_drill`: are the acts of drawn decisions read, and none where nothing is done?

Two of three drawn decisions act on a paper, one only mentions papers. They are worn, read and understood as any scan;
an act counts as found when verb, number and day are right.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator

import numpy as np

from benchmarks.papers.catalogue import invent_order
from benchmarks.papers.drawing import PlannedPaper
from benchmarks.papers.forms.acting_decision import Act, set_acting_decision, set_mentioning_decision
from benchmarks.papers.wear import Grade
from benchmarks.scoring.kept_readings import KEPT_FOLDER, KeptReadings
from benchmarks.scoring.runs import draw_and_read
from extraction.extract import extract_papers
from schemas.days import today
from schemas.document_type import document_types

_ENGINE = "auto"


def main() -> int:
    """Print the figures; 1 where an act was made up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--grade", choices=("clean", "office", "poor"), default="office")
    wish = parser.parse_args()
    kept = KeptReadings(KEPT_FOLDER)
    tally: Counter[str] = Counter()
    for planned, expected in plan_decisions(wish.count, wish.seed, wish.grade):
        found = read_acts(kept, planned)
        right, made_up, missed = found & expected, found - expected, expected - found
        tally.update(right=sum(right.values()), made_up=sum(made_up.values()), missed=sum(missed.values()))
        for word, acts in (("made up", made_up), ("missed", missed)):
            print(*(f"{planned.source}: {word} {act}\n" for act in acts.elements()), sep="", end="")
    asked, told = tally["right"] + tally["missed"], tally["right"] + tally["made_up"]
    print(
        f"{wish.count} decisions, grade {wish.grade}, seed {wish.seed}: {tally['right']} of {asked} acts found, "
        f"{tally['right']} of {told} told are right"
    )
    return 1 if tally["made_up"] else 0


def plan_decisions(count: int, seed: int, grade: Grade) -> Iterator[tuple[PlannedPaper, Counter[Act]]]:
    """Typeset decisions with the acts that they do."""
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        order = invent_order("committee_decision", rng)
        set_paper = set_mentioning_decision if number % 3 == 2 else set_acting_decision
        paper, acts = set_paper(order)
        source = f"acting_decision-{grade}-{seed}-{number}"
        yield PlannedPaper(order, paper, grade, rng, source, 300, False, False), Counter(acts)


def read_acts(kept: KeptReadings, planned: PlannedPaper) -> Counter[Act]:
    """Verb, number and day of every act that is read on a planned paper."""
    pages = kept.read(planned, _ENGINE, lambda: draw_and_read(planned, _ENGINE))
    papers = extract_papers(pages, document_types(), read_on=today())
    return Counter((act.verb, act.number or "", act.issue_date or "") for paper in papers for act in paper.acts)


if __name__ == "__main__":
    raise SystemExit(main())
