"""An index made by another release of the program: searched, told, never written to, and replaced by a rebuild."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.errors import TemporarilyUnavailable
from schemas.search import EVERYTHING, SearchQuery
from storage.indexes import _document_fields as document_fields
from storage.opening import open_index
from storage.ports import SearchIndex
from tests.contracts.samples import build_anew, make_document
from tests.flows.conftest import office as office
from tests.flows.office import Office

ON_BOTH = [
    "embedded:",
    pytest.param("elasticsearch:", marks=(pytest.mark.services, pytest.mark.timeout(300))),
]


@pytest.fixture
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    url = request.param
    if url == "elasticsearch:":
        url = f"elasticsearch://{request.getfixturevalue('elasticsearch')}/suite-{uuid.uuid4().hex[:12]}"
    return open_index(url, tmp_path)


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the program be a later one, which folds texts in another way."""

    def fold_otherwise() -> None:
        fold = document_fields.fold_words
        monkeypatch.setattr(document_fields, "fold_words", lambda text: tuple(f"{word}x" for word in fold(text)))
        document_fields.find_form.cache_clear()

    return fold_otherwise


@pytest.fixture(autouse=True)
def forget_forms(monkeypatch: pytest.MonkeyPatch) -> object:
    yield
    monkeypatch.undo()
    document_fields.find_form.cache_clear()


def find(index: SearchIndex) -> set[str]:
    return {hit.result_id for hit in index.search(SearchQuery("45/GPXD"), EVERYTHING).hits}


@pytest.mark.parametrize("index", ON_BOTH, indirect=True)
def test_it_is_searched_and_told_and_takes_no_documents(index: SearchIndex, upgrade: Callable[[], None]) -> None:
    index.put_documents([make_document("a"), make_document("b")])
    assert index.check().ok
    upgrade()
    assert find(index) == {"a", "b"}
    health = index.check()
    assert (health.ok, health.code) == (False, "index_other_form") and "index rebuild" in health.message
    with pytest.raises(TemporarilyUnavailable) as caught:
        index.put_documents([make_document("c")])
    assert caught.value.code == "index_other_form"
    index.delete_documents(["a"])
    assert find(index) == {"b"} and index.list_versions() == {"b": 1}


@pytest.mark.parametrize("index", ON_BOTH, indirect=True)
def test_a_build_of_today_takes_its_place_and_missed_nothing(index: SearchIndex, upgrade: Callable[[], None]) -> None:
    index.put_documents([make_document("a")])
    with index.open_build() as build:
        build.put_documents([make_document("a"), make_document("of another form")], through="z")
    upgrade()
    with index.open_build() as build:
        assert (build.through, build.count) == ("", 0)
        build.put_documents([make_document("a")], through="a")
        with pytest.raises(TemporarilyUnavailable):
            index.put_documents([make_document("meanwhile")])
        build.switch()
    assert index.check().ok
    assert find(index) == {"a", "meanwhile"}
    index.put_documents([make_document("c")])
    assert find(index) == {"a", "c", "meanwhile"}


def test_one_that_cannot_be_asked_at_all_is_told(tmp_path: Path) -> None:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", stored=True)
    folder = tmp_path / "index" / "build-old"
    folder.mkdir(parents=True)
    writer = tantivy.Index(builder.build(), path=str(folder)).writer(15_000_000, 1)
    writer.commit()
    (tmp_path / "index" / "current.json").write_text(json.dumps({"folder": "build-old", "form": 1}))
    index = open_index("embedded:", tmp_path)
    with pytest.raises(TemporarilyUnavailable) as caught:
        find(index)
    assert caught.value.code == "index_other_form"
    assert list(index.iterate_versions()) == []
    build_anew(index, [make_document("a")])
    assert find(index) == {"a"}


def test_a_changed_fold_is_another_form_and_the_same_one_is_not(upgrade: Callable[[], None]) -> None:
    before = document_fields.find_form("engine")
    assert before == document_fields.find_form("engine") != document_fields.find_form("another declaration")
    upgrade()
    assert document_fields.find_form("engine") != before


def test_an_office_goes_on_filing_and_one_command_mends_it(office: Office, upgrade: Callable[[], None]) -> None:
    first = office.file_paper("một")
    upgrade()
    second = office.file_paper("hai", {"document_number": "46/GPXD"})
    assert [hit["result_id"] for hit in office.call("search", "45/GPXD", "--json").json["hits"]] == [first]
    doctor = office.call("doctor", "--json")
    told = {backend["name"]: backend for backend in doctor.json["backends"]}
    assert doctor.code == 1 and "index_other_form" in told["index"]["message"]
    kinds = [fault["kind"] for fault in office.call("reconcile", "--json").json["faults"]]
    assert kinds == ["outbox_backlog", "index_other_form"]
    assert office.call("index", "rebuild", "--json").json == {"indexed": 2}
    assert office.call("search", "--json").json["total"] == 2
    assert office.call("reconcile", "--json").json["faults"] == []
    assert second
