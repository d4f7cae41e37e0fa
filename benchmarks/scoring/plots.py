"""Here live the two plots of the documentation, written as SVG by hand: errors by grade, and reliability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _TOP = 720, 330, 50, 40
_BOTTOM = _HEIGHT - 40
# Okabe and Ito's colours: told apart by the colour-blind too.
_COLOURS = ("#0072b2", "#e69f00", "#999999", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
Bar = tuple[float, tuple[float, float] | None]
Bins = tuple[Sequence[int], Sequence[int]]


def draw_bars(title: str, groups: Mapping[str, Mapping[str, Bar]]) -> str:
    """Bars side by side: group -> name -> (percent, its interval)."""
    names = list(dict.fromkeys(name for bars in groups.values() for name in bars))
    # Whiskers may run out of the picture; a lost page of one side must not flatten everybody's bars.
    top = 1.25 * max((bar[0] for bars in groups.values() for bar in bars.values()), default=1.0)
    scale = (_BOTTOM - _TOP) / max(top, 1.0)
    room = (_WIDTH - _LEFT - 10) / max(len(groups), 1)
    width = room * 0.85 / max(len(names), 1)
    parts = _axis(title, [(value, _BOTTOM - value * scale) for value in _ticks(top)])
    for place, (group, bars) in enumerate(groups.items()):
        start = _LEFT + place * room + room * 0.07
        parts.append(_text(start + room * 0.42, _BOTTOM + 16, group, "middle"))
        for name, (value, interval) in bars.items():
            index = names.index(name)
            x, y = start + index * width, _BOTTOM - value * scale
            parts.append(_rect(x, y, width * 0.9, _BOTTOM - y, _COLOURS[index % len(_COLOURS)]))
            parts.append(_text(x + width * 0.45, y - 4, f"{value:g}", "middle", 9))
            if interval:
                parts.append(
                    _line(x + width * 0.45, _BOTTOM - interval[0] * scale, _BOTTOM - min(interval[1], top) * scale)
                )
    return _close(parts, names)


def draw_reliability(title: str, sides: Mapping[str, Bins]) -> str:
    """Share of right ones over confidence, a dot a tenth, its area by how many there are; the diagonal is honest.

    Args:
        sides: name -> how many were read in each tenth of confidence, how many of them right.
    """
    span = _BOTTOM - _TOP
    parts = _axis(title, [(value, _BOTTOM - span * value / 100) for value in range(0, 101, 20)])
    parts.append(
        f'<line x1="{_LEFT}" y1="{_BOTTOM}" x2="{_LEFT + span}" y2="{_TOP}" stroke="#bbb" stroke-dasharray="4"/>'
    )
    parts += [_text(_LEFT + span * tenth / 10, _BOTTOM + 16, f"{tenth / 10:g}", "middle") for tenth in range(0, 11, 2)]
    for index, (all_read, all_right) in enumerate(sides.values()):
        most = max(all_read) or 1
        for tenth, (read, right) in enumerate(zip(all_read, all_right, strict=True)):
            if read:
                x, y = _LEFT + span * (tenth + 0.5) / len(all_read), _BOTTOM - span * right / read
                radius = 2 + 10 * (read / most) ** 0.5
                colour = _COLOURS[index % len(_COLOURS)]
                parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" fill-opacity="0.6"/>')
    return _close(parts, list(sides))


def _ticks(top: float) -> list[int]:
    step = next((step for step in (1, 2, 5, 10, 20) if top / step <= 8), 50)
    return list(range(0, int(top) + 1, step))


def _axis(title: str, ticks: Sequence[tuple[float, float]]) -> list[str]:
    parts = [_text(_LEFT, 16, title, "start", 13)]
    for value, y in ticks:
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - 10}" y2="{y:.1f}" stroke="#eee"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{value:g} %", "end"))
    return parts


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _line(x: float, first_y: float, second_y: float) -> str:
    return f'<line x1="{x:.1f}" y1="{first_y:.1f}" x2="{x:.1f}" y2="{second_y:.1f}" stroke="#333"/>'


def _text(x: float, y: float, text: str, anchor: str, size: int = 11) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{escape(text)}</text>'


def _close(parts: Sequence[str], names: Sequence[str]) -> str:
    legend, x = list[str](), float(_LEFT)
    for index, name in enumerate(names):
        legend += [_rect(x, 22, 10, 10, _COLOURS[index % len(_COLOURS)]), _text(x + 14, 31, name, "start")]
        x += 28 + 7 * len(name)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif">'
    return "\n".join((head, '<rect width="100%" height="100%" fill="#fff"/>', *parts, *legend, "</svg>")) + "\n"
