"""Here lives the sample: papers that nothing speaks against and that a person checks all the same.

What people change in the sample is the measure of what the machine accepts by itself, type by type.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.extraction import Doubt, Extraction, FieldReading, FieldValue
from schemas.folding import TYPE_FIELD
from schemas.procedure_result import ProcedureResult
from schemas.shares import find_share_interval

SAMPLED = "sampled"
SAMPLED_PAPER = Doubt(TYPE_FIELD, SAMPLED)
_MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class MeasuredPrecision:
    """Of one type: sampled papers that a person has finished with, their values, and how many stood as they were."""

    document_type: str
    papers: int
    papers_right: int
    fields: int
    fields_right: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of right values, 0 to 1."""
        return find_share_interval(self.fields_right, self.fields)


def is_sampled(result_id: str, share: float) -> bool:
    """Whether a paper is of the sample: drawn by its name, so that a second run draws the same.

    Args:
        share: 0 to 1.
    """
    drawn = int.from_bytes(hashlib.sha256(f"sample:{result_id}".encode()).digest()[:8], "big")
    return drawn < share * 2**64


def measure_precision(results: Iterable[ProcedureResult]) -> tuple[MeasuredPrecision, ...]:
    """The measured precision of each type, in key order; only sampled papers that a person confirmed count.

    A paper counts under the type that the machine gave it: that is the one it would have accepted.
    """
    counts: dict[str, list[tuple[int, int]]] = {}
    for result in results:
        key = result.extraction.document_type
        by_person = result.state == "confirmed" and result.confirmed_by not in (None, _MACHINE)
        if key is not None and by_person and SAMPLED_PAPER in result.extraction.doubts:
            counts.setdefault(key, []).append(_count_values(result))
    return tuple(
        MeasuredPrecision(
            key,
            papers=len(told),
            papers_right=sum(right == values for right, values in told),
            fields=sum(values for _, values in told),
            fields_right=sum(right for right, _ in told),
        )
        for key, told in sorted(counts.items())
    )


def _count_values(result: ProcedureResult) -> tuple[int, int]:
    """(values that stood, values), the type among them; a value that a person had to add counts as a wrong one."""
    read = name_values(result.extraction)
    said = {review.field: review.value for review in result.reviews}
    changed = {name for name, value in said.items() if value != read.get(name)}
    count = len({name for name, value in read.items() if value} | changed)
    return count - len(changed), count


def name_values(extraction: Extraction) -> dict[str, str | None]:
    """Type and values, named as reviews name them: `document_type`, `holder_name[1]`, `business_lines[0].code`."""
    named = {TYPE_FIELD: extraction.document_type}
    for name, value in extraction.fields.items():
        named |= _name_readings(name, value)
    return named


def _name_readings(name: str, value: FieldValue) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, FieldReading):
        yield name, value.value
        return
    for index, item in enumerate(value):
        if isinstance(item, FieldReading):
            yield f"{name}[{index}]", item.value
            continue
        assert isinstance(item, dict)
        yield from ((f"{name}[{index}].{column}", cell.value) for column, cell in item.items())
