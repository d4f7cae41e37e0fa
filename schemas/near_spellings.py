"""Here live mends of letters: a word that is no word, inside a phrase that is beyond doubt.

`ỦY BAN NHÂN DN` is `ỦY BAN NHÂN DÂN`: no syllable is written so, the words beside it are those of one known phrase,
and one letter makes it whole. A word that can be a syllable is another word and stays, however near.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from schemas.known_spellings import Mended, in_case_of, known_phrases, mend_spelling, names_person, swappable_phrases
from schemas.syllables import is_syllable
from schemas.text import clean, fold, strip_marks

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s\-–]{1,3}")
# Two words alone are few letters: only offices, posts and titles of so many are mended without a third beside them.
_TWO_WORDS_LETTERS = 8
_SHORTEST = 2  # a single letter may be anything
_LONGEST_SYLLABLE = 7
_CONSONANTS = re.compile(r"[b-df-hj-np-tv-xz]+")

_Key = tuple[str, ...]


@lru_cache(maxsize=1 << 13)
def mend_print(text: str) -> Mended:
    """Known phrases with their marks, see `mend_spelling`, and with one lost or wrong letter of theirs put right.

    `sure` are stretches of the text that went in; letters put right are never among them.
    """
    spelled = mend_spelling(text)
    whole, notes = _mend_letters(spelled.text)
    if not notes:
        return spelled
    again = mend_spelling(whole)  # the marks of the words beside it
    return Mended(again.text, spelled.sure, (*spelled.corrections, *notes, *again.corrections))


def _mend_letters(text: str) -> tuple[str, tuple[str, ...]]:
    text = clean(text)
    words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(text)]
    parts, last, notes = [], 0, []
    for at, (word, start, end) in enumerate(words):
        right = _right_word(words, text, at) if _is_no_word(word) else None
        if right is not None:
            spelled = in_case_of(word, right)
            parts += [text[last:start], spelled]
            last = end
            notes.append(f"{word} read as {spelled}")
    return "".join((*parts, text[last:])), tuple(notes)


def _is_no_word(word: str) -> bool:
    """Whether a word in one case cannot be a syllable; one of mixed cases is a wreck, and nothing is built on it."""
    return len(word) >= _SHORTEST and (word.isupper() or word[1:].islower()) and not is_syllable(word)


def _right_word(words: Sequence[tuple[str, int, int]], text: str, at: int) -> str | None:
    """The word that makes the longest known phrase around this place whole; None where two would."""
    folded = [fold(word) for word, _, _ in words]
    known, longest = _phrases_without_a_word()
    for size in range(min(longest, len(words)), 1, -1):
        for first in range(max(0, at - size + 1), min(at, len(words) - size) + 1):
            others = (*folded[first:at], *folded[at + 1 : first + size])
            near = {word for word in known.get((at - first, others), ()) if _is_near(folded[at], word)}
            if not near or names_person(words, text, first) or not _are_neighbours(words[first : first + size], text):
                continue
            return near.pop() if len(near) == 1 else None
    return None


def _is_near(folded: str, word: str) -> bool:
    return Levenshtein.distance(folded, fold(word), score_cutoff=1) == 1


def _are_neighbours(words: Sequence[tuple[str, int, int]], text: str) -> bool:
    gaps = (text[left[2] : right[1]] for left, right in pairwise(words))
    return all(_BETWEEN.fullmatch(gap) for gap in gaps)


@cache
def _phrases_without_a_word() -> tuple[Mapping[tuple[int, _Key], frozenset[str]], int]:
    """Under a place in a phrase and its other words folded: the words that known phrases have there."""
    found: dict[tuple[int, _Key], set[str]] = defaultdict(set)
    phrases = known_phrases()
    for key, spelled in phrases.items():
        if len(key) == 2 and (len("".join(key)) < _TWO_WORDS_LETTERS or key not in swappable_phrases()):
            continue
        for at, word in enumerate(spelled):
            found[at, (*key[:at], *key[at + 1 :])].add(word)
    return {place: frozenset(words) for place, words in found.items()}, max(map(len, phrases))


def lacks_vowel(word: str) -> bool:
    """Whether a group of capitals is a syllable that lost its vowel (`THNH`), and no abbreviation (`TNHH`)."""
    if not 3 <= len(word) <= _LONGEST_SYLLABLE or not word.isupper() or not _CONSONANTS.fullmatch(fold(word)):
        return False
    return any(is_syllable(word[:at] + vowel + word[at:]) for at in range(len(word)) for vowel in "aeiou")


def raise_small_capitals(text: str) -> str:
    """Capitals with one small vowel of a mark's height among them put right: `HậU` beside `HỮU` is `HẬU`.

    A word of two capitals or more beside a word in capitals, which is a syllable; the length stays. Units (`kV`),
    numerals, signs and abbreviations (`TpHCM`) hold no small vowel with a mark.
    """
    if not any(char.islower() for char in text) or text.islower():
        return text
    words = list(_WORD.finditer(text))
    letters = list(text)
    for at, found in enumerate(words):
        raised = _raised(found.group())
        beside = (words[near].group() for near in (at - 1, at + 1) if 0 <= near < len(words))
        if raised is not None and any(len(word) > 1 and word.isupper() for word in beside):
            letters[found.start() : found.end()] = raised
    return "".join(letters)


def _raised(word: str) -> str | None:
    small = [char for char in word if char.islower()]
    if len(small) != 1 or len(word) < 3 or small[0] == "đ" or strip_marks(small[0]) == small[0]:
        return None
    raised = word.upper()
    return raised if len(raised) == len(word) and is_syllable(raised) else None
