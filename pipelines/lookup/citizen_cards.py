"""Here lives what a barcode wand types from the QR code of a citizen card."""

from __future__ import annotations

import re
from dataclasses import dataclass

# id | old id | name | ddmmyyyy | sex | address | ddmmyyyy of issue, and from 2024 more fields behind (domain knowledge
# of the card of Thông tư 06/2021/TT-BCA and its successors; the order of the first seven never changed).
_PARTS_LEAST = 6
# Nobody types that many of its marks; one alone may be a slip.
_MARKS_LEAST = 2
_ID, _OLD_ID = re.compile(r"\d{12}"), re.compile(r"\d{9}")


@dataclass(frozen=True, slots=True)
class CardIds:
    """The ids on a card; the rest of what it says is not kept."""

    holder_id: str
    old_id: str | None


def read_card(text: str) -> CardIds | None:
    """The ids in a wand's text; None where it is no card's."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) < _PARTS_LEAST or not _ID.fullmatch(parts[0]):
        return None
    return CardIds(parts[0], parts[1] if _OLD_ID.fullmatch(parts[1]) else None)


def is_broken_card(text: str) -> bool:
    """Whether a wand read a card in part, or one whose id is none: asked for as words it would find nothing."""
    return text.count("|") >= _MARKS_LEAST and read_card(text) is None
