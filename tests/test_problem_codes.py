"""Every code that a person can be shown is written down, in two languages, and used."""

from __future__ import annotations

import ast
import re
import runpy
import string
from pathlib import Path

import pytest

from schemas.problems import problem_texts

ROOT = Path(__file__).parent.parent
ROOMS = ("schemas", "ocr", "extraction", "storage", "pipelines", "web")
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Calls whose first text is a code, and keywords that carry one.
CALLS = {"InputRejected", "TemporarilyUnavailable", "SetupError", "SohoaError", "get_problem", "Problem"}
KEYWORDS = {"problem", "problem_code", "error_code"}


def _named_codes(tree: ast.AST) -> set[str]:
    codes: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        candidates = [keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS]
        candidates += node.args[:1] if name in CALLS else []
        candidates += node.args[1:2] if name == "Doubt" else []
        codes |= {c.value for c in candidates if isinstance(c, ast.Constant) and isinstance(c.value, str)}
    return codes


def _modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_every_code_that_a_room_names_is_documented(room: str) -> None:
    undocumented = {
        (str(path.relative_to(ROOT)), code)
        for path in (ROOT / room).rglob("*.py")
        for code in _named_codes(ast.parse(path.read_text(encoding="utf-8")))
        if code not in problem_texts()
    }
    assert undocumented == set()


def test_every_documented_code_is_used_somewhere() -> None:
    sources = [
        path for room in (*ROOMS, "benchmarks") for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".toml"}
    ]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "problems.toml")
    assert [code for code in problem_texts() if f'"{code}"' not in texts] == []


def test_the_page_of_codes_agrees_with_the_declarations() -> None:
    page = runpy.run_path(str(ROOT / "setup" / "errors_page.py"))
    assert page["PAGE"].read_text(encoding="utf-8") == page["page_text"](), "run `make docs`"


@pytest.mark.parametrize("code", list(problem_texts()))
def test_a_problem_speaks_two_languages_and_names_the_same_things_in_both(code: str) -> None:
    texts = problem_texts()[code]
    assert CODE.fullmatch(code)
    assert set(texts) <= {"message", "advice", "message_en", "advice_en"}
    assert texts["message"] and texts["message_en"]
    assert ("advice" in texts) == ("advice_en" in texts)
    for key in ("message", "advice"):
        assert _placeholders(texts.get(key, "")) == _placeholders(texts.get(f"{key}_en", ""))


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
