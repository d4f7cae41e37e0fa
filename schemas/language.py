"""Here lives the evidence of language: how likely a Vietnamese syllable is, alone and after another.

Recognition keeps letters better than marks (`Cân Thơ`, `Điêu 1`); what Vietnamese law, forms, places and common
prose write tells which marks were meant. Counted by `benchmarks.training.language`; choice and figures: ADR 0033.
"""

from __future__ import annotations

import lzma
import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

from schemas.known_spellings import tone_key
from schemas.syllables import is_syllable
from schemas.text import clean, strip_marks

_FOLDER = Path(__file__).with_name("language")
_SHIFT = 14  # bits of a syllable's number inside the key of a pair: 16,384 syllables at most
_NUMBER, _START, _NEUTRAL, _POSSIBLE, _IMPOSSIBLE = 0, 1, -1, -2, -3
# Natural logs. A word outside the model costs about what a syllable of running text costs (7.3 bits), so that a
# line is judged by its syllables. The two others are far below every known syllable (10 nats at most).
NEUTRAL = -5.0
_UNSEEN_SYLLABLE = -13.0
_NO_SYLLABLE = -20.0
# What it costs to take a capitalised word for the first of a name; the next ones cost nothing more. Measured, ADR 0033.
_NAME_START_COST = 2.0


@dataclass(frozen=True, slots=True)
class _Table:
    """Log probabilities of syllables; `pairs` maps `before << 14 | word` to a level of `steps`.

    `numbers` knows both places of the tone mark; number 0 is any numeral, 1 the start of a
    line or name.
    """

    syllables: tuple[str, ...]
    numbers: Mapping[str, int]
    alone: tuple[float, ...]
    after_unknown: tuple[float, ...]
    pairs: Mapping[int, int]
    steps: tuple[float, ...]


@lru_cache(maxsize=1 << 16)
def log_probability(word: str, before: str | None = None) -> float:
    """Natural log of how likely a word is after the word before it; the tone mark's place does not matter.

    A word with a capital may be part of a person's name and is judged as such too; the better counts.

    Args:
        word: one word, NFC; marks of punctuation around it are ignored.
        before: the word in front on the same line, None at its start or where a full stop, colon or bracket parts
            the two; a number is told as it stands (`Điều 5`, `20 tháng`).

    Returns:
        -0.02 to about -14 for known syllables, -13 for spellings that could be a syllable and were never met, -20 for
        what no Vietnamese syllable can be. Words outside the model (numerals, mixed codes, abbreviations such as
        `UBND`, `QĐ`) give `NEUTRAL`, whatever stands before.
    """
    prose = _look_up(_prose(), word, before)
    if not word[:1].isupper():
        return prose
    is_inside_name = before is not None and before[:1].isupper() and _number_of(_names(), before) > _START
    if is_inside_name:
        return max(prose, name_log_probability(word, before))
    return max(prose, name_log_probability(word) - _NAME_START_COST)


def name_log_probability(word: str, before: str | None = None) -> float:
    """The same where a person's name must stand: `before` None says that it starts here, with the family name."""
    return _look_up(_names(), word, before)


@lru_cache(maxsize=1 << 15)
def variants(word: str) -> tuple[str, ...]:
    """Known syllables with the same letters and other or no marks, in the case of the word, likeliest first.

    The word itself is among them where it is known, as spelled. `đ` and `d` are two letters, but for a word that is
    not known (`dịnh`); both places of the tone mark count as one spelling. Empty for what is not made of letters.
    """
    key = tone_key(word)
    letters = _letters(key)
    known = _by_letters().get(letters, ())
    if key not in known and not is_known(word):
        known += tuple(found for other in _stroke_swaps(letters) for found in _by_letters().get(other, ()))
    return tuple(word if tone_key(found) == key else _in_case_of(word, found) for found in known)


def _stroke_swaps(letters: str) -> tuple[str, ...]:
    """The letters with the other of `d` and `đ` in front: no syllable has them elsewhere."""
    if letters[:1] not in ("d", "đ"):
        return ()
    return (("d" if letters[0] == "đ" else "đ") + letters[1:],)


def is_known(word: str) -> bool:
    """Whether the word is a syllable that the counted texts or names contain."""
    return _number_of(_prose(), word) > _START


