"""Here lives a walk over every page of the portal, as the table of pages names them: a new page is walked by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.people import GRANTED, ROLES, Role
from tests.web.test_who_may_what import MATRIX

_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
_LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')


def find_role(need: object) -> Role:
    """The first role that gets a page."""
    return next(role for role in ROLES if need is None or need in GRANTED[role])


@dataclass
class Walk:
    """Which addresses there are: `known` are values of parameters, the rest is taken from links of pages seen."""

    known: dict[str, str]
    seen: list[str] = field(default_factory=list)

    def note(self, page: str) -> None:
        """Remember the links of a page."""
        self.seen += [link for link in _LINK.findall(page) if link not in self.seen]

    def list_pages(self, method: str = "GET") -> Iterator[tuple[str, Role | None]]:
        """(address, a role that gets it; None without signing in), those without parameters first."""
        places = [(path, need) for (verb, path), need in MATRIX.items() if verb == method]
        for path, need in sorted(places, key=lambda place: (place[0].count("{"), place[0])):
            yield self._fill(path), None if need == "nobody" else find_role(need)

    def _fill(self, path: str) -> str:
        left = _PARAMETER.sub(lambda found: self.known.get(found[1], found[0]), path)
        if "{" not in left:
            return left
        pattern = re.compile(
            "".join(
                "[^/?]+" if _PARAMETER.fullmatch(part) else re.escape(part) for part in re.split(r"({[^}]+})", left)
            )
        )
        return next((link for link in self.seen if pattern.fullmatch(link)), _PARAMETER.sub("x", left))
