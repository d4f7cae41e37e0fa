"""Here lives the life of a result as a person reads it: each step, who and why, and which fields it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.lines import JsonLine, fields_to_json
from pipelines.resources import Resources
from schemas.procedure_result import ProcedureResult

EVENTS = {
    "filed": ("đưa vào kho", "filed"),
    "confirmed": ("xác nhận", "confirmed"),
    "returned": ("trả lại", "returned"),
    "field_set": ("ghi giá trị", "values set"),
    "corrected": ("đính chính", "corrected"),
    "withdrawn": ("rút", "withdrawn"),
    "revoked": ("bị thu hồi", "revoked"),
    "replaced": ("được thay thế", "replaced"),
    "ended": ("chấm dứt hiệu lực", "ended"),
    "reread": ("đọc lại", "read again"),
    "page_replaced": ("thay trang", "page replaced"),
    "page_added": ("thêm trang", "page added"),
    "split": ("tách", "split"),
    "merged": ("gộp", "merged"),
    "link_moved": ("liên kết trỏ sang kết quả đã gộp", "link moved to the merged result"),
    "linked_to_original": ("nối với bản chính vừa đưa vào kho", "linked to its original, filed now"),
    "neighbour_erased": ("một giấy tờ cùng bản quét bị xóa", "a paper of the same scan was erased"),
    "extended": ("được gia hạn", "extended"),
    "amended": ("được cải chính", "corrected by a later paper"),
    "proposal_accepted": ("chấp nhận đề xuất về hiệu lực", "proposal on validity accepted"),
    "citizen_request": ("sửa theo yêu cầu của công dân", "changed as a citizen asked"),
    "assigned": ("giao đơn vị chịu trách nhiệm", "a unit was named that answers for it"),
    "proposal_dismissed": ("bỏ đề xuất về hiệu lực", "proposal on validity dismissed"),
}


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One thing that happened; `version` is the one it led to, `changed` names fields, never their values."""

    version: int
    at: datetime
    by: str
    event: str
    note: str
    changed: tuple[str, ...]

    def tell(self, language: str) -> str:
        """What happened, in words."""
        return EVENTS.get(self.event, (self.event, self.event))[language == "en"]

    def to_json(self) -> JsonLine:
        """One line of `sohoa result history`."""
        return {
            "version": self.version,
            "at": self.at.isoformat(timespec="seconds"),
            "by": self.by,
            "event": self.event,
            "note": self.note,
            "changed": list(self.changed),
        }


def list_history(resources: Resources, result_id: str) -> tuple[HistoryStep, ...]:
    """Every step of a result's life, oldest first.

    Raises:
        SetupError: "result_unknown"; InputRejected: "result_erased".
    """
    versions = resources.catalogue.list_result_versions(result_id)
    if not versions:
        resources.catalogue.get_result(result_id)  # tells an erased one from one that never was
    steps: list[HistoryStep] = []
    for before, after in zip((None, *versions), versions, strict=False):
        new = after.history[len(before.history) if before else 0 :]
        changed = _changed_fields(before, after) if before else ()
        steps += [HistoryStep(after.version, it.at, it.by, it.event, it.note, changed) for it in new]
    return tuple(steps)


def _changed_fields(before: ProcedureResult, after: ProcedureResult) -> tuple[str, ...]:
    old, new = (_values(fields_to_json(result.extraction, result.reviews)) for result in (before, after))
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    return (*names, *(["validity"] if before.intervals != after.intervals else []))


def _values(told: Any) -> Any:
    """Values alone: where a later reading found them, and how surely, is no change."""
    if isinstance(told, list):
        return [_values(item) for item in told]
    return told["value"] if "value" in told else {name: _values(item) for name, item in told.items()}
