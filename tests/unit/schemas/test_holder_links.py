"""Holder links: the fold of what people said, and what can never be one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import InputRejected, SetupError
from schemas.holder_links import (
    HolderEvent,
    check_link,
    check_unlink,
    is_citizen_id,
    list_group,
    list_links,
    mask_holder_key,
    to_holder_key,
)

AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
# Two present ids of one year, so that nothing but their number tells them apart.
KEYS = ("092085000123", "092085000777", "361000451", "361000452", "361000453", "B1234567")
PAIRS = [(one, other) for one in KEYS for other in KEYS if one != other]


def say(kind: str, one: str, other: str, sequence: int) -> HolderEvent:
    return HolderEvent(kind, one, other, "căn cứ", "cli:lan", AT, sequence)  # type: ignore[arg-type]


@st.composite
def histories(draw: st.DrawFn) -> tuple[HolderEvent, ...]:
    """What people said one after another, each saying let through by the checks."""
    said: list[HolderEvent] = []
    for one, other in draw(st.lists(st.sampled_from(PAIRS), max_size=12)):
        kind = draw(st.sampled_from(("link", "link", "unlink")))
        check = check_link if kind == "link" else check_unlink
        try:
            changes = check(said, one, other)
        except InputRejected:
            continue
        if changes:
            said.append(say(kind, one, other, len(said) + 1))
    return tuple(said)


def groups(events: tuple[HolderEvent, ...]) -> dict[str, frozenset[str]]:
    return {key: frozenset(list_group(events, key)) for key in KEYS}


def may_link(said: tuple[HolderEvent, ...], pair: tuple[str, str]) -> bool:
    try:
        return check_link(said, *pair)
    except InputRejected:
        return False


@given(histories())
def test_a_link_taken_back_leaves_things_as_they_were(said: tuple[HolderEvent, ...]) -> None:
    for one, other in (pair for pair in PAIRS if may_link(said, pair)):
        linked = (*said, say("link", one, other, len(said) + 1))
        assert groups(linked)[one] == groups(said)[one] | groups(said)[other]
        assert check_unlink(linked, other, one)
        assert groups((*linked, say("unlink", other, one, len(said) + 2))) == groups(said)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_handed_over_does_not_matter(said, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = random.sample(said, len(said))
    assert groups(tuple(shuffled)) == groups(said)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_links_were_made_does_not_matter(said, random) -> None:  # type: ignore[no-untyped-def]
    links = list_links(said)
    remade = [replace(link, sequence=n) for n, link in enumerate(random.sample(links, len(links)), start=1)]
    assert groups(tuple(remade)) == groups(said)


@given(histories())
def test_whatever_is_said_nobody_has_two_present_ids_and_groups_are_shared(said: tuple[HolderEvent, ...]) -> None:
    for key, group in groups(said).items():
        assert sum(map(is_citizen_id, group)) <= 1
        assert all(groups(said)[other] == group for other in group)
        assert key in group


@given(histories())
def test_a_link_that_holds_changes_nothing_when_said_again(said: tuple[HolderEvent, ...]) -> None:
    assert not any(check_link(said, link.other, link.one) for link in list_links(said))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("092 085 000123", "092085000123"),
        ("361.000.451", "361000451"),
        ("b1234567", "B1234567"),
        ("Nguyễn Văn Ân; 5/3/1985; Lê Thị Hoa", "person:nguyen van an;1985-03-05;le thi hoa"),
        ("NGUYỄN VĂN ÂN;1985;Nguyễn Văn Bình;Lê Thị Hoa", "person:nguyen van an;1985;le thi hoa,nguyen van binh"),
    ],
)
def test_a_key_is_the_same_however_it_is_typed(typed: str, key: str) -> None:
    assert to_holder_key(typed) == key


@pytest.mark.parametrize(
    "typed", ["", "12345", "Nguyễn Văn Ân", "; 1985; Lê Thị Hoa", "Ân; 31/02/1985; Hoa", "Ân; 1985", "Ân;1985;a;b;c"]
)
def test_what_names_nobody_is_refused(typed: str) -> None:
    with pytest.raises(SetupError, match="holder_key_unread"):
        to_holder_key(typed)


def test_keys_are_shown_without_what_would_name_the_person() -> None:
    shown = [
        mask_holder_key(key) for key in ("092085000123", "361000451", "person:nguyen van an;1985-03-05;le thi hoa")
    ]
    assert shown == ["092*****0123", "******451", "N.V.A. 1985"]


def test_a_person_and_a_number_of_other_years_of_birth_are_two() -> None:
    with pytest.raises(InputRejected, match="holder_birth_year_differs"):
        check_link((), "person:nguyen van an;1958;le thi hoa", "092085000123")
    # Through an old id that itself tells no year.
    said = (say("link", "361000451", "092085000123", 1),)
    with pytest.raises(InputRejected, match="holder_birth_year_differs"):
        check_link(said, "person:nguyen van an;1958;le thi hoa", "361000451")
