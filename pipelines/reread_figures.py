"""Here live the figures of a rereading: what was gained and lost, and how often machine and persons agree now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipelines.later_readings import is_persons, list_changed
from pipelines.lines import JsonLine, warning_to_json
from pipelines.review_sample import name_values
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

    def list_agreements(self) -> Iterator[tuple[str, bool, bool]]:
        """(field, right before, right now) of each value that a person gave, or confirmed as it was read."""
        old, new = self._readings()
        by_person = is_persons(self.before)
        reviewed = [review.field for review in self.before.reviews]
        for name in dict.fromkeys((*reviewed, *(old if by_person else ()), *(new if by_person else ()))):
            review = last_review(self.before.reviews, name)
            said = review.value if review else old.get(name)
            if said or old.get(name) or new.get(name):
                yield _base(name), old.get(name) == said, new.get(name) == said

    def _readings(self) -> tuple[dict[str, str | None], dict[str, str | None]]:
        if self.paper is None:
            return {}, {}
        return name_values(self.before.extraction), name_values(self.paper)


@dataclass(slots=True)
class FieldFigures:
    """One field over all results: what the machine gained, lost, altered; agreement with persons before and now."""

    gained: int = 0
    lost: int = 0
    altered: int = 0
    said_by_persons: int = 0
    agreed_before: int = 0
    agreed_after: int = 0


@dataclass(slots=True)
class RereadFigures:
    """What a rereading came to; the same of a dry run."""

    fates: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    fields: dict[str, FieldFigures] = field(default_factory=dict)
    doubts_before: int = 0
    doubts_after: int = 0
    differences: int = 0

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
        for name, was_right, is_right in told.list_agreements():
            of_field = self._of(name)
            of_field.said_by_persons += 1
            of_field.agreed_before += was_right
            of_field.agreed_after += is_right

    def _of(self, name: str) -> FieldFigures:
        return self.fields.setdefault(name, FieldFigures())

    def to_json(self) -> JsonLine:
        """The closing document of `sohoa reread`."""
        every = self.fields.values()
        return {
            "looked_at": self.fates.total(),
            **{fate: self.fates[fate] for fate in ("unchanged", "changed", "skipped", "failed")},
            "differences": self.differences,
            "doubts": {"before": self.doubts_before, "after": self.doubts_after},
            "moves": [{"from": old, "to": new, "count": count} for (old, new), count in sorted(self.moves.items())],
            "agreement": {
                "values": sum(it.said_by_persons for it in every),
                "before": sum(it.agreed_before for it in every),
                "after": sum(it.agreed_after for it in every),
            },
            "fields": {
                name: {
                    "gained": it.gained,
                    "lost": it.lost,
                    "altered": it.altered,
                    "values": it.said_by_persons,
                    "before": it.agreed_before,
                    "after": it.agreed_after,
                }
                for name, it in sorted(self.fields.items())
            },
        }


def _base(name: str) -> str:
    return name.partition("[")[0]
