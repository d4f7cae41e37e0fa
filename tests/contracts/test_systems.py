"""What every catalogue must do with systems that ask over the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.errors import SetupError
from schemas.systems import ApiSystem, KeptAnswer
from storage.ports import Catalogue
from tests.contracts.samples import NOW

DESK = ApiSystem(
    "motcua", "Một cửa", "92.916", ("find", "reuse"), "a" * 64, "quantri", NOW, NOW + timedelta(days=30), 60
)


def test_a_system_is_found_by_its_name_and_by_what_is_kept_of_its_token(catalogue: Catalogue) -> None:
    catalogue.add_system(DESK)
    assert catalogue.find_system("motcua") == catalogue.find_system_by_token("a" * 64) == DESK
    assert catalogue.find_system("khac") is catalogue.find_system_by_token("b" * 64) is None
    with pytest.raises(SetupError) as caught:
        catalogue.add_system(replace(DESK, token_hash="b" * 64))
    assert caught.value.code == "system_exists"


def test_a_renewed_token_takes_the_place_of_the_old_one(catalogue: Catalogue) -> None:
    catalogue.add_system(DESK)
    changed = catalogue.update_system("motcua", lambda known: replace(known, token_hash="b" * 64))
    assert catalogue.find_system_by_token("a" * 64) is None
    assert catalogue.find_system_by_token("b" * 64) == changed
    with pytest.raises(SetupError) as caught:
        catalogue.update_system("khac", lambda known: known)
    assert caught.value.code == "system_unknown"


def test_when_a_system_last_asked_is_listed(catalogue: Catalogue) -> None:
    catalogue.add_system(DESK)
    catalogue.add_system(replace(DESK, name="an", token_hash="c" * 64))
    catalogue.put_system_used("motcua", NOW)
    catalogue.put_system_used("khac", NOW)
    assert [(system.name, at) for system, at in catalogue.list_systems()] == [("an", None), ("motcua", NOW)]


def test_an_answer_is_kept_once_and_forgotten_in_time(catalogue: Catalogue) -> None:
    catalogue.add_system(DESK)
    first = KeptAnswer("motcua", "k1", "d" * 64, '{"a": 1}', NOW)
    catalogue.put_kept_answer(first, NOW - timedelta(days=1))
    catalogue.put_kept_answer(replace(first, answer="{}"), NOW - timedelta(days=1))
    assert catalogue.find_kept_answer("motcua", "k1") == first
    later = replace(first, key="k2", at=NOW + timedelta(days=2))
    catalogue.put_kept_answer(later, NOW + timedelta(days=1))
    assert catalogue.find_kept_answer("motcua", "k1") is None
    assert catalogue.find_kept_answer("motcua", "k2") == later
