"""Here live the cells of sheets that were typed before Unicode, or half before and half after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.registers.cells import Cell, Line, Uncomputed
from schemas.legacy_encodings import LegacyEncoding, from_legacy, judge_encoding
from schemas.text import clean

_Verdict = LegacyEncoding | None


def mend_cells(lines: Sequence[Line]) -> list[Line]:
    """Lines whose texts are clean Unicode, those in the codes of TCVN3 or VNI too.

    A cell that its spelling alone does not decide (`Lê` is `Lờ` in TCVN3) goes with the clear cells of its row, which
    one person typed on one machine, else with most of the sheet.
    """
    clear = [_judge_row(cells) for _, cells in lines]
    sheet = Counter(verdict for verdicts in clear for verdict in verdicts)
    if not any(sheet[kind] for kind in LegacyEncoding):
        return [(number, _mend_row(cells, None, is_sure=True)) for number, cells in lines]
    most = sheet.most_common(1)[0][0]
    return [
        (number, _mend_row(cells, Counter(verdicts).most_common(1)[0][0] if verdicts else most))
        for (number, cells), verdicts in zip(lines, clear, strict=True)
    ]


def _judge_row(cells: Iterable[Cell]) -> list[_Verdict]:
    """The verdicts on the cells that are clear: an encoding, or None for Unicode."""
    judged = (judge_encoding(cell) for cell in cells if isinstance(cell, str) and not cell.isascii())
    return [verdict for is_clear, verdict in judged if is_clear]


def _mend_row(cells: tuple[Cell, ...], row: _Verdict, *, is_sure: bool = False) -> tuple[Cell, ...]:
    return tuple(
        cell
        if not isinstance(cell, str) or isinstance(cell, Uncomputed) or cell.isascii()
        else _mend(cell, row, is_sure)
        for cell in cells
    )


def _mend(cell: str, row: _Verdict, is_sure: bool) -> str:
    is_clear, verdict = (True, row) if is_sure else judge_encoding(cell)
    encoding = verdict if is_clear else row
    return clean(cell) if encoding is None else from_legacy(cell, encoding)
