"""Here live the declarations' own proofs: each worked example is extracted and compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from extraction.extract import extract_papers
from extraction.judge import DESCRIBED_ONLY
from extraction.plain_pages import pages_from_text
from schemas.document_type import DocumentType, Example
from schemas.extraction import Extraction, FieldReading, FieldValue

_READ_ON = date(2026, 12, 31)  # examples are read as of a fixed day, so that they prove the same tomorrow


def check_example(
    declared: DocumentType, example: Example, types: Mapping[str, DocumentType] | None = None
) -> list[str]:
    """What an example gives differently from what it promises; empty when it proves its declaration.

    Args:
        types: all declarations, so that the example must also be classified rightly; None reads it as
            the declared type.
    """
    pages = pages_from_text(example.text)
    forced = declared.key if types is None else None
    found = extract_papers(pages, types or {declared.key: declared}, forced_type=forced, read_on=_READ_ON)
    differences = []
    if len(found) != 1:
        differences.append(f"{example.name}: {len(found)} papers, expected 1")
    first = found[0]
    if first.document_type != declared.key:
        return [*differences, f"{example.name}: read as {first.document_type} ({first.type_confidence})"]
    for name, expected in example.expect.items():
        read = plain_value(first.fields.get(name))
        if read != expected:
            differences.append(f"{example.name}: {name} is {read!r}, expected {expected!r}")
    return [*differences, *_doubt_differences(first, example)]


def _doubt_differences(extraction: Extraction, example: Example) -> list[str]:
    # That a type is under review only is said once, in its `evidence`, not in every example.
    reasons = [doubt for doubt in extraction.doubts if doubt.reason != DESCRIBED_ONLY]
    found = sorted({f"{doubt.field}:{doubt.reason}" for doubt in reasons})
    if found == sorted(example.doubts):
        return []
    return [f"{example.name}: doubts are {found}, expected {sorted(example.doubts)}"]


def plain_value(value: FieldValue | None) -> Any:
    """A field as examples write it: a text, a list of texts, or a list of tables."""
    if value is None or isinstance(value, FieldReading):
        return value.value if value is not None else None
    return [
        item.value if isinstance(item, FieldReading) else {name: reading.value for name, reading in item.items()}
        for item in value
    ]
