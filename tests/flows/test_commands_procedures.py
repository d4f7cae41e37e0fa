"""The counter's question: what of a procedure does the office already hold for this person, and how does it know?"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from pipelines.lookup.held import Asked, gather_papers
from schemas.held_components import AcceptedPaper, find_held
from schemas.procedure import SHIPPED_FOLDER
from tests.flows.office import Answer, Office

WIFE, HUSBAND, CHILD, STRANGER = "092187000111", "092085000123", "092311000124", "092085000777"
MARRIED = {
    "wife_name": "Lê Thị Hoa",
    "wife_id": WIFE,
    "wife_birth_date": "1987-02-01",
    "husband_name": "Nguyễn Văn Ân",
    "husband_id": HUSBAND,
    "husband_birth_date": "1985-03-05",
}
PERMIT_ONLY = {"holder_name": None, "holder_id": None}
BORN = {
    "holder_name": "Nguyễn Minh Khoa",
    "holder_id": CHILD,
    "holder_birth_date": "2011-06-01",
    "mother_name": "Lê Thị Hoa",
    "mother_birth_date": "1987",
    "father_name": "Nguyễn Văn Ân",
    "father_birth_date": "1985",
}


def marry(office: Office, **more: Any) -> str:
    fields = PERMIT_ONLY | MARRIED | {"document_number": "12/2010", "issue_date": "2010-05-02"}
    return office.file_paper("kết hôn", fields, document_type="marriage_certificate", **({"confirmed": True} | more))


def bear(office: Office, word: str = "khai sinh", fields: dict[str, str | None] | None = None, **more: Any) -> str:
    told = BORN | {"document_number": "77/2011", "issue_date": "2011-06-10"} | (fields or {})
    return office.file_paper(word, told, document_type="birth_certificate", **({"confirmed": True} | more))


def die(office: Office, holder_id: str | None, name: str, word: str = "khai tử", **more: str) -> str:
    fields = {"holder_id": holder_id, "holder_name": name, "document_number": "9/TLKT-BS", "issue_date": "2020-07-01"}
    return office.file_paper(word, fields | more, document_type="death_extract", confirmed=True)


def own_land(office: Office, word: str, parcel: str, holder_id: str = HUSBAND, sheet: str = "12") -> str:
    fields = {
        "holder_id": holder_id,
        "holder_name": "Nguyễn Văn Ân",
        "document_number": f"BN{word}",
        "map_sheet": sheet,
    }
    return office.file_paper(
        f"đất {word}", fields | {"parcel": parcel}, document_type="land_use_certificate", confirmed=True
    )


def ask(office: Office, code: str, holder_id: str, *more: str) -> Answer:
    return office.call("procedures", "held", code, "--holder-id", holder_id, *more, "--json")


def held(office: Office, code: str, holder_id: str, *more: str) -> dict[str, Any]:
    answer = ask(office, code, holder_id, *more)
    assert answer.code == 0, answer.err
    return {one["key"]: one for one in answer.json["components"]}


def told_papers(component: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["result_id"], one["match"]) for one in (component["best"], *component["others"])]


def test_a_paper_of_the_persons_own_is_held_with_its_number_day_and_issuer(office: Office) -> None:
    result_id = marry(office)
    answer = ask(office, "1.001193.000.00.00.H13", WIFE)
    told = {one["key"]: one for one in answer.json["components"]}["parents_marriage"]
    assert (answer.json["code"], answer.json["holder_id"], told["status"]) == ("1.001193", "092*****0111", "held")
    best = told["best"]
    assert (best["result_id"], best["document_number"], best["issue_date"]) == (result_id, "12/2010", "2010-05-02")
    assert (best["match"], best["match_reason"], best["confirmed_by"]) == ("exact", "same_id", "machine")
    assert best["issuing_body"] == "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU"
    assert answer.json["missing"] == ["declaration", "birth_notice", "witness_statement"]
    assert "máy xác nhận" in office.call("procedures", "held", "1.001193", "--holder-id", WIFE).out


def test_nothing_filed_means_nothing_held(office: Office) -> None:
    marry(office)
    assert {one["status"] for one in held(office, "1.001193", STRANGER).values()} == {"not_held"}


def test_the_spouses_paper_is_held_and_the_marriage_certificate_proves_whose_it_is(office: Office) -> None:
    marriage = marry(office)
    death = die(office, HUSBAND, "Nguyễn Văn Ân")
    told = held(office, "1.004873", WIFE)["spouse_death"]
    assert (told["status"], told["needs_person"], told["best"]["result_id"]) == ("held", False, death)
    assert told["best"]["proof"] == [
        {"result_id": marriage, "document_type": "marriage_certificate", "says": "spouses_by_id"}
    ]
    printed = office.call("procedures", "held", "1.004873", "--holder-id", WIFE).out
    assert "vợ/chồng" in printed and marriage in printed.replace("\n", "")


def test_a_spouse_whose_id_no_paper_prints_is_only_possibly_theirs(office: Office) -> None:
    fields = PERMIT_ONLY | MARRIED | {"husband_id": None, "document_number": "12/2010", "issue_date": "2010-05-02"}
    office.file_paper("kết hôn", fields, document_type="marriage_certificate", confirmed=True)
    die(office, HUSBAND, "Nguyễn Văn Ân", holder_birth_date="1985-03-05")
    told = held(office, "1.004873", WIFE)["spouse_death"]
    assert (told["best"]["match"], told["best"]["match_reason"], told["needs_person"]) == (
        "possible",
        "relative_name",
        True,
    )
    assert told["best"]["proof"][0]["says"] == "spouses_by_name"
    die(office, STRANGER, "Nguyễn Văn Ân", "khác", holder_birth_date="1970-03-05")
    assert held(office, "1.004873", WIFE)["spouse_death"]["others"] == []


def test_a_marriage_nobody_confirmed_or_that_ended_ties_nobody_for_certain(office: Office) -> None:
    marriage = marry(office, confirmed=False)
    die(office, HUSBAND, "Nguyễn Văn Ân")
    assert held(office, "1.004873", WIFE)["spouse_death"]["best"]["match"] == "possible"
    office.call("review", "confirm", marriage)
    assert held(office, "1.004873", WIFE)["spouse_death"]["best"]["match"] == "exact"
    ended = ("--state", "ended", "--on", "2015-01-01", "--basis", "Quyết định ly hôn 3/2015", "--confirm")
    office.call("validity", "set", marriage, *ended[:-1])
    assert held(office, "1.004873", WIFE)["spouse_death"]["status"] == "not_held"


def test_a_childs_certificate_is_the_parents_where_the_parent_declared_it_by_id(office: Office) -> None:
    marry(office)
    birth = bear(office, fields={"declarant_name": "Nguyễn Văn Ân", "declarant_id": HUSBAND})
    told = held(office, "1.001776", HUSBAND)["child_birth"]
    assert (told["status"], told["best"]["result_id"], told["best"]["match"]) == ("held", birth, "linked")
    assert told["best"]["proof"][0]["says"] == "declared_by_parent"
    of_wife = held(office, "1.001776", WIFE)["child_birth"]
    assert (of_wife["best"]["match"], [step["says"] for step in of_wife["best"]["proof"]]) == (
        "linked",
        ["spouses_by_id", "declared_by_spouse"],
    )
    assert held(office, "1.001776", STRANGER)["child_birth"]["status"] == "not_held"
    revoked = ("--state", "revoked", "--on", "2022-01-01", "--basis", "Quyết định 5/QĐ-UBND")
    assert office.call("validity", "set", birth, *revoked).code == 0
    over = held(office, "1.001776", HUSBAND)["child_birth"]
    assert (over["status"], over["best"]["lack"], over["best"]["match"]) == ("held_expired", "revoked", "possible")


def test_a_childs_certificate_without_the_declarants_id_is_only_possibly_theirs(office: Office) -> None:
    land = own_land(office, "531146", "551", WIFE)
    birth = bear(office)
    fields = {"holder_id": WIFE, "holder_name": "Lê Thị Hoa", "holder_birth_date": "1987-02-01"}
    office.file_paper("hộ nghèo", fields, document_type="poor_household_certificate", confirmed=True)
    told = held(office, "1.001776", WIFE)["child_birth"]
    assert (told["best"]["result_id"], told["best"]["match"], told["needs_person"]) == (birth, "possible", True)
    assert told["best"]["proof"][0]["says"] == "parent_by_name"
    assert land not in {
        paper["result_id"] for one in held(office, "1.001776", CHILD).values() for paper in one["others"]
    }


def test_a_parents_death_is_found_from_the_childs_own_certificate(office: Office) -> None:
    birth = bear(office, fields={"declarant_name": "Nguyễn Văn Ân", "declarant_id": HUSBAND})
    death = die(office, HUSBAND, "Nguyễn Văn Ân", holder_birth_date="1985-03-05")
    mother = die(office, WIFE, "Lê Thị Hoa", "mẹ", holder_birth_date="1987-02-01")
    told = held(office, "1.001776", CHILD)["parent_death"]
    assert told_papers(told) == [(death, "linked"), (mother, "possible")]
    marriage = marry(office)
    told = held(office, "1.001776", CHILD)["parent_death"]
    assert sorted(told_papers(told)) == sorted([(death, "linked"), (mother, "linked")])
    proofs = {one["result_id"]: [step["result_id"] for step in one["proof"]] for one in (told["best"], *told["others"])}
    assert proofs == {death: [birth], mother: [birth, marriage]}


def test_land_is_asked_for_by_the_parcel_in_the_persons_or_the_spouses_name(office: Office) -> None:
    marry(office)
    home, field = own_land(office, "531146", "551"), own_land(office, "531147", "8", WIFE, "DC 3")
    certain = held(office, "1.013225", WIFE, "--parcel", "12/551")["land"]
    assert (certain["status"], certain["best"]["result_id"], certain["others"]) == ("held", home, [])
    assert certain["best"]["owner"] == "parcel" and certain["best"]["proof"][0]["says"] == "spouses_by_id"
    assert held(office, "1.013225", WIFE, "--parcel", "dc 3/0008")["land"]["best"]["result_id"] == field
    unasked = held(office, "1.013225", HUSBAND)["land"]
    assert (unasked["best"]["match_reason"], unasked["needs_person"]) == ("several_parcels", True)
    assert ask(office, "1.013225", WIFE, "--parcel", "551").error["code"] == "parcel_form"


def test_a_business_is_known_by_its_own_registration_and_its_code_on_other_papers(office: Office) -> None:
    registered = {"holder_id": HUSBAND, "document_number": "57A8012345", "business_name": "Hộ kinh doanh Minh Phát"}
    registration = office.file_paper("hộ", registered, document_type="household_business_certificate", confirmed=True)
    licence = office.file_paper(
        "rượu",
        {
            "holder_id": None,
            "registration_number": "57A8012345",
            "document_number": "3/GP-PKT",
            "valid_until": "2099-01-01",
        },
        document_type="alcohol_retail_licence",
        confirmed=True,
    )
    told = held(office, "2.000620", HUSBAND)
    assert told["registration"]["best"]["result_id"] == registration
    assert (told["earlier_licence"]["best"]["result_id"], told["earlier_licence"]["best"]["proof"][0]["result_id"]) == (
        licence,
        registration,
    )
    assert held(office, "2.000620", STRANGER, "--business", "57A8 012345")["registration"]["status"] == "held"
    assert held(office, "2.000620", STRANGER)["earlier_licence"]["status"] == "not_held"


def test_a_paper_that_is_over_says_since_when_and_one_in_review_that_nobody_confirmed_it(office: Office) -> None:
    fields = {"holder_id": WIFE, "holder_name": "Lê Thị Hoa", "document_number": "5/XNTTHN", "issue_date": "2022-01-10"}
    office.file_paper("xác nhận", fields, document_type="marital_status_certificate", confirmed=True)
    told = held(office, "1.000894", WIFE)["marital_status"]
    assert (told["status"], told["best"]["lack"], told["best"]["ended_on"]) == ("held_expired", "expired", "2022-07-10")
    printed = office.call("procedures", "held", "1.000894", "--holder-id", WIFE).out
    assert "đã hết hiệu lực" in printed and "10/07/2022" in printed
    marry(office, confirmed=False)
    review = held(office, "1.001193", WIFE)["parents_marriage"]
    assert (review["status"], review["best"]["lack"]) == ("held_in_review", "unconfirmed")


def test_an_earlier_day_sees_neither_what_was_filed_later_nor_a_later_edition(office: Office) -> None:
    own_land(office, "531146", "551")
    past = ask(office, "1.009994", HUSBAND, "--on", "2022-11-01")
    assert (past.json["code"], past.json["components"][1]["status"]) == ("1.009994", "not_held")
    later = ask(office, "1.009994", HUSBAND, "--on", "2025-08-01")
    assert (later.json["code"], later.json["asked_code"]) == ("1.013225", "1.009994")
    assert later.json["components"][1]["status"] == "held"
    assert ask(office, "1.013225", HUSBAND, "--on", "2020-01-01").error["code"] == "procedure_not_in_force"


def test_ids_are_masked_until_a_purpose_is_given_and_the_audit_chain_keeps_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    marriage = marry(office)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WIFE}\n"))
    masked = ask(office, "1.001193", "-")
    assert WIFE not in masked.out and HUSBAND not in masked.out
    assert ask(office, "1.001193", WIFE, "--reveal").error["code"] == "purpose_missing"
    revealed = ask(office, "1.001193", WIFE, "--reveal", "--purpose", "H13.16.5-261123-0012")
    assert revealed.json["holder_id"] == WIFE and HUSBAND in revealed.out
    with office.open() as resources:
        (entry,) = [one for one in resources.catalogue.list_audit() if one.event == "ids_revealed"]
    assert marriage in entry.payload and "H13.16.5" in entry.payload and WIFE not in entry.payload


class _Drawer:
    """Papers accepted with earlier dossiers, as the reuse ledger keeps them."""

    def list_accepted_papers(self, holder_ids: tuple[str, ...]) -> tuple[AcceptedPaper, ...]:
        assert holder_ids == (HUSBAND,)
        taken = date(2026, 5, 4)
        return (AcceptedPaper("a1", "building_drawings", "Bản vẽ", HUSBAND, "H13.16.5-260504-0001", taken),)


def test_a_drawing_accepted_with_an_earlier_dossier_is_held_until_it_is_too_old(office: Office) -> None:
    with office.open() as resources:
        procedure = resources.procedures["1.013225"][0]
        for day, status in (
            (date(2026, 6, 1), "held"),
            (date(2027, 6, 1), "held_expired"),
            (date(2026, 5, 1), "not_held"),
        ):
            papers = gather_papers(resources, procedure, Asked(HUSBAND, day), _Drawer())
            told = {one.component.key: one for one in find_held(procedure, papers, day)}
            assert told["drawings"].status == status


def test_an_office_edits_its_own_and_a_fault_names_file_and_line(office: Office) -> None:
    own = office.home / "procedures"
    own.mkdir(parents=True)
    shipped = (SHIPPED_FOLDER / "1.000656.toml").read_text(encoding="utf-8")
    (own / "1.000656.toml").write_text(
        shipped.replace("Đăng ký khai tử", "Đăng ký khai tử tại phường"), encoding="utf-8"
    )
    assert office.call("procedures", "show", "1.000656", "--json").json["name"] == "Đăng ký khai tử tại phường"
    (own / "9.000001.toml").write_text(
        shipped.replace("1.000656", "9.000001").replace("levels", "level"), encoding="utf-8"
    )
    checked = office.call("procedures", "check", "--json")
    assert checked.code == 1
    assert [(fault["file"], fault["line"]) for fault in checked.json["faults"]] == [("9.000001.toml", 1)]
    refused = office.call("procedures", "list", "--json")
    assert (refused.code, refused.error["code"]) == (2, "procedure_invalid")


def test_every_answer_has_its_keys_and_people_get_tables(office: Office) -> None:
    entries = office.call("procedures", "list", "--json").json
    assert len({one["code"] for one in entries}) >= 12
    assert set(entries[0]) == {
        "code", "name", "levels", "from", "until", "replaced_by", "evidence", "components",
    }  # fmt: skip
    assert "CHƯA KIỂM CHỨNG" in office.call("procedures", "list").out
    assert "một trong nhóm birth_event" in office.call("procedures", "show", "1.001193").out
    assert ask(office, "1.999999", WIFE).error["code"] == "procedure_unknown"
    assert ask(office, "1.001193", " ").code == 2
