"""Writes docs/openapi.json, the description of the API for programs, from the API itself."""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent
PAGE = _ROOT / "docs" / "openapi.json"

sys.path.insert(0, str(_ROOT))  # run as a script, the checkout is not yet on the path

from web.api.application import make_api  # noqa: E402
from web.api.document import write_document  # noqa: E402
from web.rendering import Pages  # noqa: E402


def main() -> None:
    PAGE.write_text(write_document(make_api(None, Pages())), encoding="utf-8")


if __name__ == "__main__":
    main()
