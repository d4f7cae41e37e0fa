"""Here lives what a command prints: JSON lines, tables and messages for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from schemas.problems import get_problem


def print_json(value: Any) -> None:
    """One JSON document on one line of standard output, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def print_note(text: str) -> None:
    """A remark for a person, on standard error."""
    print(text, file=sys.stderr)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A plain table on standard output; widths follow the terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row), end_section=False)
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200)
    console.print(table)


def tell_problem(code: str, language: str) -> str:
    """Message and advice of a code as one sentence for a person."""
    message, advice = get_problem(code).in_language(language)
    return f"{message} {advice}".strip()
