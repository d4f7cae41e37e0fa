"""Here live plain texts, addresses and choices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from schemas.address_ends import complete_end, drop_stray_end, part_glued_words, put_commas
from schemas.field_kinds.reading import KindReading, unread
from schemas.known_spellings import mend_place, mend_spelling
from schemas.marks_by_language import mend_marks
from schemas.near_spellings import mend_print
from schemas.text import fold, squeeze

_EDGES = " .,;:-–—_|*…'\"’‘`ˆ~"
# What offices print where a line has nothing to say (forms companion, section 9).
_EMPTY = frozenset({"", "-/-", "/", "khong", "khong co", "x", "…", "...", "-", "không"})
# `số vào sổ CH 00177. cấp ngày`: no sentence begins with a small letter, a comma stood there.
_STOP_FOR_COMMA = re.compile(r"\d{2}\.\s(?=[a-zà-ỹđ])")
_DOUBLED_COMMA = re.compile(r",(?:\s*,)+")
# From `đất` to its code of two or three capitals, else to where the sentence goes on.
_LAND_PURPOSE = re.compile(
    r"(?:\S+\s){0,2}?(?P<use>[đĐ][ấâa]t\s(?:(?!\s(?:sang|thành|thuộc|tại\sthửa|tại\scác)\s)[^,;.(])*"
    r"(?:\([A-Z]{2,3}\))?)"
)

# `..., huyện Phong Điền, thành phố`: the name went on where nothing was read.
_NAMELESS_END = re.compile(
    r"(?:^|[\s,])(?:thành phố|tỉnh|quận|huyện|thị xã|thị trấn|phường|xã|ấp|đường)$|,\s*(?:thành|thị)$", re.IGNORECASE
)
# `s 54/8`, `thửa đất s 880`.
_BARE_NUMBER_MARK = re.compile(r"(?:^|\s)s\s\d")


def is_empty_mark(text: str) -> bool:
    """Whether a text only says that nothing stands there (`-/-`, dotted leaders)."""
    folded = fold(text)
    return folded.strip(" .…_-:/") == "" or folded in _EMPTY


def read_text(raw: str) -> KindReading:
    """The text as printed on one line; the final stop and semicolons off."""
    printed = squeeze(raw)
    if is_empty_mark(printed):
        return unread("no_value")
    mended = mend_print(printed)
    spelled, marks = mend_marks(mended.text)
    text = spelled.strip(_EDGES)
    opened, closed = text.count("("), text.count(")")
    if opened < closed and text.endswith(")"):
        text = text[:-1]
    if not text:
        return unread("no_value")
    doubt = "low_confidence" if _STOP_FOR_COMMA.search(text) else None
    return KindReading(text, doubt=doubt, corrections=(*mended.corrections, *marks), sure=mended.sure)


def read_place(raw: str) -> KindReading:
    """The place name of a dated line, `Cần Thơ` from `Cần Thơ,`."""
    printed = squeeze(raw)
    mended = mend_place(printed)
    text = mended.text.strip(_EDGES)
    if not any(char.isalpha() for char in text):
        return unread("no_value")
    return KindReading(text, corrections=mended.corrections, sure=mended.sure)


def read_address(raw: str) -> KindReading:
    """An address or place as printed, blanks before commas off; a doubled comma is one, a lost one is put back.

    One that breaks off in the name of a unit is completed where only one unit can follow, and doubted.
    """
    reading = read_text(raw)
    if reading.value is None:
        return reading
    # `(địa chỉ: Lô 1, thành phố Cần Thơ) được thực hiện`: the bracket opened before the address closes it.
    tidy, doubled = _DOUBLED_COMMA.subn(",", _before_foreign_bracket(reading.value))
    tidy = squeeze(tidy.replace(" ,", ","))
    notes = (*reading.corrections, "doubled comma read as one") if doubled else reading.corrections
    kept = drop_stray_end(tidy)
    if kept is not None:
        tidy, notes = kept, (*notes, "letter behind the place dropped")
    tidy, stops = part_glued_words(tidy)
    tidy, joints = put_commas(tidy)
    notes = (*notes, *stops, *joints)
    whole = complete_end(tidy)
    if whole is not None:
        return replace(reading, value=whole[0], corrections=(*notes, whole[1]), doubt="cut_off")
    doubt = reading.doubt or doubt_about_place(tidy)
    return replace(reading, value=tidy, corrections=notes, doubt=doubt)


def doubt_about_place(text: str) -> str | None:
    """Why a place or body is doubtful by itself: it ends where a name must follow, or a `số` lost its letters."""
    if _NAMELESS_END.search(text):
        return "cut_off"
    return "low_confidence" if _BARE_NUMBER_MARK.search(text) else None


def _before_foreign_bracket(text: str) -> str:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return text[:at] if any(c.isalpha() for c in text[:at]) else text
    return text


def read_land_purpose(raw: str) -> KindReading:
    """A use of land out of a sentence, with its code: `đất ở tại đô thị (ODT)`; `no_value` where none begins here."""
    text = squeeze(raw)
    found = _LAND_PURPOSE.match(text)
    if not found:
        return unread("no_value")
    mended = mend_spelling(found["use"])
    return KindReading(mended.text.strip(_EDGES), span=found.span("use"), corrections=mended.corrections)


def read_choice(raw: str, choices: Sequence[str]) -> KindReading:
    """The one choice the text means, marks and one slip tolerated; else problem `not_a_choice`."""
    text = fold(squeeze(raw).strip(_EDGES))
    if is_empty_mark(text):
        return unread("no_value")
    best = sorted((Levenshtein.distance(text, fold(choice)), choice) for choice in choices)
    distance, choice = best[0]
    allowed = 0 if len(fold(choice)) <= 3 else 1
    if distance > allowed or (len(best) > 1 and best[1][0] == distance):
        return unread("not_a_choice")
    note = (f"{squeeze(raw)} read as {choice}",) if squeeze(raw).strip(_EDGES) != choice else ()
    return KindReading(choice, corrections=note)
