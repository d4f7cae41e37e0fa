"""Here lives the case that cross-checks look at: one paper's fields, its print and its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from extraction.strategies import Paper
from schemas.document_type import DocumentType
from schemas.extraction import FieldReading, FieldValue
from schemas.partial_dates import day_span
from schemas.units import Units, load_units


@dataclass(frozen=True, slots=True)
class Case:
    """What a cross-check may look at."""

    declared: DocumentType
    fields: Mapping[str, FieldValue]
    paper: Paper
    read_on: date
    units: Units = field(default_factory=load_units)

    def value(self, name: str) -> str | None:
        reading = self.fields.get(name)
        return reading.value if isinstance(reading, FieldReading) else None

    @property
    def sheet_day(self) -> str | None:
        """The day on which this sheet was issued: of its last change where it registers changes, else of issue."""
        changed = self.value("change_date")
        return changed if changed and day_span(changed) else self.value("issue_date")

    def is_scanned(self, name: str) -> bool:
        """Whether an engine read the field, not a text layer."""
        reading = self.fields.get(name)
        return isinstance(reading, FieldReading) and reading.confidence is not None
