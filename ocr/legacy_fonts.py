"""Here lives the question which fonts of a page write Vietnamese in the codes of the time before Unicode."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ocr.layer_characters import LayerFont
from schemas.legacy_encodings import LegacyEncoding, from_legacy
from schemas.syllables import syllable_share

_TCVN3_NAME = re.compile(r"(?:^|\+)\.?(?:Vn[A-Z]|TCVN)")
# `.VnTimeH`, `.VnTimeH-Bold`, `.VnTimeHBold`: an H that ends the family's name.
_CAPITALS_NAME = re.compile(r"(?:^|\+)\.?Vn[A-Za-z ]*?H(?=$|[-,]|Bold|Italic|BI\b)")
_VNI_NAME = re.compile(r"(?:^|\+)(?:VNI|VNtime)")
# Letters that no legacy code stands for: text that has them is Unicode, whatever its font is called.
_UNICODE_LETTER = re.compile(r"[\u1ea0-\u1ef9]")
_TCVN3_KINDS = {LegacyEncoding.TCVN3, LegacyEncoding.TCVN3_CAPITALS}
_LETTER = re.compile(r"[^\W\d_]")
# Measured on eight drawn papers: true text 0.96 to 0.99, the same in legacy codes taken as it is 0.14 to 0.37.
_LEAST_SHARE, _CLEAR_RISE = 0.85, 0.2
_FEWEST_LETTERS = 40


def named_encoding(name: str) -> LegacyEncoding | None:
    """The legacy encoding that a font's name stands for, subset prefix or not."""
    if _VNI_NAME.search(name):
        return LegacyEncoding.VNI
    if _TCVN3_NAME.search(name):
        return LegacyEncoding.TCVN3_CAPITALS if _CAPITALS_NAME.search(name) else LegacyEncoding.TCVN3
    return None


def find_encodings(texts_by_font: Mapping[LayerFont, Sequence[str]]) -> dict[LayerFont, LegacyEncoding]:
    """The legacy encoding of each font of a page that has one.

    Args:
        texts_by_font: for each font the pieces of words set in it, as its codes say.

    The name decides where the spelling does not speak against it; a font with an innocent name is taken for a
    legacy one where that makes syllables of what were none. Few letters prove little: they must follow the page.
    """
    found: dict[LayerFont, LegacyEncoding] = {}
    unsure: dict[LayerFont, Sequence[str]] = {}
    for font, texts in texts_by_font.items():
        whole = " ".join(texts)
        named = named_encoding(font.name)
        if _UNICODE_LETTER.search(whole) or whole.isascii():
            # Capitals fonts draw even plain letters as capitals.
            if named is LegacyEncoding.TCVN3_CAPITALS and whole.isascii():
                found[font] = named
        elif named is not None:
            if _share(texts, named) >= syllable_share(texts):
                found[font] = named
        else:
            unsure[font] = texts
    return found | _find_unnamed(unsure, set(found.values()))


def _find_unnamed(
    unsure: Mapping[LayerFont, Sequence[str]], on_page: set[LegacyEncoding]
) -> dict[LayerFont, LegacyEncoding]:
    found: dict[LayerFont, LegacyEncoding] = {}
    for font, texts in sorted(unsure.items(), key=lambda item: -len("".join(item[1]))):
        before = syllable_share(texts)
        after, encoding = max((_share(texts, kind), kind) for kind in (LegacyEncoding.TCVN3, LegacyEncoding.VNI))
        is_long = len(_LETTER.findall("".join(texts))) >= _FEWEST_LETTERS
        follows = not on_page.isdisjoint({LegacyEncoding.VNI} if encoding is LegacyEncoding.VNI else _TCVN3_KINDS)
        is_clear = after >= _LEAST_SHARE and after - before >= _CLEAR_RISE
        if is_clear and (is_long or follows or encoding in found.values()):
            found[font] = encoding
    return found


def _share(texts: Sequence[str], encoding: LegacyEncoding) -> float:
    return syllable_share(from_legacy(text, encoding) for text in texts)
