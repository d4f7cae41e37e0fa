"""Here live lists of erasures: what a home that is restored from an older backup must erase again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipelines.lines import JsonLine
from pipelines.results.erasing import ErasureWish
from schemas.erasure import Erasure
from schemas.errors import InputRejected


@dataclass(frozen=True, slots=True)
class ToldErasure:
    """One line of a list: what was erased, on which pages of which scans it stood, and who asked why."""

    result_id: str
    scan_pages: tuple[tuple[str, frozenset[int]], ...]
    wish: ErasureWish


def erasure_to_line(erasure: Erasure) -> JsonLine:
    """The line of `sohoa erase --list --json`; nothing in it names a holder."""
    return {
        "result_id": erasure.result_id,
        "erased_at": erasure.at.isoformat(timespec="microseconds"),
        "by": erasure.by,
        "approved_by": erasure.approved_by,
        "ground": erasure.ground,
        "reason": erasure.reason,
        "scan_pages": [[scan_id, list(numbers)] for scan_id, numbers in erasure.scan_pages],
        "related": list(erasure.related),
        "waiting": list(erasure.waiting),
        "locked_until": erasure.locked_until.isoformat(timespec="seconds") if erasure.locked_until else None,
        "finished_at": erasure.finished_at.isoformat(timespec="seconds") if erasure.finished_at else None,
    }


def read_erasure_list(lines: Iterable[bytes]) -> tuple[ToldErasure, ...]:
    """The erasures of a list, in its order; empty lines are passed over.

    Raises:
        InputRejected: "erased_list_invalid", with the line's number.
    """
    return tuple(_read_line(number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _read_line(number: int, line: bytes) -> ToldErasure:
    try:
        told = json.loads(line)
        at = datetime.fromisoformat(told["erased_at"])
        reason, by, approver, ground = (str(told[name]) for name in ("reason", "by", "approved_by", "ground"))
        wish = ErasureWish(reason, by, approver, ground, again_at=at)
        pages = tuple((str(scan_id), frozenset(map(int, numbers))) for scan_id, numbers in told["scan_pages"])
        if at.tzinfo is None:
            raise ValueError("an instant without a zone")
        return ToldErasure(str(told["result_id"]), pages, wish)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputRejected("erased_list_invalid", line=number) from error
