"""Here lives a search text taken apart, and the verdict on how well a paper answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.search import Match
from schemas.text import fold_words
from storage.match_keys import has_marks, marked_words, to_id_key, to_number_key

# A pasted page is no question; more words than this add nothing but work.
_MAX_WORDS = 24
# Longer than any name, number or id; servers refuse automata over endless words.
_MAX_WORD_CHARS = 60


@dataclass(frozen=True, slots=True)
class Question:
    """What a person typed, in the forms in which the index holds things.

    `words` are folded, `marked` keep their marks (tone at the end of the word); `number_key` and
    `id_key` are the whole text without blanks and signs. No words: nothing can be found.
    """

    words: tuple[str, ...]
    marked: tuple[str, ...]
    has_marks: bool
    number_key: str
    id_key: str

    @property
    def name_key(self) -> str:
        return " ".join(self.words)

    @property
    def marked_key(self) -> str:
        return " ".join(self.marked)


def to_question(text: str) -> Question:
    """Any text at all as a question; never fails."""
    words = _cut(fold_words(text))
    # `số 45/GPXD` asks for the number 45/GPXD.
    number_words = words[1:] if len(words) > 1 and words[0] == "so" and words[1][0].isdigit() else words
    key = to_number_key(" ".join(number_words))
    return Question(words, _cut(marked_words(text)), has_marks(text), key, key.upper())


def _cut(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word[:_MAX_WORD_CHARS] for word in words[:_MAX_WORDS])


def judge(question: Question, names: Sequence[str], ids: Sequence[str], number: str | None) -> Match:
    """`exact` when the paper has the very id, number or marked name that was asked for."""
    if question.id_key in {to_id_key(identifier) for identifier in ids}:
        return "exact"
    if number is not None and _asks_number(question, to_number_key(number)):
        return "exact"
    if any(_asks_name(question.marked, marked_words(name)) for name in names):
        return "exact"
    return "possible"


def _asks_number(question: Question, key: str) -> bool:
    if key == question.number_key:
        return True
    # Among other words only a number with a sign is sure to be meant: a bare 45 may be a house.
    if key.isdigit():
        return False
    count = len(question.words)
    runs = (question.words[start:end] for start in range(count) for end in range(start + 1, count + 1))
    return any("".join(run) == key for run in runs)


def _asks_name(asked: Sequence[str], name: Sequence[str]) -> bool:
    if not name or not asked:
        return False
    if len(asked) < len(name):
        return len(asked) > 1 and _contains(name, asked)
    return _contains(asked, name)


def _contains(long: Sequence[str], short: Sequence[str]) -> bool:
    width = len(short)
    return any(tuple(long[start : start + width]) == tuple(short) for start in range(len(long) - width + 1))
