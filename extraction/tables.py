"""Here live printed tables: rows of fields under recognised headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extraction.form import Form
from extraction.lines import Segment, Span, key_of
from schemas.document_type import ColumnSpec, FieldSpec
from schemas.text import fold

_ORDER_HEADERS = ("stt", "tt", "so tt")
_MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class _Column:
    spec: ColumnSpec
    left: float
    right: float


def find_rows(spec: FieldSpec, form: Form, pages: Sequence[Sequence[Segment]]) -> list[dict[str, Span]]:
    """The rows under the table's headings, column name to print; empty without recognised headings."""
    for index in form.find(spec) or []:
        home = form.cells[index].cell.segment
        segments = next(p for p in pages if p and p[0].page is home.page)
        below = [s for s in segments if s.row >= home.row]
        header_row, columns = _find_columns(spec, below)
        if header_row is not None and columns:
            return _read_rows(below, header_row, columns)
    return []


def _find_columns(spec: FieldSpec, segments: Sequence[Segment]) -> tuple[int | None, list[_Column]]:
    for row in sorted({segment.row for segment in segments})[:6]:
        heads = [segment for segment in segments if segment.row == row]
        matched = [(column, head) for column in spec.columns for head in heads if _is_header(column, head)]
        if len(matched) >= min(2, len(spec.columns)):
            return row, _with_edges(matched, heads)
    return None, []


def _is_header(column: ColumnSpec, head: Segment) -> bool:
    return any(fuzz.ratio(key_of(header), head.key) >= 80 for header in column.headers)


def _with_edges(matched: Sequence[tuple[ColumnSpec, Segment]], heads: Sequence[Segment]) -> list[_Column]:
    """Columns reach half-way to the neighbouring headings."""
    columns: list[_Column] = []
    width = float(heads[0].page.upright_width_px)
    for column, head in matched:
        at = heads.index(head)
        left = (heads[at - 1].box.right + head.box.left) / 2 if at else 0.0
        right = (head.box.right + heads[at + 1].box.left) / 2 if at + 1 < len(heads) else width
        columns.append(_Column(column, left, right))
    return columns


def _read_rows(segments: Sequence[Segment], header_row: int, columns: Sequence[_Column]) -> list[dict[str, Span]]:
    rows: list[dict[str, Span]] = []
    last_y: float | None = None
    for row in sorted({s.row for s in segments if s.row > header_row}):
        pieces = [s for s in segments if s.row == row]
        if _ends_table(pieces, columns, last_y):
            break
        cells = _cells_of_row(pieces, columns)
        last_y = pieces[0].box.center_y
        if rows and _continues(pieces, cells, columns):
            for name, span in cells.items():
                before = rows[-1].get(name)
                rows[-1][name] = Span(span.page, (*before.tokens, *span.tokens)) if before else span
        elif cells:
            rows.append(_without_order(cells, len(rows) + 1))
        if len(rows) >= _MAX_ROWS:
            break
    return rows


def _ends_table(pieces: Sequence[Segment], columns: Sequence[_Column], last_y: float | None) -> bool:
    """A numbered heading (`4. Vốn kinh doanh`), a far gap or a full-width line ends it."""
    first = pieces[0]
    tokens = first.tokens
    if last_y is not None and first.box.center_y - last_y > 4 * first.usual_height:
        return True
    is_heading = tokens[0].text.rstrip(".").isdigit() and tokens[0].text.endswith(".") and len(tokens) > 2
    return is_heading or fold(first.text).startswith(("von kinh doanh", "noi nhan", "chu the", "tong cong"))


def _cells_of_row(pieces: Sequence[Segment], columns: Sequence[_Column]) -> dict[str, Span]:
    cells: dict[str, list[Segment]] = {}
    for piece in pieces:
        for column in columns:
            if column.left <= piece.box.center_x < column.right:
                cells.setdefault(column.spec.name, []).append(piece)
    return {
        name: Span(found[0].page, tuple(token for piece in found for token in piece.tokens))
        for name, found in cells.items()
    }


def _without_order(cells: dict[str, Span], number: int) -> dict[str, Span]:
    """The cells with the row's own order number, glued to the first one, taken off."""
    for name, span in cells.items():
        if len(span.tokens) > 1 and span.tokens[0].text.rstrip(".") == str(number):
            return {**cells, name: Span(span.page, span.tokens[1:])}
    return cells


def _continues(pieces: Sequence[Segment], cells: dict[str, Span], columns: Sequence[_Column]) -> bool:
    """A row without order number and code goes on with the row above."""
    has_order = pieces[0].text.rstrip(".").isdigit() and pieces[0].box.center_x < columns[0].left
    required = [column.spec.name for column in columns if column.spec.required]
    return not has_order and any(name not in cells for name in required)
