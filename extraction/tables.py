"""Here live printed tables: rows of fields under recognised headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extraction.form import Form
from extraction.lines import Segment, Span, key_of
from extraction.number_and_date import is_dated
from extraction.signature import is_post_line
from schemas.document_type import ColumnSpec, FieldSpec
from schemas.text import fold

_MAX_ROWS = 200
_HEADING_ROWS = 3  # a heading wraps over no more lines
_ROWS_ABOVE = 6  # rows of a page above a table's headings, or above the row that goes on with it


@dataclass(frozen=True, slots=True)
class _Head:
    """A printed heading, of one row or several."""

    key: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class _Column:
    spec: ColumnSpec
    left: float
    right: float


@dataclass(slots=True)
class _Rows:
    """The rows read so far; `is_open` until something ends the table."""

    columns: Sequence[_Column]
    rows: list[dict[str, Span]]
    is_open: bool = True


def find_rows(spec: FieldSpec, form: Form, pages: Sequence[Sequence[Segment]]) -> list[dict[str, Span]]:
    """The rows under the table's headings, column name to print; empty without recognised headings.

    A table goes on over the following pages, under repeated headings or with the next order number.
    """
    for index in form.find(spec) or []:
        home = form.cells[index].cell.segment
        at = next(n for n, page in enumerate(pages) if page and page[0].page is home.page)
        below = [s for s in pages[at] if s.row >= home.row]
        header_row, columns = _find_columns(spec, below)
        if header_row is None or not columns:
            continue
        table = _Rows(columns, [])
        _read_rows([s for s in below if s.row > header_row], table)
        for page in pages[at + 1 :]:
            rest = _continued(spec, page, table) if table.is_open and page else []
            if not rest:
                break
            _read_rows(rest, table)
        return table.rows
    return []


def _continued(spec: FieldSpec, page: Sequence[Segment], table: _Rows) -> list[Segment]:
    """The part of a later page that goes on with a table; empty where none does."""
    header_row, columns = _find_columns(spec, page)
    if header_row is not None and len(columns) == len(table.columns):
        table.columns = columns
        return [s for s in page if s.row > header_row]
    following = str(len(table.rows) + 1)
    for row in sorted({s.row for s in page})[:_ROWS_ABOVE]:
        first = next(s for s in page if s.row == row)
        if first.tokens[0].text.rstrip(".") == following:
            return [s for s in page if s.row >= row]
    return []


def _find_columns(spec: FieldSpec, segments: Sequence[Segment]) -> tuple[int | None, list[_Column]]:
    """The last row of the headings and the columns under them: the one to three rows that name the most columns."""
    rows = sorted({segment.row for segment in segments})
    best: tuple[int, int | None, list[_Column]] = (min(2, len(spec.columns)) - 1, None, [])
    for size in range(1, _HEADING_ROWS + 1):
        for at in range(min(_ROWS_ABOVE, len(rows))):
            band = rows[at : at + size]
            heads = _heads_of([s for s in segments if band[0] <= s.row <= band[-1]])
            matched = [(column, head) for column in spec.columns for head in heads if _is_header(column, head)]
            if len(matched) > best[0]:
                best = len(matched), band[-1], _with_edges(matched, heads, segments[0].page.upright_width_px)
    return best[1], best[2]


def _heads_of(segments: Sequence[Segment]) -> list[_Head]:
    """Headings from left to right, their lines joined where they stand under one another."""
    heads: list[_Head] = []
    for segment in segments:
        box = segment.box
        over = [at for at, head in enumerate(heads) if head.left < box.right and box.left < head.right]
        if over:
            head = heads[over[0]]
            heads[over[0]] = _Head(head.key + segment.key, min(head.left, box.left), max(head.right, box.right))
        else:
            heads.append(_Head(segment.key, box.left, box.right))
    return sorted(heads, key=lambda head: head.left)


def _is_header(column: ColumnSpec, head: _Head) -> bool:
    return any(fuzz.ratio(key_of(header), head.key) >= 80 for header in column.headers)


def _with_edges(matched: Sequence[tuple[ColumnSpec, _Head]], heads: Sequence[_Head], width_px: int) -> list[_Column]:
    """Columns reach half-way to the neighbouring headings."""
    columns: list[_Column] = []
    for column, head in matched:
        at = heads.index(head)
        left = (heads[at - 1].right + head.left) / 2 if at else 0.0
        right = (head.right + heads[at + 1].left) / 2 if at + 1 < len(heads) else float(width_px)
        columns.append(_Column(column, left, right))
    return columns


def _read_rows(segments: Sequence[Segment], table: _Rows) -> None:
    """Add the rows of these segments to the table, and close it where something ends it."""
    last_y: float | None = None
    for row in sorted({s.row for s in segments}):
        pieces = [s for s in segments if s.row == row]
        if _ends_table(pieces, last_y) or len(table.rows) >= _MAX_ROWS:
            table.is_open = False
            return
        cells = _cells_of_row(pieces, table.columns)
        last_y = pieces[0].box.center_y
        is_part = _is_part_of_row(pieces, cells, table.columns)
        if is_part and table.rows:
            for name, span in cells.items():
                before = table.rows[-1].get(name)
                same_page = before is not None and before.page is span.page
                table.rows[-1][name] = Span(span.page, (*before.tokens, *span.tokens)) if before and same_page else span
        elif cells and not is_part:
            # A part of a row with no row above it is what is left of the headings (`Nam | Nữ` under `Năm sinh`).
            table.rows.append(_without_order(cells, len(table.rows) + 1))


def _ends_table(pieces: Sequence[Segment], last_y: float | None) -> bool:
    """A numbered heading (`4. Vốn kinh doanh`), a far gap, a day or a post of a signature ends it."""
    first = pieces[0]
    tokens = first.tokens
    if last_y is not None and first.box.center_y - last_y > 4 * first.usual_height:
        return True
    if any(is_dated(piece) for piece in pieces) or (len(pieces) <= 2 and any(is_post_line(piece) for piece in pieces)):
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


def _is_part_of_row(pieces: Sequence[Segment], cells: dict[str, Span], columns: Sequence[_Column]) -> bool:
    """A row without order number and code goes on with the row above."""
    has_order = pieces[0].text.rstrip(".").isdigit() and pieces[0].box.center_x < columns[0].left
    required = [column.spec.name for column in columns if column.spec.required]
    return not has_order and any(name not in cells for name in required)
