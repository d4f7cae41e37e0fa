"""Here lives the quality light: what of a page's picture is worth scanning it again, judged the moment it is read."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from ocr.pixels import Pixels
from ocr.thumbnail import shrink

# Decree 30/2020, annex I, and Circular 05/2025/TT-BNV, article 8, ask for 200 dpi; a scanner's 199 is 200.
_LEAST_DPI = 195
# Below these figures reading begins to lose letters (office and phone pages worn step by step, ADR 0038): at
# sharpness 26 up to 0.5 % more wrong letters, at 19 up to 1.5 %, at 13 up to 9 %; at contrast 0.3 under 1 %.
_LEAST_SHARPNESS, _LEAST_CONTRAST = 25.0, 0.3
_MOST_SKEW_DEG = 5.0
_COLOUR_SHARE = 0.0005
# A lamp on a photographed page: a spot as bright as can be on a ground that is not.
_GLARE, _GROUND_BELOW, _GLARE_SHARE = 252, 235, 0.004
_LOOKED_AT_PX = 600
# A full page of print covers three times as much, a table without words half of it.
_LITTLE_INK = 0.015


def find_page_faults(
    quality: Mapping[str, float], skew_deg: float, turned_deg: int, rgb: Pixels, *, has_words: bool = True
) -> tuple[str, ...]:
    """Codes of `problems.toml`, the gravest first; none for a blank page.

    Args:
        quality: as of `page_quality`.
        skew_deg: by how much the page leant.
        turned_deg: by how much it lay turned, 0, 90, 180, 270.
        rgb: uint8 (height, width, 3), the page as rendered.
        has_words: whether anything was read.
    """
    if quality["blank"] == 1:
        return ()
    if not has_words and quality["ink_share"] < _LITTLE_INK:
        return ("page_nearly_blank",)
    found = {
        "page_cut_off": quality["cut_edges"] > 0,
        "page_blurred": 0 < quality["sharpness"] < _LEAST_SHARPNESS,
        "page_pale": quality["contrast"] < _LEAST_CONTRAST,
        "page_glaring": _has_glare(rgb),
        "page_coarse": quality["dpi"] < _LEAST_DPI,
        "page_leaning": abs(skew_deg) > _MOST_SKEW_DEG,
        "page_without_colour": quality["colour_share"] < _COLOUR_SHARE,
        "page_turned": turned_deg != 0,
    }
    return tuple(code for code, is_so in found.items() if is_so)


def _has_glare(rgb: Pixels) -> bool:
    darkest = shrink(rgb, _LOOKED_AT_PX / max(rgb.shape[:2])).min(axis=2)
    ground = float(np.percentile(darkest, 75))
    bright = np.asarray(darkest >= _GLARE, np.uint8)
    if ground >= _GROUND_BELOW or bright.mean() < _GLARE_SHARE:
        return False
    # One spot, not the white of a sheet's edge nor grains.
    _, _, stats, _ = cv2.connectedComponentsWithStats(bright)
    return bool((stats[1:, cv2.CC_STAT_AREA] >= _GLARE_SHARE * bright.size).any())
