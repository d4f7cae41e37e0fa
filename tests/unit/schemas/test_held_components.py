"""What satisfies a component on a day: only what is confirmed and in force, and never without saying whose and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.days import LOCAL_ZONE
from schemas.extraction import Extraction
from schemas.held_components import (
    MATCHES,
    AcceptedPaper,
    HeldComponent,
    HeldPaper,
    ProofStep,
    find_held,
    list_missing,
    weaker,
)
from schemas.procedure import Accepts, Component, Procedure
from schemas.procedure_result import LaterValue, ProcedureResult
from schemas.validity import Interval, validity_on

DAY = date(2026, 11, 23)
OWN_BIRTH = Accepts(("birth_certificate",), (), "self", None)
FRESH = Accepts(("marital_status_certificate",), (), "self", 6)
SPOUSES = Accepts(("death_extract",), (), "spouse", None)
DRAWINGS = Accepts((), ("drawings",), "self", 12)


def component(key: str, *accepts: Accepts, one_of: str | None = None, when: str = "") -> Component:
    return Component(key, key, True, one_of, when, "", accepts)


def procedure(*components: Component) -> Procedure:
    return Procedure("9.000001", "n", ("commune",), None, None, None, "l", "unverified", "s", "", components)


def result(
    result_id: str = "r1",
    document_type: str = "birth_certificate",
    until: date | None = None,
    since: date = date(2020, 1, 1),
) -> ProcedureResult:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    return ProcedureResult(
        result_id, "c", "s" * 64, (1,), "92.916", Extraction("s" * 64, (1,), document_type, 0.9, "d"), "confirmed", at,
        document_type=document_type, issue_date=since.isoformat(), confirmed_by="machine", confirmed_at=at,
        intervals=(Interval(since, until, "expired" if until else None),),
    )  # fmt: skip


def own(paper: ProcedureResult | AcceptedPaper, match: str = "exact") -> HeldPaper:
    return HeldPaper(paper, "self", next(one for one in MATCHES if one == match), "same_id")


def judge(*papers: HeldPaper, accepts: Accepts = OWN_BIRTH, on: date = DAY) -> HeldComponent:
    (told,) = find_held(procedure(component("birth", accepts)), papers, on)
    return told


def test_the_surest_paper_is_the_best_and_a_person_stands_before_the_machine() -> None:
    checked = replace(result("r3"), confirmed_by="cli:lan")
    told = judge(own(result("r1"), "possible"), own(result("r2"), "linked"), own(result("r4")), own(checked))
    assert [one.held.paper_id for one in told.papers] == ["r3", "r4", "r2", "r1"]
    assert told.is_certain
    assert not judge(own(result(), "possible")).is_certain
    assert judge(own(result(), "possible")).status == "held"


def test_the_newest_of_equals_comes_first() -> None:
    older, newer = result("r1"), result("r2", since=date(2023, 1, 1))
    assert [one.held.paper_id for one in judge(own(older), own(newer)).papers] == ["r2", "r1"]


def test_an_expired_paper_tells_its_last_day_and_a_revoked_one_why() -> None:
    (over,) = judge(own(result(until=date(2025, 1, 31)))).papers
    assert (over.status, over.lack, over.ended_on) == ("held_expired", "expired", date(2025, 1, 31))
    ended = replace(result(), intervals=(Interval(date(2020, 1, 1), date(2024, 5, 5), "revoked"),))
    (gone,) = judge(own(ended)).papers
    assert (gone.status, gone.lack, gone.ended_on) == ("held_expired", "revoked", date(2024, 5, 5))


def test_what_nobody_confirmed_or_whose_validity_nobody_knows_waits_for_a_person() -> None:
    assert judge(own(replace(result(), state="in_review"))).papers[0].lack == "unconfirmed"
    unknown = judge(own(replace(result(), intervals=())))
    assert (unknown.status, unknown.papers[0].lack) == ("held_in_review", "validity_unknown")
    secret = replace(result(), later_values=(LaterValue("title", "", datetime(2025, 1, 1, tzinfo=UTC)),))
    assert judge(own(secret)).papers[0].lack == "doubted"
    assert judge(own(replace(result(), state="withdrawn"))).status == "not_held"


def test_a_paper_may_be_too_old_for_a_component_though_it_is_in_force() -> None:
    paper = own(result(document_type="marital_status_certificate", since=date(2026, 5, 20)))
    assert judge(paper, accepts=FRESH, on=date(2026, 11, 20)).status == "held"
    told = judge(paper, accepts=FRESH, on=date(2026, 11, 21)).papers[0]
    assert (told.lack, told.ended_on) == ("too_old", date(2026, 11, 20))
    part = replace(result(document_type="marital_status_certificate"), issue_date=None)
    assert judge(own(part), accepts=FRESH).papers[0].lack == "validity_unknown"


def test_a_past_day_knows_nothing_that_was_filed_or_confirmed_later() -> None:
    assert judge(own(result()), on=date(2023, 12, 31)).status == "not_held"
    late = replace(result(), confirmed_at=datetime(2024, 6, 1, tzinfo=UTC))
    assert judge(own(late), on=date(2024, 3, 1)).papers[0].lack == "unconfirmed"


def test_a_relatives_paper_does_only_where_the_component_takes_that_relative() -> None:
    proof = (ProofStep("m1", "marriage_certificate", "spouses_by_id"),)
    death = HeldPaper(result("d1", "death_extract"), "spouse", "exact", "same_id", proof)
    assert judge(death, accepts=SPOUSES).status == "held"
    assert judge(replace(death, owner="child"), accepts=SPOUSES).status == "not_held"
    assert judge(own(result("d1", "death_extract")), accepts=SPOUSES).status == "not_held"


def test_an_accepted_drawing_does_by_its_key_until_its_end() -> None:
    taken = AcceptedPaper("a1", "drawings", "Bản vẽ", "092085000123", "H13-1", date(2026, 1, 1), date(2026, 11, 22))
    assert judge(own(taken), accepts=DRAWINGS, on=date(2026, 11, 22)).status == "held"
    assert judge(own(taken), accepts=DRAWINGS).papers[0].lack == "expired"
    assert (
        judge(own(replace(taken, valid_until=None)), accepts=DRAWINGS, on=date(2027, 1, 2)).papers[0].lack == "too_old"
    )
    assert judge(own(replace(taken, key="map")), accepts=DRAWINGS).status == "not_held"
    by_component = own(replace(taken, key="birth", valid_until=None))
    assert judge(by_component, accepts=DRAWINGS).status == "held"
    assert judge(by_component, accepts=OWN_BIRTH).status == "not_held"


def test_what_must_be_brought_leaves_out_what_is_held_conditional_or_has_an_alternative_held() -> None:
    wanted = procedure(
        component("form"),
        component("birth", OWN_BIRTH, one_of="identity"),
        component("passport", one_of="identity"),
        component("divorce", when="đã ly hôn"),
    )
    assert list_missing(find_held(wanted, [own(result())], DAY)) == ("form",)
    assert list_missing(find_held(wanted, [own(result(), "possible")], DAY)) == ("form", "birth", "passport")


DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))


@st.composite
def papers(draw: st.DrawFn) -> HeldPaper:
    """Any paper of any state, with up to two times in force."""
    starts = draw(st.lists(DAYS, max_size=2))
    spans = tuple(
        Interval(start, draw(st.none() | DAYS), draw(st.sampled_from(("expired", "revoked", "replaced", "ended"))))
        for start in starts
    )
    filed = datetime.combine(draw(DAYS), time(9), LOCAL_ZONE)
    state = draw(st.sampled_from(("in_review", "confirmed", "returned", "withdrawn")))
    drawn = replace(
        result(f"r{draw(st.integers(0, 5))}", draw(st.sampled_from(("birth_certificate", "death_extract")))),
        intervals=spans, filed_at=filed, confirmed_at=filed + timedelta(days=draw(st.integers(0, 400))), state=state,
    )  # fmt: skip
    owner = draw(st.sampled_from(("self", "spouse", "parent")))
    reason = draw(st.sampled_from(("same_id", "linked_id", "same_name_birth")))
    return HeldPaper(drawn, owner, draw(st.sampled_from(MATCHES)), reason)


@given(st.lists(papers(), max_size=8), DAYS)
def test_nothing_over_unconfirmed_or_a_strangers_is_ever_held(drawn: list[HeldPaper], on: date) -> None:
    for told in find_held(procedure(component("b", OWN_BIRTH), component("d", SPOUSES)), drawn, on):
        accepts = told.component.accepts[0]
        for judged in told.papers:
            paper = judged.held.paper
            assert isinstance(paper, ProcedureResult)
            assert judged.held in drawn and judged.held.reason
            assert judged.held.owner == accepts.owner and paper.document_type in accepts.types
            assert paper.state != "withdrawn" and paper.filed_at.date() <= on
            if judged.status == "held":
                assert validity_on(paper.intervals, on) == "valid" and paper.state == "confirmed"
                assert paper.confirmed_at is not None and paper.confirmed_at.date() <= on
        assert told.status == (told.papers[0].status if told.papers else "not_held")


@given(st.lists(papers(), max_size=8), papers(), DAYS)
def test_one_paper_more_never_makes_a_component_worse(drawn: list[HeldPaper], more: HeldPaper, on: date) -> None:
    order = ("held", "held_in_review", "held_expired", "not_held")
    wanted = procedure(component("b", OWN_BIRTH), component("d", SPOUSES))
    before, after = find_held(wanted, drawn, on), find_held(wanted, [*drawn, more], on)
    assert all(order.index(b.status) >= order.index(a.status) for b, a in zip(before, after, strict=True))


def test_the_weaker_of_two_matches_counts() -> None:
    assert [weaker("exact", "linked"), weaker("possible", "linked"), weaker("exact", "exact")] == [
        "linked",
        "possible",
        "exact",
    ]
