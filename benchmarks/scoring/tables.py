"""Here live tables: for a terminal, and for the documentation, where they stand between two marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Table(NamedTuple):
    """Heads and rows of told figures; the first column names the row."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    def lines(self) -> list[str]:
        """For a terminal."""
        return to_lines(self.heads, self.rows)

    def markdown(self) -> list[str]:
        """For the documentation."""
        return [_row(self.heads), "|" + "---|" * len(self.heads), *(_row(row) for row in self.rows)]


def tell(value: Any) -> str:
    return "-" if value is None else str(value)


def to_lines(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of equal width: the first to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        figures = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return "  ".join([cells[0].ljust(widths[0]), *figures]).rstrip()

    return [line(heads), *(line(row) for row in rows)]


def put_section(page: Path, name: str, lines: Sequence[str]) -> None:
    """Put lines between `<!-- begin NAME -->` and `<!-- end NAME -->` of a page, in place of what stood there.

    Raises:
        ValueError: the page has no such marks.
    """
    text = page.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- begin {re.escape(name)} -->\n).*?(<!-- end {re.escape(name)} -->)", re.DOTALL)
    body = "\n".join(lines) + "\n"
    written, count = marks.subn(lambda found: found[1] + body + found[2], text)
    if count != 1:
        raise ValueError(f"{page} has no place for {name}")
    page.write_text(written, encoding="utf-8")


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
