"""Here live titles of papers whose type is decided: in the wording that the type declares, or as the print names it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from extraction.lines import Segment, Span, key_of
from extraction.readings import make_reading
from schemas.document_type import DocumentType
from schemas.extraction import FieldReading, FieldValue
from schemas.field_kinds import KindReading
from schemas.known_spellings import tone_key
from schemas.partial_dates import day_span
from schemas.text import squeeze

# One letter in so many may be lost or wrong; two declared wordings of a type differ by more.
_LETTERS_A_SLIP = 12
_ELLIPSIS = "…"
_WHOLE_NAME = 20  # letters from which a name inside a line is no chance
_ELSEWHERE = "place_of_value_unusual"
_CORE = re.compile(r"\w(?:.*\w)?")


@dataclass(frozen=True, slots=True)
class _Near:
    """A declared wording, how many words of a title it stands for, and how many letters part the two."""

    wording: str
    word_count: int
    slips: int


def mend_titles(declared: DocumentType, fields: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """The fields of a paper with its title in the wording that its type declares."""
    mended = dict(fields)
    for spec in declared.fields:
        reading = fields.get(spec.name)
        if spec.zone == "title" and isinstance(reading, FieldReading) and reading.value:
            mended[spec.name] = _mend(reading, reading.value, _wordings_of(declared))
    return mended


def _mend(reading: FieldReading, title: str, wordings: Sequence[str]) -> FieldReading:
    """The reading with its opening words as declared; what is printed behind them, brackets and case stay."""
    words = title.split()
    near = _find_near(words, wordings) if title.isupper() else None
    if near is None:
        return reading
    opening = " ".join(words[: near.word_count])
    spelled = " ".join(_spell(words[: near.word_count], near.wording.upper().split()))
    if spelled == opening:
        return reading
    value = " ".join((spelled, *words[near.word_count :]))
    note = f"{opening} read as {spelled}"
    provenance = reading.provenance and replace(reading.provenance, corrections=(*reading.provenance.corrections, note))
    return replace(reading, value=value, provenance=provenance)


def _spell(printed: Sequence[str], wording: Sequence[str]) -> Sequence[str]:
    """The words of a wording with the marks around those printed; a comma of the wording that was lost is put back."""
    if len(printed) != len(wording):
        return wording
    spelled = []
    for word, right in zip(printed, wording, strict=True):
        read, core = _CORE.search(word), _CORE.search(right)
        if read is None or core is None:
            return wording
        own = read.group() if tone_key(read.group()) == tone_key(core.group()) else core.group()
        behind = word[read.end() :]
        is_comma_lost = right.endswith(",") and behind in ("", ".")
        spelled.append(f"{word[: read.start()]}{own}{',' if is_comma_lost else behind}")
    return spelled


def _find_near(words: Sequence[str], wordings: Sequence[str]) -> _Near | None:
    """The longest wording that opens the title but for a few letters; None where another comes as near."""
    found = [near for wording in wordings if (near := _open_near(words, wording))]
    if not found:
        return None
    best = max(found, key=lambda near: (len(key_of(near.wording)), -near.slips))
    key = key_of(best.wording)
    rivals = [near for near in found if not key.startswith(key_of(near.wording))]
    return None if any(rival.slips <= best.slips for rival in rivals) else best


def _open_near(words: Sequence[str], wording: str) -> _Near | None:
    key = key_of(wording)
    most = len(key) // _LETTERS_A_SLIP
    size = len(wording.split())
    best: _Near | None = None
    for count in range(max(1, size - 1), min(len(words), size + 1) + 1):
        # A lost blank is a slip of print; a word more or less makes another title.
        allowed = most if count == size else 0
        slips = Levenshtein.distance(key_of(" ".join(words[:count])), key, score_cutoff=allowed)
        if slips <= allowed and (best is None or slips < best.slips):
            best = _Near(wording, count, slips)
    return best


def _wordings_of(declared: DocumentType) -> tuple[str, ...]:
    return _list_wordings((*declared.signs, declared.title, *(edition.title for edition in declared.editions)))


@lru_cache(maxsize=256)
def _list_wordings(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Each wording once, without what stands for a subject."""
    openings = (squeeze(re.split(_ELLIPSIS, text)[0]).lower() for text in texts)
    return tuple(dict.fromkeys(text for text in openings if len(key_of(text)) >= _LETTERS_A_SLIP))


def propose_title(
    declared: DocumentType, fields: Mapping[str, FieldValue], pages: Sequence[Sequence[Segment]]
) -> dict[str, FieldValue]:
    """The fields with a title where none was read: the one of its edition that other print of the paper names.

    Covers of land certificates are gold on red and seldom read; inside they say of which certificate they are. The
    name stands elsewhere than a title, and is doubted for that.
    """
    spec = next((spec for spec in declared.fields if spec.zone == "title"), None)
    read, issued = (fields.get(name) for name in (spec.name if spec else "", "issue_date"))
    if spec is None or (isinstance(read, FieldReading) and read.value) or not isinstance(issued, FieldReading):
        return dict(fields)
    span = day_span(issued.value) if issued.value else None
    titles = {
        it.title: key_of(it.title)
        for it in declared.editions
        if span and (it.since is None or it.since <= span[0]) and (it.until is None or span[1] <= it.until)
    }
    found = {
        title: places
        for title, key in titles.items()
        if len(key) >= _WHOLE_NAME and (places := [s for page in pages for s in page if key in s.key])
    }
    longest = max(found, key=lambda title: len(titles[title]), default=None)
    if longest is None or any(titles[title] not in titles[longest] for title in found):
        return dict(fields)
    print_ = _cut_out(found[longest][0], titles[longest])
    return {**fields, spec.name: make_reading(print_, KindReading(longest.upper(), doubt=_ELSEWHERE), "named_in_print")}


def _cut_out(segment: Segment, key: str) -> Span:
    """The words of a segment that hold a key."""
    start = segment.key.index(key)
    kept, at = [], 0
    for token in segment.tokens:
        if at + len(token.key) > start and at < start + len(key) and token.key:
            kept.append(token)
        at += len(token.key)
    return Span(segment.page, tuple(kept))
