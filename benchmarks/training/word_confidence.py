"""Measures how often merged words are right and fits `ocr/word_confidence.py` to it.

`python -m benchmarks.training.word_confidence [--papers N]` draws papers (seeds 3000 and up; every second one hard and
written on), reads them as the hybrid engine does, looks every word up in what is printed, fits the logistic regression
and prints its weights and, on papers that it was not fitted to, how many of the words of each confidence are right.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.papers.catalogue import KINDS
from benchmarks.papers.drawing import DrawnPaper, draw_paper
from benchmarks.papers.wear import GRADES, Grade
from benchmarks.scoring.alignment import align
from benchmarks.scoring.text_errors import fold_lines, fold_text
from ocr.engine import EngineReading
from ocr.engines.hybrid import HybridEngine, open_engine
from ocr.line_reading import to_page
from ocr.line_words import list_texts
from ocr.prepare import Preparation, PreparedPage, prepare_page, turn_prepared
from ocr.word_confidence import WEIGHTS, Evidence, Witness, weigh
from schemas.geometry import map_box, overlap_share

Numbers = npt.NDArray[np.float64]
_FIRST_SEED, _TIMEOUT_S = 3000, 120.0
# So much of the smaller box must two words share that stand in the same place.
_LEAST_SHARE = 0.5
# Every third paper only judges the weights that the others gave.
_JUDGED_EACH = 3
_ROUNDS, _RIDGE = 40, 0.01
_BOUNDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 1.0)
SURE = 0.95


@dataclass(frozen=True, slots=True)
class JudgedWord:
    """What speaks for a word, whether it is printed so; `is_judge` where it must not be fitted to."""

    evidence: Evidence
    is_right: bool
    grade: Grade
    is_hard: bool
    is_judge: bool


def gather(paper_count: int) -> Iterator[JudgedWord]:
    """The words of the first pages of so many papers, kinds and grades in turn."""
    engine = open_engine()
    for index in range(paper_count):
        kind, round_number = KINDS[index % len(KINDS)], index // len(KINDS)
        grade = GRADES[(index + round_number) % len(GRADES)]
        is_hard = bool((round_number + round_number // len(GRADES)) % 2)
        paper = draw_paper(kind, grade, _FIRST_SEED + index, hard=is_hard, handwriting=is_hard)
        page = prepare_page(paper.pages[0].pixels, paper.pages[0].dpi, Preparation())
        reading, witnesses, upright = _read(page, engine)
        right = _list_right(reading, paper, upright)
        for place, witness in enumerate(witnesses):
            yield JudgedWord(weigh(witness), place in right, grade, is_hard, index % _JUDGED_EACH == 0)


def _read(page: PreparedPage, engine: HybridEngine) -> tuple[EngineReading, list[Witness], PreparedPage]:
    """The words of a page, what speaks for each, and the page as it stood upright."""
    turn_deg = engine.find_turn_deg(page.lit)
    upright = turn_prepared(page, turn_deg) if turn_deg else page
    boxes, posteriors, readings = engine.read_lines(upright, _TIMEOUT_S)
    witnesses = [
        Witness.of(group, choice, is_asked=is_asked)
        for reading in readings
        for group, choice, is_asked in zip(reading.groups, reading.choices, reading.are_asked, strict=True)
        for _ in list_texts(choice)
    ]
    return to_page(boxes, posteriors, readings, upright.lit), witnesses, upright


def _list_right(reading: EngineReading, paper: DrawnPaper, page: PreparedPage) -> set[int]:
    """Places of words that stand in a printed line as read, or lie where just such a word is printed."""
    order = [index for line in reading.lines for index in line]
    texts = tuple(tuple(fold_text(reading.words[index].text) for index in line) for line in reading.lines)
    aligned = align(fold_lines(paper.truth.lines[0]), texts).right
    printed = defaultdict(list)
    for own in paper.printed_words[0]:
        printed[fold_text(own.text)].append(own.box)
    height_px, width_px = paper.pages[0].pixels.shape[:2]
    right = {order[place] for place in aligned}
    for index, word in enumerate(reading.words):
        box = map_box(page.to_original, word.box, width_px, height_px)
        if any(overlap_share(box, other) > _LEAST_SHARE for other in printed[fold_text(word.text)]):
            right.add(index)
    return right


def fit(words: Sequence[JudgedWord]) -> Evidence:
    """The weights under which what was right and wrong is likeliest; Newton's method on a ridged log-likelihood."""
    said, right = _as_numbers(words)
    weights = np.zeros(said.shape[1])
    for _ in range(_ROUNDS):
        believed = 1 / (1 + np.exp(-said @ weights))
        slope = said.T @ (right - believed) - _RIDGE * weights
        bend = (said * (believed * (1 - believed))[:, None]).T @ said + _RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    return Evidence(*(round(float(weight), 2) for weight in weights))


def _as_numbers(words: Sequence[JudgedWord]) -> tuple[Numbers, Numbers]:
    return np.array([word.evidence for word in words]), np.array([word.is_right for word in words], np.float64)


def tell(title: str, words: Sequence[JudgedWord], weights: Evidence) -> None:
    """Print how many words of each confidence are right, and what the sure ones are worth."""
    said, right = _as_numbers(words)
    believed = np.round(1 / (1 + np.exp(-said @ np.array(weights))), 3)
    print(f"\n{title}: {len(words)} words, {100 * right.mean():.1f} % right")
    print("confidence   words  believed  right %")
    for low, high in pairwise(_BOUNDS):
        inside = (believed >= low) & ((believed < high) | (high == 1.0))
        if inside.any():
            figures = f"{inside.sum():5d}     {100 * believed[inside].mean():5.1f}    {100 * right[inside].mean():5.1f}"
            print(f"{low:.2f}-{high:.2f}    {figures}")
    sure = believed >= SURE
    for group in ("all", "plain", "hard", *GRADES):
        of_group = np.array([group in ("all", word.grade, "hard" if word.is_hard else "plain") for word in words])
        if (sure & of_group).any():
            share, rightness = sure[of_group].mean(), right[sure & of_group].mean()
            print(f"at least {SURE}, {group}: {100 * share:.1f} % of words, {100 * rightness:.2f} % of them right")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=12 * len(KINDS))
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    words = list(gather(options.papers))
    judges = [word for word in words if word.is_judge]
    weights = fit([word for word in words if not word.is_judge])
    print(weights)
    tell("Papers kept apart, the new weights", judges, weights)
    tell("The same, the weights in use", judges, WEIGHTS)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
