"""Here lives what a sheet's file says beside its values: merged cells, and formulas that nobody has computed.

The reader of values streams and shows neither; this looks at the packed sheet once more, a piece at a time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from openpyxl.utils import column_index_from_string

from pipelines.registers.cells import Cell, Uncomputed

_PIECE_BYTES = 1 << 20
# A cell with a formula and an empty value or none, whatever prefix the writing program gives its names.
_BARE_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d+):[A-Z]{1,3}(\d+)"')
# Pieces are cut behind one of these, so that no cell is torn.
_CUTS = (b"</row>", b"</c>", b"/>")


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """Places from 0 by row number: bare formulas, and merged cells that reach down, with their last row."""

    formulas: Mapping[int, Sequence[int]] = field(default_factory=dict)
    merged: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)


def find_marks(packed: IO[bytes]) -> SheetMarks:
    """The marks of one sheet, from the stream of its XML."""
    formulas: defaultdict[int, list[int]] = defaultdict(list)
    merged: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for piece in _iterate_pieces(packed):
        for column, row in _BARE_FORMULA.findall(piece) if b"f>" in piece or b"<f" in piece else ():
            formulas[int(row)].append(_to_place(column))
        for column, first, last in _MERGED.findall(piece) if b"mergeCell" in piece else ():
            if last != first:
                merged[int(first)].append((_to_place(column), int(last)))
    return SheetMarks(formulas, merged)


def apply_marks(rows: Iterable[tuple[Cell, ...]], marks: SheetMarks) -> Iterator[tuple[Cell, ...]]:
    """Rows from the first on, in which merged cells repeat their value downwards and bare formulas are known."""
    running: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate(rows, start=1):
        starting, bare = marks.merged.get(number, ()), marks.formulas.get(number, ())
        if not (starting or bare or running):
            yield row
            continue
        cells = [*row, *[None] * (max([*running, *bare, -1]) + 1 - len(row))]
        for place in bare:
            cells[place] = Uncomputed()
        for place, (last, value) in list(running.items()):
            if number > last:
                del running[place]
            elif cells[place] is None:
                cells[place] = value
        running |= {place: (last, cells[place]) for place, last in starting if place < len(cells)}
        yield tuple(cells)


def _iterate_pieces(packed: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while data := packed.read(_PIECE_BYTES):
        data = rest + data
        cut = next((end for mark in _CUTS if (end := data.rfind(mark) + len(mark)) >= len(mark)), 0)
        yield data[:cut]
        rest = data[cut:]
    yield rest


def _to_place(column: bytes) -> int:
    index: int = column_index_from_string(column.decode())
    return index - 1
