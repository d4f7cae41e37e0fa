"""A home with nothing in it: each page says so and what comes first."""

from __future__ import annotations

import pytest

from schemas.people import Role
from schemas.problems import get_problem
from tests.web.conftest import SignIn

FIRST: list[tuple[Role, str, str]] = [
    ("archivist", "/review", '<a href="/upload">'),
    ("archivist", "/upload", '<a href="/batches" aria-current="page">'),
    ("archivist", "/batches", "Bấm “Tải giấy tờ lên” để bắt đầu"),
    ("archivist", "/quarantine", "Không có tệp nào bị cách ly"),
    ("verifier", "/review", "Giấy tờ vào đây sau khi tải lên và đọc xong"),
    ("manager", "/coverage", "Việc đầu tiên: lấy danh mục"),
    ("manager", "/coverage/list", "chưa biết còn thiếu gì"),
    ("administrator", "/health", "chạy `sohoa backup` hằng ngày"),
    ("administrator", "/units", '<a href="/accounts" aria-current="page">'),
]


def test_an_empty_page_says_what_comes_first(signed_in: SignIn) -> None:
    for role, path, told in FIRST:
        page = signed_in(role).get(path)
        assert page.status_code == 200 and told in page.text, (role, path)


@pytest.mark.parametrize("code", ["batch_exists", "batch_closed", "result_unknown", "account_unknown", "reuse_doubted"])
def test_who_works_in_the_portal_is_sent_to_a_page_before_a_command(code: str) -> None:
    advice = get_problem(code, batch="1", result="1", name="1").advice
    assert "trang" in advice.partition("`")[0]
