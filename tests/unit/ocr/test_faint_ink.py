"""Ink of which no stroke stands out alone is found by what it adds up to; noise and shining print are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.faint_ink import measure_faint_ink
from ocr.pixels import Pixels

# Dots a millimetre of the sheets drawn here.
_PX = 6.0
_HEIGHT, _WIDTH = 900, 660


def bears_faint_ink(page: Pixels, across: Pixels | None = None) -> bool:
    none = np.zeros_like(page)
    return measure_faint_ink(page, none, none if across is None else across, _PX) > 1


def noise(seed: int = 1, spread: float = 1.6) -> Pixels:
    """A poor copier's grain: how far each dot stands out."""
    grain = np.random.default_rng(seed).normal(0, spread, (_HEIGHT, _WIDTH))
    return np.clip(np.round(grain), 0, 255).astype(np.uint8)


def shining_print(page: Pixels) -> Pixels:
    """Lines of the other side all over the sheet, blurred."""
    print_ = np.zeros_like(page)
    for row in range(60, _HEIGHT - 40, 40):
        cv2.putText(print_, "nop luu ho so goc", (60, row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 2, 3)
    return np.asarray(cv2.add(page, cv2.GaussianBlur(print_, (0, 0), 2.0)), np.uint8)


def words(page: Pixels, strength: int) -> Pixels:
    ink = np.zeros_like(page)
    cv2.putText(ink, "tra ket", (300, 500), cv2.FONT_HERSHEY_SIMPLEX, 0.55, strength, 2)
    return np.asarray(cv2.add(page, ink), np.uint8)


@pytest.mark.parametrize("seed", range(4))
def test_noise_alone_is_no_ink(seed: int) -> None:
    assert not bears_faint_ink(noise(seed))
    assert not bears_faint_ink(shining_print(noise(seed)))


@pytest.mark.parametrize("seed", range(4))
def test_faint_words_in_noise_are_ink_across_and_down(seed: int) -> None:
    page = words(noise(seed), 5)
    assert bears_faint_ink(page)
    assert bears_faint_ink(np.ascontiguousarray(page.T))


def test_words_among_shining_print_are_ink_where_they_stand_out_of_it() -> None:
    assert bears_faint_ink(words(shining_print(noise()), 12))


def test_crumbs_are_no_row() -> None:
    page = noise()
    for x, y in np.random.default_rng(2).integers(30, 600, (40, 2)):
        cv2.circle(page, (int(x), int(y)), 2, 60, -1)
    assert not bears_faint_ink(page)


def test_the_rings_of_a_faint_stamp_are_ink() -> None:
    page = noise()
    for radius in (60, 80):
        cv2.circle(page, (300, 500), radius, 5, 2)
    assert bears_faint_ink(page)


def test_a_sheet_without_any_mark_has_none() -> None:
    assert not bears_faint_ink(np.zeros((_HEIGHT, _WIDTH), np.uint8))


def folded(page: Pixels) -> tuple[Pixels, Pixels]:
    """The page with a fold across at half its height, and where that is."""
    where = np.zeros_like(page)
    cv2.line(page, (0, 490), (_WIDTH, 496), 8, 2)
    cv2.line(where, (0, 490), (_WIDTH, 496), 255, 24)
    return page, where


def test_a_fold_is_alike_from_edge_to_edge_and_a_word_on_it_is_ink() -> None:
    assert not bears_faint_ink(*folded(noise()))
    assert bears_faint_ink(*folded(words(noise(), 10)))
    page, where = folded(words(noise(), 10))
    assert measure_faint_ink(*(np.ascontiguousarray(plane.T) for plane in (page, where, np.zeros_like(page))), _PX) > 1


def test_shining_print_on_a_fold_is_no_word() -> None:
    page, where = folded(shining_print(noise()))
    assert not bears_faint_ink(page, where)


def test_the_edge_of_a_sheet_is_no_fold() -> None:
    page, where = np.zeros((_HEIGHT, _WIDTH), np.uint8), np.zeros((_HEIGHT, _WIDTH), np.uint8)
    cv2.line(page, (200, 4), (260, 4), 12, 3)
    where[:18] = 255
    assert not bears_faint_ink(page, where)
