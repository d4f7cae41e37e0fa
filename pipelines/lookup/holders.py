"""Here lives the work on holders: two keys said to be one person, that taken back, and what is known of a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from pipelines.actions import require_reason
from pipelines.lines import JsonLine
from pipelines.lookup.finding import Reveal
from pipelines.lookup.holder_facts import Facts, gather_facts
from pipelines.lookup.holder_search import Proposal, list_proposals
from pipelines.resources import Resources
from schemas.errors import InputRejected, SetupError
from schemas.holder_links import (
    HolderEvent,
    check_link,
    check_unlink,
    is_citizen_id,
    list_group,
    make_person_key,
    mask_holder_key,
    to_holder_key,
)

# What differs, as a person is told.
_DIFFERENCES = {"name": "họ tên / name", "birth_date": "ngày sinh / day of birth", "parents": "cha mẹ / parents"}


def link_holders(
    resources: Resources, old: str, new: str, evidence: str, by: str, *, is_confirmed: bool = False
) -> JsonLine:
    """Say that two keys are one person; the same link again changes nothing.

    Args:
        old, new: ids, or a person without one as `Name; day of birth; parent[; parent]`.
        evidence: what shows it; kept with the link.
        is_confirmed: that a person looked at what differs on the papers (names, day of birth, parents) and is sure.

    Raises:
        SetupError: "evidence_missing", "holder_key_unread".
        InputRejected: the codes of `check_link`; unless confirmed "holder_papers_differ", "holder_namesake_known"
            (what has no 12-digit number yet may as well be of another person of that name).
    """
    if not evidence.strip():
        raise SetupError("evidence_missing")
    one, other = to_holder_key(old), to_holder_key(new)
    events = resources.catalogue.list_holder_events([one, other])
    check_link(events, one, other)
    _refuse_differences(
        gather_facts(resources, list_group(events, one)),
        gather_facts(resources, list_group(events, other)),
        is_confirmed,
    )
    if not is_confirmed:
        _refuse_namesakes(resources, list_group(events, one), list_group(events, other))
    event = HolderEvent("link", one, other, evidence.strip(), by, resources.now())
    is_new = resources.catalogue.add_holder_event(event, lambda known: check_link(known, one, other))
    return _tell_group(resources, other, is_new)


def unlink_holders(resources: Resources, old: str, new: str, reason: str, by: str) -> JsonLine:
    """Take a link back: the link stays in the history, and holds no more. Harmless when repeated with the same reason.

    Raises:
        SetupError: "reason_missing", "holder_key_unread"; InputRejected: "holder_link_unknown".
    """
    reason = require_reason(reason)
    one, other = to_holder_key(old), to_holder_key(new)
    event = HolderEvent("unlink", one, other, reason, by, resources.now())
    is_new = resources.catalogue.add_holder_event(
        event, lambda known: not _was_just_said(known, event) and check_unlink(known, one, other)
    )
    return _tell_group(resources, other, is_new)


def show_holder(resources: Resources, key: str, reveal: Reveal | None = None) -> JsonLine:
    """What is linked to a key, what may be, and everything that was said of it.

    Args:
        reveal: shows keys in full, after the audit chain has taken note.

    Raises:
        SetupError: "holder_key_unread".
    """
    key = to_holder_key(key)
    if reveal:
        payload = {"purpose": reveal.purpose, "holder": mask_holder_key(key)}
        resources.catalogue.add_audit(
            reveal.by, "ids_revealed", json.dumps(payload, ensure_ascii=False, sort_keys=True)
        )
    events = resources.catalogue.list_holder_events([key])
    group = list_group(events, key)
    tell: Callable[[str], str] = str if reveal else mask_holder_key
    proposals = list_proposals(resources, group, gather_facts(resources, group))
    return {
        "id": tell(key),
        "linked": [tell(one) for one in group[1:]],
        "proposed": [
            {"id": tell(proposed), "result_id": one.result_id, "reason": one.reason}
            for one in proposals
            if (proposed := _proposed_key(one))
        ],
        "history": [
            {
                "at": event.at.isoformat(timespec="seconds"),
                "by": event.by,
                "event": event.kind,
                "old": tell(event.one),
                "new": tell(event.other),
                "note": event.reason,
            }
            for event in events
        ],
    }


def _was_just_said(known: Iterable[HolderEvent], event: HolderEvent) -> bool:
    """Whether the last word on these two keys is this very one: a command run again."""
    last = next((it for it in reversed(tuple(known)) if it.pair == event.pair), None)
    return last is not None and (last.kind, last.reason, last.by) == (event.kind, event.reason, event.by)


def _refuse_differences(mine: Facts, theirs: Facts, is_confirmed: bool) -> None:
    differences = mine.list_differences(theirs)
    if "birth_year" in differences:
        raise InputRejected("holder_birth_year_differs")
    if differences and not is_confirmed:
        raise InputRejected("holder_papers_differ", what=", ".join(_DIFFERENCES[name] for name in differences))


def _refuse_namesakes(resources: Resources, mine: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    for group in (mine, theirs):
        if not any(map(is_citizen_id, group)):
            facts = gather_facts(resources, group)
            if any(_find_namesakes(resources, facts, {*mine, *theirs})):
                raise InputRejected("holder_namesake_known")


def _find_namesakes(resources: Resources, facts: Facts, group: set[str]) -> Iterator[str]:
    """12-digit ids of others whose name is the same and whose papers contradict nothing."""
    for name in sorted(facts.names):
        for holder_id in resources.catalogue.list_ids_beside_name(name):
            if is_citizen_id(holder_id) and holder_id not in group:
                theirs = gather_facts(resources, [holder_id])
                if name in theirs.names and not facts.list_differences(theirs):
                    yield holder_id


def _proposed_key(proposal: Proposal) -> str:
    """The key to link: an old id, else the person where a parent is known; "" where nothing tells them from others."""
    mention = proposal.mention
    if proposal.holder_id or not mention.parents:
        return proposal.holder_id
    return make_person_key(mention.name, mention.born, mention.parents)


def _tell_group(resources: Resources, key: str, is_new: bool) -> JsonLine:
    group = list_group(resources.catalogue.list_holder_events([key]), key)
    return {"id": mask_holder_key(key), "linked": [mask_holder_key(one) for one in group[1:]], "changed": is_new}
