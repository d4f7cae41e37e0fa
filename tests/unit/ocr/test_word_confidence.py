"""A merged word's confidence: a chance, never lowered by what speaks for the word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.merging import Choice, Group
from ocr.word_confidence import Witness, confidence
from tests.unit.ocr.told_lines import fast_word, slow_words

chances = st.floats(0.001, 1.0)
witnesses = st.builds(
    Witness,
    fast=chances,
    slow=chances,
    is_agreed=st.booleans(),
    lead=st.floats(-30, 12),
    is_known=st.booleans(),
    has_digits=st.booleans(),
    is_asked=st.booleans(),
)


@given(witnesses)
def test_confidence_is_a_chance(witness: Witness) -> None:
    assert 0 <= confidence(witness) <= 1


@given(witnesses, chances)
def test_a_surer_reader_never_lowers_it(witness: Witness, other: float) -> None:
    for name in ("fast", "slow"):
        low, high = sorted((getattr(witness, name), other))
        assert confidence(witness._replace(**{name: low})) <= confidence(witness._replace(**{name: high}))


@given(witnesses, st.floats(0, 12))
def test_a_wider_lead_never_lowers_it(witness: Witness, more: float) -> None:
    assert confidence(witness) <= confidence(witness._replace(lead=witness.lead + more))


@given(witnesses)
def test_a_word_that_the_language_knows_is_never_less_sure(witness: Witness) -> None:
    assert confidence(witness._replace(is_known=False)) <= confidence(witness._replace(is_known=True))


@given(witnesses, st.floats(1, 12))
def test_agreement_of_the_readers_never_lowers_it(witness: Witness, lead: float) -> None:
    both = witness._replace(lead=lead, is_asked=True)
    assert confidence(both._replace(is_agreed=False)) <= confidence(both._replace(is_agreed=True))


@given(witnesses, chances)
def test_a_slow_reader_who_was_not_asked_says_nothing(witness: Witness, slow: float) -> None:
    alone = witness._replace(is_asked=False)
    assert confidence(alone) == confidence(alone._replace(slow=slow, is_agreed=not alone.is_agreed))


def test_a_sure_known_word_counts_as_sure_and_a_doubted_strange_one_does_not() -> None:
    assert confidence(Witness(0.999, 0.0, False, 12.0, True, False, False)) >= 0.97
    assert confidence(Witness(0.4, 0.3, False, 0.1, False, False, True)) < 0.5


@pytest.mark.parametrize(
    ("fast", "slow", "said", "is_agreed"),
    [
        ("Thơ", "Thơ,", "Thơ,", True),
        ("Thơ", "Thờ", "Thơ", False),
        ("Thơ", "Thơ", "Thờ", False),
        ("Thơ", "", "Thơ", False),
    ],
)
def test_agreement_is_of_letters_not_of_punctuation(fast: str, slow: str, said: str, is_agreed: bool) -> None:
    witness = Witness.of(Group((fast_word(fast),), slow_words(slow)), Choice(said, 1.0), is_asked=True)
    assert witness.is_agreed is is_agreed


def test_a_witness_is_as_sure_as_its_weakest_word() -> None:
    group = Group((fast_word("Cần", confidence=0.9), fast_word("Thơ", confidence=0.6)), slow_words("Cần", 0.8))
    witness = Witness.of(group, Choice("Cần Thơ 2", 1.0), is_asked=True)
    assert (witness.fast, witness.slow, witness.has_digits) == (0.6, 0.8, True)
    assert Witness.of(Group((), slow_words("x")), Choice("x", 1.0), is_asked=True).fast == 0.0
