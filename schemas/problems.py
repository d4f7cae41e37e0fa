"""Here live the problems a person can be told about: code, message, advice, in two languages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("problems.toml")


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong and what to do, ready to be shown.

    `message` and `advice` are Vietnamese, `message_en` and `advice_en` English.
    """

    code: str
    message: str
    advice: str
    message_en: str
    advice_en: str

    def in_language(self, language: str) -> tuple[str, str]:
        """(message, advice) in `vi` or `en`."""
        if language == "en":
            return self.message_en, self.advice_en
        return self.message, self.advice


class _Details(dict[str, object]):
    """Values for placeholders; one not known any more (only the code was stored) shows as an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"


@cache
def problem_texts() -> dict[str, dict[str, str]]:
    """Every documented code with its raw texts, in file order."""
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def get_problem(code: str, **details: object) -> Problem:
    """The problem with this code, its placeholders filled (`…` where no detail is given).

    Raises:
        KeyError: the code is not documented; a programming error, caught by the tests.
    """
    texts = problem_texts()[code]
    filled = {name: text.format_map(_Details(details)) for name, text in texts.items()}
    return Problem(
        code=code,
        message=filled["message"],
        advice=filled.get("advice", ""),
        message_en=filled["message_en"],
        advice_en=filled.get("advice_en", ""),
    )
