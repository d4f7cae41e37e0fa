"""Here lives the mending of letters that stand for digits; every place where it may be done asks here."""

from __future__ import annotations

import re

# Same shape in print and so the usual slips of recognition (domain research, sections 5.7 and 8.4).
_SLIPS = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "L": "1"})
# Only letters with a digit beside them, directly or over more such letters: `O` alone is a letter.
_RUN = re.compile(r"(?<![^\W\d_OoQlI|L])[0-9OoQlI|L]*\d[0-9OoQlI|L]*(?![^\W\d_OoQlI|L])")


def mend_digits(text: str) -> str:
    """The text with letters inside runs of digits read as digits; same length.

    A run glued to any other letter is left as it is: `Q9` of `BQ9A` is a sign, not a number.
    """
    return _RUN.sub(lambda found: found.group().translate(_SLIPS), text)
