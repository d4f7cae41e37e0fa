"""Here lives the fewest keys that turn one text into another in a field whose whole text is selected."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from schemas.text import fold

_PARTS = re.compile(r"[^/.-]+")
# So many letters narrow the suggestions as far as they can be; so many are shown at once.
_LETTERS, _SHOWN = 3, 4


def plan_field(there: str, wanted: str, weak: int | None, suggestions: Sequence[str], *, is_day: bool) -> list[str]:
    """As `plan_keys`, where F4 takes the next of the suggestions that begin as what was typed.

    Args:
        is_day: eight digits are enough.
    """
    ways = [plan_keys(there, wanted, weak), *_take(there, wanted, "", suggestions)]
    for count in range(1, min(_LETTERS, len(wanted)) + 1):
        begun = wanted[:count]
        fitting = [text for text in suggestions if fold(text).startswith(fold(begun))]
        ways += _take(begun, wanted, begun, fitting)
    digits = wanted.replace("/", "")
    if is_day and len(digits) == 8:
        ways.append(list(digits))
    return min(ways, key=len)


def _take(there: str, wanted: str, begun: str, suggestions: Sequence[str]) -> Iterator[list[str]]:
    others = [text for text in suggestions if text != there]
    for place, text in enumerate(others[:_SHOWN]):
        rest = plan_keys(text, wanted) if text != wanted else []
        yield [*begun, *["F4"] * (place + 1), *rest]


def plan_keys(there: str, wanted: str, weak: int | None = None) -> list[str]:
    """Keys as a keyboard names them, a letter as itself: the text typed anew, mended from one of its ends, or a word.

    Args:
        weak: the place of the word that the first arrow takes; None: the first or last one.
    """
    if not wanted:
        return ["Delete"]
    ways = [list(wanted)]
    if there:
        ways += [_mend_from_start(there, wanted), _mend_from_end(there, wanted), *_retype_word(there, wanted, weak)]
    return min(ways, key=len)


def count_telex(key: str) -> int:
    """Keys that a letter takes under Telex: `ấ` is a, a, s; any other key is one."""
    if len(key) != 1:
        return 1
    if key in "đĐ":
        return 2
    return len(unicodedata.normalize("NFD", key))


def _retype_word(there: str, wanted: str, weak: int | None) -> list[list[str]]:
    """One word taken by the arrows and typed anew, where a single one is wrong; of a day or a number, one part."""
    old, new = (text.split() for text in (there, wanted))
    if not any(char.isspace() for char in there):
        old, new = (_PARTS.findall(text) for text in (there, wanted))
        if _PARTS.sub("", there) != _PARTS.sub("", wanted):
            return []
    wrong = [place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]]
    if len(old) < 2 or len(old) != len(new) or len(wrong) != 1:
        return []
    place = wrong[0]
    if weak is not None:
        aside = ["ArrowRight" if place > weak else "ArrowLeft"] * abs(place - weak)
        return [["ArrowRight", *aside, *new[place]]]
    return [
        ["ArrowRight"] * (place + 1) + list(new[place]),
        ["ArrowLeft"] * (len(old) - place) + list(new[place]),
    ]


def _mend_from_start(there: str, wanted: str) -> list[str]:
    keys, at = ["Home"], 0
    for step in Levenshtein.opcodes(there, wanted):
        if step.tag == "equal":
            continue
        keys += ["ArrowRight"] * (step.src_start - at)
        keys += ["Delete"] * (step.src_end - step.src_start)
        keys += list(wanted[step.dest_start : step.dest_end])
        at = step.src_end
    return keys


def _mend_from_end(there: str, wanted: str) -> list[str]:
    keys, at = ["End"], len(there)
    for step in reversed(list(Levenshtein.opcodes(there, wanted))):
        if step.tag == "equal":
            continue
        keys += ["ArrowLeft"] * (at - step.src_end)
        keys += ["Backspace"] * (step.src_end - step.src_start)
        letters = list(wanted[step.dest_start : step.dest_end])
        keys += letters
        # What was typed stands before the cursor; the next place is before it.
        keys += ["ArrowLeft"] * len(letters) if letters and step.src_start else []
        at = step.src_start
    return _without_last_moves(keys)


def _without_last_moves(keys: list[str]) -> list[str]:
    while keys and keys[-1] == "ArrowLeft":
        keys.pop()
    return keys
