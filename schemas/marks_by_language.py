"""Here live marks put right by the words beside them, where Vietnamese hardly ever writes what was read.

`bố sung hồ sơ` is `bổ sung hồ sơ`: both are syllables, but only one of them stands before `sung`.
"""

from __future__ import annotations

import re

from schemas.known_spellings import mend_spelling, tone_key
from schemas.language import log_probability, variants
from schemas.text import strip_marks

# How much likelier, in nats, another marking must make a word and the one behind it, and how likely, a natural log, it
# must be with the word on one side at least: `dừng các` is rare, but `dựng các` is no phrase either. ADR 0079.
_LEAD, _PHRASE_CHANCE = 6.0, -3.0
# Words of one phrase: nothing but blanks between them.
_PHRASE = re.compile(r"\w+(?:[ ]+\w+)*")
_WORD = re.compile(r"\w+")


def mend_marks(text: str) -> tuple[str, tuple[str, ...]]:
    """A sentence with the marks of its small-letter words as the words beside them want them; what was mended.

    Letters and length stay. Names, known phrases and texts without any mark (old typewriters) are left.
    """
    if strip_marks(text) == text:
        return text, ()
    sure = mend_spelling(text).sure
    letters, notes = list(text), []
    for phrase in _PHRASE.finditer(text):
        words = [(found.group(), found.start() + phrase.start()) for found in _WORD.finditer(phrase.group())]
        for at, (word, start) in enumerate(words):
            end = start + len(word)
            if not (word.isalpha() and word.islower()) or any(a <= start and end <= b for a, b in sure):
                continue
            before = words[at - 1][0] if at else None
            right = _likelier(word, before, words[at + 1][0] if at + 1 < len(words) else None)
            if right is not None:
                letters[start:end] = right
                notes.append(f"{word} read as {right}")
    return "".join(letters), tuple(notes)


def _likelier(word: str, before: str | None, behind: str | None) -> str | None:
    """The marking of the word's letters that leads by far; None where what was read may stand."""
    if before is None and behind is None:
        return None

    def weigh(spelled: str) -> float:
        """Natural log of the chance of a marking with the word behind it."""
        return log_probability(spelled, before) + (log_probability(behind, spelled) if behind else 0.0)

    others = [other for other in variants(word) if tone_key(other) != tone_key(word) and len(other) == len(word)]
    best = max(others, key=weigh, default=None)
    if best is None or weigh(best) - weigh(word) < _LEAD:
        return None
    beside = [log_probability(best, before)] if before else []
    beside += [log_probability(behind, best)] if behind else []
    return best if max(beside) >= _PHRASE_CHANCE else None
