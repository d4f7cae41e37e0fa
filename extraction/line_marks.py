"""Here live the marks of printed lines that every office shares: state name, motto, capitals."""

from __future__ import annotations

from rapidfuzz import fuzz

from extraction.lines import Segment, key_of

STATE_KEY = key_of("Cộng hòa xã hội chủ nghĩa Việt Nam")
MOTTO_KEY = key_of("Độc lập - Tự do - Hạnh phúc")
SUBJECT_STARTS = ("v/v", "vv ", "v/ v", "ve viec", "v / v")

# `(Kèm theo Quyết định số ...)` under the title of an annex.
ANNEX_STARTS = ("phu luc", "(kem theo", "kem theo", "(ban hanh kem theo", "ban hanh kem theo")


def is_state_name(segment: Segment) -> bool:
    """Whether a line is the Quốc hiệu, slips of recognition allowed."""
    return len(segment.key) >= 18 and fuzz.partial_ratio(STATE_KEY, segment.key, score_cutoff=74) > 0


def is_motto(segment: Segment) -> bool:
    """Whether a line is the Tiêu ngữ, slips of recognition allowed."""
    return 14 <= len(segment.key) <= 60 and fuzz.partial_ratio(MOTTO_KEY, segment.key, score_cutoff=76) > 0


def has_letters(segment: Segment) -> bool:
    """Whether a line has letters enough to be words."""
    return sum(char.isalpha() for char in segment.text) >= 3


def is_capitals(segment: Segment) -> bool:
    """Whether its letters are capitals, a few lost ones allowed."""
    letters = [char for char in segment.text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) >= 0.8 * len(letters)
