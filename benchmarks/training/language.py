"""Trains the language evidence: `python -m benchmarks.training.language [--sources FOLDER]`.

Fetches the sources, counts them and writes `schemas/language/*.xz`. Weights are chosen by
`benchmarks.training.language_tune` on text kept out; the drawn papers and real scans take no part.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.training.language_counts import Counts, Model, Smoothing, canonical, pack, smooth
from benchmarks.training.language_sources import (
    START,
    Sources,
    all_sentences,
    fetch_sources,
    read_name_syllables,
    read_sources,
    spelled_numbers,
)

_TABLES = Path(__file__).parents[2] / "schemas" / "language"


@dataclass(frozen=True, slots=True)
class Weights:
    """What one occurrence counts in each source."""

    laws: float
    forms: float
    places: float
    web: float
    numbers: float
    names: float


# Chosen on forms and a code of law kept out (ADR 0033).
PROSE = Weights(laws=0.5, forms=30.0, places=0.5, web=1.0, numbers=0.5, names=0.5)
SMOOTHING = Smoothing(flat_share=0.01, trust=1.0)
_NAME_SMOOTHING = Smoothing(flat_share=0.05, trust=1.0)
_NAME_FLOOR = 1.0  # beside shares of family names in percent


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path("var/language-sources"))
    options = parser.parse_args(arguments)
    fetch_sources(options.sources)
    sources = read_sources(options.sources)
    counts = count_prose(sources, PROSE)
    model = smooth(counts.words, counts.pairs, SMOOTHING)
    _tell("prose", model, pack(model, _TABLES / "prose.xz"))
    names = count_names(sources)
    model = smooth(names.words, names.pairs, _NAME_SMOOTHING)
    _tell("names", model, pack(model, _TABLES / "names.xz"))
    return 0


def _tell(what: str, model: Model, byte_count: int) -> None:
    pair_count = sum(len(followers) for followers in model.pairs.values())
    print(f"{what}: {len(model.alone)} syllables, {pair_count} pairs, {byte_count} bytes")


def count_prose(sources: Sources, weights: Weights) -> Counts:
    """Weighted counts of every source."""
    counts = Counts()
    for texts, weight in (
        (sources.laws.values(), weights.laws),
        (sources.forms, weights.forms),
        (sources.places, weights.places),
        (spelled_numbers(), weights.numbers),
    ):
        for sentence in all_sentences(texts):
            counts.add(sentence, weight)
    for first, second in sources.web:
        counts.add((first.lower(), second.lower()), weights.web)
    for sentence, weight in usual_names():
        counts.add(sentence, weight * weights.names)
    counts.let_lines_start_anywhere()
    return counts


def usual_names() -> Iterator[tuple[tuple[str, ...], float]]:
    """Family names before the two commonest middle names and these before every other, with weights.

    The web's pairs lack many of them, `Trần Văn` among others.
    """
    families, others = read_name_syllables()
    for middle in ("văn", "thị"):
        for family, percent in families.items():
            yield (family, middle), percent
        for given in others:
            yield (middle, given), _NAME_FLOOR


def count_names(sources: Sources) -> Counts:
    """Counts of syllables of names: which start a name, and which follow which where the web writes both large."""
    families, others = read_name_syllables()
    counts = Counts()
    for family, percent in families.items():
        counts.add((START, family), percent)
    for sentence, weight in usual_names():
        counts.add(sentence, weight)
    known = {canonical(name) for name in (*families, *others)}
    for first, second in sources.web:
        pair = (first.lower(), second.lower())
        if first.istitle() and second.istitle() and all(canonical(word) in known for word in pair):
            counts.add(pair)
    return counts


if __name__ == "__main__":
    raise SystemExit(main())
