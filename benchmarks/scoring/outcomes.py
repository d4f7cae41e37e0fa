"""Here values read meet values printed: right or wrong, flagged for a person or believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from schemas.extraction import Doubt, Extraction
from schemas.text import squeeze

# "wrong" is the dangerous one: nobody is asked to look at it.
Outcome = Literal["right", "right_flagged", "wrong", "wrong_flagged", "missing"]
OUTCOMES: tuple[Outcome, ...] = ("right", "right_flagged", "wrong", "wrong_flagged", "missing")
TYPE_FIELD = "document_type"
_LEADING_SUBJECT = re.compile(r"^(?:v/v|về việc)\b[\s:]*")
# A blank beside a mark is the typist's habit: `KT.GIÁM ĐỐC` and `KT. GIÁM ĐỐC` say the same.
_BLANK_BESIDE_MARK = re.compile(r"\s*([./,:;–-])\s*")


@dataclass(frozen=True, slots=True)
class Expected:
    """What one field of a paper says. `accepted` is empty where the paper says nothing."""

    field: str
    accepted: tuple[str, ...]
    is_handwritten: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one field: its canonical value, whether a person is asked to look at it, its confidence, why."""

    value: str | None
    is_flagged: bool
    confidence: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoredField:
    """One field with its outcome; `read` is None where nothing was; `confidence` 0-1, None where none is given.

    `reasons` are the codes of the doubts about it.
    """

    field: str
    outcome: Outcome
    is_handwritten: bool
    accepted: tuple[str, ...]
    read: str | None
    confidence: float | None = None
    reasons: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether the value stands as printed, flagged or not."""
        return self.outcome in ("right", "right_flagged")

    @property
    def is_believed(self) -> bool:
        """Whether there is a value that nobody is asked to look at."""
        return self.outcome in ("right", "wrong")


def fold_value(text: str) -> str:
    """The form in which two values are the same: NFC, case, blanks, final stops, a leading `V/v` or `Về việc`."""
    folded = _BLANK_BESIDE_MARK.sub(r"\1", squeeze(text).casefold()).rstrip(". ")
    return _LEADING_SUBJECT.sub("", folded)


def judge_field(expected: Expected, read: Read | None) -> ScoredField | None:
    """The outcome of one field; None where the paper says nothing and nothing was read."""
    value = read.value if read else None
    if not expected.accepted and not value:
        return None
    flagged = read is not None and read.is_flagged
    outcome: Outcome
    if not value:
        outcome = "missing"
    elif fold_value(value) in {fold_value(text) for text in expected.accepted}:
        outcome = "right_flagged" if flagged else "right"
    else:
        outcome = "wrong_flagged" if flagged else "wrong"
    confidence = read.confidence if read and value else None
    reasons = read.reasons if read else ()
    by_hand, accepted = expected.is_handwritten, expected.accepted
    return ScoredField(expected.field, outcome, by_hand, accepted, value or None, confidence, reasons)


def judge_paper(expected: Sequence[Expected], read: Mapping[str, Read]) -> tuple[ScoredField, ...]:
    """Every expected field with its outcome; of repeated fields also what was read beyond them."""
    names = {field.field for field in expected}
    repeated = {name.partition("[")[0] for name in names if "[" in name}
    beyond = [Expected(name, ()) for name in read if name not in names and name.partition("[")[0] in repeated]
    scored = (judge_field(field, read.get(field.field)) for field in (*expected, *beyond))
    return tuple(field for field in scored if field is not None)


def to_expected(fields: Mapping[str, Any]) -> tuple[Expected, ...]:
    """A drawn paper's truth: texts, None, lists of texts, lists of rows; named as doubts name them."""
    return tuple(Expected(name, (value,) if value else ()) for name, value in list_leaves(fields))


def to_read(extraction: Extraction) -> dict[str, Read]:
    """All that was read of a paper, its document type among it; repeated fields as `name[0]`, `name[0].column`."""
    doubts = extraction.doubts
    read = {name: _read(name, it.value, it.confidence, doubts) for name, it in list_leaves(extraction.fields)}
    read[TYPE_FIELD] = _read(TYPE_FIELD, extraction.document_type, extraction.type_confidence, doubts)
    missing = sorted({doubt.field for doubt in doubts} - set(read))
    return {**read, **{name: _read(name, None, None, doubts) for name in missing}}


def _read(name: str, value: str | None, confidence: float | None, doubts: Sequence[Doubt]) -> Read:
    reasons = tuple(doubt.reason for doubt in doubts if is_flagged(name, [doubt]))
    return Read(value, bool(reasons), confidence, reasons)


def is_flagged(name: str, doubts: Iterable[Doubt]) -> bool:
    """Whether a doubt names this field, or the list that it belongs to."""
    return any(name == doubt.field or name.startswith((f"{doubt.field}[", f"{doubt.field}.")) for doubt in doubts)


def list_leaves(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(name, text or reading) for each text or reading, however deep in lists and rows it lies."""
    for name, value in fields.items():
        if isinstance(value, list | tuple):
            yield from list_leaves({f"{name}[{index}]": item for index, item in enumerate(value)})
        elif isinstance(value, Mapping):
            yield from list_leaves({f"{name}.{column}": cell for column, cell in value.items()})
        else:
            yield name, value
