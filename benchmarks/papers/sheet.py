"""Here lives the typeset sheet: text and rules at places in millimetres, before it is pixels or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from benchmarks.papers.faces import Style, text_width_mm
from benchmarks.papers.handwriting import Hand

Colour = tuple[int, int, int]
Run = tuple[str, Style]
_MM_PER_PT = 25.4 / 72
# A typed value stands a hair above its dotted leader.
_LEADER_DROP_MM = 0.8
# Twelve letters an inch, a common pitch of office typewriters.
_TYPED = Style("typewriter", 10.0)


@dataclass(frozen=True, slots=True)
class TextMark:
    """Text whose first letter starts at (x_mm, baseline_mm); origin top left."""

    x_mm: float
    baseline_mm: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class RuleMark:
    """A straight line; `dotted` for leaders."""

    x0_mm: float
    y0_mm: float
    x1_mm: float
    y1_mm: float
    width_mm: float
    colour: Colour
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Leader:
    """Dots that a form prints for filling in: after the value (offices type over them), or `under` it (stock)."""

    under: bool = False
    colour: Colour = (60, 60, 66)


@dataclass(frozen=True, slots=True)
class SealMark:
    """A round red seal: its centre, the text around, the words in the middle (empty: a star alone)."""

    x_mm: float
    y_mm: float
    around: str
    below: str
    middle: str
    radius_mm: float = 18.0


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """A scribble in blue ink in a box; `seed` makes the hand."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    seed: int


@dataclass(frozen=True, slots=True)
class EmblemMark:
    """The place of the national emblem: a red disc with a gold star, as far as a scan shows."""

    x_mm: float
    y_mm: float
    radius_mm: float


@dataclass(frozen=True, slots=True)
class QrMark:
    """A QR code: its top left corner, its side, what it says."""

    x_mm: float
    y_mm: float
    side_mm: float
    payload: str


Mark = TextMark | RuleMark | SealMark | SignatureMark | EmblemMark | QrMark


