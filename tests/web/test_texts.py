"""The texts of the portal: every language says everything, with the same values in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.registers.wording import LEVEL_NAMES, STATUS_NAMES, TARGET_STATUS_NAMES
from web.rendering import load_texts

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"


def list_texts(told: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in told.items():
        if isinstance(value, str):
            yield f"{before}{key}", value
        else:
            yield from list_texts(value, f"{before}{key}.")


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    vietnamese, english = (dict(list_texts(load_texts(language))) for language in ("vi", "en"))
    assert vietnamese.keys() == english.keys()
    for key, text in vietnamese.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english[key])), key


def test_every_text_that_a_template_names_is_there() -> None:
    there = dict(list_texts(load_texts("vi")))
    for template in TEMPLATES.rglob("*.html"):
        for key in re.findall(r"""\bt\(["']([\w.]+)["'](?! ~)""", template.read_text(encoding="utf-8")):
            assert key in there or key.endswith("."), f"{template.name}: {key}"


def test_portal_and_command_have_one_word_for_a_level_a_floor_and_a_status() -> None:
    for language in ("vi", "en"):
        texts = load_texts(language)
        told = {"level": LEVEL_NAMES, "target": TARGET_STATUS_NAMES, "counts_as": STATUS_NAMES}
        for part, names in told.items():
            assert names[language].items() <= texts[part].items(), (language, part)
