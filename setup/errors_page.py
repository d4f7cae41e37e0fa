"""Writes docs/errors.md, the page of every code that Sohoa can show, from schemas/problems.toml."""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent
PAGE = _ROOT / "docs" / "errors.md"

sys.path.insert(0, str(_ROOT))  # run as a script, the checkout is not yet on the path

from schemas.problems import problem_texts  # noqa: E402

_HEAD = """\
# Codes of problems

Every code that a command, a file's line or a field can carry, in the order of `schemas/problems.toml`,
from which `make docs` writes this page. Words in braces are filled in when the problem is shown; they never
carry personal data.

- A **file's** code stands in `problem` of its line: the file is kept in quarantine (`sohoa quarantine list`)
  or, for a state secret, refused.
- A **field's** code stands in its `problem` or in `needs_review`: a person must look.
- A **command's** code stands in the last line of standard error; exit 2 means wrong usage or settings,
  3 that something needed is away or busy.
"""


def page_text() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_section(code, texts) for code, texts in problem_texts().items())


def _section(code: str, texts: dict[str, str]) -> str:
    vietnamese = " ".join(filter(None, (texts["message"], texts.get("advice"))))
    english = " ".join(filter(None, (texts["message_en"], texts.get("advice_en"))))
    return f"\n## `{code}`\n\n{vietnamese}\n\n*{english}*\n"


if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
