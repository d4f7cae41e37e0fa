"""What every search index promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from schemas.search import EVERYTHING, Scope, SearchQuery
from storage.ports import SearchIndex
from tests.contracts.samples import make_document

PEOPLE = {
    "an": ("Nguyễn Văn An", "092085000001", "45/GPXD"),
    "ân": ("Nguyễn Văn Ân", "092085000002", "123/QĐ-UBND"),
    "đào": ("Đặng Thị Đào", "B1234567", "46/GPXD"),
    "đăng": ("Trần Minh Đăng", "092085000004", "O12/GPXD"),
    "hòa": ("Lê Hoà Bình", "092085000005", "2021/05"),
}


def find(index: SearchIndex, text: str = "", scope: Scope = EVERYTHING, **asked: object) -> list[str]:
    answer = index.search(SearchQuery(text=text, **asked), scope)  # type: ignore[arg-type]
    assert answer.total == len(answer.hits)
    return [hit.result_id for hit in answer.hits]


def find_matches(index: SearchIndex, text: str) -> dict[str, str]:
    return {hit.result_id: hit.match for hit in index.search(SearchQuery(text=text), EVERYTHING).hits}


@pytest.fixture
def filled(index: SearchIndex) -> SearchIndex:
    index.put_documents(
        [
            make_document(
                name,
                holder_names=(holder,),
                holder_ids=(identifier,),
                document_number=number,
                filed_at_s=1_700_000_000 + place,
                text=f"Cấp cho {holder}, được phép xây dựng nhà ở tại đường số {place}.",
            )
            for place, (name, (holder, identifier, number)) in enumerate(PEOPLE.items())
        ]
    )
    return index


def test_an_empty_index_finds_nothing(index: SearchIndex) -> None:
    assert find(index, "nguyen") == []
    assert find(index) == []
    assert index.list_versions() == {}
    assert index.check().ok


def test_marks_may_be_left_out(filled: SearchIndex) -> None:
    assert set(find(filled, "nguyen van an")) == {"an", "ân"}
    assert set(find(filled, "dang")) == {"đào", "đăng"}
    assert set(find_matches(filled, "nguyen van an").values()) == {"possible"}


def test_the_marked_name_comes_first_and_is_exact(filled: SearchIndex) -> None:
    assert find(filled, "Nguyễn Văn Ân") == ["ân", "an"]
    assert find_matches(filled, "Nguyễn Văn Ân") == {"ân": "exact", "an": "possible"}
    assert find(filled, "NGUYỄN VĂN AN")[0] == "an"


def test_the_place_of_the_tone_does_not_matter(filled: SearchIndex) -> None:
    assert find_matches(filled, "Lê Hòa Bình") == {"hòa": "exact"}


def test_decomposed_letters_meet_composed_ones(filled: SearchIndex) -> None:
    assert find_matches(filled, "Đặng Thị Đào") == {"đào": "exact"}
    assert find_matches(filled, "\u00d0ặng Thị \u00d0ào") == {"đào": "exact"}


@pytest.mark.parametrize("asked", ["123/QĐ-UBND", "123 qd ubnd", "123qdubnd", "số 123/QĐ-UBND", "123 / QD - UBND"])
def test_a_number_is_found_however_it_is_written(filled: SearchIndex, asked: str) -> None:
    assert find_matches(filled, asked)["ân"] == "exact"
    assert find(filled, asked)[0] == "ân"


def test_a_number_among_other_words_is_found(filled: SearchIndex) -> None:
    assert find_matches(filled, "nguyen van an 45/GPXD") == {"an": "exact"}


def test_a_misread_zero_is_forgiven(filled: SearchIndex) -> None:
    assert find_matches(filled, "012/GPXD") == {"đăng": "possible"}


def test_an_id_is_found_with_any_spacing(filled: SearchIndex) -> None:
    assert find_matches(filled, "092 085 000002") == {"ân": "exact"}
    assert find(filled, holder_id="092.085.000002") == ["ân"]
    assert find(filled, holder_id="b1234567") == ["đào"]
    assert find(filled, holder_id="09208500000") == []


def test_one_wrong_letter_in_a_name_is_possible(filled: SearchIndex) -> None:
    assert find_matches(filled, "nguyem van an").keys() >= {"an", "ân"}
    assert set(find_matches(filled, "nguyem van an").values()) == {"possible"}
    assert "đào" in find(filled, "dang thi daoo")


def test_order_of_a_name_does_not_matter(filled: SearchIndex) -> None:
    assert find(filled, "đào đặng")[0] == "đào"


def test_initials_find_a_name(filled: SearchIndex) -> None:
    assert set(find(filled, "NVA")) == {"an", "ân"}


def test_the_last_word_may_be_begun_only(filled: SearchIndex) -> None:
    assert set(find(filled, "nguy")) == {"an", "ân"}
    assert find(filled, "tran min") == ["đăng"]


def test_every_word_must_be_there(filled: SearchIndex) -> None:
    assert len(find(filled, "xây dựng")) == len(PEOPLE)
    assert find(filled, "xây dựng trần minh") == ["đăng"]
    assert find(filled, "xây dựng karaoke") == []


@pytest.mark.parametrize(
    "text",
    [
        "(((",
        '"',
        "a AND OR NOT",
        "field:value^5~",
        "[1 TO",
        "\\",
        "*?",
        "\u0000",
        "'; drop",
        "🙂",
        "漢字",
        "-",
        "/.*/",
        "a" * 5000,
        "x " * 3000,
    ],
)
def test_any_text_is_a_question(filled: SearchIndex, text: str) -> None:
    find(filled, text)


def test_without_text_the_newest_come_first(filled: SearchIndex) -> None:
    newest_first = list(reversed(PEOPLE))
    assert find(filled) == newest_first
    answer = filled.search(SearchQuery(limit=2, offset=1), EVERYTHING)
    assert [hit.result_id for hit in answer.hits] == newest_first[1:3]
    assert answer.total == len(PEOPLE)


def test_a_question_may_be_kept_to_some_results(filled: SearchIndex) -> None:
    assert set(find(filled, result_ids=("an", "đào", "no such"))) == {"an", "đào"}
    assert find(filled, "Nguyễn Văn Ân", result_ids=("an",)) == ["an"]
    assert find(filled, result_ids=()) == []


def test_what_is_withdrawn_is_brought_only_when_asked_for(index: SearchIndex) -> None:
    states = ("in_review", "confirmed", "returned", "withdrawn")
    index.put_documents([make_document(state, state=state) for state in states])
    assert set(find(index)) == set(find(index, "nguyen van an")) == set(states[:3])
    for state in states:
        assert find(index, state=state) == [state]
    assert find(index, result_ids=("withdrawn", "returned")) == ["returned"]
    assert find(index, state="withdrawn", result_ids=("withdrawn", "returned")) == ["withdrawn"]
    answer = index.search(SearchQuery(limit=1), EVERYTHING)
    assert (answer.total, sum(answer.facets["document_type"].values())) == (3, 3)


def test_some_results_may_be_many_and_obey_the_other_filters(filled: SearchIndex) -> None:
    many = (*PEOPLE, *(f"no such {number}" for number in range(2000)))
    assert set(find(filled, result_ids=many)) == set(PEOPLE)
    assert find(filled, result_ids=many, unit="92.917") == []
    assert find(filled, result_ids=many, scope=Scope(())) == []
    newest_first = list(reversed(PEOPLE))
    answer = filled.search(SearchQuery(result_ids=many, limit=2, offset=1), EVERYTHING)
    assert ([hit.result_id for hit in answer.hits], answer.total) == (newest_first[1:3], len(PEOPLE))


def test_a_snippet_shows_the_words_and_hides_long_numbers(index: SearchIndex) -> None:
    text = "Mở đầu. " * 40 + "Cấp cho ông Nguyễn Văn Ân, CCCD 092085001234, hộ chiếu B7654321 tại quận."
    index.put_documents([make_document("a", text=text, holder_ids=("B7654321",))])
    (hit,) = index.search(SearchQuery(text="nguyen van an"), EVERYTHING).hits
    assert "«Nguyễn» «Văn» «Ân»" in hit.snippet
    assert "092*****1234" in hit.snippet and "092085001234" not in hit.snippet
    assert "B7654321" not in hit.snippet
    assert len(hit.snippet) < 300


def test_a_snippet_says_on_which_page_it_stands(index: SearchIndex) -> None:
    pages = ["Trang bìa của hồ sơ", "", "Cấp cho ông Nguyễn Văn Ân tại đường Hòa Bình", "Ông Ân ký nhận"]
    index.put_documents([make_document("a", text="\f".join(pages))])
    for text, page_number in (("nguyen van an", 3), ("ho so", 1), ("ký nhận ân", 4), ("92.916", None)):
        (hit, *_) = index.search(SearchQuery(text=text), EVERYTHING).hits or (None,)
        assert (hit.page_number if hit else None) == page_number


def test_a_changed_document_replaces_the_old_one(filled: SearchIndex) -> None:
    filled.put_documents([make_document("an", version=2, holder_names=("Phan Thị Xuân",), holder_ids=(), text="")])
    assert find(filled, "phan thi xuan") == ["an"]
    assert "an" not in find(filled, "nguyen van an")
    assert filled.list_versions() == {name: 2 if name == "an" else 1 for name in PEOPLE}


def test_deleted_documents_are_gone(filled: SearchIndex) -> None:
    filled.delete_documents(["an", "no such"])
    assert "an" not in find(filled)
    assert "an" not in filled.list_versions()


def test_filters_narrow(index: SearchIndex) -> None:
    plain = make_document("plain")
    index.put_documents(
        [
            plain,
            replace(plain, result_id="type", document_type="birth_certificate"),
            replace(plain, result_id="below", unit="92.916.31135", level="commune"),
            replace(plain, result_id="beside", unit="92.9160"),
            replace(plain, result_id="nowhere", unit=None, level=None),
            replace(plain, result_id="early", issued_on=date(2019, 12, 31)),
            replace(plain, result_id="undated", issued_on=None),
            replace(plain, result_id="review", state="in_review"),
        ]
    )
    everything = {"plain", "type", "below", "beside", "nowhere", "early", "undated", "review"}
    assert set(find(index)) == everything
    assert find(index, document_type="birth_certificate") == ["type"]
    assert set(find(index, unit="92.916")) == everything - {"beside", "nowhere"}
    assert set(find(index, unit="92")) == everything - {"nowhere"}
    assert find(index, level="commune") == ["below"]
    assert find(index, state="in_review") == ["review"]
    assert find(index, issued_to=date(2019, 12, 31)) == ["early"]
    assert "early" not in find(index, issued_from=date(2020, 1, 1))
    assert "undated" not in find(index, issued_from=date(1900, 1, 1))
    assert set(find(index, "xay dung", unit="92.9160")) == {"beside"}


def test_the_scope_hides_what_is_kept_and_issued_elsewhere(index: SearchIndex) -> None:
    plain = make_document("issued", custodian="93", unit="92.916.31135")
    index.put_documents(
        [
            plain,
            replace(plain, result_id="kept", custodian="92.916", unit=None),
            replace(plain, result_id="other", custodian="93", unit="93.930"),
            replace(plain, result_id="secret", sensitivity=4),
        ]
    )
    assert set(find(index, scope=Scope(("92.916",)))) == {"issued", "kept", "secret"}
    assert set(find(index, scope=Scope(("92.916",), max_sensitivity=3))) == {"issued", "kept"}
    assert set(find(index, "nguyen van an", Scope(("93.930", "94")))) == {"other"}
    assert find(index, scope=Scope(())) == []
    answer = index.search(SearchQuery(), Scope(("93.930",)))
    assert answer.facets["unit"] == {"93.930": 1}


def test_papers_are_in_force_on_both_ends_of_every_interval(index: SearchIndex) -> None:
    first, second = (date(2020, 1, 1), date(2020, 12, 31)), (date(2022, 1, 1), None)
    index.put_documents(
        [
            make_document("twice", in_force=(second, first)),
            make_document("over", in_force=(first,)),
            make_document("unknown", in_force=()),
        ]
    )
    assert set(find(index, valid_on=date(2020, 1, 1))) == {"twice", "over"}
    assert set(find(index, valid_on=date(2020, 12, 31))) == {"twice", "over"}
    assert find(index, valid_on=date(2021, 6, 1)) == []
    assert find(index, valid_on=date(2030, 6, 1)) == ["twice"]
    facets = index.search(SearchQuery(), EVERYTHING).facets
    assert facets["validity"] == {"valid": 1, "expired": 1, "unknown": 1}
    # Each value of that facet is a filter too, on any day.
    assert find(index, validity=("valid", date(2030, 6, 1))) == ["twice"]
    assert find(index, validity=("expired", date(2030, 6, 1))) == ["over"]
    assert find(index, validity=("unknown", date(2030, 6, 1))) == ["unknown"]
    assert set(find(index, validity=("expired", date(2021, 6, 1)))) == {"twice", "over"}
    assert set(find(index, validity=("unknown", date(2019, 6, 1)))) == {"twice", "over", "unknown"}


def test_facets_count_what_was_found(filled: SearchIndex) -> None:
    filled.put_documents([make_document("other", document_type="birth_certificate", issued_on=date(1999, 1, 1))])
    facets = filled.search(SearchQuery(limit=1), EVERYTHING).facets
    assert facets["document_type"] == {"building_permit": 5, "birth_certificate": 1}
    assert facets["year"] == {"2021": 5, "1999": 1}
    assert facets["level"] == {"district": 6}
    assert facets["unit"] == {"92.916": 6}
    assert set(facets) == {"document_type", "level", "unit", "year", "validity"}
