"""The training home: stores of its own, a mark on everything, started anew by one button."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from fastapi.responses import Response
from fastapi.testclient import TestClient
from fpdf import FPDF

from pipelines.people.accounts import choose_password
from pipelines.resources import open_resources
from pipelines.settings import TRAINING_MARK, Settings, read_settings
from pipelines.training.home import ACCOUNTS, PracticeAccount, begin_round, find_root, find_round
from pipelines.training.marks import WORDS, mark_pdf
from schemas.errors import SetupError
from schemas.people import ROLES
from tests.flows.office import Office
from tests.web.conftest import PASSWORD, SignIn, form_key
from web.training import TrainingPortal


def read_own(office: Office) -> Settings:
    return read_settings({}, home=str(office.home / "real"), working_folder=office.home.parent)


def draw(office: Office) -> Callable[[Path, Settings, Callable[[int, int], None]], None]:
    """Stands for the drawing and reading of the sample papers: one paper, at once."""

    def prepare(root: Path, settings: Settings, on_progress: Callable[[int, int], None]) -> None:
        on_progress(0, 1)
        Office(root / "prepared", office._capture).file_paper("một", confirmed=True)
        (root / "prepared" / TRAINING_MARK).touch()
        on_progress(1, 1)

    return prepare


@contextmanager
def open_portal(office: Office) -> Iterator[tuple[TrainingPortal, TestClient, list[PracticeAccount]]]:
    told: list[PracticeAccount] = []
    portal = TrainingPortal(read_own(office), "92", told.extend, lambda text: None, draw(office))
    with TestClient(portal, base_url="http://portal", follow_redirects=False) as browser:
        for _ in range(400):
            if portal.is_ready or portal.problem:
                break
            time.sleep(0.05)
        assert portal.problem is None and portal.is_ready
        yield portal, browser, told


def enter(browser: TestClient, name: str, password: str) -> None:
    browser.cookies.clear()
    browser.post("/sign-in", data={"name": name, "password": password})
    data = {"form_key": form_key(browser), "present": password, "chosen": PASSWORD}
    assert browser.post("/password", data=data).status_code == 303
    assert browser.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303


def check_marked(portal: TrainingPortal, browser: TestClient) -> None:
    """A PDF that the portal hands out carries the mark."""
    paper = FPDF()
    paper.add_page()
    assert portal._round is not None

    @portal._round.application.get("/sheet.pdf")
    def sheet() -> Response:
        return Response(bytes(paper.output()), media_type="application/pdf")

    answer = browser.get("/sheet.pdf")
    assert int(answer.headers["content-length"]) == len(answer.content)
    with pdfplumber.open(io.BytesIO(answer.content)) as marked:
        assert WORDS in marked.pages[0].extract_text()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("objects", "s3://key:secret@127.0.0.1:1/real"),
        ("catalogue", "postgresql://sohoa@127.0.0.1/real"),
        ("index", "elasticsearch://127.0.0.1:9200/real"),
        ("prefect_api_url", "http://127.0.0.1:4200/api"),
    ],
)
def test_no_training_home_can_be_pointed_at_the_offices_stores(office: Office, name: str, value: str) -> None:
    with pytest.raises(SetupError) as caught:
        find_root(replace(read_own(office), **{name: value}))  # type: ignore[arg-type]
    assert caught.value.code == "training_stores"
    assert not (office.home / "real" / "training").exists()


def test_a_folder_that_holds_other_data_is_no_training_home(office: Office) -> None:
    other = office.home / "real" / "training"
    other.mkdir(parents=True)
    (other / "catalogue.sqlite").touch()
    with pytest.raises(SetupError) as caught:
        find_root(read_own(office))
    assert caught.value.code == "training_not_empty"


def test_a_round_keeps_to_its_own_folder_whatever_the_office_has_set(office: Office) -> None:
    own = read_own(office)
    root = find_root(own)
    draw(office)(root, own, lambda done, total: None)
    told, accounts = begin_round(root, replace(own, backup="s3://k:s@h:1/b", retention_days=3650), "92")
    assert (told.backup, told.retention_days, told.home.parent) == (None, 0, root / "rounds")
    assert told.is_training and not own.is_training and not own.home.joinpath("catalogue.sqlite").exists()
    assert [account.role for account in accounts] == list(ROLES)
    assert find_round(root, own) == told


def test_while_it_is_prepared_every_address_tells_how_far_it_is(office: Office) -> None:
    portal = TrainingPortal(read_own(office), "92", lambda accounts: None, lambda text: None)
    portal.done, portal.total = 7, 20
    page = TestClient(portal._waiting).get("/find")
    assert page.status_code == 503 and "7" in page.text and "20" in page.text and WORDS in page.text
    assert page.headers["cache-control"] == "no-store"


def test_the_button_brings_back_the_first_day_and_ends_every_sign_in_and_papers_are_marked(office: Office) -> None:
    with open_portal(office) as (portal, browser, told):
        check_marked(portal, browser)
        passwords = {account.name: account.password for account in told}
        assert passwords.keys() == {name for name, _ in ACCOUNTS.values()}
        enter(browser, "motcua", passwords["motcua"])
        assert WORDS in browser.get("/find").text
        assert browser.get("/training").status_code == 403
        clerk = dict(browser.cookies)
        (first,) = (portal.root / "rounds").iterdir()
        settings = find_round(portal.root, read_own(office))
        assert settings is not None
        with open_resources(settings) as resources:
            choose_password(resources, "luutru", "một câu của người học")
        enter(browser, "quantri", passwords["quantri"])
        key = form_key(browser)
        assert browser.post("/training", data={"form_key": key}).status_code == 422
        answer = browser.post("/training", data={"form_key": key, "sure": "yes"})
        assert answer.status_code == 200 and "quantri" in answer.text and passwords["quantri"] not in answer.text
        browser.cookies.clear()
        browser.cookies.update(clerk)
        assert browser.get("/find").headers["location"] == "/sign-in"
        now = find_round(portal.root, read_own(office))
        assert now is not None and now.home != first
        with open_resources(now) as resources:
            again = resources.catalogue.find_account("luutru")
            assert again is not None and again.must_change
            assert len(list(resources.catalogue.list_results())) == 1


def test_a_real_home_has_no_such_button(signed_in: SignIn) -> None:
    administrator = signed_in("administrator")
    data = {"form_key": form_key(administrator), "sure": "yes"}
    for answer in (administrator.get("/training"), administrator.post("/training", data=data)):
        assert answer.status_code == 400 and "training_only" in answer.text
    assert WORDS not in administrator.get("/password").text


def test_every_sheet_of_a_pdf_carries_the_mark_and_keeps_its_words() -> None:
    paper = FPDF()
    paper.set_font("Helvetica")
    for number in (1, 2):
        paper.add_page()
        paper.cell(text=f"Sheet {number}")
    with pdfplumber.open(io.BytesIO(mark_pdf(bytes(paper.output())))) as marked:
        texts = [page.extract_text() for page in marked.pages]
    assert [f"Sheet {number}" in text and WORDS in text for number, text in enumerate(texts, 1)] == [True, True]
    assert mark_pdf(b"no paper") == b"no paper"
