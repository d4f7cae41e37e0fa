"""Here live restored homes for the tests of backups: another office, and what persons see of either."""

from __future__ import annotations

import json
from typing import Any

from tests.flows.office import Office

ERASE = ("--reason", "theo quyết định 12/QĐ", "--approved-by", "hoa", "--ground", "authority_decision")


def restored(office: Office, source: str, *arguments: str, code: int = 0) -> tuple[Office, Any]:
    """Another office whose home was restored, and what the command told."""
    other = Office(office.home.with_name("restored"), office._capture)
    answer = other.call("restore", source, *arguments, "--json")
    assert answer.code == code, answer.err
    return other, answer.json if code < 2 else answer.error


def what_is_seen(office: Office, papers: list[str]) -> dict[str, Any]:
    """What persons and scripts see of a home."""
    asked = {
        "search": ("search", "nguyễn văn"),
        "lines": ("batch", "show", "hop-1"),
        "quota": ("quota", "--as-of", "2022-12-31"),
        **{paper: ("result", "history", paper) for paper in papers},
        "erased": ("erase", "--list"),
    }
    seen: dict[str, Any] = {name: office.call(*call, "--json").out for name, call in asked.items()}
    seen["search"] = {**json.loads(seen["search"]), "took_ms": 0}
    return seen


def check_rest(office: Office) -> None:
    for command in (("reconcile",), ("verify", "--all"), ("audit", "verify")):
        answer = office.call(*command, "--json")
        assert (answer.code, answer.json["faults"]) == (0, [])
