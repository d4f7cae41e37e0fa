"""Here lives the proof of the declarations: every worked example run as a test, through pytest.

The items are made from the TOML files themselves, so that a type an office adds is proved with the
same words and the same exit as those that are shipped.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from extraction.examples import check_example
from schemas import document_type as declarations
from schemas.document_type import DocumentType, Example, key_taken, read_document_type
from schemas.errors import SetupError

SHIPPED_FOLDER = Path(declarations.__file__).with_name("document_types")


@dataclass(frozen=True, slots=True)
class ExampleVerdict:
    """What one example proved; `message` says how it differs, empty when it holds."""

    key: str
    example: str
    ok: bool
    message: str


class _ExampleDiffers(Exception):
    """An example came out otherwise than its declaration promises."""


class _ExampleItem(pytest.Item):
    """One worked example as a test."""

    declared: DocumentType
    example: Example
    types: Mapping[str, DocumentType]

    def runtest(self) -> None:
        differences = check_example(self.declared, self.example, self.types)
        if differences:
            raise _ExampleDiffers("; ".join(differences))


class _DeclarationFile(pytest.File):
    """One TOML file as a collection of its examples."""

    types: Mapping[str, DocumentType]

    def collect(self) -> Iterable[pytest.Item]:
        declared = read_document_type(self.path)
        for example in declared.examples:
            item: _ExampleItem = _ExampleItem.from_parent(self, name=example.name)
            item.declared, item.example, item.types = declared, example, self.types
            yield item


class _Collector:
    """The pytest plugin: makes items of declarations and keeps what became of them."""

    def __init__(self, types: Mapping[str, DocumentType]) -> None:
        self._types = types
        self.verdicts: list[ExampleVerdict] = []

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        if file_path.suffix != ".toml":
            return None
        collected: _DeclarationFile = _DeclarationFile.from_parent(parent, path=file_path)
        collected.types = self._types
        return collected

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        if isinstance(item, _ExampleItem) and call.when == "call":
            message = str(call.excinfo.value) if call.excinfo else ""
            self.verdicts.append(ExampleVerdict(item.declared.key, item.example.name, not call.excinfo, message))


def check_declarations(extra_folder: Path) -> tuple[ExampleVerdict, ...]:
    """Every example of the shipped declarations and of an office's own, in file order.

    A file that is no declaration, or whose key is taken, is one verdict with an empty example name and
    does not keep the others from being proved.
    """
    sound: dict[str, tuple[Path, DocumentType]] = {}
    verdicts = []
    for path in (path for folder in (SHIPPED_FOLDER, extra_folder) for path in sorted(folder.glob("*.toml"))):
        try:
            declared = read_document_type(path)
            if declared.key in sound:
                raise key_taken(path, declared.key)
        except SetupError as error:
            verdicts.append(ExampleVerdict(path.stem, "", False, error.problem.message))
        else:
            sound[declared.key] = (path, declared)
    return (*verdicts, *_run_examples(sound))


def _run_examples(sound: Mapping[str, tuple[Path, DocumentType]]) -> tuple[ExampleVerdict, ...]:
    if not sound:
        return ()
    collector = _Collector({key: declared for key, (_, declared) in sorted(sound.items())})
    # Neither the checkout's settings nor a stray conftest of the office may decide how an example ends.
    options = ["-q", "-p", "no:cacheprovider", "--noconftest", "-c", os.devnull]
    files = [str(path) for path, _ in sound.values()]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        pytest.main([*options, f"--rootdir={SHIPPED_FOLDER.parent}", *files], plugins=[collector])
    return tuple(collector.verdicts)
