"""Here lives the end of an address as the table of units has it: the commune, the district, the province."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from schemas.text import fold
from schemas.unit_mentions import KINDS
from schemas.units import Units

# The words that open the name of a unit; what stands before the first of them is house and street.
_KINDS = sorted({kind for kinds in KINDS.values() for kind in kinds}, key=len, reverse=True)
_OPENING = re.compile(rf"(?<![^\W_])(?:{'|'.join(_KINDS)})(?![^\W_])")
# A line that was cut off or a comma that was lost leaves this much of the whole.
_ALIKE, _AS_NEAR = 80, 3
_MOST = 2


def respell_address(address: str, units: Units) -> tuple[str, ...]:
    """The address with its units named and divided by commas as the table of units has them, the likeliest first.

    Nothing where no unit's name opens in it, or where it is already that of one.
    """
    kept_length = "".join(fold(char) or char for char in address)
    found = _OPENING.search(kept_length) if len(kept_length) == len(address) else None
    if found is None:
        return ()
    head, tail = address[: found.start()], address[found.start() :]
    tails = _list_tails(units)
    near = process.extract(fold(tail), tails, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST)
    spelled = [
        _capitalise(name) if tail[:1].isupper() else name for _, chance, name in near if chance >= near[0][1] - _AS_NEAR
    ]
    return tuple(head + each for each in spelled if each != tail) if tail not in spelled else ()


def _capitalise(tail: str) -> str:
    return ", ".join(part[:1].upper() + part[1:] for part in tail.split(", "))


@lru_cache(maxsize=4)
def _list_tails(units: Units) -> dict[str, str]:
    """As it is spelled -> as it is compared, of every unit under the highest."""
    found: dict[str, str] = {}
    for unit in units.list_all():
        chain = [unit]
        while (above := chain[-1].parent) is not None:
            chain.append(units.get(above))
        name = ", ".join(each.name[:1].lower() + each.name[1:] for each in chain)
        found[name] = fold(name)
    return found
