"""What stays of an erased result: numbers hidden so that the same still meet, versions known as of an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from schemas.erasure import GROUNDS, STATED_IN_REASON, Erasure, KnownThen, NumberFinder, hide_number
from schemas.originals import DigitisedResult, gather_originals
from schemas.validity import Interval
from schemas.wire import from_json, to_json

KEY = b"k" * 32
NUMBERS = st.one_of(
    st.sampled_from(
        ["45/GPXD", "45", "045/GPXD", "45/QĐ-UBND", "46/GPXD", "092188001234", "57A8012345", "A12", "47/2021"]
    ),
    st.from_regex(r"[0-9]{1,6}[A-Z]?/[A-ZĐ]{2,6}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9/Đ ]{1,16}", fullmatch=True),
)


def paper(name: str, number: str | None, year: int = 2021) -> DigitisedResult:
    held = (Interval(date(year, 3, 5), None),)
    day = date(2022, 11, 15)
    return DigitisedResult(
        name, "92.916", "district", "building_permit", number, f"{year}-03-05", held, "confirmed", day
    )


def known(papers: list[DigitisedResult]) -> list[tuple[str | None, str | None, int | None, str | None]]:
    return [(it.document_type, it.unit, it.issue_year, it.document_number) for it in papers]


def gather(papers: list[DigitisedResult]) -> list[list[str]]:
    """Which papers meet, whatever they are called."""
    originals = gather_originals((), sorted(papers, key=lambda it: it.result_id)).values()
    return sorted(sorted(scan.result_id for scan in original.results) for original in originals)


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.sets(st.integers(0, 5)))
def test_papers_meet_as_they_did_whichever_of_them_were_erased(numbers: list[str], erased: set[int]) -> None:
    papers = [paper(f"r{place}", number) for place, number in enumerate(numbers)]
    stay = [it for place, it in enumerate(papers) if place not in erased]
    finder = NumberFinder(KEY, known(stay))
    gone = [finder.restore(hide_number(KEY, it)) for place, it in enumerate(papers) if place in erased]
    assert gather(stay + gone) == gather(papers)


@given(NUMBERS)
def test_a_hidden_number_says_nothing_and_is_the_office_own(number: str) -> None:
    told = hide_number(KEY, paper("r", number)).document_number
    digits = "".join(sign for sign in number if sign.isdigit())
    assert told is None or len(digits) < 4 or digits not in told
    assert told is None or told != hide_number(b"x" * 32, paper("r", number)).document_number
    assert told is None or told != hide_number(KEY, paper("r", number, 2020)).document_number


def test_what_counts_for_nothing_keeps_no_number() -> None:
    assert hide_number(KEY, replace(paper("r", "45/GPXD"), unit=None)).document_number is None


def test_a_tombstone_knows_what_was_known_at_an_instant() -> None:
    days = [datetime(2022, month, 1, tzinfo=UTC) for month in (1, 3, 5, 7)]
    first, second = paper("r", None), replace(paper("r", None), state="withdrawn")
    erasure = Erasure(
        "r", "c", "92.916", (("ab" * 32, (1,)),), days[0], STATED_IN_REASON, "vì sao", "cli:an", "cli:hoa", days[3],
        (KnownThen(days[0], 1, first), KnownThen(days[2], 2, second)),
    )  # fmt: skip
    assert [erasure.known_at(day) for day in days] == [first, first, second, None]
    assert erasure.known_at(datetime(2021, 12, 31, tzinfo=UTC)) is None
    again = from_json(Erasure, to_json(replace(erasure, waiting=("index",))))
    assert again.seal == erasure.seal
    assert replace(erasure, reason="khác").seal != erasure.seal


def test_every_ground_but_the_reason_names_its_source() -> None:
    assert [key for key, ground in GROUNDS.items() if not ground.source] == [STATED_IN_REASON]
