"""Checks that every locked distribution is under a permissive or weak-copyleft licence.

A distribution passes when one of the alternatives that it offers (`A OR B`) consists of allowed licences only.
Read from the installed metadata, because that is what is shipped on an office's machine.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_LOCKS = (_ROOT / "requirements.lock", _ROOT / "fast-reading.lock")

# Permissive first, then weak copyleft (file- or library-level). GPL and AGPL are absent on purpose.
_ALLOWED = re.compile(
    r"""(mit(-0|-cmu)? | 0?bsd | bsd[- ][23]-clause | 3-clause[ ]bsd | isc | apache([ -]2(\.0)?)?
      | apache.software | psf(-2\.0|l)? | python.software.foundation | zlib | unlicense | cc0-1\.0
      | cnri-python | artistic | mpl-2\.0
      | mozilla.public.license.2\.0.* | lgpl.* | gnu.(library.or.)?lesser.general.public.license.*)
      ([ ]licen[cs]e.*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_CLASSIFIER = "License :: "

# Metadata that no rule reads; each was looked up in the distribution's own licence files.
_LOOKED_UP = {
    "hyperframe": "MIT",  # the field holds the whole text
    "readchar": "MIT",  # the field holds the whole text
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # says "dependency licenses" of PDFium, which are permissive too
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",  # says "Dual License"
}


def locked_names() -> tuple[str, ...]:
    """Names of every distribution in the locks, in their order."""
    text = "\n".join(lock.read_text(encoding="utf-8") for lock in _LOCKS)
    return tuple(re.findall(r"^([A-Za-z0-9._-]+)==", text, flags=re.MULTILINE))


def declared_licences(found: Distribution) -> tuple[str, ...]:
    """What a distribution says of itself: an SPDX expression, else its licence field, else its classifiers."""
    for key in ("License-Expression", "License"):
        texts = tuple(text.strip() for text in found.metadata.get_all(key) or [])
        if texts and texts[0] and "\n" not in texts[0]:
            return texts
    classifiers = found.metadata.get_all("Classifier") or []
    return tuple(line.split("::")[-1].strip() for line in classifiers if line.startswith(_CLASSIFIER))


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression lets us ship: every part of at least one of its alternatives is allowed."""
    while group := re.search(r"\(([^()]*)\)", expression):
        # "MIT" and "forbidden" stand for the group's answer; a name in brackets such as "(MPL 2.0)" is kept.
        if re.search(r"\s(OR|AND)\s", group[1]):
            answer = "MIT" if is_allowed(group[1]) else "forbidden"
            expression = expression[: group.start()] + answer + expression[group.end() :]
        else:
            expression = expression[: group.start()] + group[1] + expression[group.end() :]
    alternatives = re.split(r"\s+OR\s+", expression)
    return any(
        all(_ALLOWED.fullmatch(part.strip()) for part in re.split(r"\s+AND\s+", alternative))
        for alternative in alternatives
    )


def _fault(name: str) -> str | None:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return f"{name}: locked but not installed; run `make setup`"
    licences = (_LOOKED_UP[name],) if name in _LOOKED_UP else declared_licences(found)
    if licences and any(is_allowed(licence) for licence in licences):
        return None
    return f"{name}: {', '.join(licences) or 'no licence declared'}"


def main() -> int:
    """Print what may not be shipped; 1 when there is any."""
    names = locked_names()
    faults = [fault for fault in map(_fault, names) if fault]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"licences: {len(names)} locked distributions, {len(faults)} not allowed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
