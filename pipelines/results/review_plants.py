"""Here live planted errors: one value of some papers is falsified on the screen, to see whether the verifier notices.

Nothing of it is ever stored as data: what comes back unchanged is told at once, and the paper is looked at again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.resources import Resources
from schemas.extraction import FieldReading
from schemas.field_kinds.display import display_value
from schemas.field_values import find_value
from schemas.procedure_result import ProcedureResult
from schemas.review import ReviewCheck
from schemas.shares import find_share_interval

_KEY = "review_plants"
_NAMES = frozenset({"person_name", "holder"})
_NUMBERS = frozenset({"document_number", "citizen_id", "household_business_code", "tax_code", "land_serial"})
_DATES = frozenset({"date", "date_in_words"})
# Letters that an eye in a hurry takes for one another.
_ALIKE = {"a": "ă", "ă": "â", "â": "ấ", "e": "ê", "ê": "ế", "i": "í", "o": "ô", "ô": "ồ", "ơ": "ờ", "u": "ư", "ư": "ứ"}


@dataclass(frozen=True, slots=True)
class Plant:
    """A falsified value, canonical, in place of a field's own."""

    field: str
    kind: str
    value: str

    @property
    def shown(self) -> str:
        return display_value(self.kind, self.value)


@dataclass(frozen=True, slots=True)
class VerifierChecks:
    """Of one verifier: planted errors that were put before them, and those that they let through."""

    account: str
    shown: int
    missed: int

    @property
    def percent(self) -> float:
        return 100 * self.missed / self.shown

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share let through, 0 to 1."""
        return find_share_interval(self.missed, self.shown)


def find_plant(resources: Resources, result: ProcedureResult, by: str) -> Plant | None:
    """What to falsify for this person; None for most papers, and for one on which they were tried already."""
    share = resources.settings.review_planted
    if not share or _draw(resources, result, by, "share").random() >= share:
        return None
    if resources.catalogue.find_check(result.result_id, by) is not None:
        return None
    return make_plant(resources, result, by)


def make_plant(resources: Resources, result: ProcedureResult, by: str) -> Plant | None:
    """The falsified value that this person would be shown of this version, each time the same."""
    document_type = resources.types.get(result.document_type or "")
    if document_type is None:
        return None
    doubted = {doubt.field.partition("[")[0] for doubt in result.needs_review}
    kinds = {spec.name: spec.kind for spec in document_type.fields if spec.name not in doubted}
    able = [
        (name, kind)
        for name, kind in kinds.items()
        if kind in _NAMES | _NUMBERS | _DATES
        and isinstance(result.extraction.fields.get(name), FieldReading)
        and find_value(result, name)
    ]
    if not able:
        return None
    dice = _draw(resources, result, by, "value")
    name, kind = dice.choice(able)
    wrong = falsify(kind, find_value(result, name) or "", dice)
    return Plant(name, kind, wrong) if wrong else None


def falsify(kind: str, value: str, dice: random.Random) -> str | None:
    """A value one digit, one day or one letter beside; None where that cannot be done."""
    if kind in _DATES:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return None
        return (day + timedelta(days=dice.choice((-10, -1, 1, 10)))).isoformat()
    if kind in _NAMES:
        places = [place for place, letter in enumerate(value) if letter.lower() in _ALIKE]
        return _replaced(value, places, dice, _mistake)
    places = [place for place, letter in enumerate(value) if letter.isdigit()]
    return _replaced(value, places, dice, lambda digit: str((int(digit) + dice.randrange(1, 10)) % 10))


def _mistake(letter: str) -> str:
    other = _ALIKE[letter.lower()]
    return other.upper() if letter.isupper() else other


def seal(resources: Resources, result: ProcedureResult, by: str, plant: Plant | None) -> str:
    """What the form carries, so that it is known when it comes back whether it showed a wrong value; tells nobody."""
    key = resources.catalogue.get_office_key(_KEY)
    told = f"{result.result_id}:{result.version}:{by}:{plant.field if plant else ''}"
    return hmac.new(key, told.encode(), "sha256").hexdigest()


def find_sealed(resources: Resources, result: ProcedureResult, by: str, sealed: str) -> Plant | None:
    """The wrong value that a form with this seal showed."""
    plant = make_plant(resources, result, by)
    return plant if plant and hmac.compare_digest(sealed, seal(resources, result, by, plant)) else None


def note_check(resources: Resources, result_id: str, plant: Plant, by: str, *, caught: bool) -> None:
    """Remember whether it was noticed; the audit chain knows of it, without the value."""
    if resources.catalogue.find_check(result_id, by) is not None:
        return
    resources.catalogue.add_check(ReviewCheck(result_id, by, plant.field, resources.now(), caught))
    payload = {"result_id": result_id, "field": plant.field, "caught": caught}
    resources.catalogue.add_audit(by, "planted_error", json.dumps(payload, sort_keys=True))


def count_checks(checks: Iterable[ReviewCheck]) -> tuple[VerifierChecks, ...]:
    """By verifier, in order of name."""
    shown: dict[str, list[bool]] = {}
    for check in checks:
        shown.setdefault(check.account, []).append(check.caught)
    return tuple(VerifierChecks(name, len(told), told.count(False)) for name, told in sorted(shown.items()))


def _draw(resources: Resources, result: ProcedureResult, by: str, what: str) -> random.Random:
    """Chance that stays the same for this version and person, and that nobody can work out beforehand."""
    key = resources.catalogue.get_office_key(_KEY)
    told = f"{what}:{result.result_id}:{result.version}:{by}"
    return random.Random(hashlib.sha256(key + told.encode()).digest())


def _replaced(value: str, places: list[int], dice: random.Random, change: Callable[[str], str]) -> str | None:
    if not places:
        return None
    place = dice.choice(places)
    return f"{value[:place]}{change(value[place])}{value[place + 1 :]}"
