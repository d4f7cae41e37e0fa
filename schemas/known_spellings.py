"""Here live spellings beyond doubt: office words, posts, titles, provinces and units of the region.

Recognition keeps letters better than marks. Where the letters of a whole phrase are those of exactly one
known phrase, its marks are restored and the mend is told; a phrase with two possible spellings is left, which
is why the table names the second spelling of some phrases that offices write, too.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from schemas.text import clean, fold
from schemas.units import load_units

_FILE = Path(__file__).with_name("known_spellings.toml")
_WORD = re.compile(r"[^\W\d_]+")
_UNIT_WORDS = {"huyen": "huyện", "quan": "quận", "tinh": "tỉnh", "xa": "xã", "ap": "ấp", "thon": "thôn", "khom": "khóm"}
# No comma: `huyện Bắc Hà, tỉnh Lào Cai` holds no `Hà Tĩnh`.
_BETWEEN = re.compile(r"[\s\-–]{1,3}")
# Old and new places of the tone mark are both right (`hoà`, `hòa`); names stay as printed.
_TONE_PLACES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ",
                "õe": "oẽ", "ọe": "oẹ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with known phrases restored; same length as what went in.

    `sure` are the (start, end) stretches whose spelling is now beyond doubt; `corrections` tell each mend.
    """

    text: str
    sure: tuple[tuple[int, int], ...]
    corrections: tuple[str, ...]


@lru_cache(maxsize=1 << 13)
def mend_spelling(text: str) -> Mended:
    """Restore the marks of known phrases, longest first; letters, case and length are kept.

    Names of offices, posts and titles and phrases of three words may trade a mark for another; two other words and
    places may only gain what they lost (`xã Lãng Sơn` is no `Lạng Sơn`), and nothing behind a family name is touched.

    Remembered: each value and each line of a page is asked for by several checks.
    """
    text = clean(text)
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    folded = [fold(word) for word, _, _ in words]
    known, longest = _phrases()
    letters = list(text)
    sure: list[tuple[int, int]] = []
    notes: list[str] = []
    at = 0
    while at < len(words):
        size = _known_length(folded, words, text, at, known, longest)
        if size == 0:
            at += 1
            continue
        spelled = known[tuple(folded[at : at + size])]
        for (word, start, end), right in zip(words[at : at + size], spelled, strict=True):
            if not _same_spelling(word, right):
                letters[start:end] = in_case_of(word, right)
                notes.append(f"{word} read as {''.join(letters[start:end])}")
        notes.extend(_move_dash(letters, words[at : at + size], _dash_places().get(tuple(folded[at : at + size]))))
        sure.append((words[at][1], words[at + size - 1][2]))
        at += size
    return Mended("".join(letters), tuple(sure), tuple(notes))


def _move_dash(letters: list[str], words: list[tuple[str, int, int]], place: int | None) -> tuple[str, ...]:
    """The phrase's only dash set behind the word that it stands behind, in `letters`; what was moved."""
    gaps = ["".join(letters[left[2] : right[1]]) for left, right in pairwise(words)]
    dashed = [at for at, gap in enumerate(gaps) if gap.strip()]
    if place is None or len(dashed) != 1 or dashed[0] == place:
        return ()
    gaps.insert(place, gaps.pop(dashed[0]))
    start, end = words[0][1], words[-1][2]
    spelled = ["".join(letters[first:last]) for _, first, last in words]
    before = "".join(letters[start:end])
    letters[start:end] = "".join(part for pair in zip(spelled, (*gaps, ""), strict=True) for part in pair)
    return (f"{before} read as {''.join(letters[start:end])}",)


def mend_place(text: str) -> Mended:
    """The same for a text that is a place name alone (`Ninh Kiêu` of a dated line)."""
    mended = mend_spelling(text)
    words = tuple(fold(word) for word in _WORD.findall(mended.text))
    right = _places().get(words)
    if not right or mended.sure or not _only_gains([(m.group(), 0, 0) for m in _WORD.finditer(mended.text)], right):
        return mended
    spelled = iter(right)
    result = _WORD.sub(lambda m: in_case_of(m.group(), next(spelled)), mended.text)
    notes = (f"{text} read as {result}",) if not _same_spelling(result, mended.text) else ()
    return Mended(result if notes else mended.text, ((0, len(result)),), notes)


def has_unusual_syllable(text: str) -> bool:
    """Whether a subject holds a small-letter syllable that offices do not write and no known phrase covers."""
    mended = mend_spelling(re.sub(r"^V\s?/\s?v\b", "   ", text))
    for found in _WORD.finditer(mended.text):
        is_covered = any(start <= found.start() and found.end() <= end for start, end in mended.sure)
        word = found.group()
        is_abbreviation = word.isupper() and len(word) > 1 and not text.isupper()
        if not is_covered and not is_abbreviation and word.lower() not in _syllables():
            return True
    return False


