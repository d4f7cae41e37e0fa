"""Trains the language evidence: `python -m benchmarks.training.language [--sources FOLDER] [--tune]`.

Fetches the sources, counts them and writes `schemas/language/*.xz`. With `--tune` it tries other weights on text
kept out and prints what each gives; nothing is written then. The drawn papers and the real scans take no part.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
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
    sentences,
)

_TABLES = Path(__file__).parents[2] / "schemas" / "language"
# Chosen by `--tune`: what one occurrence in each source counts.
_LAWS, _FORMS, _PLACES, _WEB = 1.0, 10.0, 2.0, 1.0
_SMOOTHING = Smoothing(flat_share=0.01, trust=1.0)
_NAME_SMOOTHING = Smoothing(flat_share=0.05, trust=1.0)
_NAME_FLOOR = 1.0


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
    for text in read_laws(folder).values():
        for sentence in sentences(text):
            counts.add(sentence, _LAWS)
    for sentence in all_sentences(read_form_texts()):
        counts.add(sentence, _FORMS)
    for sentence in all_sentences(read_place_names()):
        counts.add(sentence, _PLACES)
    for first, second in read_bigrams(folder):
        counts.add((first.lower(), second.lower()), _WEB)
    return counts


def count_names(folder: Path) -> Counts:
    """Counts of syllables of names: which start a name, and which follow which where the web writes both large."""
    families, others = read_name_syllables()
    counts = Counts()
    for family, percent in families.items():
        counts.add((NUMBER, family), percent)
    known = {canonical(name) for name in (*families, *others)}
    for name in others:
        counts.add((name,), _NAME_FLOOR)
    for first, second in read_bigrams(folder):
        pair = (first.lower(), second.lower())
        if first.istitle() and second.istitle() and all(canonical(word) in known for word in pair):
            counts.add(pair)
    return counts


if __name__ == "__main__":
    raise SystemExit(main())