@dataclass(slots=True)
class Sheet:
    """One page being set.

    `y_mm` is where the next line's top stands. `lines` is the printed text in reading order (a two-column block: the
    left column's lines, then the right one's). `keeps_dots`: the typist left the dots behind the values standing.
    `fill_hand`: who fills the form in with a pen. `typewriter`: every style becomes letters of one width, in one size.
    """

    ground: str = "plain"
    width_mm: float = 210.0
    height_mm: float = 297.0
    left_mm: float = 28.0
    right_mm: float = 18.0
    y_mm: float = 20.0
    leading: float = 1.3
    keeps_dots: bool = False
    fill_hand: Hand | None = None
    typewriter: bool = False
    marks: list[Mark] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def right_edge_mm(self) -> float:
        return self.width_mm - self.right_mm

    def line_height_mm(self, style: Style) -> float:
        return self.typed(style).size_pt * _MM_PER_PT * self.leading

    def typed(self, style: Style) -> Style:
        """The style in which this sheet sets a text that asks for one."""
        return _TYPED if self.typewriter and style.hand is None else style

    def put(self, x_mm: float, baseline_mm: float, text: str, style: Style, anchor: str = "left") -> None:
        """Set one text, not moving the cursor; anchor `left`, `centre` or `right` of x. Not noted in `lines`."""
        style = self.typed(style)
        width_mm = text_width_mm(text, style)
        start_mm = x_mm - {"left": 0.0, "centre": width_mm / 2, "right": width_mm}[anchor]
        self.marks.append(TextMark(start_mm, baseline_mm, text, style))

    def rule(
        self, x0_mm: float, x1_mm: float, y_mm: float, width_mm: float = 0.25, colour: Colour = (24, 24, 30)
    ) -> None:
        self.marks.append(RuleMark(x0_mm, y_mm, x1_mm, y_mm, width_mm, colour))

    def skip(self, height_mm: float) -> None:
        self.y_mm += height_mm

    def centred(self, text: str, style: Style, centre_mm: float | None = None) -> None:
        """One centred line at the cursor."""
        middle_mm = (self.left_mm + self.right_edge_mm) / 2 if centre_mm is None else centre_mm
        self.put(middle_mm, self._baseline_mm(style), text, style, "centre")
        self.lines.append(text)
        self.y_mm += self.line_height_mm(style)

    def centred_runs(self, runs: Sequence[Run], centre_mm: float | None = None) -> None:
        """One centred line of several styles at the cursor."""
        middle_mm = (self.left_mm + self.right_edge_mm) / 2 if centre_mm is None else centre_mm
        runs = [(text, self.typed(style)) for text, style in runs]
        width_mm = sum(text_width_mm(text, style) for text, style in runs)
        self._set_row(list(runs), middle_mm - width_mm / 2, self.right_edge_mm, 0.0)

    def centred_paragraph(self, text: str, style: Style, centre_mm: float, width_mm: float) -> None:
        """Lines no wider than `width_mm`, each centred."""
        for row in _break_lines([(text, self.typed(style))], width_mm, 0.0):
            self.centred("".join(words for words, _ in row).strip(), style, centre_mm)

    def value_style(self, style: Style) -> Style:
        """How a value is filled in: as typed, or by hand."""
        return style if self.fill_hand is None else replace(style, hand=self.fill_hand)

    def right(self, text: str, style: Style) -> None:
        """One line flush right."""
        self.put(self.right_edge_mm, self._baseline_mm(style), text, style, "right")
        self.lines.append(text)
        self.y_mm += self.line_height_mm(style)

    def paragraph(
        self,
        runs: Sequence[Run],
        *,
        indent_mm: float = 0.0,
        left_mm: float | None = None,
        right_edge_mm: float | None = None,
        leader: Leader | None = None,
        justify: bool = False,
    ) -> None:
        """Set runs of text, broken at blanks; `leader` dots the last line's rest or, as stock does, all lines."""
        start_mm = self.left_mm if left_mm is None else left_mm
        edge_mm = self.right_edge_mm if right_edge_mm is None else right_edge_mm
        runs = [(text, self.typed(style)) for text, style in runs]
        rows = _break_lines(runs, edge_mm - start_mm, indent_mm)
        for index, row in enumerate(rows):
            x_mm = start_mm + (indent_mm if index == 0 else 0.0)
            last = index == len(rows) - 1
            extra_mm = 0.0 if last or not justify else _spread_mm(row, edge_mm - x_mm)
            self._set_row(row, x_mm, edge_mm, extra_mm)
            if leader is not None and (last or leader.under):
                self._dot_row(row, x_mm, edge_mm, leader)

    def _dot_row(self, row: list[Run], x_mm: float, edge_mm: float, leader: Leader) -> None:
        tallest = max((style for _, style in row), key=lambda style: style.size_pt)
        y_mm = self._baseline_mm(tallest) - self.line_height_mm(tallest)
        if leader.under:
            y_mm, from_mm = y_mm + _LEADER_DROP_MM, x_mm + _label_width_mm(row)
        else:
            from_mm = x_mm + sum(text_width_mm(text, style) for text, style in row) + 0.8
        if from_mm < edge_mm - 3:
            self.marks.append(RuleMark(from_mm, y_mm, edge_mm, y_mm, 0.22, leader.colour, dotted=True))

    def _set_row(self, row: list[Run], x_mm: float, edge_mm: float, extra_mm: float) -> None:
        tallest = max((style for _, style in row), key=lambda style: style.size_pt)
        baseline_mm = self._baseline_mm(tallest)
        for words, style in _merge_runs(row) if extra_mm == 0.0 else row:
            self.put(x_mm, baseline_mm, words, style)
            x_mm += text_width_mm(words, style) + (extra_mm if words.endswith(" ") else 0.0)
        self.lines.append("".join(words for words, _ in row).strip())
        self.y_mm += self.line_height_mm(tallest)

    def side_by_side(
        self, left: Sequence[Run], right: Sequence[Run], left_centre_mm: float, right_centre_mm: float
    ) -> None:
        """Two columns of centred lines; the cursor ends below the longer one."""
        top_mm = self.y_mm
        ends = []
        for column, centre_mm in ((left, left_centre_mm), (right, right_centre_mm)):
            self.y_mm = top_mm
            for text, style in column:
                self.centred(text, style, centre_mm)
            ends.append(self.y_mm)
        self.y_mm = max(ends)

    def _baseline_mm(self, style: Style) -> float:
        return self.y_mm + self.typed(style).size_pt * _MM_PER_PT * (self.leading * 0.5 + 0.38)


def _words(runs: Sequence[Run]) -> list[Run]:
    words: list[Run] = []
    for text, style in runs:
        parts = text.split(" ")
        words.extend((part + (" " if index < len(parts) - 1 else ""), style) for index, part in enumerate(parts))
    return [(text, style) for text, style in words if text]


def _break_lines(runs: Sequence[Run], width_mm: float, indent_mm: float) -> list[list[Run]]:
    rows: list[list[Run]] = [[]]
    room_mm = width_mm - indent_mm
    for text, style in _words(runs):
        needed_mm = text_width_mm(text.rstrip(), style)
        if rows[-1] and needed_mm > room_mm and not text.isspace():
            rows.append([])
            room_mm = width_mm
        rows[-1].append((text, style))
        room_mm -= text_width_mm(text, style)
    return rows


def _spread_mm(row: list[Run], width_mm: float) -> float:
    """Extra width of each blank so that a row reaches the edge; none where it would look torn."""
    texts = [(text if index < len(row) - 1 else text.rstrip(), style) for index, (text, style) in enumerate(row)]
    gaps = sum(text.endswith(" ") for text, _ in texts)
    slack_mm = width_mm - sum(text_width_mm(text, style) for text, style in texts)
    return slack_mm / gaps if gaps and 0 < slack_mm < width_mm * 0.3 else 0.0


def _label_width_mm(row: list[Run]) -> float:
    """Width of a row up to its first colon: where the form's dots begin; 0 on a row without label."""
    for count, (text, _) in enumerate(row, start=1):
        if text.rstrip().endswith(":"):
            return sum(text_width_mm(word, style) for word, style in row[:count])
    return 0.0


def _merge_runs(row: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for text, style in row:
        if merged and merged[-1][1] == style:
            merged[-1] = (merged[-1][0] + text, style)
        else:
            merged.append((text, style))
    return merged
