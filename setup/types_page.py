"""Writes docs/document_types.md, the page of every declared kind of paper, from schemas/document_types/."""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent
PAGE = _ROOT / "docs" / "document_types.md"

sys.path.insert(0, str(_ROOT))  # run as a script, the checkout is not yet on the path

from pipelines.cli.types_page import types_page  # noqa: E402
from schemas.document_type import document_types  # noqa: E402


def page_text() -> str:
    """The whole page as Markdown."""
    return types_page(document_types().values(), "en")


if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
