"""Here live extractions: what a paper says, field by field, and which readings to doubt."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.acts import ActOnPaper
from schemas.geometry import Box
from schemas.scan import ScanWarning


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value was read: page, box in pixels of the *original* page, and by which rule."""

    page_number: int
    box: Box | None
    rule: str
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field as read. `raw` is the printed text kept as it came, `value` its canonical text.

    `confidence` is the measured chance, 0-1, that the value is right, None for a text layer; `print_confidence` what
    the reader said of its words, before anything was measured or checked. `problem` is a code of `problems.toml` or
    None; with a problem that makes the text unusable `value` is None.
    """

    raw: str | None
    value: str | None
    confidence: float | None
    provenance: Provenance | None
    problem: str | None = None
    print_confidence: float | None = None


# One field, a field declared `many` (printed order), or a table (rows of fields).
FieldValue = FieldReading | tuple[FieldReading, ...] | tuple[dict[str, FieldReading], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field that a person must look at (`owners[1]` for one of many), and why (a problem code)."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class SeparatorSeen:
    """A separator sheet met among the pages of a scan.

    `ordinal` and `batch_id` are what its code says, None and "" where it could not be read. `problem` is a code of
    `problems.toml`: `separator_unreadable`, `separator_of_other_batch`, `separator_repeated`, or None.
    """

    page_number: int
    ordinal: int | None
    batch_id: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CopyMark:
    """What says that a paper is a copy, as printed (`SAO Y BẢN CHÍNH`), and where it stands on the original page."""

    text: str
    page_number: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Extraction:
    """One paper understood: its type with score, its fields, its doubts.

    `document_type` is None when no type is known; `problem` then is `type_unknown` or `no_text`.
    `evidence` are the printed words that decided the type. `doubts` empty means that the machine may
    confirm the paper by itself. `skipped_pages` and `separators` are of the whole scan and stand at its first paper;
    `page_warnings` are what the quality light says of this paper's pages; `acts` what the paper says of other papers'
    validity or its own. `text_sketch` is what two readings of one paper have in common (`schemas.text_sketch`).
    """

    scan_id: str
    page_numbers: tuple[int, ...]
    document_type: str | None
    type_confidence: float
    declaration_hash: str
    title: str = ""
    fields: dict[str, FieldValue] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    evidence: tuple[str, ...] = ()
    skipped_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    problem: str | None = None
    is_state_secret: bool = False
    separators: tuple[SeparatorSeen, ...] = ()
    page_warnings: tuple[ScanWarning, ...] = ()
    acts: tuple[ActOnPaper, ...] = ()
    copy_mark: CopyMark | None = None
    text_sketch: str = ""

    def find_value(self, name: str) -> str | None:
        """The canonical value of a single field, None when absent or repeated."""
        reading = self.fields.get(name)
        return reading.value if isinstance(reading, FieldReading) else None

    def list_values(self, name: str) -> tuple[str, ...]:
        """All canonical values of a field, single or `many`."""
        reading = self.fields.get(name)
        if isinstance(reading, FieldReading):
            return (reading.value,) if reading.value else ()
        if reading is None:
            return ()
        return tuple(r.value for r in reading if isinstance(r, FieldReading) and r.value)
