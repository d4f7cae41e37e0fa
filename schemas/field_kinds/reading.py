"""Here lives what a field kind gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindReading:
    """A raw text read as one kind.

    `value` is canonical text or None; `problem` says why there is none; `doubt` is a problem code for
    a value that stands but that a person should look at; `span` is where in the raw text it was found
    (start, end), None for the whole; `corrections` tell every mend in plain English; `sure` are stretches of
    the raw text whose reading is beyond doubt whatever the engine thought of its words.
    """

    value: str | None
    problem: str | None = None
    doubt: str | None = None
    span: tuple[int, int] | None = None
    corrections: tuple[str, ...] = ()
    sure: tuple[tuple[int, int], ...] = ()


def unread(problem: str) -> KindReading:
    """No value, for this reason."""
    return KindReading(None, problem=problem)
