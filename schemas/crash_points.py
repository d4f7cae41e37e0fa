"""Here live the named points between two durable writes at which tests stop the process.

Production code calls `reached("name")`; nothing happens unless a test installed a hook. The list of
names is the list of moments at which a power cut was tried (see `tests/faults`).
"""

from __future__ import annotations

from collections.abc import Callable

_hook: Callable[[str], None] | None = None


def reached(name: str) -> None:
    """Tell the hook, if there is one, that this point was passed."""
    if _hook is not None:
        _hook(name)


def install(hook: Callable[[str], None]) -> None:
    """Let a test be told of every point; for tests only."""
    global _hook
    _hook = hook