def has_lost_mark(text: str) -> bool:
    """Whether a word without any mark is known only with marks (`Xom`, `Binh`, `HUYÊN` is left to phrases)."""
    mended = mend_spelling(text)
    for found in _WORD.finditer(mended.text):
        word = found.group().lower()
        is_covered = any(start <= found.start() and found.end() <= end for start, end in mended.sure)
        if not is_covered and word not in _bare_syllables() and word == fold(word) and word in _marked_letters():
            return True
    return any(_is_unit_word_misspelled(part) for part in mended.text.split(","))


def _is_unit_word_misspelled(part: str) -> bool:
    """`HUYÊN ĐỨC TRỌNG`: the word that says what an area is stands first in its part."""
    words = [word.lower() for word in _WORD.findall(part)]
    right = _UNIT_WORDS.get(fold(words[0])) if len(words) > 1 else None
    return right is not None and words[0] != right


def has_unusual_small_word(address: str) -> bool:
    """Whether an address holds a small-letter word that addresses are not made of (`buyện`, `phưong`)."""
    words = (found.group() for found in _WORD.finditer(mend_spelling(address).text))
    return any(word.islower() and len(word) > 1 and word not in _address_words() for word in words)


def known_post(text: str) -> str | None:
    """The post whose letters the whole text has, spelled right and in capitals; else None."""
    words = tuple(fold(word) for word in _WORD.findall(clean(text)))
    spelled = _posts().get(words)
    return " ".join(spelled).upper() if spelled else None


def list_posts() -> tuple[str, ...]:
    """Every known post in capitals."""
    return tuple(" ".join(spelled).upper() for spelled in _posts().values())


def known_phrases() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Folded words to spelled words of every phrase of two words or more whose spelling is beyond doubt."""
    return _phrases()[0]


def swappable_phrases() -> frozenset[tuple[str, ...]]:
    """Folded words of the phrases whose letters are nothing else, whatever marks were read."""
    return _swappable()


def _known_length(
    folded: list[str],
    words: list[tuple[str, int, int]],
    text: str,
    at: int,
    known: Mapping[tuple[str, ...], tuple[str, ...]],
    longest: int,
) -> int:
    for size in range(min(longest, len(words) - at), 1, -1):
        key = tuple(folded[at : at + size])
        if key not in known or names_person(words, text, at):
            continue
        if key not in _swappable() and not _only_gains(words[at : at + size], known[key]):
            continue
        gaps = (text[words[i][2] : words[i + 1][1]] for i in range(at, at + size - 1))
        if all(_BETWEEN.fullmatch(gap) for gap in gaps):
            return size
    return 0


def names_person(words: Sequence[tuple[str, int, int]], text: str, at: int) -> bool:
    """Whether a family name stands up to two capital words in front: `Nguyễn Quang Nam` is no `Quảng Nam`."""
    for back in (1, 2):
        if at < back or not words[at][0][:1].isupper():
            return False
        word, _, end = words[at - back]
        if not word[:1].isupper() or text[end : words[at - back + 1][1]] != " ":
            return False
        if tone_key(word) in _surname_keys() and (back == 1 or not word.isupper()):
            return True
    return False


@cache
def _surname_keys() -> frozenset[str]:
    """Family names as spelled and, but for words that name units, as typed without marks."""
    spelled = {tone_key(name) for name in list_surnames()}
    return frozenset(spelled | ({fold(name) for name in spelled} - set(_UNIT_WORDS)))


def _only_gains(words: list[tuple[str, int, int]], spelled: tuple[str, ...]) -> bool:
    """Whether the known spelling only adds marks: `Long Thành` with its own mark is not the region's `Long Thạnh`."""
    for (word, _, _), right in zip(words, spelled, strict=True):
        printed, known = (unicodedata.normalize("NFD", text.lower()) for text in (tone_key(word), tone_key(right)))
        marks = [mark for mark in printed if unicodedata.combining(mark) or mark == "đ"]
        if any(printed.count(mark) > known.count(mark) for mark in marks):
            return False
    return True


def _same_spelling(word: str, right: str) -> bool:
    return tone_key(word) == tone_key(right)


def tone_key(word: str) -> str:
    """The word with its tone mark in the old place, so that `hoà` and `hòa` meet."""
    word = unicodedata.normalize("NFC", word).lower()
    old = _TONE_PLACES.get(word[-2:])
    return word[:-2] + old if old else word


