"""Here lives a portal that is really served: `sohoa serve` in a process of its own, with people who may sign in."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.drills.command_runs import StartedCommand, start_sohoa, wait_for
from pipelines.people.accounts import choose_password, open_account
from pipelines.resources import open_resources
from pipelines.settings import read_settings
from schemas.people import Grant, Role

PASSWORD = "mùa nước nổi trên đồng"
_ADDRESS = re.compile(rb"http://[\w.]+:\d+")
_READY_WITHIN_S, _END_WITHIN_S = 60.0, 60.0


@contextmanager
def serve_portal(home: Path, environment: Mapping[str, str] | None = None) -> Iterator[tuple[str, StartedCommand]]:
    """Its address and its process while the block runs; then it is told to stop, and does.

    Raises:
        RuntimeError: it did not start, with what it said.
    """
    command = start_sohoa(home, "serve", "--port", "0", environment=environment)
    try:
        wait_for(lambda: command.has_ended or _ADDRESS.search(command.read_errors()), _READY_WITHIN_S)
        found = _ADDRESS.search(command.read_errors())
        if found is None:
            raise RuntimeError(command.read_errors()[-400:].decode())
        yield found.group().decode(), command
    finally:
        if not command.has_ended:
            command.process.send_signal(signal.SIGTERM)
        command.wait(_END_WITHIN_S)


def open_people(
    home: Path, people: Mapping[str, Sequence[Role]], unit: str, environment: Mapping[str, str] | None = None
) -> None:
    """Accounts by name with their roles in a unit, all with `PASSWORD`."""
    with open_resources(read_settings(dict(environment or {}), home=str(home))) as resources:
        for name, roles in people.items():
            if resources.catalogue.find_account(name) is None:
                open_account(resources, name, f"Người {name}", [Grant(role, unit) for role in roles], "drill")
                choose_password(resources, name, PASSWORD)
