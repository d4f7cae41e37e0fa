"""Here live holder links: which ids, old and new, and which persons without an id are one person.

People say so and take it back; each saying is an event that stays. What holds now is the fold of the events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.errors import InputRejected, SetupError
from schemas.field_kinds.identifiers import citizen_birth_year
from schemas.partial_dates import day_span
from schemas.text import fold_words, mask_id

# A person without an id: `person:nguyen van an;1985-03-05;le thi hoa,nguyen van binh`.
_PERSON = "person:"
_ID = re.compile(r"\d{9}|\d{12}|[A-Z]{1,2}\d{6,8}")
_LOCAL_DATE = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})")


@dataclass(frozen=True, slots=True)
class HolderEvent:
    """That somebody said that two keys are one person (`link`), or no more (`unlink`); appended, never edited.

    `reason` is the evidence, or why the link was wrong. `sequence` grows; 0 before it is stored.
    """

    kind: Literal["link", "unlink"]
    one: str
    other: str
    reason: str
    by: str
    at: datetime
    sequence: int = 0

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.one, self.other))


def to_id(text: str) -> str:
    """Letters and digits, upper case."""
    return "".join(fold_words(text)).upper()


def to_name(text: str) -> str:
    """A name as it is compared: `Nguyễn  Văn Ân` gives `nguyen van an`."""
    return " ".join(fold_words(text))


def to_holder_key(text: str) -> str:
    """The key that a person typed: an id, or `Name; day of birth; parent[; parent]`.

    Raises:
        SetupError: "holder_key_unread".
    """
    if ";" not in text:
        if not _ID.fullmatch(to_id(text)):
            raise SetupError("holder_key_unread")
        return to_id(text)
    name, born, *parents = (part.strip() for part in text.split(";"))
    written = _LOCAL_DATE.fullmatch(born)
    if written:
        born = "-".join(part.zfill(2) for part in reversed(written.groups()) if part)
    names = {to_name(parent) for parent in parents if to_name(parent)}
    if not to_name(name) or day_span(born) is None or not 1 <= len(names) <= 2:
        raise SetupError("holder_key_unread")
    return make_person_key(to_name(name), born, names)


def make_person_key(name: str, born: str, parents: Iterable[str]) -> str:
    """The key of a person without an id; names folded already."""
    return f"{_PERSON}{name};{born};{','.join(sorted(parents))}"


def read_person_key(key: str) -> tuple[str, str, frozenset[str]] | None:
    """Name, day of birth and parents of a person's key; None for an id."""
    if not key.startswith(_PERSON):
        return None
    name, born, parents = key.removeprefix(_PERSON).split(";")
    return name, born, frozenset(parents.split(","))


def is_citizen_id(key: str) -> bool:
    """Whether a key is a 12-digit personal number, of which nobody has two."""
    return len(key) == 12 and key.isdigit()


def mask_holder_key(key: str) -> str:
    """A key as others may see it: ids masked, of a person the initials and the year of birth."""
    person = read_person_key(key)
    if person is None:
        return mask_id(key)
    return f"{''.join(word[0].upper() + '.' for word in person[0].split())} {person[1][:4]}"


def birth_year(key: str) -> int | None:
    """The year of birth that a key tells: of 12-digit numbers and of persons."""
    person = read_person_key(key)
    return int(person[1][:4]) if person else citizen_birth_year(key)


def list_links(events: Iterable[HolderEvent]) -> tuple[HolderEvent, ...]:
    """The links that hold: of each two keys the last event, where it is a link; oldest first."""
    last = {event.pair: event for event in sorted(events, key=lambda event: event.sequence)}
    return tuple(sorted((it for it in last.values() if it.kind == "link"), key=lambda event: event.sequence))


def list_group(events: Iterable[HolderEvent], key: str) -> tuple[str, ...]:
    """Every key that is the same person as this one, itself first, the others in order."""
    pairs = [link.pair for link in list_links(events)]
    group, is_growing = {key}, True
    while is_growing:
        near = [pair for pair in pairs if not pair.isdisjoint(group)]
        grown = group.union(*near)
        is_growing, group = len(grown) > len(group), grown
    return (key, *sorted(group - {key}))


def check_link(events: Iterable[HolderEvent], one: str, other: str) -> bool:
    """Whether a link of two keys would change anything.

    Raises:
        InputRejected: "holder_same_key", "holder_two_citizen_ids", "holder_linked_elsewhere" (one of them is linked to
            another 12-digit number), "holder_birth_year_differs".
    """
    events = tuple(events)
    if one == other:
        raise InputRejected("holder_same_key")
    if is_citizen_id(one) and is_citizen_id(other):
        raise InputRejected("holder_two_citizen_ids")
    joined = {*list_group(events, one), *list_group(events, other)}
    if sum(map(is_citizen_id, joined)) > 1:
        raise InputRejected("holder_linked_elsewhere")
    if len({year for key in joined if (year := birth_year(key)) is not None}) > 1:
        raise InputRejected("holder_birth_year_differs")
    return not _is_linked(events, one, other)


def check_unlink(events: Iterable[HolderEvent], one: str, other: str) -> bool:
    """True where a link of these two keys holds.

    Raises:
        InputRejected: "holder_link_unknown".
    """
    if not _is_linked(events, one, other):
        raise InputRejected("holder_link_unknown")
    return True


def _is_linked(events: Iterable[HolderEvent], one: str, other: str) -> bool:
    return frozenset((one, other)) in {link.pair for link in list_links(events)}
