"""Here live times in force in the shape that an index can ask about: few, sorted, apart from each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

# Longest series of separate times met in the rules: granted, suspended, restored, restored again.
SLOT_COUNT = 4
NO_END = date.max.toordinal()


def to_slots(in_force: Sequence[tuple[date, date | None]]) -> tuple[tuple[int, int], ...]:
    """(from, until) as day numbers, both included; times that touch are one. Only the latest four are kept."""
    pairs = sorted((begin.toordinal(), NO_END if end is None else end.toordinal()) for begin, end in in_force)
    slots: list[tuple[int, int]] = []
    for begin, end in pairs:
        if end < begin:
            continue
        if slots and begin <= slots[-1][1] + 1:
            slots[-1] = (slots[-1][0], max(slots[-1][1], end))
        else:
            slots.append((begin, end))
    return tuple(slots[-SLOT_COUNT:])
