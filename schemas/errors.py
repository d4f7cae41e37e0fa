"""The error tree. Every raise names a code of `problems.toml`; messages are Vietnamese first.

SohoaError
├── InputRejected            the file's or the paper's fault: quarantine, show to a person, never retry
├── TemporarilyUnavailable   a service's fault: retry with growing pauses
├── SetupError               our fault or the caller's: stop before any work, name the setting
└── StoreDamaged             what was stored is missing or differs from its hash: `verify`, restore
"""

from __future__ import annotations

from functools import partial

from schemas.problems import Problem, get_problem


class SohoaError(Exception):
    """An error with a stable code, a message and advice for a person.

    Args:
        code: a section of `schemas/problems.toml`.
        **details: values for the message's `{placeholders}`; never personal data.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.problem: Problem = get_problem(code, **details)
        self.details = details
        super().__init__(f"{code}: {self.problem.message}")

    def __reduce__(self) -> tuple[object, ...]:
        # Worker processes hand errors back pickled; the default would replay the message as the code.
        return partial(type(self), self.code, **self.details), ()

    @property
    def code(self) -> str:
        return self.problem.code


class InputRejected(SohoaError):
    """The file or the paper cannot be taken; trying the same bytes again cannot help."""


class TemporarilyUnavailable(SohoaError):
    """Something we need is away or busy; the same call may succeed later."""


class SetupError(SohoaError):
    """Wrong usage or settings; found before any work is done."""


class StoreDamaged(SohoaError):
    """A stored thing is missing or is not what was stored; only a copy can mend it."""
