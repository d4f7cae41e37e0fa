"""Here live the kinds of hit: what a question asks of an index, in a form that every engine translates alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.indexes import _worth as worth
from storage.indexes._question import Question
from storage.match_keys import to_confusable


@dataclass(frozen=True, slots=True)
class Term:
    """A key as a whole, or one word of a text, which is ranked by how rare it is."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a text that stand one after another."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A key or word with at most one letter wrong, missing, too many, or two swapped."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Begun:
    """Words with this beginning."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number field with this value."""

    field: str
    value: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; what they are worth is added up. Without parts nothing does."""

    parts: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds at least; what those are worth that do is added up. Without parts nothing does."""

    parts: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """The part, worth just this much wherever it holds."""

    score: float
    part: Wanted


Wanted = Term | Phrase | Near | Begun | Number | AllOf | AnyOf | Worth
NOTHING = AnyOf(())


def list_reaches(asked: Question) -> tuple[bool, ...]:
    """How wide to ask, one after the other until `ENOUGH` papers are found; see `to_wanted`.

    An id is one person's and finds few papers by itself, so everything is asked at once.
    """
    is_id = asked.id_key.isdigit() and len(asked.id_key) >= worth.MIN_ID_DIGITS
    return (True,) if is_id else (False, True)


def to_wanted(asked: Question, *, is_wide: bool = True, is_ranked: bool = True) -> Wanted:
    """Everything that may answer a question, the better kinds worth more than all lesser ones together.

    Args:
        is_wide: False leaves out guesses and words of the text: what is meant where numbers, names and subjects find
            `ENOUGH` papers by themselves.
        is_ranked: where it does not matter which of the papers answer best (to count them, say), fewer kinds find
            the same papers.
    """
    if not asked.words:
        return NOTHING
    list_all = _list_kinds if asked.undated is None else _list_dated
    found = AnyOf(tuple(list_all(asked, is_wide, is_ranked)))
    if not asked.phrases:
        return found
    return AllOf((found, *(Worth(0.0, Phrase("content", words)) for words in asked.phrases)))


def _list_dated(asked: Question, is_wide: bool, is_ranked: bool) -> list[Wanted]:
    """Where one word is a year: the rest of the question, of papers issued in that year or that speak of it."""
    if asked.undated is None or asked.year is None:
        return []
    issued = Worth(worth.YEAR, Number("year", asked.year))
    told = Worth(0.0, Term("content", str(asked.year)))
    rest = AllOf((AnyOf(tuple(_list_kinds(asked.undated, is_wide, is_ranked))), AnyOf((issued, told))))
    # `47 2021` may also be the number 47/2021.
    return [*_list_numbers(asked), rest]


def _list_kinds(asked: Question, is_wide: bool, is_ranked: bool) -> list[Wanted]:
    kinds = _list_numbers(asked)
    if is_wide:
        kinds += [_make_words(asked.words), *_list_guesses(asked)]
    # Names and subjects are words of the text too.
    if is_ranked or not is_wide:
        kinds += _list_names(asked)
    if is_ranked:
        kinds += _list_nearer(asked)
    if is_ranked and is_wide:
        kinds += _list_texts(asked)
    return kinds


def _list_numbers(asked: Question) -> list[Wanted]:
    kinds: list[Wanted] = [
        Worth(worth.ID, Term("ids", asked.id_key)),
        Worth(worth.NUMBER, Term("number", asked.number_key)),
    ]
    if asked.number_parts:
        kinds.append(Worth(worth.NUMBER_PART, Phrase("number_words", asked.number_parts)))
    key = to_confusable(asked.number_key)
    if asked.number_parts and len(key) >= worth.MIN_BEGUN_CHARS:
        kinds.append(Worth(worth.NUMBER_BEGUN, Begun("number", asked.number_key)))
    if len(key) >= worth.MIN_CONFUSED_CHARS:
        kinds += [Worth(worth.CONFUSED_KEY, Term(field, key)) for field in ("ids_confusable", "number_confusable")]
    return kinds


def _list_names(asked: Question) -> list[Wanted]:
    """The words as somebody's name, or as a subject."""
    return [
        Worth(worth.NAME_ANY_ORDER, AllOf(_terms("names", asked.words))),
        Worth(worth.TITLE, Phrase("title", asked.words)),
    ]


def _list_nearer(asked: Question) -> list[Wanted]:
    """Kinds that hold only where a lesser one holds too: the whole name, its order, its marks."""
    return [
        Worth(worth.NAME_MARKED_WHOLE, Term("name_whole_marked", asked.marked_key)),
        Worth(worth.NAME_MARKED, Phrase("names_marked", asked.marked)),
        Worth(worth.NAME_WHOLE, Term("name_whole", asked.name_key)),
        Worth(worth.NAME, Phrase("names", asked.words)),
        Worth(worth.NAME_WHOLE_ANY_ORDER, Term("name_sorted", asked.sorted_key)),
        Worth(worth.NAME_MARKED_ANY_ORDER, AllOf(_terms("names_marked", asked.marked))),
        Worth(worth.TITLE, Phrase("title_marked", asked.marked)),
    ]


def _list_texts(asked: Question) -> list[Wanted]:
    """The words one after the other in the text, or with the marks they were typed with."""
    kinds: list[Wanted] = [Worth(worth.ALL_MARKED, AllOf(_terms("content_marked", asked.marked)))]
    if len(asked.words) > 1:
        kinds.append(Worth(worth.TEXT, Phrase("content", asked.words)))
    return kinds


def _list_guesses(asked: Question) -> list[Wanted]:
    if any(char.isdigit() for char in asked.number_key):
        return []
    near = AllOf(tuple(_make_near("names", word) for word in asked.words))
    whole = _make_near("name_whole", asked.name_key)
    if len(asked.words) == 1:
        whole = Term("name_initials", asked.words[0])
    score = worth.INITIALS if len(asked.words) == 1 else worth.NAME_ONE_LETTER_OFF
    return [Worth(score, whole), Worth(worth.NAME_ONE_LETTER_OFF, near)]


def _make_words(words: Sequence[str]) -> Wanted:
    """Every word somewhere in the paper, the last one perhaps only begun."""
    *whole, last = words
    ends: Wanted = Term("content", last)
    if len(last) >= worth.MIN_PREFIX_LETTERS:
        ends = AnyOf((ends, Worth(worth.BEGUN, Begun("content", last))))
    return AllOf((*_terms("content", whole), ends))


def _make_near(field: str, value: str) -> Wanted:
    return Near(field, value) if len(value) >= worth.MIN_FUZZY_LETTERS else Term(field, value)


def _terms(field: str, words: Sequence[str]) -> tuple[Wanted, ...]:
    return tuple(Term(field, word) for word in words)
