"""Here live the figures of a rereading: what was gained and lost, and how often machine and persons agree now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Literal

from pipelines.lines import JsonLine, warning_to_json
from pipelines.results.later_readings import is_persons, list_changed
from pipelines.results.review_sample import name_values
from schemas.extraction import Extraction
from schemas.field_values import last_review
from schemas.procedure_result import ProcedureResult

Fate = Literal["unchanged", "changed", "skipped", "failed"]
Move = Literal["gained", "lost", "altered"]


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of one result; `after` equals `before` where nothing did. `paper` is the new reading, if any."""

    before: ProcedureResult
    after: ProcedureResult
    paper: Extraction | None = None
    problem: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def fate(self) -> Fate:
        if self.problem is not None:
            return "failed"
        if self.paper is None:
            return "skipped"
        return "changed" if self.after != self.before else "unchanged"

    def to_json(self) -> JsonLine:
        """One line of `sohoa reread`; names of fields, never values."""
        return {
            "result_id": self.before.result_id,
            "outcome": self.fate,
            "state_before": self.before.state,
            "state": self.after.state,
            "version": self.after.version,
            "changed": list(list_changed(self.before, self.after)),
            "differences": [it.field for it in self.after.open_differences],
            "problem": self.problem,
            "warnings": [warning_to_json(code) for code in self.warnings],
        }

    def list_moves(self) -> Iterator[tuple[str, Move]]:
        """(field, what the machine did there), one each value."""
        old, new = self._readings()
        for name in {**old, **new}:
            before, after = old.get(name), new.get(name)
            if before != after:
                yield _base(name), "gained" if not before else "lost" if not after else "altered"

    def list_agreements(self) -> Iterator[tuple[str, bool, bool, bool]]:
        """(field, whether a person gave the value or only confirmed it as read, right before, right now)."""
        old, new = self._readings()
        by_person = is_persons(self.before)
        reviewed = [review.field for review in self.before.reviews]
        for name in dict.fromkeys((*reviewed, *(old if by_person else ()), *(new if by_person else ()))):
            review = last_review(self.before.reviews, name)
            said = review.value if review else old.get(name)
            if said or old.get(name) or new.get(name):
                yield _base(name), review is not None, old.get(name) == said, new.get(name) == said

    def _readings(self) -> tuple[dict[str, str | None], dict[str, str | None]]:
        if self.paper is None:
            return {}, {}
        return name_values(self.before.extraction), name_values(self.paper)


@dataclass(slots=True)
class Agreement:
    """How many values persons said, and with how many of them the machine agreed before and agrees now."""

    values: int = 0
    before: int = 0
    after: int = 0

    def count(self, was_right: bool, is_right: bool) -> None:
        self.values += 1
        self.before += was_right
        self.after += is_right


@dataclass(slots=True)
class FieldFigures:
    """One field over all results: what the machine gained, lost, altered, and its agreement with persons."""

    gained: int = 0
    lost: int = 0
    altered: int = 0
    agreement: Agreement = field(default_factory=Agreement)


@dataclass(slots=True)
class RereadFigures:
    """What a rereading came to; the same of a dry run."""

    fates: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    fields: dict[str, FieldFigures] = field(default_factory=dict)
    doubts_before: int = 0
    doubts_after: int = 0
    differences: int = 0
    # With values that a person gave, and with those confirmed as they were read: the second were all agreed on once.
    given: Agreement = field(default_factory=Agreement)
    confirmed: Agreement = field(default_factory=Agreement)

    def add(self, told: Reread) -> None:
        self.fates[told.fate] += 1
        self.doubts_before += len(told.before.needs_review)
        self.doubts_after += len(told.after.needs_review)
        self.differences += bool(told.after.open_differences)
        if told.after.state != told.before.state:
            self.moves[told.before.state, told.after.state] += 1
        for name, move in told.list_moves():
            of_field = self._of(name)
            setattr(of_field, move, getattr(of_field, move) + 1)
        for name, is_given, was_right, is_right in told.list_agreements():
            self._of(name).agreement.count(was_right, is_right)
            (self.given if is_given else self.confirmed).count(was_right, is_right)

    def _of(self, name: str) -> FieldFigures:
        return self.fields.setdefault(name, FieldFigures())

    def to_json(self) -> JsonLine:
        """The closing document of `sohoa reread`."""
        return {
            "looked_at": self.fates.total(),
            **{fate: self.fates[fate] for fate in ("unchanged", "changed", "skipped", "failed")},
            "differences": self.differences,
            "doubts": {"before": self.doubts_before, "after": self.doubts_after},
            "moves": [{"from": old, "to": new, "count": count} for (old, new), count in sorted(self.moves.items())],
            "agreement": {"given": asdict(self.given), "confirmed": asdict(self.confirmed)},
            "fields": {
                name: {"gained": it.gained, "lost": it.lost, "altered": it.altered, **asdict(it.agreement)}
                for name, it in sorted(self.fields.items())
            },
        }


def _base(name: str) -> str:
    return name.partition("[")[0]
