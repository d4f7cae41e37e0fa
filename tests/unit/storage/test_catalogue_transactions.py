"""Transactions of the catalogue: who was undone by another is done again, and no writing method forgets it."""

from __future__ import annotations

import ast
import inspect

import pytest

from schemas.errors import TemporarilyUnavailable
from storage.catalogues import _session
from storage.catalogues._faults import Collision
from storage.catalogues._queries import SqlCatalogue
from storage.catalogues._session import done_once, retried


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_session, "_COLLISION_PAUSES_S", (0.0, 0.0, 0.0))


def collide(times: int) -> list[int]:
    """The calls of a method that is undone so many times."""
    calls: list[int] = []

    @retried
    def write(number: int) -> None:
        calls.append(number)
        if len(calls) <= times:
            raise Collision(TemporarilyUnavailable("catalogue_busy"))

    write(7)
    return calls


def test_what_another_undid_is_done_again() -> None:
    assert collide(0) == [7]
    assert collide(3) == [7] * 4


def test_what_is_undone_again_and_again_is_told_as_busy() -> None:
    with pytest.raises(TemporarilyUnavailable) as caught:
        collide(4)
    assert caught.value.code == "catalogue_busy"


def test_what_cannot_be_done_again_is_told_at_once() -> None:
    @done_once
    def load() -> None:
        raise Collision(TemporarilyUnavailable("catalogue_busy"))

    with pytest.raises(TemporarilyUnavailable):
        load()


def test_every_method_that_writes_is_done_again() -> None:
    writers, forgetful = set(), set()
    for part in SqlCatalogue.__mro__:
        if not part.__module__.startswith("storage.catalogues._queries"):
            continue
        for node in ast.walk(ast.parse(inspect.getsource(part))):
            if isinstance(node, ast.FunctionDef) and "self._writing(" in ast.unparse(node):
                writers.add(node.name)
                if not {"retried", "done_once"}.intersection(map(ast.unparse, node.decorator_list)):
                    forgetful.add(node.name)
    assert {"file_results", "claim_page", "add_audit"} <= writers
    assert forgetful == set()
