"""Here digits are written by drawn pens: control points per digit and habit, bent at random, joined by curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Stroke = npt.NDArray[np.float64]
_Points = tuple[tuple[float, float], ...]

# Each digit as people write it, several habits, each of one or more strokes; x to the right, y down, in a unit box.
_HABITS: dict[int, tuple[tuple[_Points, ...], ...]] = {
    0: (
        (((0.55, 0.0), (0.15, 0.2), (0.05, 0.6), (0.35, 1.0), (0.8, 0.8), (0.95, 0.35), (0.6, 0.0)),),
        (((0.7, 0.05), (0.3, 0.05), (0.05, 0.5), (0.3, 0.98), (0.75, 0.9), (0.95, 0.45), (0.72, 0.08), (0.5, 0.12)),),
    ),
    1: (
        (((0.5, 0.0), (0.5, 0.5), (0.5, 1.0)),),
        (((0.1, 0.35), (0.4, 0.15), (0.6, 0.0)), ((0.6, 0.0), (0.57, 0.5), (0.55, 1.0))),
        (((0.0, 0.75), (0.3, 0.4), (0.65, 0.0)), ((0.65, 0.0), (0.65, 0.5), (0.62, 1.0))),
        (
            ((0.2, 0.3), (0.4, 0.15), (0.55, 0.0)),
            ((0.55, 0.0), (0.52, 0.5), (0.5, 1.0)),
            ((0.2, 1.0), (0.5, 0.98), (0.85, 1.0)),
        ),
    ),
    2: (
        (
            (
                (0.1, 0.25), (0.35, 0.02), (0.75, 0.1), (0.8, 0.4), (0.4, 0.75), (0.05, 1.0),
                (0.4, 0.92), (0.95, 0.98),
            ),
        ),
        (
            (
                (0.1, 0.2), (0.4, 0.0), (0.75, 0.15), (0.65, 0.5), (0.3, 0.85), (0.08, 0.95), (0.12, 0.75),
                (0.4, 0.82), (0.7, 1.0), (1.0, 0.88),
            ),
        ),
        (((0.15, 0.2), (0.5, 0.0), (0.85, 0.25), (0.5, 0.65), (0.08, 0.98)), ((0.08, 0.98), (0.5, 1.0), (0.95, 0.97))),
    ),
    3: (
        (
            (
                (0.15, 0.12), (0.5, 0.0), (0.8, 0.18), (0.65, 0.42), (0.4, 0.48), (0.8, 0.6), (0.85, 0.85),
                (0.45, 1.0), (0.08, 0.88),
            ),
        ),
        (
            ((0.1, 0.03), (0.5, 0.0), (0.85, 0.02)),
            ((0.85, 0.02), (0.6, 0.25), (0.42, 0.4)),
            ((0.42, 0.4), (0.8, 0.5), (0.85, 0.8), (0.5, 1.0), (0.08, 0.9)),
        ),
    ),
    4: (
        (((0.5, 0.0), (0.3, 0.35), (0.05, 0.68), (0.5, 0.67), (0.98, 0.65)), ((0.7, 0.3), (0.68, 0.65), (0.65, 1.0))),
        (((0.3, 0.05), (0.2, 0.35), (0.1, 0.6), (0.5, 0.6), (0.95, 0.55)), ((0.75, 0.05), (0.7, 0.5), (0.65, 1.0))),
        (((0.65, 1.0), (0.68, 0.5), (0.7, 0.0)), ((0.7, 0.0), (0.35, 0.4), (0.05, 0.7)), ((0.05, 0.7), (0.95, 0.7))),
    ),
    5: (
        (
            ((0.25, 0.05), (0.2, 0.25), (0.15, 0.45)),
            ((0.15, 0.45), (0.5, 0.35), (0.85, 0.6), (0.65, 0.95), (0.1, 0.92)),
            ((0.25, 0.05), (0.55, 0.06), (0.9, 0.02)),
        ),
        (
            ((0.9, 0.02), (0.55, 0.04), (0.25, 0.05)),
            ((0.25, 0.05), (0.15, 0.42)),
            ((0.15, 0.42), (0.6, 0.35), (0.85, 0.65), (0.55, 1.0), (0.05, 0.95)),
        ),
    ),
    6: (
        (
            (
                (0.75, 0.0), (0.35, 0.2), (0.08, 0.6), (0.25, 0.97), (0.7, 0.95), (0.85, 0.65), (0.5, 0.5),
                (0.15, 0.68),
            ),
        ),
        (
            (
                (0.6, 0.0), (0.25, 0.4), (0.15, 0.75), (0.45, 1.0), (0.85, 0.8), (0.7, 0.52), (0.3, 0.6),
                (0.18, 0.8),
            ),
        ),
    ),
    7: (
        (((0.05, 0.05), (0.5, 0.03), (0.95, 0.02)), ((0.95, 0.02), (0.6, 0.45), (0.4, 1.0))),
        (
            ((0.05, 0.08), (0.5, 0.03), (0.9, 0.02)),
            ((0.9, 0.02), (0.6, 0.5), (0.4, 1.0)),
            ((0.2, 0.5), (0.55, 0.5), (0.95, 0.47)),
        ),
        (((0.08, 0.2), (0.12, 0.02), (0.5, 0.08), (0.95, 0.0)), ((0.95, 0.0), (0.6, 0.4), (0.5, 1.0))),
    ),
    8: (
        (
            (
                (0.75, 0.15), (0.45, 0.0), (0.15, 0.2), (0.45, 0.45), (0.85, 0.75), (0.5, 1.0), (0.1, 0.78),
                (0.5, 0.45), (0.8, 0.18),
            ),
        ),
        (
            ((0.5, 0.02), (0.2, 0.12), (0.3, 0.4), (0.7, 0.35), (0.75, 0.1), (0.5, 0.02)),
            ((0.45, 0.42), (0.1, 0.7), (0.4, 1.0), (0.85, 0.8), (0.55, 0.45)),
        ),
    ),
    9: (
        (((0.8, 0.15), (0.45, 0.0), (0.12, 0.25), (0.4, 0.5), (0.78, 0.2)), ((0.8, 0.12), (0.75, 0.6), (0.6, 1.0))),
        (
            (
                (0.85, 0.2), (0.5, 0.0), (0.12, 0.2), (0.3, 0.5), (0.75, 0.35), (0.85, 0.15), (0.8, 0.6),
                (0.5, 0.98), (0.1, 0.92),
            ),
        ),
    ),
}  # fmt: skip
_STEPS = 10


@dataclass(frozen=True, slots=True)
class Hand:
    """One writer: lengths in heights of the line's capitals, `slant` per height, `unrest` of the points."""

    height: float
    width: float
    slant: float
    pen: float
    unrest: float
    spacing: float
    drift: float
    habits: tuple[int, ...]


