"""Here lives a form: the cells of a paper in order, each in its section and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extraction.labels import Cell, find_cells, is_bullet, labels_of
from extraction.lines import Segment, Span, join_spans, key_of, line_height
from schemas.declaration import START_SECTION
from schemas.document_type import DocumentType, FieldSpec

# A value goes on over a row that follows within this many line heights.
_NEXT_ROW = 2.6
_REGISTER_NUMBER = re.compile(r"\d+/(?:19|20)\d\d\b")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_LABEL_WORDS = 9  # printed labels are no longer
_DASHES = ("-", "–", "—", "+", "•", "*")
_NOTHING = ("-/-", "/", "//", "-/", "/-", "-//-")  # printed where a form has nothing to say
_LEADER = re.compile(r"\.{3,}|…{2,}|\.\.$")


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell, the section it stands in ("" before any), and the column of the page it belongs to."""

    cell: Cell
    section: str
    column_left: float
    column_right: float

    @property
    def row(self) -> tuple[int, int]:
        return self.cell.segment.page.page_number, self.cell.segment.row


@dataclass(frozen=True, slots=True)
class Form:
    """The cells of a paper; `in_capitals` are the keys of labels that are printed in capitals only (posts)."""

    cells: tuple[PlacedCell, ...]
    in_capitals: frozenset[str]

    def find(self, spec: FieldSpec) -> list[int]:
        """Positions of the cells that carry one of the field's labels, inside its section."""
        keys = {key_of(label) for label in spec.labels}
        found = [i for i, placed in enumerate(self.cells) if placed.cell.label in keys]
        if spec.section:
            wanted = "" if spec.section == START_SECTION else spec.section
            return [i for i in found if self.cells[i].section == wanted]
        return found

    def section_of(self, segment: Segment) -> str | None:
        """The section in which a segment opens; None for one that is no part of the form."""
        return next((placed.section for placed in self.cells if placed.cell.segment is segment), None)

    def unlabelled(self, section: str) -> list[Span]:
        """The print without a label inside a section, in order."""
        inside = (placed.cell for placed in self.cells if placed.section == section)
        return [cell.value for cell in inside if not cell.label and _has_print(cell.value)]

    def value_at(self, index: int, max_lines: int) -> Span | None:
        """The print that answers the label at `index`: behind it, then below it.

        One more line is always looked at when nothing stands behind the label, because forms put
        names under their label and printers drop values onto the next line.
        """
        home = self.cells[index]
        if any(token.text in _NOTHING for token in home.cell.value.tokens) and not _has_print(home.cell.value):
            return None
        spans = [home.cell.value] if _has_print(home.cell.value) else []
        lines_left = max_lines - 1 if spans else max(1, max_lines - 1)
        last = home
        is_list = not spans and max_lines > 1  # dashed items under a label that has nothing behind it
        for placed in self.cells[index + 1 :]:
            if placed.cell.segment.page is not home.cell.segment.page:
                break
            if not _same_column(home, placed):
                continue
            if placed.cell.label or is_item_of_its_own(placed.cell.value):
                break
            if placed.row != last.row:
                is_other = _opens_item(placed) and not (is_list and _opens_dash(placed))
                if lines_left == 0 or _is_apart(last.cell.segment, placed.cell.segment) or is_other:
                    break
                if spans and _starts_far_right(home, spans[0], placed):
                    break
                lines_left -= 1
            spans.append(placed.cell.value)
            last = placed
        return join_spans(_without_leader(span) for span in spans)


def is_item_of_its_own(span: Span) -> bool:
    """Whether print opens with a label that nobody declared: a capital, some words, a colon (`Chữ ký:`)."""
    words = [token.text for token in span.tokens[: _LABEL_WORDS + 1]]
    if len(words) > 1 and words[0] == "Số" and _REGISTER_NUMBER.match(words[1]):
        return True
    if ":" not in words or not words[0].lstrip("(-+*")[:1].isupper():
        return False
    before = words[: words.index(":")]
    return bool(before) and not any(char.isdigit() for word in before for char in word)


