"""Here live hands: how somebody writes, how wide their writing is, and the strokes of each word, never twice alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from benchmarks.papers.pen_strokes import sign_strokes, sign_width

Stroke = npt.NDArray[np.float64]
# Ink of ballpoints and gel pens; offices write in blue, some in black.
_INKS = ((30, 44, 150), (22, 32, 118), (52, 70, 176), (34, 34, 40))
_INK_ODDS = (0.4, 0.25, 0.15, 0.2)
_BLANK = 0.95
# Of 64 real letters and decisions 56 had their number or day written in.
_NUMBER_ODDS, _DATE_ODDS, _FILL_IN_ODDS = 0.85, 0.6, 0.4
_FILLED_IN_KINDS = frozenset(
    {
        "birth_certificate",
        "marriage_certificate",
        "death_extract",
        "birth_extract",
        "marital_status_certificate",
        "land_use_certificate",
        "poor_household_certificate",
    }
)
_STEPS_PER_SPAN = 6


@dataclass(frozen=True, slots=True)
class Hand:
    """One person's writing with one pen.

    `small_mm` is the height of a small letter (digits and capitals are 1.7 as high), `slant` the lean to the right per
    unit of height, `stretch` the width of signs, `shake` how far control points stray in units of `small_mm`,
    `margin_mm` the blank that a form leaves on both sides of what is filled in.
    """

    seed: int
    small_mm: float
    pen_mm: float
    colour: tuple[int, int, int]
    slant: float
    stretch: float
    shake: float
    drop_mm: float
    margin_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Handwriting:
    """What of a paper is written by hand, and by whom: its number, day and month, all that the form leaves blank."""

    hand: Hand
    number: bool
    date: bool
    fill_ins: bool


def invent_hand(rng: np.random.Generator) -> Hand:
    small_mm = float(rng.uniform(2.1, 3.3))
    return Hand(
        seed=int(rng.integers(1, 1 << 30)),
        small_mm=small_mm,
        # A thick nib writes large, or loops would fill with ink.
        pen_mm=float(rng.uniform(0.09, 0.18)) * small_mm,
        colour=_INKS[int(rng.choice(len(_INKS), p=_INK_ODDS))],
        slant=float(rng.uniform(-0.08, 0.45)),
        stretch=float(rng.uniform(0.8, 1.05)),
        shake=float(rng.uniform(0.02, 0.06)),
        drop_mm=float(rng.uniform(-0.9, 0.7)),
        margin_mm=float(rng.uniform(0.8, 4.0)),
    )


def for_fill_ins(hand: Hand) -> Hand:
    """The same hand on the narrow lines of a form: small letters, no room around words."""
    small_mm = min(hand.small_mm, 2.4) * 0.85
    pen_mm = hand.pen_mm * small_mm / hand.small_mm
    return replace(hand, small_mm=small_mm, pen_mm=pen_mm, margin_mm=0.0, stretch=min(hand.stretch, 0.9))


def invent_handwriting(kind: str, rng: np.random.Generator) -> Handwriting:
    """Who fills in a paper of a kind, and what: mostly the number, often the day; civil papers now and then whole."""
    hand = invent_hand(rng)
    number, date, fill_ins = (bool(rng.random() < odds) for odds in (_NUMBER_ODDS, _DATE_ODDS, _FILL_IN_ODDS))
    whole = fill_ins and kind in _FILLED_IN_KINDS
    return Handwriting(hand, number=number or not date or whole, date=date or whole, fill_ins=whole)


def written_width_mm(text: str, hand: Hand) -> float:
    signs = sum(_BLANK if char == " " else sign_width(char, hand.seed) for char in text)
    return signs * hand.small_mm * hand.stretch + 2 * hand.margin_mm


def write_words(text: str, hand: Hand, x_mm: float, baseline_mm: float) -> Iterator[tuple[str, list[Stroke]]]:
    """Each word with its strokes, polylines of shape (count, 2) in mm on the sheet.

    The same text by the same hand at the same place has the same strokes; anywhere else it has others.
    """
    place = (round(x_mm * 100), round(baseline_mm * 100))
    rng = np.random.default_rng((hand.seed, *place, *(ord(char) for char in text)))
    pen_mm = x_mm + hand.margin_mm
    tilt = float(rng.normal(0, 0.015))
    for word in text.split(" "):
        strokes: list[Stroke] = []
        for char in word:
            drop_mm = hand.drop_mm + (pen_mm - x_mm) * tilt + float(rng.normal(0, 0.16))
            strokes += _write_sign(char, hand, (pen_mm, baseline_mm + drop_mm), rng)
            pen_mm += sign_width(char, hand.seed) * hand.small_mm * hand.stretch
        pen_mm += _BLANK * hand.small_mm * hand.stretch
        if word:
            yield word, strokes


def _write_sign(char: str, hand: Hand, origin_mm: tuple[float, float], rng: np.random.Generator) -> list[Stroke]:
    size = hand.small_mm * float(rng.uniform(0.9, 1.1))
    slant = hand.slant + float(rng.normal(0, 0.05))
    strokes = []
    for controls in sign_strokes(char, hand.seed):
        strayed = controls + rng.normal(0, hand.shake, controls.shape)
        x = (strayed[:, 0] * hand.stretch + strayed[:, 1] * slant) * size + origin_mm[0]
        y = origin_mm[1] - strayed[:, 1] * size
        strokes.append(_round_off(np.column_stack([x, y])))
    return strokes


def _round_off(points: Stroke) -> Stroke:
    """A smooth line through the points (Catmull-Rom)."""
    if len(points) < 3:
        return points
    padded = np.concatenate([points[:1] * 2 - points[1:2], points, points[-1:] * 2 - points[-2:-1]])
    t = np.linspace(0, 1, _STEPS_PER_SPAN, endpoint=False)[:, None]
    spans = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        bend = 2 * before - 5 * start + 4 * end - after
        twist = 3 * start - before - 3 * end + after
        spans.append(0.5 * (2 * start + (end - before) * t + bend * t**2 + twist * t**3))
    smooth: Stroke = np.concatenate([*spans, points[-1:]])
    return smooth
