"""Here live titles: of a paper whose type is decided, a wording declared for that type but for a few letters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from extraction.lines import key_of
from schemas.document_type import DocumentType
from schemas.extraction import FieldReading, FieldValue
from schemas.known_spellings import tone_key
from schemas.text import squeeze

# One letter in so many may be lost or wrong; two declared wordings of a type differ by more.
_LETTERS_A_SLIP = 12
_ELLIPSIS = "…"
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
