"""Here live reports on the stores: what was looked at and which faults were found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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

    def add(self, kind: str, key: str, result_id: str | None = None, *, mended: bool = False) -> None:
        self.faults.append(Fault(kind, key, result_id, mended))

    @property
    def has_open_faults(self) -> bool:
        """Whether a fault was left as it was."""
        return any(not fault.mended for fault in self.faults)

    def to_json(self) -> dict[str, Any]:
        """`{"checked", "faults": [{"kind", "key", "result_id", "mended"}]}`; of the audit chain also its `head`."""
        head = {} if self.head is None else {"head": {"sequence": self.head[0], "link": self.head[1]}}
        return head | {
            "checked": self.checked,
            "faults": [
                {"kind": f.kind, "key": f.key, "result_id": f.result_id, "mended": f.mended} for f in self.faults
            ],
        }
