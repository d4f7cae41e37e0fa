"""Here live reports on the stores: what was looked at and which faults were found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from storage.ledgers.care import SumsChecked


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be. `key` names the object, the result or the store's part."""

    kind: str
    key: str
    result_id: str | None = None
    mended: bool = False


@dataclass(slots=True)
class Report:
    """How many things were checked, and every fault in the order found."""

    checked: int = 0
    faults: list[Fault] = field(default_factory=list)
    # Of the audit chain alone: sequence and link of its last entry.
    head: tuple[int, str] | None = None
    # Of the check of objects alone: how far it is with all of them.
    progress: SumsChecked | None = None

    def add(self, kind: str, key: str, result_id: str | None = None, *, mended: bool = False) -> None:
        self.faults.append(Fault(kind, key, result_id, mended))

    @property
    def has_open_faults(self) -> bool:
        """Whether a fault was left as it was."""
        return any(not fault.mended for fault in self.faults)

    def to_json(self) -> dict[str, Any]:
        """`{"checked", "faults": [{"kind", "key", "result_id", "mended"}]}`; of the audit chain also its `head`, of the
        check of objects its `progress`.
        """
        more: dict[str, Any] = {}
        if self.head is not None:
            more = {"head": {"sequence": self.head[0], "link": self.head[1]}}
        if self.progress is not None:
            more = {"progress": sums_to_json(self.progress)}
        return more | {
            "checked": self.checked,
            "faults": [
                {"kind": f.kind, "key": f.key, "result_id": f.result_id, "mended": f.mended} for f in self.faults
            ],
        }


def sums_to_json(sums: SumsChecked) -> dict[str, Any]:
    """How far the checking of all objects is; instants as ISO texts, null where there is none."""
    return {
        "objects": sums.total,
        "checked": sums.checked,
        "faulty": sums.faulty,
        "oldest_check_at": sums.oldest_at.isoformat(timespec="seconds") if sums.oldest_at else None,
        "newest_check_at": sums.newest_at.isoformat(timespec="seconds") if sums.newest_at else None,
    }
