"""Measures the language evidence: `python -m benchmarks.training.language_check [--texts FILE...]`.

Takes lines of drawn papers (nothing is drawn, only what they would say) and of the given text files, swaps the marks of
every syllable in turn as recognition does, and asks which spelling the evidence prefers, with the printed
neighbours on both sides; names of persons apart. Then marks of one syllable in twenty are swapped at once, and whole
lines are respelled by the evidence alone, at several costs of going against what was read.
"""

from __future__ import annotations

import argparse
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.papers.catalogue import FORMS, invent_order
from schemas.known_spellings import tone_key
from schemas.language import log_probability, name_log_probability, variants
from schemas.syllables import is_syllable

_SEEDS = range(40, 52)
_ALTERED_SHARE = 0.05
MARGINS = (0.0, 2.0, 4.0, 6.0)
COSTS = (3.0, 4.0, 5.0, 6.0)
# Combining marks: the five tones; circumflex, breve, horn.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_HATS = "\u0302\u0306\u031b"
_VOWELS = "aăâeêioôơuưy"
_WORDS = re.compile(r"[^\W\d_]+|\d[\d.,]*|[^\w\s]")
Score = Callable[[str, str | None], float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A printed syllable between its neighbours (None at a line's end or beside a full stop), and whether a name's."""

    word: str
    before: str | None
    after: str | None
    is_name: bool


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    options = parser.parse_args(arguments)
    groups = {"drawn papers": list(drawn_lines())}
    for path in options.texts:
        groups[path.name] = [(line, frozenset()) for line in path.read_text(encoding="utf-8").splitlines()]
    for title, lines in groups.items():
        spots = [spot for line, names in lines for spot in spots_of(line, names)]
        tell(title, [spot for spot in spots if not spot.is_name], log_probability)
        tell(f"{title}, names", [spot for spot in spots if spot.is_name], name_log_probability)
        tell_lines(title, [line for line, _ in lines])
    return 0


def drawn_lines() -> Iterator[tuple[str, frozenset[str]]]:
    """Every line that the papers of a few seeds would say, with the lower-case words of the persons' names."""
    for kind, form in FORMS.items():
        for seed in _SEEDS:
            order = invent_order(kind, np.random.default_rng(seed))
            names = frozenset(
                word.lower() for name in (order.holder.name, order.partner.name, order.signer) for word in name.split()
            )
            for sheet in form(order).sheets:
                yield from ((line, names) for line in sheet.lines)


def spots_of(line: str, names: frozenset[str]) -> Iterator[Spot]:
    """The syllables of a line; a run of two or more capitalised words of `names` is taken for a name."""
    words = _WORDS.findall(unicodedata.normalize("NFC", line))
    for at, word in enumerate(words):
        if not is_syllable(word) or (len(word) < 2 and not word.islower()):
            continue
        before = words[at - 1] if at and words[at - 1][0].isalnum() else None
        after = words[at + 1] if at + 1 < len(words) and words[at + 1][0].isalnum() else None
        beside = [other for other in (before, after) if other]
        is_name = _in_name(word, names) and any(_in_name(other, names) for other in beside)
        if is_name:
            before, after = (other if other and _in_name(other, names) else None for other in (before, after))
        yield Spot(word, before, after, is_name)


def _in_name(word: str, names: frozenset[str]) -> bool:
    return word.lower() in names and word[:1].isupper()


def alter(word: str, rng: random.Random) -> str:
    """The word with the marks of one vowel swapped for other marks of the same letter: another tone or another hat."""
    vowels = [at for at, char in enumerate(word.lower()) if _base(char) in "aeiouy"]
    marked = [at for at in vowels if unicodedata.normalize("NFD", word[at]) != word[at]] or vowels
    if not marked:
        return word
    at = rng.choice(marked)
    chosen = rng.choice(_swaps(word[at].lower()))
    changed = word[:at] + (chosen.upper() if word[at].isupper() else chosen) + word[at + 1 :]
    return word if tone_key(changed) == tone_key(word) else changed


def _base(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def _swaps(char: str) -> list[str]:
    """Letters that share tone or hat with this one."""
    tone, hat = (next((m for m in unicodedata.normalize("NFD", char) if m in marks), "") for marks in (_TONES, _HATS))
    base = _base(char)
    hats = [""] + [mark for mark in _HATS if len(unicodedata.normalize("NFC", base + mark)) == 1]
    spelled = [base + hat + other for other in ["", *_TONES]] + [base + other + tone for other in hats]
    found = {unicodedata.normalize("NFC", text) for text in spelled} - {char}
    return sorted(text for text in found if len(text) == 1)


def tell(title: str, spots: Sequence[Spot], score: Score) -> None:
    """Print for one group how often the truth wins, and at each margin what would be mended and what spoilt."""
    counts = count(spots, score)
    if not counts["altered"]:
        return
    print(f"{title}: {int(counts['kept'])} syllables")
    print(f"  altered: truth above what was read {counts['above_read'] / counts['altered']:.1%}", end="")
    print(f", above every variant {counts['above_all'] / counts['altered']:.1%}")
    for margin in MARGINS:
        mended, spoilt = counts[f"mended {margin}"] / counts["altered"], counts[f"spoilt {margin}"] / counts["kept"]
        print(f"  with a margin of {margin:g}: mended {mended:.1%} of altered, spoilt {spoilt:.2%} of unaltered")


def count(spots: Sequence[Spot], score: Score) -> Mapping[str, float]:
    """Each syllable once as printed and once altered, judged with its printed neighbours."""
    rng = random.Random(7)
    counts: dict[str, float] = defaultdict(float)
    for spot in spots:
        others = [other for other in variants(spot.word) if tone_key(other) != tone_key(spot.word)]
        truth = _evidence(spot.word, spot, score)
        best = max((_evidence(other, spot, score) for other in others), default=-99.0)
        counts["kept"] += 1
        for margin in MARGINS:
            counts[f"spoilt {margin}"] += best > truth + margin
        read = alter(spot.word, rng)
        if read == spot.word:
            continue
        given = _evidence(read, spot, score)
        counts["altered"] += 1
        counts["above_read"] += truth > given
        counts["above_all"] += truth > best
        for margin in MARGINS:
            counts[f"mended {margin}"] += truth > given + margin and truth > best
    return counts


def tell_lines(title: str, lines: Sequence[str]) -> None:
    """Print how many wrong syllables remain, and how many right ones are spoilt, when altered lines are respelled."""
    rng = random.Random(11)
    printed = [_WORDS.findall(unicodedata.normalize("NFC", line)) for line in lines]
    read = [[alter(word, rng) if rng.random() < _ALTERED_SHARE else word for word in words] for words in printed]
    wrong = sum(a != b for words, others in zip(printed, read, strict=True) for a, b in zip(words, others, strict=True))
    for cost in COSTS:
        left = spoilt = 0
        for words, others in zip(printed, read, strict=True):
            for right, given, chosen in zip(words, others, respell(others, cost), strict=True):
                left += tone_key(right) != tone_key(chosen)
                spoilt += right == given and tone_key(right) != tone_key(chosen)
        print(f"  lines respelled at cost {cost:g}: {wrong} wrong become {left}, {spoilt} of them spoilt")


def respell(words: Sequence[str], cost: float) -> list[str]:
    """The likeliest spelling of a line's words when every word that departs from what was read costs so many nats."""
    columns: list[dict[str, tuple[float, str]]] = []
    for word in words:
        last = columns[-1] if columns else {"": (0.0, "")}
        columns.append({})
        for spelled in dict.fromkeys((word, *variants(word))):
            price = 0.0 if spelled == word else cost
            columns[-1][spelled] = max(
                (total + _follow(spelled, before) - price, before) for before, (total, _) in last.items()
            )
    chosen = [max(columns[-1], key=lambda spelled: columns[-1][spelled][0])] if columns else []
    for column in reversed(columns[1:]):
        chosen.append(column[chosen[-1]][1])
    return chosen[::-1]


def _follow(word: str, before: str) -> float:
    if not word[0].isalnum():
        return 0.0
    return log_probability(word, before if before[:1].isalnum() else None)


def _evidence(word: str, spot: Spot, score: Score) -> float:
    return score(word, spot.before) + (score(spot.after, word) if spot.after else 0.0)


if __name__ == "__main__":
    raise SystemExit(main())
