"""Here live the cells of a spreadsheet, as plain values."""

from __future__ import annotations

from datetime import date


class Uncomputed(str):
    """A cell whose formula has no value or an error for one; empty to whoever asks for its text."""

    __slots__ = ()


Cell = str | int | float | date | None
# Number of the row as a person sees it, from 1, and its cells from column A on.
Line = tuple[int, tuple[Cell, ...]]


def to_text(cell: Cell) -> str:
    """A cell as text; a whole number without the `.0` that spreadsheets give it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
