"""Here live field kinds: raw printed text in, canonical text or a problem out.

`read_value` is the only door. A kind never invents: what cannot be read is a problem, what is only
partly there is partly given (`2021-03`), and every mend is told in `corrections`.
"""

from __future__ import annotations

from schemas.field_kinds.kinds import KINDS, read_value
from schemas.field_kinds.reading import KindReading

__all__ = ["KINDS", "KindReading", "read_value"]
