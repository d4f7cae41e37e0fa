"""Here live acts on papers: what a paper says of another one, or of itself: revoked, replaced, corrected, extended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.geometry import Box

# `amended`: cải chính, đính chính; `extended`: gia hạn; the others end the paper.
ActVerb = Literal["revoked", "replaced", "ended", "amended", "extended"]
# `earlier_edition`: the same certificate under the same number before its last registered change.
ActTarget = Literal["named", "itself", "earlier_edition"]


@dataclass(frozen=True, slots=True)
class ActOnPaper:
    """That a paper acts on another: the printed words, and the paper they name.

    Args:
        raw: the print from the verb to the number and day, without what follows; may be a personal number.
        paper_kind: the named paper's kind as printed, `Giấy phép xây dựng`.
        issue_date: the named paper's, ISO, may be partial; None where not printed.
        issuer: who issued the named paper, as printed, "" where not said.
        effective_on: the first day without force where a day is stated, ISO.
        days_after_signing: 0 for "kể từ ngày ký", n for "sau n ngày kể từ ngày ký"; None where neither is said.
        valid_until: the last day after an extension, ISO.
        box: in pixels of the original page; None for a text without places.
    """

    verb: ActVerb
    target: ActTarget
    raw: str
    paper_kind: str = ""
    number: str | None = None
    issue_date: str | None = None
    holder_names: tuple[str, ...] = ()
    issuer: str = ""
    effective_on: str | None = None
    days_after_signing: int | None = None
    valid_until: str | None = None
    page_number: int = 1
    box: Box | None = None
