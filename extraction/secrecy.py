"""Here lives the search for a state-secret mark, which must stop a paper at the door."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.lines import Segment
from extraction.zones import Zones
from schemas.text import squeeze

_HEADER_SHARE = 0.4
# Marks of Decree 26/2020/NĐ-CP, article 6; told from words by standing alone in capitals.
_MARKS = frozenset({"MẬT", "TỐI MẬT", "TUYỆT MẬT"})


def is_marked_secret(segments: Sequence[Segment], zones: Zones) -> bool:
    """Whether `MẬT`, `TỐI MẬT` or `TUYỆT MẬT` stands alone, stamp-like, in the header of the page."""
    for segment in segments:
        if segment.box.center_y > _HEADER_SHARE * segment.page.upright_height_px:
            continue
        text = squeeze("".join(char if char.isalpha() else " " for char in segment.text))
        if text in _MARKS or (text.startswith("ĐỘ MẬT ") and text[7:] in _MARKS):
            return True
    return False
