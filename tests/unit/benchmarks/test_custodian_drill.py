"""The drill of addresses: what it would print of a rule that guesses, and that ours never does."""

from __future__ import annotations

from collections import Counter

from benchmarks.drills.custodian_drill import drill
from schemas.custodian_functions import load_functions
from schemas.custodians import Custodian, Custodians, load_custodians
from schemas.units import load_units

UNITS = load_units()


class Guesser(Custodians):
    """Takes the first candidate without looking at the address."""

    def find(self, issuer: str | None, document_type: str | None, address: str | None, on: object) -> Custodian:  # type: ignore[override]
        return Custodian("92.31120", "address", needs_person=False)


def told_of(custodians: Custodians) -> dict[str, Counter[str]]:
    return {way: counts for way, counts, _ in drill(custodians, UNITS)}


def test_no_address_however_written_leads_to_a_wrong_unit() -> None:
    told = told_of(load_custodians())
    assert {way: counts["wrong"] for way, counts in told.items()} == dict.fromkeys(told, 0)
    assert all(told[way]["right"] >= 263 for way in ("whole", "short", "without marks", "without the district"))
    assert told["1 letters misread"]["right"] > 200 and told["elsewhere"] == {"person": 270}


def test_the_drill_tells_a_rule_that_guesses() -> None:
    told = told_of(Guesser(UNITS, load_functions()))
    assert told["whole"]["wrong"] > 200 and told["elsewhere"] == {"wrong": 270}