def _look_up(table: _Table, word: str, before: str | None) -> float:
    number = table.numbers.get(word)
    if number is None:
        number = _number_of(table, word)
    if number <= _START:
        return _OUTSIDE[number]
    context = _START if before is None else table.numbers.get(before)
    if context is None:
        context = _number_of(table, before or "")
    if context < 0:
        return table.alone[number]
    level = table.pairs.get(context << _SHIFT | number)
    if level is not None:
        return table.steps[level]
    return table.after_unknown[context] + table.alone[number]


_OUTSIDE = {
    _NUMBER: NEUTRAL,
    _START: NEUTRAL,
    _NEUTRAL: NEUTRAL,
    _POSSIBLE: _UNSEEN_SYLLABLE,
    _IMPOSSIBLE: _NO_SYLLABLE,
}


def _number_of(table: _Table, word: str) -> int:
    return table.numbers.get(word.lower()) or _classify(word, table is _prose())


@lru_cache(maxsize=1 << 16)
def _classify(word: str, is_prose: bool) -> int:
    """The number of a word that is not spelled as the table has it, or the class of one that it lacks."""
    table = _prose() if is_prose else _names()
    bare = clean(word).strip("\"'.,;:!?()[]{}“”‘’…-–—/*+_").lower()
    if bare in table.numbers:
        return table.numbers[bare]
    if bare[:1].isdigit() and not any(char.isalpha() for char in bare):
        return _NUMBER
    if not bare.isalpha() or _is_abbreviation(clean(word)):
        return _NEUTRAL
    return _POSSIBLE if is_syllable(bare) else _IMPOSSIBLE


def _is_abbreviation(word: str) -> bool:
    """Capitals without marks that no known syllable is written with (`UBND`, `QĐ`; not `HUYEN`)."""
    letters = word.strip("\"'.,;:!?()“”")
    is_bare = strip_marks(letters) == letters.replace("Đ", "D")
    return letters.isupper() and is_bare and _letters(letters.lower()) not in _by_letters() and not is_syllable(letters)


def _letters(word: str) -> str:
    """A lower-case word without tones, hats and horns; `đ` stays."""
    return "".join(map(_letter, word))


@cache
def _letter(char: str) -> str:
    """Remembered: the whole table passes here before the first page can be read."""
    return char if char == "đ" else strip_marks(char)


def _in_case_of(word: str, spelled: str) -> str:
    if word.isupper() and len(word) > 1:
        return spelled.upper()
    return spelled.capitalize() if word[:1].isupper() else spelled


@cache
def _by_letters() -> Mapping[str, tuple[str, ...]]:
    """Known syllables by their letters without marks, likeliest first."""
    table = _prose()
    groups: dict[str, list[int]] = {}
    for number, syllable in enumerate(table.syllables):
        groups.setdefault(_letters(syllable), []).append(number)
    return {
        letters: tuple(table.syllables[n] for n in sorted(numbers, key=lambda n: -table.alone[n]))
        for letters, numbers in groups.items()
    }


@cache
def _prose() -> _Table:
    return _load(_FOLDER / "prose.xz")


@cache
def _names() -> _Table:
    return _load(_FOLDER / "names.xz")


def _load(path: Path) -> _Table:
    """A table as `benchmarks.training.language` packed it: see `pack` there."""
    head, syllables_line, body = lzma.decompress(path.read_bytes()).split(b"\n", 2)
    step, pair_count = float(head.split()[0]), int(head.split()[1])
    syllables = tuple(syllables_line.decode("utf-8").split(" "))
    count = len(syllables)
    keys = array("I", body[2 * count : 2 * count + 4 * pair_count])
    if sys.byteorder == "big":
        keys.byteswap()
    steps = tuple(-step * level for level in range(256))
    numbers = {syllable: number for number, syllable in enumerate(syllables)}
    return _Table(
        syllables=syllables,
        numbers={tone_key(syllable): number for syllable, number in numbers.items()} | numbers,
        alone=tuple(steps[level] for level in body[:count]),
        after_unknown=tuple(steps[level] for level in body[count : 2 * count]),
        pairs=dict(zip(accumulate(keys), body[2 * count + 4 * pair_count :], strict=True)),
        steps=steps,
    )
