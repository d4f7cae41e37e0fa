"""Trains the language evidence: `python -m benchmarks.training.language [--sources FOLDER] [--tune]`.

Fetches the sources, counts them and writes `schemas/language/*.xz`. With `--tune` it tries other weights on text
kept out and prints what each gives; nothing is written then. The drawn papers and the real scans take no part.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.training.language_counts import Counts, Model, Smoothing, canonical, pack, smooth
from benchmarks.training.language_sources import (
    NUMBER,
    all_sentences,
    fetch_sources,
    read_bigrams,
    read_form_texts,
    read_laws,
    read_name_syllables,
    read_place_names,
    spelled_numbers,
)

_TABLES = Path(__file__).parents[2] / "schemas" / "language"
# What one occurrence counts in each source; chosen on forms, a code of law and examples kept out (ADR 0033).
_LAWS, _FORMS, _PLACES, _WEB, _NUMBERS, _NAMES = 0.5, 30.0, 0.5, 1.0, 0.5, 0.5
_SMOOTHING = Smoothing(flat_share=0.01, trust=1.0)
_NAME_SMOOTHING = Smoothing(flat_share=0.05, trust=1.0)
_NAME_FLOOR = 1.0  # beside shares of family names in percent


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path("var/language-sources"))
    options = parser.parse_args(arguments)
    fetch_sources(options.sources)
    counts = count_prose(options.sources)
    model = smooth(counts.words, counts.pairs, _SMOOTHING)
    _tell("prose", model, pack(model, _TABLES / "prose.xz"))
    names = count_names(options.sources)
    model = smooth(names.words, names.pairs, _NAME_SMOOTHING)
    _tell("names", model, pack(model, _TABLES / "names.xz"))
    return 0


def _tell(what: str, model: Model, byte_count: int) -> None:
    pair_count = sum(len(followers) for followers in model.pairs.values())
    print(f"{what}: {len(model.alone)} syllables, {pair_count} pairs, {byte_count} bytes")


def count_prose(folder: Path) -> Counts:
    """Weighted counts of every source."""
    counts = Counts()
    for texts, weight in (
        (read_laws(folder).values(), _LAWS),
        (read_form_texts(), _FORMS),
        (read_place_names(folder), _PLACES),
        (spelled_numbers(), _NUMBERS),
    ):
        for sentence in all_sentences(texts):
            counts.add(sentence, weight)
    for first, second in read_bigrams(folder):
        counts.add((first.lower(), second.lower()), _WEB)
    for sentence, weight in usual_names():
        counts.add(sentence, weight * _NAMES)
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


def count_names(folder: Path) -> Counts:
    """Counts of syllables of names: which start a name, and which follow which where the web writes both large."""
    families, others = read_name_syllables()
    counts = Counts()
    for family, percent in families.items():
        counts.add((NUMBER, family), percent)
    for sentence, weight in usual_names():
        counts.add(sentence, weight)
    known = {canonical(name) for name in (*families, *others)}
    for first, second in read_bigrams(folder):
        pair = (first.lower(), second.lower())
        if first.istitle() and second.istitle() and all(canonical(word) in known for word in pair):
            counts.add(pair)
    return counts


if __name__ == "__main__":
    raise SystemExit(main())