def in_case_of(word: str, right: str) -> str:
    """A known spelling in the case of a printed word."""
    if word.isupper():
        return right.upper()
    return right[:1].upper() + right[1:].lower() if word[:1].isupper() else right.lower()


def has_unusual_name(name: str) -> bool:
    """Whether a syllable behind the family name is none that names are made of."""
    return any(word.lower() not in list_name_syllables() for word in name.split()[1:] if word != "và")


@cache
def list_name_syllables() -> frozenset[str]:
    """Syllables, in small letters, that the names behind family names are made of."""
    return frozenset(str(_tables()["name_syllables"]).split())


@cache
def list_surnames() -> tuple[str, ...]:
    """Family names as spelled."""
    return tuple(str(_tables()["surnames"]).split())


@cache
def sure_surnames() -> Mapping[str, str]:
    """Folded letters to the one family name that they can be."""
    return {fold(name): name for name in str(_tables()["sure_surnames"]).split()}


@cache
def _syllables() -> frozenset[str]:
    return frozenset(str(_tables()["syllables"]).split())


@cache
def _address_words() -> frozenset[str]:
    return _syllables() | frozenset(str(_tables()["address_words"]).split())


@cache
def _bare_syllables() -> frozenset[str]:
    plain = str(_tables()["bare_syllables"]).split()
    known = (*_syllables(), *list_name_syllables(), *(str(name).lower() for name in list_surnames()), *plain)
    return frozenset(word for word in known if word == fold(word))


@cache
def _marked_letters() -> frozenset[str]:
    """Letters of syllables that are known with marks."""
    known = (*_syllables(), *list_name_syllables(), *(str(name).lower() for name in list_surnames()), *_address_words())
    return frozenset(fold(word) for word in known if word != fold(word))


@cache
def _tables() -> Mapping[str, object]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def _lists() -> dict[str, list[str]]:
    """The lists of phrases by name."""
    return {name: texts for name, texts in _tables().items() if isinstance(texts, list)}


def _by_letters(phrases: Iterable[str]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Folded words to spelled words; two spellings of the same letters drop both."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    ambiguous: set[tuple[str, ...]] = set()
    for phrase in phrases:
        spelled = tuple(_WORD.findall(clean(phrase).lower()))
        key = tuple(fold(word) for word in spelled)
        other = found.setdefault(key, spelled)
        if [tone_key(word) for word in other] != [tone_key(word) for word in spelled]:
            ambiguous.add(key)
    return {key: spelled for key, spelled in found.items() if key not in ambiguous}


@cache
def _phrases() -> tuple[dict[tuple[str, ...], tuple[str, ...]], int]:
    lists = _lists()
    provinces = lists["provinces"]
    units = [unit.name for unit in load_units().list_all()]
    texts = [text for texts in lists.values() for text in texts]
    texts += units + [f"tỉnh {name}" for name in provinces] + [f"thành phố {name}" for name in provinces]
    known = {key: spelled for key, spelled in _by_letters(texts).items() if len(key) >= 2}
    return known, max(len(key) for key in known)


@cache
def _dash_places() -> dict[tuple[str, ...], int]:
    """Folded words of the offices that print one dash: the place, from 0, of the word before it."""
    found = {}
    for text in _lists()["offices"]:
        head, dash, tail = text.partition(" - ")
        if dash and "-" not in tail:
            found[tuple(fold(word) for word in _WORD.findall(text))] = len(_WORD.findall(head)) - 1
    return found


@cache
def _unit_phrases() -> frozenset[tuple[str, ...]]:
    """Folded words of the units of the region, which share their letters with places elsewhere."""
    return frozenset(tuple(fold(word) for word in _WORD.findall(clean(unit.name))) for unit in load_units().list_all())


@cache
def _swappable() -> frozenset[tuple[str, ...]]:
    """Folded words of the phrases whose letters are nothing else, whatever marks were read."""
    own = {text for name in ("offices", "posts", "titles") for text in _lists()[name]}
    known = {tuple(fold(word) for word in _WORD.findall(clean(text))) for text in own}
    known |= {key for key in _phrases()[0] if len(key) > 2}
    return frozenset(known - _unit_phrases())


@cache
def _places() -> dict[tuple[str, ...], tuple[str, ...]]:
    units = [unit.short_name for unit in load_units().list_all()]
    return _by_letters([*units, *_lists()["provinces"]])


@cache
def _posts() -> dict[tuple[str, ...], tuple[str, ...]]:
    return _by_letters(_lists()["posts"])
