"""Here lives a paper's print as one running text that still knows where each letter stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.lines import Segment, Span
from schemas.geometry import Box
from schemas.text import clean, strip_marks


@dataclass(frozen=True, slots=True)
class RunningText:
    """The segments of a paper in order, one a line.

    `folded` is `text` without marks, in small letters; `flat` is `folded` on one line. All three have one length.
    """

    text: str
    folded: str
    flat: str
    starts: tuple[int, ...]
    segments: tuple[Segment, ...]

    def find_place(self, start: int, end: int) -> tuple[int, Box | None]:
        """Page number and box, on the original page, of the print between two places; of the first page of two."""
        first, last = (bisect_right(self.starts, at) - 1 for at in (start, max(start, end - 1)))
        home = self.segments[first].page
        boxes = [self._cut(index, start, end) for index in range(first, last + 1)]
        kept = [
            box for box, index in zip(boxes, range(first, last + 1), strict=True) if box and self._is_on(index, home)
        ]
        if not kept:
            return home.page_number, None
        left, top, right, bottom = zip(*kept, strict=True)
        return home.page_number, home.original_box(Box(min(left), min(top), max(right), max(bottom)))

    def _is_on(self, index: int, home: object) -> bool:
        return self.segments[index].page is home

    def _cut(self, index: int, start: int, end: int) -> Box | None:
        """The box of the segment's words between two places of the text."""
        segment, at, kept = self.segments[index], self.starts[index], []
        for token in segment.tokens:
            if token.starts_word and token is not segment.tokens[0]:
                at += 1
            if at < end and at + len(clean(token.text)) > start:
                kept.append(token)
            at += len(clean(token.text))
        return Span(segment.page, tuple(kept)).box if kept else None


def make_running_text(pages: Sequence[Sequence[Segment]]) -> RunningText:
    """All pages of a paper as one text."""
    segments = tuple(segment for page in pages for segment in page)
    lines, starts, at = [], [], 0
    for segment in segments:
        parts = [(" " if n and token.starts_word else "") + clean(token.text) for n, token in enumerate(segment.tokens)]
        lines.append("".join(parts))
        starts.append(at)
        at += len(lines[-1]) + 1
    text = "\n".join(lines)
    folded = strip_marks(text).lower()
    if len(folded) != len(text):  # a letter outside Vietnamese that grows when folded: places would be lost
        folded = text.lower() if len(text.lower()) == len(text) else text
    return RunningText(text, folded, folded.replace("\n", " "), tuple(starts), segments)