def _without_leader(span: Span) -> Span:
    """The print up to its dotted leader: engines read noise into the dots behind a value."""
    for at, token in enumerate(span.tokens):
        dots = _LEADER.search(token.text)
        if dots is None or any(_YEAR.search(later.text) for later in span.tokens[at + 1 :]):
            continue  # `... giờ ... phút, ngày 01/9/2025`: blanks left open inside a value
        kept = [*span.tokens[:at], replace(token, text=token.text[: dots.start()])]
        kept = [token for token in kept if token.text]
        if any(token.key for token in kept):
            return Span(span.page, tuple(kept))
    return span


def build_form(segments: Sequence[Segment], declared: DocumentType) -> Form:
    """The form that these segments make under a declaration's labels and sections."""
    starts = {key_of(text): section.name for section in declared.sections for text in section.starts}
    labels = labels_of(declared)
    cells = find_cells(_without_distribution(segments), labels)
    openings: dict[tuple[int, int], list[tuple[str, float]]] = {}
    for cell in cells:
        if cell.label in starts:
            row = cell.segment.page.page_number, cell.segment.row
            openings.setdefault(row, []).append((starts[cell.label], float(_label_left(cell))))
    placed: list[PlacedCell] = []
    open_sections: list[tuple[str, float]] = [("", 0.0)]
    for cell in cells:
        if cell.label in starts:
            # Sections opened on one row stand side by side (wife and husband) until the next opening.
            open_sections = openings[cell.segment.page.page_number, cell.segment.row]
        placed.append(_place(cell, open_sections))
    return Form(tuple(placed), frozenset(label.key for label in labels.labels if label.text.isupper()))


def _without_distribution(segments: Sequence[Segment]) -> list[Segment]:
    """Without the items under `Nơi nhận:`, which are named like labels (`- Chủ đầu tư;`) and answer none.

    Source: Decree 30/2020, annex I, II.9: the block stands at the lower left, one dashed item a line.
    """
    kept: list[Segment] = []
    block: Segment | None = None
    for segment in segments:
        if block is not None and segment.page is not block.page:
            block = None
        if segment.key.startswith("noinhan"):
            block = segment
        elif block is not None and _is_distributed(segment, block):
            continue
        kept.append(segment)
    return kept


def _is_distributed(segment: Segment, block: Segment) -> bool:
    height = line_height(segment.page)
    is_below = segment.box.top > block.box.top
    return is_below and is_bullet(segment.tokens[0]) and abs(segment.box.left - block.box.left) < 3 * height


def _label_left(cell: Cell) -> int:
    if cell.starts_segment or not cell.value.tokens:
        return cell.segment.box.left
    return cell.segment.page.words[cell.value.tokens[0].word].box.left


def _place(cell: Cell, open_sections: list[tuple[str, float]]) -> PlacedCell:
    width = float(cell.segment.page.upright_width_px)
    if len(open_sections) == 1:
        return PlacedCell(cell, open_sections[0][0], 0.0, width)
    slack = cell.segment.usual_height
    left = float(_label_left(cell))
    for position in range(len(open_sections) - 1, -1, -1):
        name, section_left = open_sections[position]
        if left >= section_left - slack or position == 0:
            right = open_sections[position + 1][1] if position + 1 < len(open_sections) else width
            return PlacedCell(cell, name, section_left if position else 0.0, right)
    raise AssertionError("the first section takes what is left")


def _has_print(span: Span) -> bool:
    return any(token.key for token in span.tokens)


def _same_column(home: PlacedCell, other: PlacedCell) -> bool:
    return (home.column_left, home.column_right) == (other.column_left, other.column_right)


def _starts_far_right(home: PlacedCell, value: Span, lower: PlacedCell) -> bool:
    """Whether a lower row starts where no continued line would: a date line or a signature, at the right."""
    box = value.box
    value_left = box.left if box else home.cell.segment.box.left
    return lower.cell.segment.box.left > value_left + 2 * home.cell.segment.usual_height


def _is_apart(upper: Segment, lower: Segment) -> bool:
    return lower.box.center_y - upper.box.center_y > _NEXT_ROW * lower.usual_height


def _opens_dash(placed: PlacedCell) -> bool:
    return placed.cell.segment.tokens[0].text in _DASHES


def _opens_item(placed: PlacedCell) -> bool:
    tokens = placed.cell.segment.tokens
    return bool(tokens) and is_bullet(tokens[0]) and len(tokens) > 1
