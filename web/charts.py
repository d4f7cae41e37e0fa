"""Here live charts drawn on the server, as SVG: for people, for screen readers (title, description), on grey paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from pipelines.registers.burn_up import Point

WIDTH, HEIGHT = 420, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 12, 10, 26
_BAR_WIDTH, _BAR_HEIGHT = 400, 14
# A scale has about so many lines.
_LINES = 4
_LEAST_DAYS = 14
# A chart looks ahead over as much again as it looks back, at most.
_MOST_AHEAD = 1.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where a forecast says that the target is reached: the middle day, between two others."""

    on: date
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class _Frame:
    first: date
    last: date
    most: int

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, count: float) -> float:
        return round(HEIGHT - _BOTTOM - count / self.most * (HEIGHT - _TOP - _BOTTOM), 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def draw_burn_up(points: Sequence[Point], ahead: Ahead | None, title: str, description: str) -> str:
    """Papers digitised, in force, and asked for by the floor, over days; beyond the last day what is forecast.

    Args:
        points: at least two, oldest first.
    """
    frame = _make_frame(points, ahead)
    parts = [*_draw_scale(frame), *_draw_months(frame)]
    done = [(frame.x(it.day), frame.y(it.digitised)) for it in points]
    ground = frame.y(0)
    area = [(done[0][0], ground), *done, (done[-1][0], ground)]
    parts.append(f'<polygon class="done-area" points="{_join(area)}"/>')
    for name, values in (
        ("in-force", [(frame.x(it.day), frame.y(it.in_force)) for it in points]),
        ("target", [(frame.x(it.day), frame.y(it.target)) for it in points]),
        ("done", done),
    ):
        parts.append(f'<polyline class="{name}" points="{_join(values)}"/>')
    parts += _draw_ahead(frame, points[-1], ahead)
    return _wrap("burn-up", WIDTH, HEIGHT, title, description, parts)


def draw_share(percent: float | None, floor: float | None, waiting: float, title: str) -> str:
    """A bar from 0 to 100 %: what is done, what waits, and where the floor stands."""
    parts = [f'<rect class="bar-ground" x="0" y="3" width="{_BAR_WIDTH}" height="{_BAR_HEIGHT}"/>']
    done = max(0.0, min(100.0, percent or 0.0))
    rest = max(0.0, min(100.0 - done, waiting))
    scale = _BAR_WIDTH / 100
    if rest:
        parts.append(
            f'<rect class="bar-waiting" x="{done * scale:.1f}" y="3" width="{rest * scale:.1f}" '
            f'height="{_BAR_HEIGHT}"/>'
        )
    if done:
        parts.append(f'<rect class="bar-done" x="0" y="3" width="{done * scale:.1f}" height="{_BAR_HEIGHT}"/>')
    if floor is not None:
        at = min(_BAR_WIDTH - 1.5, floor * scale)
        parts.append(f'<line class="bar-floor" x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{_BAR_HEIGHT + 6}"/>')
    return _wrap("share", _BAR_WIDTH, _BAR_HEIGHT + 6, title, "", parts)


def _make_frame(points: Sequence[Point], ahead: Ahead | None) -> _Frame:
    first, last = points[0].day, points[-1].day
    span = max((last - first).days, _LEAST_DAYS)
    until = last + timedelta(days=span // 10)
    if ahead is not None and ahead.on > last:
        until = min(max(ahead.latest, until), last + timedelta(days=int(span * _MOST_AHEAD)))
    most = max(max(it.in_force, it.digitised, it.target) for it in points)
    return _Frame(first, until, max(1, round(most * 1.06 + 0.5)))


def _draw_scale(frame: _Frame) -> list[str]:
    step = _find_step(frame.most)
    parts = []
    for count in range(0, frame.most + 1, step):
        y = frame.y(count)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{_short(count)}</text>')
    return parts


def _find_step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 ... that gives no more lines than a scale has."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most // (step * factor) <= _LINES:
                return step * factor
        step *= 10


def _short(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _draw_months(frame: _Frame) -> list[str]:
    days = (frame.last - frame.first).days
    starts = [
        date(year, month, 1)
        for year in range(frame.first.year, frame.last.year + 1)
        for month in range(1, 13)
        if frame.holds(date(year, month, 1))
    ]
    every = max(1, -(-len(starts) // 6))
    shown = [(day, f"{day.month}/{day.year % 100:02d}") for day in starts[::every]]
    if len(starts) < 2:
        ends = (frame.first, frame.first + timedelta(days=days))
        shown = [(day, f"{day.day:02d}/{day.month:02d}") for day in ends]
    parts = []
    for day, text in shown:
        x = frame.x(day)
        parts.append(f'<line class="tick" x1="{x}" x2="{x}" y1="{HEIGHT - _BOTTOM}" y2="{HEIGHT - _BOTTOM + 4}"/>')
        anchor = "end" if x > WIDTH - 40 else "middle"
        parts.append(f'<text x="{x}" y="{HEIGHT - 7}" text-anchor="{anchor}">{text}</text>')
    return parts


def _draw_ahead(frame: _Frame, last: Point, ahead: Ahead | None) -> list[str]:
    if ahead is None or ahead.on <= last.day or last.target <= last.digitised:
        return []
    y = frame.y(last.target)
    share = min(1.0, (frame.last - last.day).days / (ahead.on - last.day).days)
    end = frame.last if share < 1.0 else ahead.on
    top = frame.y(last.digitised + (last.target - last.digitised) * share)
    parts = [
        f'<line class="ahead" x1="{frame.x(last.day)}" y1="{frame.y(last.digitised)}" x2="{frame.x(end)}" y2="{top}"/>'
    ]
    if frame.holds(ahead.earliest):
        x1, x2 = frame.x(ahead.earliest), frame.x(min(ahead.latest, frame.last))
        parts.append(f'<rect class="range" x="{x1}" y="{y - 5}" width="{max(2.0, round(x2 - x1, 1))}" height="10"/>')
    if frame.holds(ahead.on):
        parts.append(f'<circle class="ahead-on" cx="{frame.x(ahead.on)}" cy="{y}" r="4"/>')
    return parts


def _join(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _wrap(name: str, width: int, height: int, title: str, description: str, parts: Sequence[str]) -> str:
    stretched = ' preserveAspectRatio="none"' if name == "share" else ""
    told = f"<desc>{escape(description)}</desc>" if description else ""
    return (
        f'<svg class="chart {name}" viewBox="0 0 {width} {height}"{stretched} role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{told}{"".join(parts)}</svg>'
    )
