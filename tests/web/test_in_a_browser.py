"""What only a real browser shows: scripts, the content policy, keys."""

from __future__ import annotations

from tests.flows.office import Office
from tests.web.conftest import SitDown


def test_answers_come_while_one_types_without_marks(office: Office, at_desk: SitDown) -> None:
    office.file_paper("một", confirmed=True)
    desk = at_desk("clerk")
    page = desk.go("/find")
    page.keyboard.type("nguyen van an")  # the box is in focus
    page.wait_for_selector(".hit")
    assert "Nguyễn Văn Ân" in page.inner_text(".hit") and "092085000123" not in page.content()
    assert page.url.startswith(f"{desk.address}/find?key=")  # sealed for this sign-in
    assert not any("nguyen" in address for address in desk.addresses)
