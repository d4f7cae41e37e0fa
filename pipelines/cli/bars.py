"""Here lives the bar that long commands show: on standard error, and only where that is a terminal."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn


def make_bar(*columns: ProgressColumn, is_off: bool = False) -> Progress:
    """What is done, the bar, then these columns; `is_off`: none at all, whatever standard error is."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *columns,
        console=Console(stderr=True),
        disable=is_off or not sys.stderr.isatty(),
    )
