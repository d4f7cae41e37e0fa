"""Here lives the arithmetic of the language tables: counts of syllables and pairs in, smoothed probabilities out."""

from __future__ import annotations

import lzma
import math
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.training.language_sources import NUMBER, START
from schemas.known_spellings import tone_key
from schemas.syllables import is_syllable

_SHIFT = 14  # as in schemas.language
_LATE_TONES = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()  # noqa: SIM905
_EARLY_TONES = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()  # noqa: SIM905
_STEP = 0.08  # natural log of one level: a byte spans 20 nats


@dataclass(frozen=True, slots=True)
class Counts:
    """Weighted counts of syllables and of pairs; `pairs[before][word]`."""

    words: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    pairs: defaultdict[str, defaultdict[str, float]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(float))
    )

    def add(self, sentence: Iterable[str], weight: float = 1.0) -> None:
        """Count a sentence; a word that is no syllable parts what stands around it, `START` is a context only."""
        before = None
        for word in map(canonical, sentence):
            if word == START:
                before = START
                continue
            if word != NUMBER and not is_syllable(word):
                before = None
                continue
            self.words[word] += weight
            if before is not None:
                self.pairs[before][word] += weight
            before = word

    def let_lines_start_anywhere(self) -> None:
        """Make the start half what starts sentences and half any syllable, because lines are broken anywhere."""
        share = sum(self.pairs[START].values()) / sum(self.words.values())
        for word, count in self.words.items():
            self.pairs[START][word] += count * share


@dataclass(frozen=True, slots=True)
class Smoothing:
    """How counts become probabilities: share of a flat distribution, and how soon a context is trusted.

    A context seen C times with T different followers keeps C / (C + trust * T) for them (Witten and Bell 1991).
    """

    flat_share: float
    trust: float


@dataclass(frozen=True, slots=True)
class Model:
    """Natural logs: of each syllable alone, of what a context leaves for the rest, of each pair."""

    alone: Mapping[str, float]
    left: Mapping[str, float]
    pairs: Mapping[str, Mapping[str, float]]


def canonical(word: str) -> str:
    """The spelling under which a word is counted: lower case, tone mark in the place that `tone_key` gives it."""
    return tone_key(word)


def as_printed(word: str) -> str:
    """A counted spelling with its tone mark where most papers print it: `hòa`, `thủy`; `quý` stays."""
    if word.startswith("qu") or word[-2:] not in _LATE_TONES:
        return word
    return word[:-2] + _EARLY_TONES[_LATE_TONES.index(word[-2:])]


def smooth(words: Mapping[str, float], pairs: Mapping[str, Mapping[str, float]], how: Smoothing) -> Model:
    """Probabilities from weighted counts."""
    total = sum(words.values())
    flat = how.flat_share / len(words)
    alone = {word: (1 - how.flat_share) * count / total + flat for word, count in words.items()}
    left: dict[str, float] = {}
    logs: dict[str, dict[str, float]] = {}
    for before, followers in pairs.items():
        seen = sum(followers.values())
        kept = seen / (seen + how.trust * len(followers))
        left[before] = math.log(1 - kept)
        logs[before] = {
            word: math.log(kept * count / seen + (1 - kept) * alone[word]) for word, count in followers.items()
        }
    return Model({word: math.log(share) for word, share in alone.items()}, left, logs)


def pack(model: Model, path: Path) -> int:
    """Write a model as `schemas.language` reads it; returns the size in bytes.

    One line `STEP PAIRS`, one line of syllables (0 any numeral, 1 the start), a byte each for the syllables alone and
    for what each leaves as a context, four bytes each (little-endian differences) for the keys of the pairs, in order,
    and a byte each for the pairs.
    A byte b stands for -b * STEP.
    """
    syllables = [NUMBER, START, *sorted(set(model.alone) - {NUMBER})]
    if len(syllables) > 1 << _SHIFT:
        raise ValueError("too many syllables for the key of a pair")
    numbers = {syllable: number for number, syllable in enumerate(syllables)}
    spelled = " ".join(as_printed(syllable) for syllable in syllables)
    found = {
        numbers[before] << _SHIFT | numbers[word]: _level(log)
        for before, followers in model.pairs.items()
        for word, log in followers.items()
        if word != NUMBER
    }
    keys = sorted(found)
    gaps = array("I", [key - last for last, key in zip([0, *keys], keys, strict=False)])
    if sys.byteorder == "big":
        gaps.byteswap()
    head = f"{_STEP} {len(keys)}\n{spelled}\n".encode()
    alone = bytes(_level(model.alone.get(syllable, -5.0)) for syllable in syllables)
    left = bytes(_level(model.left.get(syllable, 0.0)) for syllable in syllables)
    packed = lzma.compress(head + alone + left + gaps.tobytes() + bytes(found[key] for key in keys), preset=9)
    path.write_bytes(packed)
    return len(packed)


def _level(log: float) -> int:
    return min(255, max(0, round(-log / _STEP)))
