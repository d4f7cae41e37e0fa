"""Here lives a search text taken apart, and the verdict on how well a paper answers it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.search import Match
from schemas.text import clean, fold_words
from storage.match_keys import has_marks, list_number_parts, marked_words, to_id_key, to_number_key, to_sorted_key

# A pasted page is no question; more words than this add nothing but work.
_MAX_WORDS = 24
# Longer than any name, number or id; servers refuse automata over endless words.
_MAX_WORD_CHARS = 60
# Between quotation marks of a keyboard or of a word processor.
_QUOTED = re.compile('["“”„«]([^"“”„«»]+)["“”»]')
# Standing alone: `47/2021` is a number.
_YEAR = re.compile(r"[(]?((?:19|20)[0-9]{2})[).,;:?]?")
_MAX_PHRASES = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What a person typed, in the forms in which the index holds things.

    `words` are folded, `marked` keep their marks (tone at the end of the word); `number_key` and
    `id_key` are the whole text without blanks and signs; `number_parts` its runs of digits and letters, empty without
    a digit. `phrases` stood in quotation marks. Where one word is a year, `undated` is the question without it.
    No words: nothing can be found.
    """

    words: tuple[str, ...]
    marked: tuple[str, ...]
    has_marks: bool
    number_key: str
    id_key: str
    number_parts: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    year: int | None = None
    undated: Question | None = None

    @property
    def name_key(self) -> str:
        return " ".join(self.words)

    @property
    def sorted_key(self) -> str:
        return to_sorted_key(self.name_key)

    @property
    def marked_key(self) -> str:
        return " ".join(self.marked)


def to_question(text: str) -> Question:
    """Any text at all as a question; never fails."""
    phrases = (_cut(fold_words(quoted)) for quoted in _QUOTED.findall(text)[:_MAX_PHRASES])
    question = replace(_to_plain(text), phrases=tuple(words for words in phrases if words))
    year, rest = _split_year(text)
    if year is None:
        return question
    undated = _to_plain(rest)
    return replace(question, year=year, undated=undated) if undated.words else question


def _to_plain(text: str) -> Question:
    words = _cut(fold_words(text))
    # `số 45/GPXD` asks for the number 45/GPXD.
    number_words = words[1:] if len(words) > 1 and words[0] == "so" and words[1][0].isdigit() else words
    number = " ".join(number_words)
    key = to_number_key(number)
    parts = list_number_parts(number) if any(char.isdigit() for char in key) else ()
    return Question(words, _cut(marked_words(text)), has_marks(text), key, key.upper(), parts)


def _split_year(text: str) -> tuple[int | None, str]:
    """The one year that stands alone in a text, and the text without it and without `năm` before it."""
    tokens = clean(text).split()
    places = [place for place, token in enumerate(tokens) if _YEAR.fullmatch(token)]
    if len(places) != 1:
        return None, text
    (place,) = places
    found = _YEAR.fullmatch(tokens[place])
    assert found is not None
    # Typed without its mark it may be the name Nam.
    begin = place - 1 if place > 0 and tokens[place - 1].lower() == "năm" else place
    return int(found.group(1)), " ".join([*tokens[:begin], *tokens[place + 1 :]])


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
