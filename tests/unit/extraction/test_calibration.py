"""The chance of a field: what raises it, what lowers it, and what it never forgets."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.calibration import Calibration, Evidence, load_calibration, source_of, weigh
from schemas.extraction import FieldReading, Provenance
from schemas.field_kinds import KINDS

_SURE = st.floats(0, 1)


def _reading(value: str = "Lê Văn Mẫu", *corrections: str) -> FieldReading:
    return FieldReading(value, value, 0.9, Provenance(1, None, "in_zone:number", corrections))


def _chance(print_confidence: float, *reasons: str, kind: str = "person_name", source: str = "hybrid") -> float:
    return load_calibration().chance(kind, source, weigh(_reading(), print_confidence, reasons))


@given(_SURE, _SURE, st.sampled_from(sorted(KINDS)))
def test_print_that_was_read_more_surely_is_never_less_likely_right(one: float, other: float, kind: str) -> None:
    low, high = sorted((one, other))
    assert _chance(low, kind=kind) <= _chance(high, kind=kind)


@given(_SURE, st.sampled_from(["low_confidence", "words_differ", "handwritten_suspected"]))
def test_a_doubt_never_raises_the_chance(print_confidence: float, reason: str) -> None:
    assert _chance(print_confidence, reason) <= _chance(print_confidence)


@given(_SURE, st.sampled_from(sorted(KINDS)), st.sampled_from(["hybrid", "tesseract", "another"]))
def test_a_chance_is_a_chance(print_confidence: float, kind: str, source: str) -> None:
    assert 0 <= _chance(print_confidence, kind=kind, source=source) <= 1


@given(_SURE)
def test_another_field_that_says_the_same_never_lowers_the_chance(print_confidence: float) -> None:
    calibration = load_calibration()
    alone, agreed = (weigh(_reading(), print_confidence, [], is_agreed=agrees) for agrees in (False, True))
    assert calibration.chance("date", "hybrid", alone) <= calibration.chance("date", "hybrid", agreed)


def test_what_is_written_by_hand_is_hardly_believed_however_sure_the_reader_was() -> None:
    assert _chance(0.99, "handwritten_suspected") <= 0.3


def test_the_threshold_is_no_evidence_for_the_chance_that_it_is_made_of() -> None:
    assert weigh(_reading(), 0.9, ["chance_low"]) == weigh(_reading(), 0.9, [])


def test_kinds_of_evidence_are_told_apart() -> None:
    evidence = weigh(_reading("a b c d", "O→0"), 0.5, ["low_confidence", "words_differ"])
    assert evidence == Evidence(1.0, 0.0, 2.0, 1.0, 0.0, 1.0, 1.0, 0.0)


def test_an_engine_that_was_never_measured_counts_as_the_worst_that_was() -> None:
    weights = Evidence(1, 1, 0, 0, 0, 0, 0, 0)
    calibration = Calibration(date(2026, 1, 1), "none", 0, weights, {}, {"good": 1.0, "bad": -1.0})
    evidence = weigh(_reading(), 0.5, [])
    assert calibration.chance("date", "new", evidence) == calibration.chance("date", "bad", evidence)


@pytest.mark.parametrize(
    ("engine", "source"),
    [
        ("hybrid trueocr 0.1+tesseract 5.3", "hybrid"),
        ("text_layer+tesseract 5.3", "tesseract"),
        ("text_layer", "text_layer"),
    ],
)
def test_the_source_of_a_page_is_the_engine_that_read_it(engine: str, source: str) -> None:
    assert source_of(engine) == source


def test_the_calibration_in_use_says_when_and_of_how_much_it_was_made() -> None:
    calibration = load_calibration()
    assert calibration.made_on <= date.today()
    assert calibration.field_count > 1000
    assert "seeds" in calibration.made_of
    assert set(calibration.kinds) <= set(KINDS)
