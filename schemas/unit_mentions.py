"""Here live mentions: the units that a line of printed text names, OCR noise allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from schemas.text import fold, fold_words
from schemas.unit_values import Unit

# Words of kind by level, folded; a unit may have changed its kind (huyện Thốt Nốt, later quận).
KINDS: dict[str, tuple[str, ...]] = {
    "province": ("thanh pho", "tinh"),
    "district": ("quan", "huyen", "thi xa", "thanh pho"),
    "commune": ("phuong", "xa", "thi tran"),
}
_SHORT_FORMS = (
    (re.compile(r"\btp\b\.?"), "thanh pho "),
    (re.compile(r"\btx\b\.?"), "thi xa "),
    (re.compile(r"\btt\b\.?"), "thi tran "),
    (re.compile(r"\bq\."), "quan "),
    (re.compile(r"\bh\."), "huyen "),
    (re.compile(r"\bp\."), "phuong "),
    (re.compile(r"\bx\."), "xa "),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `start` to `end` (excluded) of a text name one of these units."""

    start: int
    end: int
    distance: int
    units: tuple[Unit, ...]

    @property
    def level(self) -> str:
        return self.units[0].level


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a unit's name, folded: `quan ninh kieu` is kind `quan`, short `ninhkieu`.

    `forgiven` edits make it another form, of which `forgiven_in_short` may lie in the name without its kind.
    """

    unit: Unit
    kind: str
    short: str
    compact: str
    word_count: int
    tail: str
    forgiven: int
    forgiven_in_short: int


def expand_words(text: str | None) -> tuple[str, ...]:
    """Folded words of a text with the short forms of unit kinds written out (`TP.` -> thanh pho)."""
    folded = fold(text or "")
    for pattern, long_form in _SHORT_FORMS:
        folded = pattern.sub(long_form, folded)
    return fold_words(folded)


def list_forms(units: Iterable[Unit], *, any_kind: bool, bare: bool = False) -> tuple[Form, ...]:
    """The forms to look for: as named, with every kind of the level, or without a kind (`bare`)."""
    forms: dict[tuple[str, str, str], Form] = {}
    for unit in units:
        for name in (unit.name, *unit.aliases):
            for form in _forms_of(unit, expand_words(name), any_kind=any_kind, bare=bare):
                forms[(unit.path, form.kind, form.short)] = form
    return tuple(forms.values())


def _forms_of(unit: Unit, words: tuple[str, ...], *, any_kind: bool, bare: bool) -> Iterable[Form]:
    kind = next(k for k in KINDS[unit.level] if words[: len(k.split())] == tuple(k.split()))
    rest = words[len(kind.split()) :]
    # A lone digit or letter at the end tells neighbours apart: Phường 1 and 7, Trường Xuân A and B.
    tail = rest[-1] if len(rest[-1]) == 1 or rest[-1].isdigit() else ""
    for each in ("",) if bare else KINDS[unit.level] if any_kind else (kind,):
        kind, short = each.replace(" ", ""), "".join(rest)
        word_count, allowed = len(rest) + len(each.split()), _allowed_edits(len(short))
        yield Form(unit, kind, short, kind + short, word_count, tail, max(1, allowed) if kind else allowed, allowed)


def list_mentions(words: Sequence[str], forms: Iterable[Form]) -> tuple[Mention, ...]:
    """The units named in a text, in printed order; nearest spelling first, then the longer name."""
    hits: dict[tuple[int, int, int], list[Unit]] = {}
    windows = _list_windows(words)
    for form in forms:
        # Only windows of nearly this length can match.
        length = len(form.compact)
        for near in range(length - form.forgiven, length + form.forgiven + 1):
            for start, end, text in windows.get(near, ()):
                if abs(end - start - form.word_count) <= 1 and not _is_half_a_kind(words, start, form):
                    distance = _distance(text, words[end - 1], form)
                    if distance is not None:
                        hits.setdefault((start, end, distance), []).append(form.unit)
    return _choose(hits)


def _list_windows(words: Sequence[str]) -> dict[int, list[tuple[int, int, str]]]:
    """Runs of up to eight words, written together, by their length in letters."""
    windows: dict[int, list[tuple[int, int, str]]] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + 8, len(words)) + 1):
            text = "".join(words[start:end])
            windows.setdefault(len(text), []).append((start, end, text))
    return windows


def _distance(text: str, last_word: str, form: Form) -> int | None:
    """Edits between a window and a form, None when too many for a name of that length."""
    if form.tail and last_word != form.tail:
        return None
    distance = Levenshtein.distance(text, form.compact, score_cutoff=form.forgiven)
    if distance > form.forgiven:
        return None
    if distance and any(char.isdigit() for char in text):
        return None
    allowed = form.forgiven_in_short
    if Levenshtein.distance(text[-len(form.short) :], form.short, score_cutoff=allowed) > allowed:
        return None
    return distance


def _allowed_edits(length: int) -> int:
    """Edits forgiven in a name of so many letters: none in a short one, neighbours are too near."""
    return 0 if length < 6 else 1 if length < 10 else 2


def _is_half_a_kind(words: Sequence[str], start: int, form: Form) -> bool:
    """Whether `xa` is only the second half of `thi xa`."""
    return form.kind == "xa" and start > 0 and words[start - 1] == "thi"


def _choose(hits: dict[tuple[int, int, int], list[Unit]]) -> tuple[Mention, ...]:
    chosen: list[Mention] = []
    # At equal distance the longer name wins: "Trường Long Tây" over "Trường Long".
    for (start, end, distance), units in sorted(hits.items(), key=lambda hit: (hit[0][2], hit[0][0] - hit[0][1])):
        if all(end <= other.start or start >= other.end for other in chosen):
            chosen.append(Mention(start, end, distance, tuple(units)))
    return tuple(sorted(chosen, key=lambda mention: mention.start))
