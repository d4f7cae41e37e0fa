"""Here live hand-read labels of real scans: `NAME.fields.json` beside `NAME.pdf`, `NAME.gt.txt` for its full text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scoring.outcomes import Expected, Read

_ENDING = ".fields.json"
# Names of the labels -> names of the product.
_FIELDS = {
    "document_number": "document_number",
    "issue_date": "issue_date",
    "place": "issue_place",
    "parent_body": "parent_body",
    "issuing_body": "issuing_body",
    "signer": "signer_name",
    "signer_title": "signer_title",
    "subject": "subject",
}
_ALTERNATIVES = {"number": "document_number", "date": "issue_date"}
# What `handwritten` names -> the field that it makes handwritten.
_BY_HAND = {"number": "document_number", "day": "issue_date", "month": "issue_date", "year": "issue_date"}


@dataclass(frozen=True, slots=True)
class LabelledScan:
    """A scan that somebody read by eye; `text` is the full text of all its pages, or None."""

    path: Path
    expected: tuple[Expected, ...]
    text: str | None


def find_labelled_scans(folder: Path) -> tuple[LabelledScan, ...]:
    """Every scan of a folder that has labels, in name order.

    Raises:
        FileNotFoundError: labels without a scan.
    """
    scans = []
    for labels in sorted(folder.glob(f"*{_ENDING}")):
        name = labels.name.removesuffix(_ENDING)
        files = [path for path in sorted(folder.glob(f"{name}.*")) if path.suffix not in (".json", ".txt")]
        if not files:
            raise FileNotFoundError(f"{labels.name} has no scan beside it")
        text = folder / f"{name}.gt.txt"
        expected = read_labels(json.loads(labels.read_text(encoding="utf-8")))
        scans.append(LabelledScan(files[0], expected, text.read_text(encoding="utf-8") if text.is_file() else None))
    return tuple(scans)


def read_labels(labels: Mapping[str, Any]) -> tuple[Expected, ...]:
    """The labelled fields under the product's names; an empty label means that the paper does not say."""
    by_hand = {_BY_HAND.get(part, _FIELDS.get(part, part)) for part in labels.get("handwritten", ())}
    expected = []
    for label, field in _FIELDS.items():
        if label not in labels:
            continue
        accepted = (labels[label], *_list_alternatives(labels, field))
        expected.append(Expected(field, tuple(text for text in accepted if text), field in by_hand))
    return tuple(expected)


def _list_alternatives(labels: Mapping[str, Any], field: str) -> list[str]:
    found: list[str] = []
    for name, values in labels.items():
        label = name.removesuffix("_alternatives")
        if label != name and field in (_FIELDS.get(label), _ALTERNATIVES.get(label)):
            found.extend(values)
    return found


def join_authority(read: Mapping[str, Read]) -> dict[str, Read]:
    """As the labels have it: the signer's title with the authority in front, flagged if either is."""
    parts = [read[name] for name in ("sign_authority", "signer_title") if name in read]
    value = " ".join(part.value for part in parts if part.value)
    sure = [part.confidence for part in parts if part.confidence is not None]
    joined = Read(
        value or None,
        any(part.is_flagged for part in parts),
        min(sure, default=None),
        tuple(reason for part in parts for reason in part.reasons),
    )
    return {**read, "signer_title": joined}