def draw_hand(rng: np.random.Generator) -> Hand:
    """A writer at random."""
    return Hand(
        height=float(rng.uniform(0.9, 1.75)),
        width=float(rng.uniform(0.42, 0.85)),
        slant=float(rng.uniform(-0.08, 0.45)),
        pen=float(rng.uniform(0.055, 0.24)),
        unrest=float(rng.uniform(0.02, 0.075)),
        # Every third hand lets its digits touch.
        spacing=float(rng.uniform(-0.3, 0.0) if rng.random() < 0.33 else rng.uniform(-0.05, 0.45)),
        drift=float(rng.uniform(-0.12, 0.12)),
        habits=tuple(int(rng.integers(len(_HABITS[digit]))) for digit in range(10)),
    )


def write_digit(digit: int, hand: Hand, rng: np.random.Generator) -> list[Stroke]:
    """The strokes of a digit, each float64 (points, 2) x and y in capital heights; foot near y = 0, left near x = 0."""
    habit = _HABITS[digit][hand.habits[digit]]
    height = hand.height * rng.uniform(0.85, 1.15)
    width = hand.height * hand.width * rng.uniform(0.85, 1.2) * (0.6 if digit == 1 else 1.0)
    lift = hand.drift + rng.normal(0, 0.07)
    turn = rng.normal(0, 0.05)
    cosine, sine = np.cos(turn), np.sin(turn)
    # The same bend for all strokes keeps their ends together; each point trembles a little besides.
    bend = rng.normal(0, hand.unrest, (2, 4))
    strokes = []
    for points in habit:
        at = np.array(points, np.float64)
        wave = np.stack([np.sin(np.pi * at[:, 1]), np.cos(np.pi * at[:, 1]), at[:, 0] * at[:, 1], at[:, 0] ** 2])
        at = at + (bend @ wave).T * 1.5 + rng.normal(0, hand.unrest * 0.45, at.shape)
        x, y = (at[:, 0] * width), (at[:, 1] - 1.0) * height
        x = x - hand.slant * y
        placed = np.stack([x * cosine - y * sine, x * sine + y * cosine - lift], axis=1)
        strokes.append(_curve(placed))
    return strokes


def write_slash(hand: Hand, rng: np.random.Generator) -> list[Stroke]:
    """The stroke between number and year, in the measures of `write_digit`."""
    height, lean = hand.height * rng.uniform(1.0, 1.3), hand.slant + rng.uniform(0.1, 0.35)
    drop = hand.drift - rng.uniform(0.0, 0.3)
    return [_curve(np.array([[lean * height, -height - drop], [0.0, -drop]]))]


def _curve(points: Stroke) -> Stroke:
    """A Catmull-Rom curve through points."""
    if len(points) < 3:
        steps = np.linspace(0, 1, _STEPS)[:, None]
        return np.asarray(points[0] * (1 - steps) + points[-1] * steps, np.float64)
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, _STEPS, endpoint=False)[:, None]
    parts = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        parts.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    return np.concatenate([*parts, points[-1:]])
