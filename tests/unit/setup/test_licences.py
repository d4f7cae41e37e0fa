"""Which licences may be shipped."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

_SCRIPT = runpy.run_path(str(Path(__file__).parents[3] / "setup" / "licences.py"))
is_allowed: Callable[[str], bool] = _SCRIPT["is_allowed"]


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "Apache Software License",
        "BSD 2-Clause License",
        "MPL-2.0 AND (Apache-2.0 OR MIT)",
        "Mozilla Public License 2.0 (MPL 2.0)",
        "LGPL-3.0-only",
        "GNU Lesser General Public License v3 (LGPLv3)",
        "GPL-2.0-only OR MIT",
    ],
)
def test_permissive_and_weak_copyleft_licences_pass(expression: str) -> None:
    assert is_allowed(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "GPL-3.0-or-later",
        "AGPL-3.0-only",
        "GNU General Public License v2 or later (GPLv2+)",
        "MIT AND GPL-3.0-only",
        "GPL-3.0-only AND (MIT OR Apache-2.0)",
        "SSPL-1.0",
        "Proprietary",
        "",
    ],
)
def test_strong_copyleft_and_unknown_licences_fail(expression: str) -> None:
    assert not is_allowed(expression)


def test_the_whole_lock_may_be_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert _SCRIPT["main"]() == 0, capsys.readouterr().err
