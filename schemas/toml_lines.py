"""Here lives the way back from a value to the line of its TOML file, which the parser does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*(?P<key>[\w\-]+)\s*=")
Place = tuple[str | int, ...]


def find_line(text: str, location: Sequence[str | int]) -> int:
    """The line, from 1, on which a value stands, or what encloses it where it is missing; 1 where nothing is found.

    Args:
        location: keys and positions from the file's top, as pydantic tells them: `("component", 2, "name")`.
    """
    wanted = tuple(location)
    best, depth = 1, 0
    for number, place in _list_places(text):
        if len(place) > depth and place == wanted[: len(place)]:
            best, depth = number, len(place)
    return best


def _list_places(text: str) -> list[tuple[int, Place]]:
    """Every header and key with its line and its place from the file's top."""
    found: list[tuple[int, Place]] = []
    here: Place = ()
    counts: dict[Place, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            here = _enter(header["name"].split("."), counts, is_array=len(header["open"]) == len("[["))
            found.append((number, here))
        elif key := _KEY.match(line):
            found.append((number, (*here, key["key"])))
    return found


def _enter(names: Sequence[str], counts: dict[Place, int], *, is_array: bool) -> Place:
    """The place that a header opens; of arrays passed on the way the last item is meant."""
    place: Place = ()
    for position, name in enumerate(names):
        place = (*place, name)
        if is_array and position == len(names) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place
