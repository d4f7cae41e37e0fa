"""Here scored fields become the figures by which a type may be trusted: shares of papers and of key fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks.scoring.outcomes import TYPE_FIELD, ScoredField
from benchmarks.scoring.runs import PaperScore, SideScore
from benchmarks.scoring.sides import OURS
from benchmarks.scoring.tally import plain_name
from schemas.document_type import DocumentType, document_types
from schemas.shares import find_share_interval

# The four kinds of key field: what a paper is looked up and told apart by.
KEY_KINDS = ("number", "date", "holder id", "holder name")
_KEY_ROLES = {"holder_id": "holder id", "holder_name": "holder name"}
_KEY_NAMES = {"document_number": "number", "issue_date": "date"}


@dataclass(frozen=True, slots=True)
class Share:
    """k of n."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    def __str__(self) -> str:
        if not self.whole:
            return "-"
        low, high = find_share_interval(self.part, self.whole)
        return f"{self.part}/{self.whole} = {100 * self.part / self.whole:.1f} % ({100 * low:.1f}-{100 * high:.1f})"


def share_of(facts: Iterable[bool]) -> Share:
    told = list(facts)
    return Share(sum(told), len(told))


def score_of(paper: PaperScore) -> SideScore:
    return paper.sides[OURS]


def list_key_fields(paper: PaperScore) -> list[ScoredField]:
    """Number, date, holders' ids and names of a paper, as far as it carries them or they were read."""
    return [field for field in score_of(paper).fields if key_kind(paper.document_type, field.field)]


def key_kind(document_type: str, field: str) -> str | None:
    """Which of `KEY_KINDS` a field of a type is (`holder_name[1]` too), or None."""
    return _key_kinds(document_type).get(field if "." in field else plain_name(field))


@cache
def _key_kinds(document_type: str) -> Mapping[str, str]:
    declared = _types().get(document_type)
    roles = (
        {spec.name: _KEY_ROLES[spec.role] for spec in declared.fields if spec.role in _KEY_ROLES} if declared else {}
    )
    return {**_KEY_NAMES, **roles}


@cache
def is_review_only(document_type: str) -> bool:
    """Whether every paper of a type goes to a person whatever was read."""
    return document_type in _types() and _types()[document_type].is_review_only


@cache
def _types() -> Mapping[str, DocumentType]:
    return document_types()


def type_right(papers: Sequence[PaperScore]) -> Share:
    """Papers whose type was found."""
    found = (field for paper in papers for field in score_of(paper).fields if field.field == TYPE_FIELD)
    return share_of(field.is_right for field in found)


def exact(fields: Iterable[ScoredField]) -> Share:
    """Fields as printed, flagged or not; what is missing counts as wrong."""
    return share_of(field.is_right for field in fields)


def believed(fields: Iterable[ScoredField]) -> Share:
    """Fields that nobody is asked to look at, of all."""
    return share_of(field.is_believed for field in fields)


def believed_right(fields: Iterable[ScoredField]) -> Share:
    """Of fields that nobody is asked to look at those that are right."""
    return share_of(field.is_right for field in fields if field.is_believed)


def group_papers(papers: Sequence[PaperScore], key: Callable[[PaperScore], str]) -> dict[str, list[PaperScore]]:
    """By key, in the order in which keys are met."""
    groups: dict[str, list[PaperScore]] = {}
    for paper in papers:
        groups.setdefault(key(paper), []).append(paper)
    return groups
