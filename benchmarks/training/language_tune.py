"""Tries weights of the sources on text kept out: `python -m benchmarks.training.language_tune [--sources FOLDER]`.

Kept out are every other block of twenty lines of the forms, and the Labour Code. Printed for each choice: how many
syllables the model hesitates between (perplexity), and how often the printed marks win over all others.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.training.language import PROSE, SMOOTHING, Weights, count_prose
from benchmarks.training.language_counts import Model, canonical, smooth
from benchmarks.training.language_sources import (
    NUMBER,
    START,
    all_sentences,
    fetch_sources,
    read_sources,
)
from schemas.syllables import is_syllable
from schemas.text import strip_marks

_KEPT_OUT_LAW = "45/2019/QH14"
_BLOCK = 20  # lines; neighbours of a form say much the same
_SENTENCES = 1500
TRIALS: tuple[tuple[Weights, float], ...] = (
    (PROSE, 1.0),
    (replace(PROSE, laws=1.0), 1.0),
    (replace(PROSE, forms=10.0), 1.0),
    (replace(PROSE, forms=100.0), 1.0),
    (replace(PROSE, places=0.05), 1.0),
    (replace(PROSE, web=0.3), 1.0),
    (replace(PROSE, web=2.0), 1.0),
    (PROSE, 0.5),
    (PROSE, 2.0),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path("var/language-sources"))
    folder = parser.parse_args(arguments).sources
    fetch_sources(folder)
    whole = read_sources(folder)
    blocks = [whole.forms[at : at + _BLOCK] for at in range(0, len(whole.forms), _BLOCK)]
    kept_out = {
        "forms": [line for block in blocks[1::2] for line in block],
        "law": whole.laws[_KEPT_OUT_LAW].splitlines()[:_SENTENCES],
    }
    forms = tuple(line for block in blocks[::2] for line in block)
    laws = {number: text for number, text in whole.laws.items() if number != _KEPT_OUT_LAW}
    for weights, trust in TRIALS:
        counts = count_prose(replace(whole, laws=laws, forms=forms), weights)
        model = smooth(counts.words, counts.pairs, replace(SMOOTHING, trust=trust))
        told = [f"{name}: {measure(model, lines)}" for name, lines in kept_out.items()]
        print(f"{weights}, trust {trust:g}\n  " + "; ".join(told), flush=True)
    return 0


def measure(model: Model, lines: Iterable[str]) -> str:
    """Perplexity, and the share of syllables whose printed marks beat all others between the printed neighbours."""
    alike: dict[str, list[str]] = defaultdict(list)
    for word in model.alone:
        alike[strip_marks(word)].append(word)
    total = won = 0
    log = 0.0
    for sentence in all_sentences(lines):
        words = [canonical(word) for word in sentence]
        for before, word, after in zip(words, words[1:], [*words[2:], None], strict=False):
            if word == NUMBER or not is_syllable(word):
                continue
            scores = {other: score_between(model, other, before, after) for other in {*alike[strip_marks(word)], word}}
            total += 1
            won += max(scores, key=lambda other: scores[other]) == word
            log += score_between(model, word, before, None)
    return f"perplexity {math.exp(-log / total):.0f}, printed marks win {won / total:.1%}"


def score_between(model: Model, word: str, before: str, after: str | None) -> float:
    """Log probability of a word behind one word and, where there is one, of the next behind it."""
    if after in (None, NUMBER, START):
        return _score(model, word, before)
    return _score(model, word, before) + _score(model, str(after), word)


def _score(model: Model, word: str, before: str) -> float:
    unseen = model.alone.get(word, -13.0) + model.left.get(before, 0.0)
    return model.pairs.get(before, {}).get(word, unseen)


if __name__ == "__main__":
    raise SystemExit(main())
